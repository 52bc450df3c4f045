"""Large runs say in a verdict file what small ones say, in whatever blocks; one participant is found and explained."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from deployments import deployment, put_evidence
from emulation_core import verdicts
from emulation_core.errors import EvidenceRefused, NotFound
from emulation_core.evaluate import column
from emulation_core.intake import read
from emulation_core.large import blocks, score_large, shelf
from emulation_core.large import run as large_run
from emulation_core.model import KINDS, STATUS, Kind
from emulation_core.outcome import PLACED
from emulation_core.scheme import HIGH, LOW, RANK, UNIT
from emulation_core.scoring import score
from emulation_core.units import POINT
from plans import BOTH, HEAD
from support import campaign_file, inside, loaded, outside

ON = date(2027, 3, 1)
A, B, REVIEW = "tinh_mau/so_a_2026", "tinh_mau/so_b_2026", "soc_trang/so_tnmt_2021_2030"
PLAN = {
    **HEAD,
    "facts": {
        "so": {"label": "Số hồ sơ trễ hạn", "type": "count"},
        "diem": {"label": "Điểm đánh giá", "type": "number"},
        "xong": {"label": "Hoàn thành", "type": "flag"},
    },
    "criteria": [
        {
            "id": "tre_han",
            "clause": "II.1",
            "text": "Không trễ hạn",
            "applies_to": BOTH,
            "evaluator": {"use": "equals_zero", "fact": "so"},
        },
        {
            "id": "hoan_thanh",
            "clause": "II.2",
            "text": "Hoàn thành nhiệm vụ",
            "applies_to": ["individual"],
            "evaluator": {"use": "flag", "fact": "xong"},
        },
    ],
    "awards": [
        {
            "id": "giay_khen",
            "name": "Giấy khen",
            "by": "giam_doc_so",
            "kinds": BOTH,
            "clause": "III",
            "quota": {"use": "fixed", "collective": 3, "individual": 4},
            "order": ["fact.diem desc"],
        }
    ],
}
SCORED = {
    **PLAN,
    "scoring": {"round_at": "total", "decimals": 2},
    "criteria": [
        {
            "id": "diem",
            "clause": "II.3",
            "text": "Điểm đánh giá",
            "applies_to": BOTH,
            "required": False,
            "points": 20,
            "evaluator": {"use": "points", "fact": "diem"},
        },
        {**PLAN["criteria"][0], "points": 5, "required": False},
        {**PLAN["criteria"][1], "points": Decimal("2.5"), "required": False},
    ],
    "awards": [{key: value for key, value in PLAN["awards"][0].items() if key != "order"}],
}
PLANS = pytest.mark.parametrize("raw", [PLAN, SCORED], ids=["conditions", "points"])


def table(size: int = 90, agencies: int = 1) -> pl.DataFrame:
    """Participants of two kinds in no order, some cells empty; agencies stand one after another."""
    n = pl.int_range(size)
    return pl.select(
        pl.format("P{}", (n * 37) % size).alias("id"),
        pl.format("Người {}", n).alias("name"),
        pl.when(n % 3 == 0).then(pl.lit("collective")).otherwise(pl.lit("Cá nhân")).alias("kind"),
        (n * agencies // size).alias("agency"),
        pl.when(n % 7 > 0).then(n % 2).alias("so"),
        pl.when(n % 11 > 0).then((n * 13 % 41).cast(pl.Decimal(38, 9)) / pl.lit(2, pl.Decimal(38, 9))).alias("diem"),
        pl.when(n % 5 > 0).then(n % 4 > 0).alias("xong"),
        pl.when(n % 17 == 3).then(pl.lit("có")).alias("dang_xem_xet_ky_luat"),
    )


def ran(raw, frame, folder, **options):
    """The run over `frame`, and where its file is."""
    evidence, out = folder / "minh_chung.parquet", folder / "ket_luan.parquet"
    frame.write_parquet(evidence)
    plan = loaded(raw)
    return score_large(plan, evidence, out, plan.campaign.period.rounds()[0], ON, **options), out


def in_small_blocks(monkeypatch):
    """From here on a few rows are a block, a hand full and a box."""
    monkeypatch.setattr(large_run, "_LEAST_ROWS", 7)
    monkeypatch.setattr(blocks, "READ", 16)
    monkeypatch.setattr(blocks, "LOOKED_AT", 24)
    monkeypatch.setattr(shelf, "IN_HAND", 20)
    monkeypatch.setattr(shelf, "IN_A_BOX", 12)


def said(raw, frame, folder):
    """What `score` says of everybody in `frame`, in the columns of a verdict file."""
    path = folder / "nho.parquet"
    frame.write_parquet(path)
    plan = loaded(raw)
    round = plan.campaign.period.rounds()[0]
    outcome = score(plan, read([path], plan.campaign), round, ON)
    names = [column(c.id) for c in plan.campaign.criteria] + [STATUS, PLACED + "giay_khen", "scope", RANK]
    rows = {}
    for kind in KINDS:
        for row in outcome.tables[kind].iter_rows(named=True):
            ends = [None if row.get(name) is None else Decimal(row[name] * row[UNIT]) / POINT for name in (LOW, HIGH)]
            rows[row["id"]] = (KINDS.index(kind), *(row.get(name) for name in names), *ends)
    return rows, ["kind", *names, LOW, HIGH]


def stored(path, names):
    held = pl.read_parquet(path)
    return {row["id"]: tuple(row.get(name) for name in names) for row in held.iter_rows(named=True)}


def test_points_beyond_nine_digits_are_kept(tmp_path):
    """A plan of yes and no worth billions of points is written to the last one."""
    most = 2_000_000_000
    yes = [{**criterion, "points": most} for criterion in SCORED["criteria"][1:]]
    facts = {name: fact for name, fact in SCORED["facts"].items() if name != "diem"}
    raw, frame = {**SCORED, "criteria": yes, "facts": facts}, table().drop("agency", "diem")
    wanted, names = said(raw, frame, tmp_path)
    _tally, out = ran(raw, frame, tmp_path)
    assert stored(out, names) == wanted
    assert max(points for *_rest, points in wanted.values() if points) == 2 * most


@PLANS
def test_the_file_says_of_everybody_what_a_small_run_says(raw, tmp_path, monkeypatch):
    """Verdicts, status, points, rank and place of all are those of `score`, in one block as in many."""
    wanted, names = said(raw, table().drop("agency"), tmp_path)
    tally, out = ran(raw, table().drop("agency"), tmp_path)
    assert stored(out, names) == wanted
    whole = out.read_bytes()
    in_small_blocks(monkeypatch)
    again, out = ran(raw, table().drop("agency"), tmp_path, memory=0)
    assert out.read_bytes() == whole
    assert (again.statuses, again.places) == (tally.statuses, tally.places)
    assert tally.participants == sum(sum(places.values()) for places in tally.places.values()) == 90


@PLANS
def test_an_outcome_is_written_as_the_same_file(raw, tmp_path):
    """What `score` says of a small table, written: byte for byte the file of a large run over it."""
    _tally, out = ran(raw, table().drop("agency"), tmp_path)
    evidence, again = tmp_path / "minh_chung.parquet", tmp_path / "nho.parquet"
    plan = loaded(raw)
    outcome = score(plan, read([evidence], plan.campaign), plan.campaign.period.rounds()[0], ON)
    verdicts.write_outcome(outcome, verdicts.digests([evidence]), again)
    assert again.read_bytes() == out.read_bytes()


@PLANS
@pytest.mark.parametrize("together", [True, False])
def test_agencies_in_one_file_are_tables_of_their_own(raw, together, tmp_path, monkeypatch):
    """Ranked and given seats by themselves, whether an agency's rows stand together or not, and in blocks of any size."""
    everybody = table(60, 4)
    frame = everybody if together else everybody.sort("id")
    wanted = {}
    for agency in range(4):
        mine, names = said(raw, everybody.filter(pl.col("agency") == agency).drop("agency"), tmp_path)
        wanted |= mine
    _tally, out = ran(raw, frame, tmp_path, by=("agency",))
    assert stored(out, names) == wanted
    assert stored(out, ["agency"]) == {id: (agency,) for id, agency in everybody.select("id", "agency").iter_rows()}
    whole = out.read_bytes()
    in_small_blocks(monkeypatch)
    ran(raw, frame, tmp_path, by=("agency",), memory=0)
    assert out.read_bytes() == whole


def test_the_file_says_what_was_scored_and_on_what(tmp_path):
    """Campaign, round, days, texts, clauses, codes and the digest of the evidence stand in the file itself."""
    _tally, out = ran(PLAN, table(), tmp_path)
    raw = json.loads(pl.read_parquet_metadata(out)["emulation"])
    assert (raw["campaign"], raw["round"], raw["on"], raw["decided"]) == (
        "tinh_mau/so_mau_2026",
        "2026",
        "2027-03-01",
        "2027-03-01",
    )
    assert raw["criteria"]["individual"] == {"tre_han": "II.1", "hoan_thanh": "II.2"}
    [file] = raw["evidence"]
    assert file == {"file": "minh_chung.parquet", "sha256": verdicts.file_digest(tmp_path / "minh_chung.parquet")}
    assert raw["codes"]["verdict"]["6"] == "not_met"
    assert raw["texts"][0]["text"] == campaign_file(PLAN)


def test_one_participant_is_read_back(tmp_path):
    """Verdicts in words with their clauses, points and rank; names and values are not in the file."""
    _tally, out = ran(SCORED, table(), tmp_path)
    plan = loaded(SCORED)
    outcome = score(plan, read([tmp_path / "minh_chung.parquet"], plan.campaign), plan.campaign.period.rounds()[0], ON)
    from emulation_core.report import participants

    for person in participants(outcome, Kind.INDIVIDUAL)[:9]:
        found = verdicts.findings_of(out, person.id)
        assert (found.status, found.points, found.rank, found.points_range) == (
            person.status,
            person.points,
            person.rank,
            person.points_range,
        )
        assert [(f.criterion, f.clause, f.verdict) for f in found.findings] == [
            (f.criterion, f.clause, f.verdict) for f in person.findings
        ]


@pytest.mark.parametrize("name", ["a", "minh chứng [1]", "minh chứng (*)"])
def test_the_command_scores_and_explains(name, tmp_path, capsys):
    """`score --verdicts` counts; `explain` shows one participant, with values and places where the evidence is at hand."""
    (tmp_path / "ke_hoach.toml").write_text(campaign_file(PLAN), "utf-8")
    evidence, out = tmp_path / f"{name}.parquet", tmp_path / f"{name} ra.parquet"
    table().drop("agency").write_parquet(evidence)
    scored = inside(
        capsys, "score", tmp_path / "ke_hoach.toml", evidence, "--verdicts", out, "--on", "2027-03-01", "--json"
    )
    assert scored.code == 0
    assert scored.json["tally"]["participants"] == 90
    shown = inside(capsys, "score", tmp_path / "ke_hoach.toml", evidence, "--verdicts", out, "--on", "2027-03-01")
    assert "giay_khen" in shown.out
    full = inside(capsys, "explain", out, "P37", "--json").json
    assert full["participant"]["name"] == "Người 1"
    assert full["participant"]["findings"][0]["source"] == f"{name}.parquet:2 › so"
    assert full["differs"] == []
    evidence.rename(tmp_path / "b.parquet")
    bare = inside(capsys, "explain", out, "P37", "--json").json
    assert [f["verdict"] for f in bare["participant"]["findings"]] == [
        f["verdict"] for f in full["participant"]["findings"]
    ]
    assert bare["participant"]["findings"][0]["source"] is None
    other = inside(capsys, "explain", out, "P37", "--evidence", out)
    assert other.code == 1
    assert inside(capsys, "explain", out, "P999").code == 1
    assert inside(capsys, "score", tmp_path / "ke_hoach.toml", evidence, "--memory", "300").code == 2


def test_an_id_that_stands_twice_is_refused_however_far_apart(tmp_path, monkeypatch):
    """The fault names both rows, and no file is left."""
    in_small_blocks(monkeypatch)
    frame = table().with_columns(pl.when(pl.int_range(90) == 80).then(pl.lit("P37")).otherwise("id").alias("id"))
    with pytest.raises(EvidenceRefused, match=r"minh_chung\.parquet:81.*P37.*minh_chung\.parquet:2"):
        ran(PLAN, frame, tmp_path, memory=0)
    assert [path.name for path in tmp_path.iterdir()] == ["minh_chung.parquet"]


@pytest.mark.parametrize(
    ("raw", "change", "place"),
    [
        (PLAN, pl.lit(-1).alias("so"), r":77: so"),
        (SCORED, pl.lit(Decimal(21)).cast(pl.Decimal(38, 9)).alias("diem"), r":77 › diem: diem: P22: 21 "),
    ],
)
def test_a_fault_in_a_late_block_names_its_row(raw, change, place, tmp_path, monkeypatch):
    """What is wrong is said as in a small run: the row of the file, the column, and whose points."""
    in_small_blocks(monkeypatch)
    name = change.meta.output_name()
    frame = table().with_columns(pl.when(pl.int_range(90) == 76).then(change).otherwise(name).alias(name))
    with pytest.raises(EvidenceRefused, match=r"minh_chung\.parquet" + place):
        ran(raw, frame, tmp_path, memory=0)


def test_letters_of_old_are_refused_in_a_large_run_too(tmp_path):
    """A column of names typed in TCVN3 is refused as a whole."""
    names = pl.Series("name", ["NguyÔn V¨n ¸nh", "Lª ThÞ B×nh", "TrÇn §øc"] * 30)
    with pytest.raises(EvidenceRefused, match="TCVN3"):
        ran(PLAN, table().with_columns(names), tmp_path)


def test_odd_but_readable_cells_are_read_as_ever(tmp_path):
    """Percent signs, blanks and dashes as people type them say in a large run what they say in a small one."""
    frame = (
        table()
        .drop("agency")
        .with_columns(pl.col("so").cast(pl.String).fill_null(" - "), pl.format(" {} ", "id").alias("id"))
    )
    wanted, names = said(PLAN, frame, tmp_path)
    _tally, out = ran(PLAN, frame, tmp_path)
    assert stored(out, names) == wanted


def test_a_table_of_nobody_gives_a_file_of_nobody(tmp_path):
    """No participants, no verdicts; the file still says what was scored, and the run that nobody was in it."""
    tally, out = ran(PLAN, table().head(0), tmp_path)
    assert (tally.participants, pl.read_parquet(out).height) == (0, 0)
    assert "không có đối tượng nào trong tệp" in [note.says for note in tally.warnings]
    assert verdicts.head_in(out).round == "2026"


def test_what_is_no_parquet_table_is_refused(tmp_path, capsys):
    """A lost or damaged file is the user's to mend: exit code 1, and no traceback."""
    (tmp_path / "ke_hoach.toml").write_text(campaign_file(PLAN), "utf-8")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no table")
    for name in ("a.parquet", "b.parquet"):
        told = inside(
            capsys, "score", tmp_path / "ke_hoach.toml", tmp_path / name, "--verdicts", tmp_path / "ra.parquet"
        )
        assert told.code == 1
        assert name in told.err


def test_who_is_not_said_to_be_examined_is_counted(tmp_path):
    """As in a small run, the warnings say how many left the legal fact empty."""
    tally, _out = ran(PLAN, table(), tmp_path)
    empty = table()["dang_xem_xet_ky_luat"].null_count()
    told = {note.about: note.says for note in tally.warnings}
    assert told["dang_xem_xet_ky_luat"].startswith(str(empty))


def test_any_other_file_is_no_verdict_file(tmp_path):
    """A Parquet table of something else is named as such, one that speaks of itself in other words too."""
    for told in (None, {"emulation": "{}"}, {"emulation": "[]"}):
        table().write_parquet(tmp_path / "a.parquet", metadata=told)
        with pytest.raises(NotFound, match=r"a\.parquet"):
            verdicts.findings_of(tmp_path / "a.parquet", "P1")


@pytest.fixture(scope="module")
def batched(tmp_path_factory):
    """A deployment that keeps verdicts: `A` handed in a Parquet table, `B` two of CSV, and there is a review."""
    root = deployment(tmp_path_factory.mktemp("so"), [A, B])
    (root / "emulation.toml").write_text('provinces = ["provinces/"]\nverdicts = "ket_luan/"\n', "utf-8")
    table = root / "evidence" / A / "minh_chung.csv"
    pl.read_csv(table).write_parquet(table.with_suffix(".parquet"))
    table.unlink()
    put_evidence(root, B).with_name("them.csv").write_text(
        "id,name,kind,so_tre_han\nQ1,Phòng Bốn,collective,\nQ2,Phòng Năm,collective,3\n", "utf-8"
    )
    put_evidence(root, REVIEW, "id,name,kind\nP1,Nguyễn Thị Ánh,individual\n", "so_ket_2025")
    assert outside([], "batch", root, "--on", ON.isoformat()).code == 0
    return root


def kept(root, campaign):
    """The verdict file of a campaign's one run."""
    [path] = (root / "ket_luan" / campaign).rglob("*.parquet")
    return path


def test_a_batch_and_a_large_run_write_the_same_file(batched, tmp_path, capsys):
    """Of the same Parquet evidence, byte for byte."""
    table, out = batched / "evidence" / A / "minh_chung.parquet", tmp_path / "ra.parquet"
    options = ["--on", ON.isoformat(), "--provinces", batched / "provinces"]
    assert inside(capsys, "score", A, table, "--verdicts", out, *options).code == 0
    assert kept(batched, A).read_bytes() == out.read_bytes()


def test_a_file_of_several_tables_is_explained_from_their_folder(batched, capsys):
    """Values and their places are read from the evidence; without it, or with another, what the file itself says."""
    out, folder = kept(batched, B), batched / "evidence" / B
    full = inside(capsys, "explain", out, "Q2", "--evidence", folder, "--json").json
    assert full["participant"]["findings"][0]["source"] == "them.csv:3 › so_tre_han"
    assert full["differs"] == []
    bare = inside(capsys, "explain", out, "Q2", "--json").json
    assert [f["verdict"] for f in bare["participant"]["findings"]] == ["not_met"]
    assert pl.read_parquet(out)["row"].null_count() == 5
    assert inside(capsys, "explain", out, "Q2", "--evidence", folder / "them.csv").code == 1


def test_a_review_is_explained_from_its_ledger(batched, capsys):
    """What a review knows of the years before is not in its evidence: the file tells its verdicts, and no more."""
    out, folder = kept(batched, REVIEW), batched / "evidence" / REVIEW
    assert inside(capsys, "explain", out, "P1", "--json").json["round"] == "so_ket_2025"
    refused = inside(capsys, "explain", out, "P1", "--evidence", folder, "--lang", "en")
    assert refused.code == 1
    assert "ledger" in refused.err
