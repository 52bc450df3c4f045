"""The tables, views and triggers of a ledger, as migrations: a step is applied once to a file, never edited after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Migrations

from emulation_core.ledger.canonical import NUMBERS

APPLICATION_ID = 0x454D4C47
"""Says in the file's header that it is a ledger of ours: "EMLG"."""
steps = Migrations("emulation")

COLUMNS: Mapping[str, str] = {
    "entry": "seq kind previous_head head manifest",
    "source": "digest body",
    "subject": "ref id name unit secret seal",
    "sheet": "entry number file name columns",
    "participant": "entry subject kind status sheet row",
    "evidence": "entry subject fact value",
    "words": "entry subject body seal",
    "dossier": "entry number subject document sets originals received sheet row",
    "finding": "entry subject criterion verdict",
    "standing": "entry subject award place certain",
    "proposal": "entry award kind seats money_each money_total regime base coefficient",
    "note": "entry number sort about says",
    "packed": "entry name first body",
}
"""Every table and its columns, in the order of the file."""
KEYS: Mapping[str, str] = {
    "sheet": "number",
    "participant": "subject",
    "evidence": "subject fact",
    "dossier": "number",
    "finding": "subject criterion",
    "standing": "subject award",
    "proposal": "award kind",
    "note": "number",
}
"""The tables that are digested, and what their rows of one entry are sorted by."""

_INT = NUMBERS | {"seq", "ref", "entry", "first"}
_BLOB = {"subject": ("secret", "seal"), "words": ("seal",), "packed": ("body",)}
_NULL = {
    "subject": ("id", "name", "unit", "secret"),
    "sheet": ("name",),
    "participant": ("status",),
    "words": ("body",),
    "dossier": ("subject", "document", "sets", "originals", "received"),
    "proposal": ("seats", "money_each", "money_total", "regime", "base", "coefficient"),
}
"""Columns that may be empty."""
_PRIMARY = {
    "entry": "seq",
    "source": "digest",
    "subject": "ref",
    "words": "entry, subject",
    "packed": "entry, name, first",
    **{table: ", ".join(["entry", *key.split()]) for table, key in KEYS.items()},
}
_ROWID = frozenset({"entry", "subject", "packed"})
"""Tables that are looked up by one number, or hold large blobs, keep SQLite's own row ids."""

_VIEWS = {
    "luot_cham": """
        SELECT seq, substr(head, 1, 12) AS luot, head, manifest ->> 'campaign' AS ke_hoach, manifest ->> 'round' AS ky,
               manifest ->> 'on' AS ngay, manifest ->> 'decided' AS ngay_quyet_dinh,
               manifest ->> 'supersedes' AS thay_cho, manifest ->> 'reason' AS ly_do, manifest ->> 'recorded' AS ghi_luc
        FROM entry WHERE kind = 'run'""",
    "ket_qua": """
        SELECT r.luot, s.id AS ma, s.name AS ten, p.kind AS loai, f.criterion AS tieu_chi,
               c.value ->> 1 AS can_cu, f.verdict AS ket_luan
        FROM finding f JOIN luot_cham r ON r.seq = f.entry JOIN entry e ON e.seq = f.entry
        JOIN participant p ON p.entry = f.entry AND p.subject = f.subject JOIN subject s ON s.ref = f.subject
        JOIN json_each(e.manifest, '$.criteria.' || p.kind) c ON c.value ->> 0 = f.criterion""",
    "bang_chung": """
        SELECT r.luot, s.id AS ma, s.name AS ten, v.fact AS du_kien, v.value AS gia_tri,
               CASE WHEN t.name IS NULL THEN t.file || ':' || p.row || ' › ' || (t.columns ->> v.fact)
                    ELSE t.file || ' › ' || t.name || ' › ' || (t.columns ->> v.fact) || p.row END AS noi_doc
        FROM evidence v JOIN luot_cham r ON r.seq = v.entry JOIN subject s ON s.ref = v.subject
        JOIN participant p ON p.entry = v.entry AND p.subject = v.subject
        LEFT JOIN sheet t ON t.entry = v.entry AND t.number = p.sheet""",
    "danh_sach": """
        SELECT r.luot, t.award AS hinh_thuc, s.id AS ma, s.name AS ten, p.kind AS loai, p.status AS tinh_trang,
               t.place AS vi_tri, t.certain AS chac_chan
        FROM standing t JOIN luot_cham r ON r.seq = t.entry JOIN subject s ON s.ref = t.subject
        JOIN participant p ON p.entry = t.entry AND p.subject = t.subject""",
    "de_nghi": """
        SELECT r.luot, d.award AS hinh_thuc, d.kind AS loai, d.seats AS so_suat, d.money_each AS moi_suat,
               d.money_total AS tong_tien, d.regime AS che_do
        FROM proposal d JOIN luot_cham r ON r.seq = d.entry""",
    "quyet_dinh": """
        SELECT e.seq, e.manifest ->> 'run' AS luot, e.manifest ->> 'award' AS hinh_thuc,
               e.manifest ->> 'action' AS viec, s.id AS ma, s.name AS ten, e.manifest ->> 'criterion' AS tieu_chi,
               e.manifest ->> 'verdict' AS ket_luan, e.manifest ->> 'reason' AS ly_do,
               e.manifest ->> 'minutes' AS bien_ban, e.manifest ->> 'by' AS nguoi_ky, e.manifest ->> 'money' AS tien
        FROM entry e JOIN json_each(e.manifest, '$.subjects') j JOIN subject s ON s.ref = j.value
        WHERE e.kind = 'decision'""",
}
"""What people query: one row per run, finding, value, place in a list, proposal and decision."""

ERASED = "EXISTS (SELECT 1 FROM entry, json_each(manifest, '$.subjects') WHERE kind = 'erasure' AND value = {ref})"
_MAY_CHANGE = {
    "subject": (
        "NEW.ref = OLD.ref AND NEW.seal = OLD.seal AND coalesce(NEW.id, NEW.name, NEW.unit, NEW.secret) IS NULL AND "
        + ERASED.format(ref="OLD.ref")
    ),
    "words": (
        "NEW.entry = OLD.entry AND NEW.subject = OLD.subject AND NEW.seal = OLD.seal AND NEW.body IS NULL AND "
        + ERASED.format(ref="OLD.subject")
    ),
}
"""The one change there is: a person who is erased, in the same transaction as the entry that says so."""


@steps()
def tables(db: Any) -> None:
    """Every table STRICT, nothing in them ever updated or deleted."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for table, columns in COLUMNS.items():
        defined = ", ".join(_defined(table, column) for column in columns.split())
        rowid = "" if table in _ROWID else ", WITHOUT ROWID"
        db.execute(f"CREATE TABLE {table} ({defined}, PRIMARY KEY ({_PRIMARY[table]})) STRICT{rowid}")
        allowed = f" WHEN NOT ({_MAY_CHANGE[table]})" if table in _MAY_CHANGE else ""
        for event, condition in (("UPDATE", allowed), ("DELETE", "")):
            db.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}{condition} "
                f"BEGIN SELECT raise(ABORT, 'a ledger is append-only'); END"
            )
    # Two entries cannot stand on the same head: the chain never forks.
    db.execute("CREATE UNIQUE INDEX entry_previous_head ON entry (previous_head)")
    db.execute("CREATE UNIQUE INDEX entry_head ON entry (head)")
    db.execute("CREATE INDEX entry_round ON entry (manifest ->> 'campaign', manifest ->> 'round')")
    db.execute("CREATE INDEX subject_id ON subject (id)")
    for name, query in _VIEWS.items():
        db.execute(f"CREATE VIEW {name} AS {' '.join(query.split())}")


def _defined(table: str, column: str) -> str:
    type_ = "INTEGER" if column in _INT else "BLOB" if column in _BLOB.get(table, ()) else "TEXT"
    return f"{column} {type_}" + ("" if column in _NULL.get(table, ()) else " NOT NULL")
