"""Names that files, entry points and rules can have."""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from emulation_core.builtin.periods import FIRST, LAST
from emulation_core.errors import EmulationError
from emulation_core.i18n import _

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_CAMPAIGN = re.compile(r"(?P<agency>[a-z][a-z0-9_]*?)_(?P<first>\d{4})(?:_(?P<last>\d{4}))?\Z")


class BadName(EmulationError):
    """A name that nothing can be laid out under."""


@frozen
class CampaignName:
    """`<province>/<agency>_<first year>[_<last year>]`, taken apart."""

    province: str
    agency: str
    first: int
    last: int
    file: str


def unaccented(text: str) -> str:
    """`text` as an id: "Khánh Hòa" is khanh_hoa."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def province_name(text: str) -> str:
    """`text` where it is a province's id; raises `BadName` with the one that was meant."""
    if not _ID.match(text):
        what = _('"{name}" is not an id (lower-case letters without accents, digits, underscores)').format(name=text)
        raise BadName(what + _meant(unaccented(text)))
    return text


def campaign_name(text: str) -> CampaignName:
    """`text` taken apart; raises `BadName` saying what is wanted."""
    province, slash, file = text.partition("/")
    found = _CAMPAIGN.match(file)
    if not slash or not _ID.match(province) or found is None:
        what = _('"{name}" is not <province>/<agency>_<year> or <province>/<agency>_<first year>_<last year>')
        parts = [unaccented(part) for part in text.split("/")]
        meant = "/".join(parts) if len(parts) == 2 and _ID.match(parts[0]) and _CAMPAIGN.match(parts[1]) else ""
        raise BadName(what.format(name=text) + _meant(meant))
    first, last = int(found["first"]), int(found["last"] or found["first"])
    if not FIRST <= first <= last <= LAST:
        raise BadName(_("the years {first} to {last} are out of order").format(first=first, last=last))
    return CampaignName(province, found["agency"], first, last, file)


def _meant(id: str) -> str:
    return "; " + _("did you mean {word}?").format(word=id) if _ID.match(id.partition("/")[0]) else ""
