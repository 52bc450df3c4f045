"""What people read: complete in Vietnamese, which is the default, and in English when asked for."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo

from emulation_core import i18n
from support import inside, outside

FILE = Path(__file__).parents[1] / "tools" / "messages.py"
INSTALLED = Path(i18n.__file__).parent / "locale" / "vi" / "LC_MESSAGES" / "emulation.mo"


@pytest.fixture
def tool():
    """A fresh copy of tools/messages.py."""
    spec = spec_from_file_location("messages", FILE)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def translations() -> dict[str, str]:
    """What the program that is installed here says, by msgid."""
    with INSTALLED.open("rb") as file:
        return {message.id: message.string for message in read_mo(file) if message.id}


def test_the_catalogue_is_complete_and_fresh(tool):
    """Every message of the code is translated, and both files are what `python tools/messages.py` writes."""
    assert tool.check() == []


def test_every_message_of_the_code_is_in_the_installed_catalogue(tool, translations):
    """The program does not fall back to English for want of a file."""
    assert translations.keys() == tool.extracted()


def test_every_slot_survives(tool, translations):
    """A translation has the {slots} of its message, no more and no fewer."""
    assert translations
    assert not [id for id, text in translations.items() if tool.slots(id) != tool.slots(text)]


def test_a_translation_is_put_together_like_its_message(translations):
    """Parts of a line stay parts: no capital and no full stop that the English has not. Letters are composed."""
    for id, text in translations.items():
        assert text == unicodedata.normalize("NFC", text).strip(), id
        assert text[0].isupper() == id[0].isupper(), id
        assert re.search("[.:?]?$", text)[0] == re.search("[.:?]?$", id)[0], id


def test_what_is_left_to_translate_is_named(tool):
    """An empty, doubtful or wrongly slotted translation is a fault; a brace standing alone is one too."""
    catalogue = Catalog()
    catalogue.add("nobody", "không có ai")
    catalogue.add("the file is empty")
    catalogue.add("plan", "kế hoạch", flags=["fuzzy"])
    catalogue.add("no round {id}", "không có vòng xét")
    catalogue.add("no award {id}", "không có {ma}")
    catalogue.add("unknown rule {use}", "không có quy tắc {use")
    assert list(tool.faults(catalogue)) == [
        "no translation: the file is empty",
        "doubtful (fuzzy): plan",
        "the slots differ: no round {id}",
        "the slots differ: no award {id}",
        "the slots differ: unknown rule {use}",
    ]


def test_an_old_file_is_brought_up_to_date(tool, tmp_path, monkeypatch):
    """New messages come in, unused ones go, translations stay; doing it again changes nothing."""
    (tmp_path / "code.py").write_text("x = _('Notes'), _('nobody'), f\"{_('run')}\"\n", "utf-8")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "SOURCE", tmp_path)
    monkeypatch.setattr(tool, "PO", tmp_path / "a.po")
    monkeypatch.setattr(tool, "MO", tmp_path / "a.mo")
    tool.PO.write_text('msgid "gone"\nmsgstr "đã bỏ"\n\n#, fuzzy\nmsgid "run"\nmsgstr "lần"\n', "utf-8")
    before = tool.PO.read_bytes()
    assert [fault.partition(";")[0] for fault in tool.check()] == [
        "out of date: a.po",
        "out of date: a.mo",
        "no translation: Notes",
        "no translation: nobody",
        "doubtful (fuzzy): run",
    ]
    assert tool.PO.read_bytes() == before
    assert tool.check(write=True) == ["no translation: Notes", "no translation: nobody", "doubtful (fuzzy): run"]
    tool.PO.write_text(
        tool.PO.read_text("utf-8").replace('msgstr ""\n\nmsgid "nobody', 'msgstr "Lưu ý"\n\nmsgid "nobody'), "utf-8"
    )
    tool.check(write=True)
    po, mo = tool.PO.read_bytes(), tool.MO.read_bytes()
    assert "Lưu ý".encode() in po
    assert "Lưu ý".encode() in mo
    assert "đã bỏ".encode() not in po
    assert "lần".encode() not in mo
    tool.check(write=True)
    assert (po, mo) == (tool.PO.read_bytes(), tool.MO.read_bytes())


@pytest.mark.parametrize("call", ["_(name)", "_(f'{x}')", "_('a', 'b')", "_('a' + b)", "_()"])
def test_a_message_that_cannot_be_read_from_the_code_is_refused(tool, call):
    """Only a string as it stands can be looked up in a catalogue."""
    code = BytesIO(call.encode())
    code.name = "code.py"
    with pytest.raises(SystemExit, match=r"code\.py:1"):
        list(tool.calls(code, ["_"], (), {}))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], ["Trạng thái", "Quy tắc"]),
        (["--lang", "vi"], ["Trạng thái", "Quy tắc"]),
        (["--lang", "en"], ["State", "Rules"]),
        (["--lang=en"], ["State", "Rules"]),
    ],
)
def test_an_answer_comes_in_the_language_asked_for(capsys, arguments, says):
    """Vietnamese unless English is asked for."""
    ran = inside(capsys, "plugins", *arguments)
    assert ran.code == 0
    assert not [word for word in says if word not in ran.out]


@pytest.mark.parametrize(
    ("arguments", "says"), [([], "không có phong trào khong_co; "), (["--lang", "en"], "no campaign khong_co; ")]
)
def test_a_fault_comes_in_the_language_asked_for(capsys, arguments, says):
    """Errors are translated as answers are."""
    ran = inside(capsys, "show", "khong_co", *arguments)
    assert ran.code == 1
    assert ran.err.startswith(says)


@pytest.mark.parametrize("arguments", [["--lang", "fr"], ["--lang=VI"], ["--lang"]])
def test_an_unknown_language_is_wrong_usage(capsys, arguments):
    """Nothing is answered in a language that was not asked for."""
    ran = inside(capsys, "plugins", *arguments)
    assert ran.code == 2
    assert "--lang" in ran.err
    assert not ran.out


@pytest.mark.parametrize(
    ("arguments", "says"), [([], "Chấm minh chứng"), (["--lang", "en"], "Score the evidence")], ids=["vi", "en"]
)
def test_help_comes_in_the_language_asked_for(arguments, says):
    """Read in another process: the help of a verb is set when its module is imported."""
    ran = outside([], "score", "--help", *arguments)
    assert ran.code == 0
    assert says in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], "Liệt kê các phong trào"),
        (["--help", "--lang", "en"], "List the campaigns"),
        (["--lang=en", "--help"], "List the campaigns"),
    ],
)
def test_the_list_of_verbs_comes_in_the_language_asked_for(arguments, says):
    """The first page anybody sees; it tells of `--lang`."""
    ran = outside([], *arguments)
    assert ran.code == 0
    assert says in ran.out
    assert "--lang [vi|en]" in ran.out


def test_the_first_page_tells_what_every_verb_understands():
    """Options stand after the verb, so the page that lists verbs says which are common."""
    ran = outside([], "--help", "--lang", "en")
    assert "--lang, --json and --provinces are understood by every verb." in " ".join(ran.out.split())


def test_the_tool_knows_its_options():
    """`--check` says what it checked; anything else is wrong usage."""
    done = [
        subprocess.run([sys.executable, FILE, word], capture_output=True, encoding="utf-8", check=False)
        for word in ("--check", "--chek")
    ]
    assert [ran.returncode for ran in done] == [0, 2]
    assert "all translated" in done[0].stdout


@pytest.mark.parametrize(
    ("arguments", "vietnamese", "english"),
    [
        (["show", "--help"], "Cách dùng: emulation show", "Usage: emulation show"),
        (["show", "--help"], "Tùy chọn:", "Options:"),
        (["--help"], "Xem trang này rồi thoát.", "Show this message and exit."),
        (["shw"], "Lỗi: Không có lệnh 'shw'.", "Error: No such command 'shw'."),
        (["show", "--no"], "Không có tùy chọn '--no'.", "No such option '--no'."),
        (["show", "a", "b"], "Thừa tham số (b)", "Got unexpected extra argument (b)"),
        (["show"], "Thiếu tham số 'CAMPAIGN'.", "Missing argument 'CAMPAIGN'."),
        (["show", "a", "--on", "x"], "Giá trị không hợp lệ cho '--on'", "Invalid value for '--on'"),
    ],
)
def test_what_the_library_of_commands_says_is_translated_too(capsys, arguments, vietnamese, english):
    """Help and wrong usage speak one language from the first word to the last."""
    for words, says in ((["--lang", "vi"], vietnamese), (["--lang", "en"], english)):
        ran = inside(capsys, *arguments, *words)
        assert says in ran.out + ran.err
