"""Ledgers for the tests: a plan that leaves something to everybody, people for it, and both verifiers."""

from __future__ import annotations

import io
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, redirect_stdout
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from emulation_core import ledger
from emulation_core.campaign import Loaded
from emulation_core.evidence import Evidence
from emulation_core.intake import RawSheet, collect, read
from emulation_core.ledger import packed
from emulation_core.ledger.council import Paper, decide
from emulation_core.ledger.erase import erase
from emulation_core.ledger.room import Wish
from emulation_core.ledger.verify import checks
from emulation_core.ledger.write import Receipt
from emulation_core.outcome import Outcome
from emulation_core.scoring import choose_round, score
from support import CAMPAIGNS, cell, loaded, registry, shipped

CONNECT = sqlite3.connect
TOOL = Path(__file__).parents[1] / "tools" / "verify_ledger.py"
ON = date(2027, 3, 1)
"""The day the tests ask about."""
ID = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[ID].with_suffix(".sample.csv")
"""A shipped campaign and the table beside it."""
PAPER = Paper("Hội đồng biểu quyết", "BB 12/BB-HĐ 15/01/2027", "Chủ tịch Hội đồng")

FACTS: dict[str, Any] = {
    "so_tre_han": {"label": "Số hồ sơ trễ hạn", "type": "count"},
    "doan_ket": {"label": "Nội bộ đoàn kết", "type": "flag"},
    "xep_loai": {"label": "Xếp loại", "type": "rating", "ladder": ["kha", "tot"]},
    "diem": {"label": "Điểm cải cách hành chính", "type": "number", "max": 100},
    "chi_so": {"label": "Chỉ số phụ trách", "type": "set", "members": ["pci", "papi", "sipas"]},
    "ngay_nop": {"label": "Ngày nộp báo cáo", "type": "date"},
    "giai_trinh": {"label": "Giải trình", "type": "text"},
}
BOTH = ["collective", "individual"]


def criterion(id: str, clause: str, text: str, **rule: Any) -> dict[str, Any]:
    """A criterion of collectives and individuals."""
    return {"id": id, "clause": clause, "text": text, "applies_to": BOTH, **rule}


PLAN: dict[str, Any] = {
    "title": "Cải cách hành chính năm 2026",
    "agency": "Sở Mẫu",
    "province": "tinh_mau",
    "period": {"use": "year", "year": 2026},
    "plan": {"number": "1/KH-SM", "issued": date(2026, 1, 5), "source": "full"},
    "facts": FACTS,
    "criteria": [
        criterion(
            "khong_tre_han", "II.1", "Không để hồ sơ trễ hạn", evaluator={"use": "equals_zero", "fact": "so_tre_han"}
        ),
        criterion("doan_ket", "II.2", "Nội bộ đoàn kết", evaluator={"use": "judged", "fact": "doan_ket"}),
        criterion(
            "loai_kha",
            "II.3",
            "Xếp loại từ khá",
            evaluator={"use": "rated_at_least", "fact": "xep_loai", "rung": "kha"},
        ),
        *(
            criterion(
                f"co_{fact}", "II.4", "Có để hội đồng xem", evaluator={"use": "shown", "fact": fact}, required=False
            )
            for fact in ("chi_so", "ngay_nop", "giai_trinh")
        ),
    ],
    "awards": [
        {
            "id": "giay_khen",
            "name": "Giấy khen của Giám đốc Sở",
            "by": "giam_doc_so",
            "kinds": BOTH,
            "clause": "III.1",
            "quota": {"use": "fixed", "collective": 1, "individual": 2},
        },
        {
            "id": "bang_khen",
            "name": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
            "by": "chu_tich_ubnd_tinh",
            "kinds": ["individual"],
            "clause": "III.2",
            "quota": {"use": "fixed", "individual": 1},
            "order": ["fact.diem desc"],
        },
    ],
    "procedure": {
        "use": "submit",
        "to": "Văn phòng Sở",
        "sets": 2,
        "originals": 1,
        "documents": [{"id": "to_trinh", "label": "Tờ trình đề nghị khen thưởng", "clause": "IV.1"}],
    },
    "assumptions": [{"about": "diem", "says": "Điểm lấy theo bảng chấm của Sở."}],
    "unresolved": [{"about": "Hướng dẫn 5/HD-SNV", "says": "Chưa giữ toàn văn."}],
}
GOOD = {
    "so_tre_han": 0,
    "doan_ket": True,
    "xep_loai": "tot",
    "chi_so": frozenset({"pci", "sipas"}),
    "ngay_nop": date(2027, 1, 15),
    "dang_xem_xet_ky_luat": False,
}


def person(id: str, name: str, kind: str = "individual", **facts: Any) -> dict[str, Any]:
    """A participant who meets everything but what `facts` says otherwise."""
    return {"id": id, "name": name, "kind": kind, **GOOD, **facts}


PEOPLE = [
    person("CN-01", "Nguyễn Thị Ánh", unit="Phòng Một", diem="90,5", giai_trinh="Làm việc với Tổ một cửa"),
    person("CN-02", "Trần Văn Bảo", unit="Phòng Hai", diem="80"),
    person("CN-03", "Lê Thị Cúc", unit="Phòng Hai", diem="70"),
    person("CN-04", "Phạm Văn Dũng", diem="60", so_tre_han=2, giai_trinh="Hai hồ sơ trễ do mất điện"),
    person("CN-05", "Đỗ Thị Én", diem="50", doan_ket=None),
    person("CN-06", "Vũ Văn Phúc", diem="40", dang_xem_xet_ky_luat=True),
    person("TT-01", "Phòng Một", "collective"),
    person("TT-02", "Phòng Hai", "collective", so_tre_han=None),
]
"""Three individuals tied for two seats (one of whom is first by points), one fallen, one for the council, one deferred;
a collective that is in, and one of which it is not known."""


def plan(**changes: Any) -> Loaded:
    """The plan, some keys replaced."""
    return loaded({**PLAN, **changes})


def told(people: Sequence[Mapping[str, Any]], file: str = "minh_chung.csv") -> RawSheet:
    """People as a table typed by an officer."""
    headings = tuple(dict.fromkeys(["id", "name", "kind", *(name for person in people for name in person)]))
    rows = [(n, [cell(person.get(name)) for name in headings]) for n, person in enumerate(people, 2)]
    return RawSheet(file, None, headings, rows, ",")


PAPERS = RawSheet(
    "ho_so.xlsx",
    "Hồ sơ",
    ("Mã", "Tên", "Tài liệu", "Số bộ", "Bản gốc", "Ngày nhận"),
    [(2, ["CN-01", "Nguyễn Thị Ánh", "to_trinh", "2", "1", "20/01/2027"])],
    ",",
)
"""What was handed in, on paper."""


def outcome(
    people: Sequence[Mapping[str, Any]] | Evidence = PEOPLE,
    made: Loaded | None = None,
    on: date = ON,
    decided: date | None = None,
    papers: bool = False,
    **options: Any,
) -> Outcome:
    """The plan scored on the day asked about."""
    made = made or plan()
    sheets = [told(people)] if not isinstance(people, Evidence) else []
    table = people if isinstance(people, Evidence) else collect([*sheets, *[PAPERS] * papers], made.campaign, **options)
    return score(made, table, choose_round(made.campaign, None, on), on, decided)


def record(path: Path, *args: Any, reason: str | None = None, **options: Any) -> Receipt:
    """The plan scored and written down."""
    return ledger.record(path, outcome(*args, **options), registry(), reason)


def book_in(tmp_path: Path) -> Path:
    """A fixture: a ledger with one run."""
    record(tmp_path / "so.db", papers=True)
    return tmp_path / "so.db"


def from_sample(id: str) -> Outcome:
    """The sample beside a campaign, as an office would send it."""
    loaded = shipped(id)
    table = read([CAMPAIGNS[id].with_suffix(".sample.csv")], loaded.campaign)
    return score(loaded, table, choose_round(loaded.campaign, None, ON), ON)


@contextmanager
def columns(part: int = 3) -> Iterator[None]:
    """However small, runs store columns, `part` participants to a part."""
    with patch.object(packed, "MOST_FINDINGS", 0), patch.object(packed, "PART", part):
        yield


def full(path: Path) -> str:
    """A ledger in which every table has rows: runs of rows and of columns, decisions, an erasure; its last head."""
    faulty = person("CN-09", "Hồ Văn Sai", so_tre_han="nhiều")
    record(path, [*PEOPLE, faulty], papers=True, partial=True)
    record(path, PEOPLE, papers=True, reason="Phạm Văn Dũng nộp lại minh chứng")
    decide(path, "latest", "giay_khen", [Wish("judge", "CN-05", "doan_ket", "met"), Wish("take", "CN-02")], PAPER)
    decide(path, "latest", "giay_khen", [Wish("cancel", "CN-02")], PAPER)
    erase(path, "CN-04", "Theo yêu cầu của người được ghi tên")
    with columns():
        record(path, PEOPLE[:3] + PEOPLE[5:], made=plan(title="Kế hoạch thứ hai"))
    return ledger.last(path)


def edit(path: Path, *statements: str, guarded: bool = False) -> None:
    """Change the file as somebody with SQL would, the triggers out of the way (and back, as they were)."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = [] if guarded else connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in list(triggers):
            connection.execute(f"DROP TRIGGER {name}")
            statements += (sql,)
        for statement in statements:
            connection.execute(statement)


def fresh(book: Path | bytes, copy: Path) -> Path:
    """A copy of a ledger at rest; the copies made before it in the same folder go."""
    for old in copy.parent.glob(f"{copy.name.partition('_')[0]}_*.db*"):
        old.unlink()
    copy.write_bytes(book if isinstance(book, bytes) else book.read_bytes())
    return copy


def rows(path: Path, query: str, *values: Any) -> list[Any]:
    """What a query on the file gives."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def dump(path: Path) -> bytes:
    """Everything a file says: its mark, schema and every row of every table."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        said = [*connection.execute("PRAGMA application_id")]
        schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        tables = [name.decode() for type_, name, *_more in schema if type_ == b"table"]
        for name in tables:
            said += sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))
    return repr((said, schema)).encode()


def wrong(path: Path, anchor: str | None = None) -> list[str]:
    """What the engine's own `verify` finds wrong."""
    return [f"{check.what}: {check.wrong}" for check in checks(path, anchor) if not check.holds]


def _tool() -> ModuleType:
    spec = spec_from_file_location("verify_ledger", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SECOND = _tool()


def second(*arguments: str | Path) -> tuple[int, list[str]]:
    """How the second verifier ends and what it finds wrong; whatever it does not catch is raised here."""
    opened: list[sqlite3.Connection] = []

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(CONNECT(*arguments, **options))
        return opened[-1]

    argv = ["verify_ledger.py", *map(str, arguments)]
    with redirect_stdout(io.StringIO()) as out, patch.object(sys, "argv", argv), patch("sqlite3.connect", connect):
        code = SECOND.main()
    for connection in opened:  # a program of its own leaves that to its end
        connection.close()
    return code, [line for line in out.getvalue().splitlines() if not line.startswith("ok")]


def caught(path: Path, anchor: str | None = None) -> tuple[bool, bool]:
    """Whether each of the two verifiers finds something wrong."""
    found = second(path, *(["--anchor", anchor] if anchor else []))
    return bool(wrong(path, anchor)), found[0] != 0
