"""`emulation.toml`: what it may say, what is refused and where, and which ledger belongs to which campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import tomli
from attrs import evolve

from deployments import put_evidence
from emulation_core.batch.found import asked, fair, together
from emulation_core.batch.tasks import Asked, Item
from emulation_core.cases import schemas
from emulation_core.config import Catalogue
from emulation_core.deployment import FILE, opened
from emulation_core.errors import CampaignRefused, NotFound
from support import inside, registry

ON = date(2027, 3, 1)
A, B = "tinh_mau/so_a_2026", "tinh_mau/so_b_2021_2030"


def put(folder: Path, text: str = "") -> Path:
    (folder / FILE).write_text(text, "utf-8")
    return folder


def found(folder: Path) -> list[Asked]:
    return list(asked(opened(folder), Catalogue(), ON))


def test_an_empty_file_is_a_deployment(tmp_path):
    """Every key has a default: evidence/, ledger/, Vietnamese, no plans but the shipped ones."""
    tables = opened(put(tmp_path)).tables
    assert (tables.evidence, tables.ledger, tables.lang, tables.provinces) == ("evidence/", "ledger/", "vi", ())


def test_a_deployment_goes_by_its_folder_or_by_any_file(tmp_path):
    """The folder with emulation.toml, or a manifest of another name: paths count from where the file lies."""
    (tmp_path / "quy_1.toml").write_text('ledger = "so_quy_1"\n', "utf-8")
    assert opened(put(tmp_path)).ledger(A) == tmp_path / "ledger/tinh_mau/so_a.db"
    assert opened(tmp_path / "quy_1.toml").ledger(A) == tmp_path / "so_quy_1/tinh_mau/so_a.db"
    with pytest.raises(NotFound, match="new deployment"):
        opened(tmp_path / "khong_co")


@pytest.mark.parametrize(
    ("campaign", "ledger"),
    [
        ("tinh_mau/so_a_2026", "tinh_mau/so_a.db"),
        ("tinh_mau/so_a_2021_2030", "tinh_mau/so_a.db"),
        ("tinh_mau/phong_2_2026", "tinh_mau/phong_2.db"),
        ("tinh_mau/thuong_nien", "tinh_mau/thuong_nien.db"),
        ("tinh_mau/_2026", "tinh_mau/_2026.db"),
        ("tinh_khac/so_a_2026", "tinh_khac/so_a.db"),
    ],
)
def test_an_agency_has_one_ledger(tmp_path, campaign, ledger):
    """The campaign's name without its period names the agency: all its campaigns share a file, nobody else does."""
    assert opened(put(tmp_path)).ledger(campaign) == tmp_path / "ledger" / ledger


def test_the_operator_names_a_ledger(tmp_path):
    """Where the name does not tell the agency, `[[agencies]]` does."""
    text = f'[[agencies]]\ncampaign = "{A}"\nledger = "van_phong"\n'
    assert opened(put(tmp_path, text)).ledger(A) == tmp_path / "ledger/tinh_mau/van_phong.db"


def test_every_fault_is_named_with_its_place(tmp_path):
    """A key nobody knows, a language there is not, a limit of nothing: all at once, each at its line."""
    text = f'ledgers = "so/"\nlang = "fr"\n[[agencies]]\ncampaign = "{A}"\nngay = 2027-03-01\n'
    with pytest.raises(CampaignRefused) as refused:
        opened(put(tmp_path, text))
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [
        (1, "ledgers"),
        (2, "lang"),
        (5, "agencies[0].ngay"),
    ]
    twice = f'[limits]\nseconds = 0\ngiay = 1\n[[agencies]]\ncampaign = "{A}"\n[[agencies]]\ncampaign = "{A}"\n'
    with pytest.raises(CampaignRefused) as refused:
        opened(put(tmp_path, twice))
    assert [fault.line for fault in refused.value.faults] == [2, 3, 7]


def test_the_schema_accepts_what_the_program_does(tmp_path):
    """The schema that editors read knows the keys of the file that `new deployment` lays out, and no others."""
    schema = schemas(registry())["deployment"]
    template = Path(__file__).parents[1] / "src/emulation_core/batch/templates/emulation.toml"
    jsonschema.validate(tomli.loads(template.read_text("utf-8")), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"ledgers": "so/"}, schema)


def test_a_folder_names_a_round(tmp_path):
    """`evidence/<province>/<campaign>/<round>/` is that round; files beside such folders follow the rule for --round."""
    put_evidence(tmp_path, B, round="2025")
    put_evidence(tmp_path, B, round="so_ket_2025")
    put_evidence(tmp_path, B)
    put_evidence(tmp_path, A)
    (tmp_path / "evidence/tinh_mau/trong_2026").mkdir()
    (tmp_path / "evidence/tinh_mau/.an").mkdir()
    assert [(one.campaign, one.round) for one in found(put(tmp_path))] == [
        (A, None),
        (B, None),
        (B, "2025"),
        (B, "so_ket_2025"),
    ]


def test_agencies_that_are_named_are_the_only_ones(tmp_path):
    """With `[[agencies]]` nobody else is judged; one that is named and handed nothing in is not passed over."""
    put_evidence(tmp_path, A)
    put_evidence(tmp_path, B)
    text = f'[[agencies]]\ncampaign = "{B}"\non = 2026-01-31\n[[agencies]]\ncampaign = "tinh_mau/so_c_2026"\n'
    one, two = found(put(tmp_path, text))
    assert (one.campaign, one.on) == (B, date(2026, 1, 31))
    assert (two.campaign, two.evidence) == ("tinh_mau/so_c_2026", ("evidence/tinh_mau/so_c_2026",))


def test_a_round_that_is_stated_is_judged_from_its_own_evidence(tmp_path):
    """Its folder, else the files beside the folders of rounds; where there is neither, no other round's evidence."""
    put_evidence(tmp_path, B, round="2025")
    text = f'[[agencies]]\ncampaign = "{B}"\nround = "2024"\n[[agencies]]\ncampaign = "{B}"\nround = "2025"\n'
    lost, own = found(put(tmp_path, text))
    assert (lost.round, lost.evidence) == ("2024", (f"evidence/{B}/2024",))
    assert (own.round, own.evidence) == ("2025", (f"evidence/{B}/2025",))
    put_evidence(tmp_path, B)
    beside, same = found(tmp_path)
    assert (beside.round, beside.evidence) == ("2024", (f"evidence/{B}/minh_chung.csv",))
    assert same == evolve(own, key=1)


def test_a_link_to_nothing_is_left_to_its_reader(tmp_path):
    """A file that is not there any more is evidence somebody meant to hand in: it is read, and so refused by name."""
    put_evidence(tmp_path, A)
    (tmp_path / "evidence" / A / "them.csv").symlink_to(tmp_path / "khong_con.csv")
    [one] = found(put(tmp_path))
    assert one.evidence == (f"evidence/{A}/minh_chung.csv", f"evidence/{A}/them.csv")


def test_what_systems_lay_into_a_folder_is_no_evidence(tmp_path):
    """A round in which there are only hidden files and empty folders has handed nothing in."""
    put_evidence(tmp_path, A, round="2026")
    (tmp_path / "evidence" / B / "2025" / "phong").mkdir(parents=True)
    (tmp_path / "evidence" / B / "2025" / "phong" / ".DS_Store").write_bytes(b"\0")
    assert [one.campaign for one in found(put(tmp_path))] == [A]


def test_what_belongs_to_nobody_or_cannot_be_opened_is_named(tmp_path, monkeypatch):
    """A table beside the folders of campaigns, a province's folder kept shut: each a fault, and everybody else is served."""
    put_evidence(tmp_path, A)
    put_evidence(tmp_path, "tinh_khac/so_a_2026")
    (tmp_path / "evidence" / "tinh_mau" / "lac.csv").write_text("id,name,kind\n", "utf-8")
    inside = Path.iterdir

    def kept_shut(folder: Path) -> Iterator[Path]:
        if folder.name == "tinh_khac":
            raise PermissionError(13, "Permission denied", str(folder))
        return inside(folder)

    monkeypatch.setattr(Path, "iterdir", kept_shut)
    shut, lost, own = found(put(tmp_path))
    assert (own.campaign, own.fault) == (A, "")
    assert (shut.campaign, shut.fault.partition(": ")[0]) == ("tinh_khac", str(tmp_path / "evidence/tinh_khac"))
    assert (lost.campaign, lost.fault.partition(": ")[0]) == (
        "tinh_mau/lac.csv",
        str(tmp_path / "evidence/tinh_mau/lac.csv"),
    )


def test_without_evidence_there_is_nothing_to_do(tmp_path):
    """A deployment without any evidence is said to be one."""
    (tmp_path / "evidence").mkdir()
    with pytest.raises(NotFound, match="evidence"):
        found(put(tmp_path))


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_tasks_hold_everybody_once(most):
    """However many participants go into a task, everybody is in one task, those of one shape beside one another."""
    items = [
        Item(Asked(n, f"t/c{n}", None, (), Path(), ON, None, size=n % 5 + 1, shape="ab"[n % 2])) for n in range(40)
    ]
    groups = list(together(items, most))
    assert sorted(item.asked.key for group in groups for item in group) == list(range(40))
    assert [item.asked.shape for group in groups for item in group] == ["a"] * 20 + ["b"] * 20
    assert all(sum(item.asked.size for item in group[:-1]) < most for group in groups)
    assert fair([item.asked for item in items], 25_000, 2) == 15


def test_the_command_that_comes_next_can_be_copied(tmp_path, capsys):
    """A folder with blanks in its name is quoted in what `new deployment` says to type."""
    said = inside(capsys, "new", "deployment", tmp_path / "Sở Nội vụ").out
    assert f'emulation batch "{tmp_path / "Sở Nội vụ"}"' in said
