"""`emulation new`: what is laid out is sound as it stands, and nothing that stands is written over."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from support import distribute, inside, outside


@pytest.fixture
def there(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ruff(folder, *arguments):
    pytest.importorskip("ruff", reason="ruff is not installed")
    done = subprocess.run([sys.executable, "-m", "ruff", *arguments], cwd=folder, capture_output=True, check=False)
    return done.returncode, done.stdout.decode()


def sound(path, folder):
    """The campaign of the package in `folder` loads, and its cases hold and cover everything; what it says of itself."""
    provinces = folder / "provinces"
    checked = outside(path, "check", "khanh_hoa/so_noi_vu_2027", "--provinces", provinces)
    assert (checked.code, checked.err) == (0, "")
    tested = outside(path, "test", provinces, "--coverage", "--json", "--provinces", provinces)
    assert tested.code == 0
    assert tested.json["cases"]
    assert [line for line in tested.json["coverage"] if line["missing"]] == []
    return outside(path, "show", "khanh_hoa/so_noi_vu_2027", "--json", "--provinces", provinces).json


def test_a_new_province_is_sound_as_it_stands(there, capsys):
    """At once: its campaign loads, its cases hold and cover everything, and ruff has nothing to say."""
    made = inside(capsys, "new", "province", "khanh_hoa", "--json")
    assert made.code == 0
    folder = there / made.json["folder"]
    assert sorted(made.json["files"]) == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    assert sound([], folder)["agency"] == "Sở Nội vụ tỉnh Khánh Hòa"
    assert ruff(folder, "check") == (0, "All checks passed!\n")
    assert ruff(folder, "format", "--check")[0] == 0


def test_the_rule_of_a_new_province_is_used_once_it_is_installed(there, capsys):
    """With the signs taken off the lines that stand aside, the campaign has one criterion more, and cases for it."""
    folder = there / inside(capsys, "new", "province", "khanh_hoa", "--json").json["folder"]
    for path in (folder / "provinces" / "khanh_hoa").iterdir():
        path.write_text(re.sub(r"^#(?=[\w\[])", "", path.read_text("utf-8"), flags=re.M), "utf-8")
    alone = inside(capsys, "check", "khanh_hoa/so_noi_vu_2027", "--provinces", folder / "provinces", "--lang", "en")
    assert alone.code == 1
    assert alone.err.endswith("khanh_hoa.falls_by_percent: no plugin khanh_hoa is installed\n")
    distribute(there / "site", "emulation-khanh-hoa", {"khanh_hoa": "emulation_khanh_hoa"})
    shown = sound([there / "site", folder / "src"], folder)
    assert "giam_phan_anh" in [criterion["id"] for criterion in shown["criteria"]]


@pytest.mark.parametrize("name", ["so_xay_dung_2027", "so_xay_dung_2026_2030"])
def test_a_new_campaign_is_sound_as_it_stands(name, there, capsys):
    """Of one year or of several: it loads, and its cases hold and cover everything, without any plugin."""
    assert inside(capsys, "new", "campaign", f"khanh_hoa/{name}").code == 0
    assert inside(capsys, "check", f"khanh_hoa/{name}", "--provinces", "provinces").code == 0
    tested = inside(capsys, "test", "provinces", "--coverage", "--json")
    assert tested.code == 0
    assert [line for line in tested.json["coverage"] if line["missing"]] == []


def test_where_a_campaign_goes(there, capsys):
    """Into the folder named by -o, else the only --provinces, else provinces."""
    (there / "a").mkdir()
    for arguments in ([], ["--provinces", "a"], ["-o", "b"]):
        assert inside(capsys, "new", "campaign", "x/y_2027", *arguments).code == 0
    assert sorted(str(path.relative_to(there)) for path in there.rglob("y_2027.toml")) == [
        "a/x/y_2027.toml",
        "b/x/y_2027.toml",
        "provinces/x/y_2027.toml",
    ]


@pytest.mark.parametrize(("what", "name"), [("province", "khanh_hoa"), ("campaign", "khanh_hoa/so_noi_vu_2027")])
def test_nothing_is_written_over(what, name, there, capsys):
    """A second time is refused with the files that stand there, which stay as they are."""
    assert inside(capsys, "new", what, name).code == 0
    first = next(path for path in there.rglob("*.toml"))
    first.write_text("# của tôi\n", "utf-8")
    again = inside(capsys, "new", what, name)
    assert again.code == 1
    assert first.name in again.err
    assert first.read_text("utf-8") == "# của tôi\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["province", "Khánh Hòa"], "khanh_hoa"),
        (["province", "Đắk-Lắk"], "dak_lak"),
        (["province", "2027"], "2027"),
        (["campaign", "khanh_hoa/so_noi_vu"], "so_noi_vu"),
        (["campaign", "so_noi_vu_2027"], "so_noi_vu_2027"),
        (["campaign", "Khánh Hòa/Sở Nội vụ 2027"], "khanh_hoa/so_noi_vu_2027"),
        (["campaign", "khanh_hoa/so_noi_vu_2030_2026"], "2030"),
        (["campaign", "../x/so_2027"], "../x/so_2027"),
    ],
)
def test_a_name_nothing_can_have_is_refused(arguments, says, there, capsys):
    """The fault names what was given and, where it can be told, what was meant; nothing is written."""
    ran = inside(capsys, "new", *arguments)
    assert ran.code == 1
    assert says in ran.err
    assert [*there.iterdir()] == []


@pytest.mark.parametrize("agency", ['Sở "Mẫu" \\ tỉnh X', "Sở Tư pháp $HOME {agency}"])
def test_names_are_written_as_given(agency, there, capsys):
    """Whatever an agency is called, the file stays TOML and holds that name."""
    assert inside(capsys, "new", "campaign", "x/so_2027", "--agency", agency).code == 0
    shown = inside(capsys, "show", "x/so_2027", "--json", "--provinces", "provinces")
    assert shown.json["agency"] == agency


def test_on_a_terminal_the_agency_is_asked_for(there, capsys, monkeypatch):
    """One question, with what the data on provinces and agencies know as its answer; none in a pipe or with --json."""
    asked = []
    monkeypatch.setattr("click.prompt", lambda text, default: asked.append(default) or "Sở Mẫu")
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    assert inside(capsys, "new", "campaign", "khanh_hoa/so_noi_vu_2027").code == 0
    assert inside(capsys, "new", "campaign", "khanh_hoa/so_noi_vu_2028", "--json").code == 0
    assert inside(capsys, "new", "campaign", "khanh_hoa/so_noi_vu_2029", "--agency", "Sở Khác").code == 0
    assert asked == ["Sở Nội vụ tỉnh Khánh Hòa"]
    named = [
        inside(capsys, "show", f"khanh_hoa/so_noi_vu_{year}", "--json", "--provinces", "provinces").json["agency"]
        for year in (2027, 2028, 2029)
    ]
    assert named == ["Sở Mẫu", "Sở Nội vụ tỉnh Khánh Hòa", "Sở Khác"]
