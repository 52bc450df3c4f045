"""A campaign file as an editor saves it: what is no matter is tolerated, what is not TOML is refused at its line."""

from __future__ import annotations

import pytest

from emulation_core.config import load
from emulation_core.errors import CampaignRefused
from planted import MANY, SOUND, places, planted, refusal, written
from support import registry


@pytest.mark.parametrize(
    "spelt",
    [lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.replace("\n", "\r\n").encode()],
    ids=["a byte-order mark", "line ends of Windows"],
)
def test_what_an_editor_adds_is_tolerated(spelt, tmp_path):
    """A file saved by Notepad loads as any other, and its faults stand where they would stand without the addition."""
    assert load(written(tmp_path, spelt(SOUND)), "ca_mau/mau", registry()).campaign.agency == "Sở Mẫu"
    text, expected = planted(*((old, new) for old, new, _key in MANY))
    with pytest.raises(CampaignRefused) as refused:
        load(written(tmp_path, spelt(text)), "ca_mau/mau", registry())
    assert [(fault.line, fault.column) for fault in refused.value.faults] == expected


def test_a_file_that_is_not_utf_8_is_refused_at_its_line(tmp_path):
    """A file saved in an old Vietnamese code page is refused at the first line that cannot be read."""
    path = written(tmp_path, 'title = "C"\nagency = "S\xf4"\n'.encode("cp1258"))
    with pytest.raises(CampaignRefused) as refused:
        load(path, "ca_mau/mau", registry())
    assert [(fault.line, fault.where, fault.key) for fault in refused.value.faults] == [(2, f"{path}:2:1", "")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('agency = "Sở Mẫu"', 'agency = "Sở Mẫu¦'),
        ("sets = 2", "sets = ¦"),
        ("sets = 2", "sets = ¦hai"),
        ("[facts.diem]\n", "[facts.so_tre_han¦]\n"),
        ('title = "Cải', 'title = "x"\ntitle ¦= "Cải'),
    ],
    ids=["an open quotation", "no value", "a word without quotation marks", "a table twice", "a key twice"],
)
def test_what_is_not_toml_is_refused_at_its_line(old, new):
    """A slip of syntax is told at the line it stands on."""
    text, expected = planted((old, new))
    assert [line for line, _column, _key in places(refusal(text))] == [line for line, _column in expected]
