"""Vietnamese typed in the fonts of old: TCVN3 and VNI text recognised by what it would say, never converted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from emulation_core.frozen import frozen

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®" "µ¶·¸¹»¼½¾Æ" "ÇÈÉÊËÌÎÏÐÑ" "ÒÓÔÕÖ×ØÜÝÞ" "ßáâãäåæçèé" "êëìíîïñòóô" "õö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđ" "àảãáạằẳẵắặ" "ầẩẫấậèẻẽéẹ" "ềểễếệìỉĩíị" "òỏõóọồổỗốộ" "ờởỡớợùủũúụ" "ừửữứựỳỷỹýỵ",
)  # fmt: skip
_TONES = "\u0300\u0301\u0309\u0303\u0323"
"""Huyền, sắc, hỏi, ngã, nặng."""
# VNI writes a letter and then its mark; after ô (for ơ) and ö (for ư) too.
_VNI_TONES, _VNI_HATS, _VNI_BREVES = "øùûõï", "âàáåãä", "êèéúüë"
_VNI_MARKS = {
    **dict(zip(_VNI_TONES, _TONES, strict=True)),
    **dict(zip(_VNI_HATS, ("\u0302" + tone for tone in ("", *_TONES)), strict=True)),
    **dict(zip(_VNI_BREVES, ("\u0306" + tone for tone in ("", *_TONES)), strict=True)),
}
_VNI_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_AFTER = {
    "a": _VNI_TONES + _VNI_HATS + _VNI_BREVES,
    **dict.fromkeys("eo", _VNI_TONES + _VNI_HATS),
    **dict.fromkeys("uyöô", _VNI_TONES),
}
_MARKS = "µ¶·¸¹»¼½¾¡¢£¤¥¦§¨©ª«¬\u00ad®×÷"
"""Signs that TCVN3 puts where letters are: inside a word nobody else writes them."""
_HEADS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_TAILS = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng êc
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh
    uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu ych yn ynh yt
    """
_LATIN = frozenset("bcdđfghjklmnpqrstvwxz")
_ONSETS, _RHYMES = frozenset(["", *_HEADS.split()]), frozenset(_TAILS.split())
_STOPS = ("c", "ch", "p", "t")
_ENTERING = "\u0301\u0323"
"""Sắc and nặng: a syllable that ends in c, ch, p or t has one of them."""
_LETTERS = re.compile(r"(?<![0-9])[^\s!-@\[-`{-~\u2010-\u203a]{2,}(?![0-9])")
"""A word of two letters or more that stands beside no figure (5 µm, 3×4, §12)."""
_PAIR = re.compile("[\xc2-\xf4][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]")
"""How a letter of UTF-8 begins in Windows-1252."""
_CONSONANTS = re.compile("[^aăâeêioôơuưy]*")
_MOST_WORDS = 2000
"""Different words of one column that are looked at: enough to know it by."""


@frozen
class Encoding:
    """One way of writing Vietnamese before Unicode: its name in UniKey, its fonts, and how its words are read."""

    name: str
    font: re.Pattern[str]
    read: Callable[[str], str]


def _read_vni(text: str) -> str:
    """Letters and the marks behind them put together; everything in lower case."""
    made: list[str] = []
    before = ""
    for char in text.casefold():
        if before and char in _VNI_AFTER.get(before, ""):
            made.append(_VNI_MARKS[char])
            before = ""
        else:
            made.append(_VNI_ALONE.get(char, char))
            before = char
    return unicodedata.normalize("NFC", "".join(made))


TCVN3 = Encoding("TCVN3 (ABC)", re.compile(r"\.vn", re.IGNORECASE), lambda text: text.translate(_TCVN3))
VNI = Encoding("VNI Windows", re.compile(r"vni[- ]", re.IGNORECASE), _read_vni)
ENCODINGS = (TCVN3, VNI)


@lru_cache(20_000)
def syllable(word: str, foreign: bool = False) -> bool:
    """Whether `word` is built as a Vietnamese syllable is; `foreign`: with any consonants in front (Krông, Plei)."""
    marks = unicodedata.normalize("NFD", word.casefold().replace("ð", "đ"))
    tones = [mark for mark in marks if mark in _TONES]
    plain = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if len(tones) > 1:
        return False
    onset = _CONSONANTS.match(plain).group()  # type: ignore[union-attr]
    heads = [onset, onset + plain[len(onset) : len(onset) + 1]] if onset in ("g", "q") else [onset]
    for head in heads:
        rhyme = plain[len(head) :] or ("i" if head == "gi" else "")
        known = head in _ONSETS or (foreign and set(head) <= _LATIN)
        stopped = rhyme.endswith(_STOPS)
        if known and rhyme in _RHYMES and (not stopped or (tones and tones[0] in _ENTERING) or foreign):
            return True
    return False


def recognise(
    texts: Iterable[str], font: Callable[[str], str | None] = lambda text: None
) -> tuple[Encoding, str, str] | None:
    """The old encoding that a column of `texts` is written in, with one of its texts and what that would say.

    None for Unicode, for plain ASCII and for names of other languages. `font` gives the font of the cell that holds a
    text; it is asked only where the words alone leave a doubt.
    """
    sources: dict[str, str] = {}
    for text in texts:
        if not text.isascii() and len(sources) < _MOST_WORDS:
            for word in _LETTERS.findall(text):
                if not word.isascii():
                    sources.setdefault(word, text)
    # What Unicode has beyond the old code pages belongs to no old encoding.
    words = [word for word in sources if max(word) <= "ÿ"]
    strange = [word for word in words if not _plain(word)]
    unicode = any(syllable(word) for word in sources.keys() - set(words))
    for encoding in ENCODINGS if words else ():
        hits = [word for word in strange if _says(encoding, word)]
        every = not unicode and all(_says(encoding, word) for word in words)
        found = hits or (words if every else [])
        if found and (_certain(hits, strange, words, unicode, every) or _fonts(encoding, found, sources, font)):
            text = sources[found[0]]
            return encoding, text, encoding.read(text)
    return None


def recognisable(texts: Iterable[str]) -> bool:
    """Whether a column of no font that holds the words of `texts` may be refused for its letters.

    More different words than are looked at may not hold a single one that makes sense in an old encoding: which of them
    count hangs on the order of the texts.
    """
    ordered = sorted(texts)
    words = {word for text in ordered for word in _LETTERS.findall(text) if not word.isascii()}
    if garbled(ordered) is not None:
        return True
    if len(words) < _MOST_WORDS:
        return recognise(ordered) is not None
    strange = [word for word in words if max(word) <= "ÿ" and not _plain(word)]
    return any(_says(encoding, word) for encoding in ENCODINGS for word in strange)


def _plain(word: str) -> bool:
    """Whether `word` is right as it stands, in quotation marks or not."""
    word = word.removeprefix("«").removesuffix("»")
    return word.isascii() or syllable(word, foreign=True)


def garbled(texts: Iterable[str]) -> tuple[str, str] | None:
    """One of `texts` that is UTF-8 opened as another code page, and what it says; None where there is none."""
    for text in texts:
        if _PAIR.search(text):
            try:
                # Windows leaves five bytes without a character; they stand for themselves.
                data = b"".join(c.encode("latin-1" if "\x80" <= c < "\xa0" else "cp1252") for c in text)
                meant = data.decode("utf-8")
            except UnicodeError:
                continue
            return text, meant
    return None


def _says(encoding: Encoding, word: str) -> bool:
    """Whether `word` would be a Vietnamese syllable in `encoding`, of two letters or more (où is French)."""
    meant = encoding.read(word)
    return meant.casefold() != word.casefold() and not meant.isascii() and len(meant) > 1 and syllable(meant)


def _certain(hits: list[str], strange: list[str], words: list[str], unicode: bool, every: bool) -> bool:
    """Whether the words alone tell.

    Two that make sense only in the encoding, and half of all that make none in Unicode; or a single one where every
    other word, two or more, may be of the encoding too, or that has a sign inside which nobody else writes there.
    """
    if len(hits) > 1:
        return 2 * len(hits) >= len(strange)
    if not hits or unicode:
        return False
    inside = hits[0][1:] if hits[0][0] != "§" else hits[0]
    return (every and len(words) > 2) or (hits == strange and any(mark in inside for mark in _MARKS))


def _fonts(encoding: Encoding, hits: list[str], sources: Mapping[str, str], font: Callable[[str], str | None]) -> bool:
    return any(encoding.font.match(font(sources[word]) or "") for word in hits[:3])
