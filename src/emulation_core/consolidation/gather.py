"""Several agencies' ledgers side by side: what is wrong with any, and what people must know who read them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from attrs import evolve, frozen

from emulation_core import law
from emulation_core.campaign import Note
from emulation_core.consolidation.anchors import Anchors
from emulation_core.consolidation.book import Book, read
from emulation_core.consolidation.nominee import Asked, Nominee, Submitted
from emulation_core.errors import NotFound
from emulation_core.i18n import _, pick
from emulation_core.intake.spelling import skeleton
from emulation_core.model import Kind, Text
from emulation_core.plugins import Registry


@frozen(eq=False)
class Gathered:
    """Every ledger, by path; `lost` are the heads that are in none of them, `absent` the ledgers nobody handed in."""

    books: tuple[Book, ...]
    lost: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether a table may be made of them."""
        return not self.lost and not any(book.wrong for book in self.books)

    @property
    def runs(self) -> list[tuple[Book, Submitted]]:
        """Every run that stands, with its ledger, by campaign and round."""
        found = [(book, run) for book in self.books for run in book.runs]
        return sorted(found, key=lambda pair: (pair[1].campaign, pair[1].round))

    @property
    def nominees(self) -> list[Nominee]:
        """Everybody who is proposed, by id."""
        return sorted((one for _book, run in self.runs for one in run.nominees), key=lambda one: one.id)


def gather(paths: Iterable[Path], asked: Asked, anchors: Anchors, registry: Registry) -> Gathered:
    """The ledgers at `paths`, in whatever order they are named.

    Raises `NotFound` for a round that none of them has a run of.
    """
    found = [read(path, asked, anchors.of(path), anchors.loose, registry) for path in paths]
    books = sorted(found, key=lambda book: str(book.path))
    books = [evolve(book, wrong=(*book.wrong, *_twice(book, books))) for book in books]
    held = {head for book in books for head in book.anchors}
    given = {book.path.resolve() for book in books}
    absent = tuple(sorted(path.name for path in anchors.filed if path not in given))
    # A ledger that cannot be read may be the one a head belongs to: that is said of it already.
    lost = tuple(head for head in anchors.loose if head not in held)
    gathered = Gathered(tuple(books), lost, absent)
    rounds = sorted({round for book in books for round in book.rounds})
    if gathered.holds and asked.round is not None and asked.round not in rounds:
        what = _("no run of the round {round} in any of the ledgers; there are: {known}")
        raise NotFound(what.format(round=asked.round, known=", ".join(rounds) or "—"))
    return gathered


def _twice(book: Book, books: Sequence[Book]) -> Iterator[str]:
    """Why a ledger and another cannot both count: two copies of one chain, or one round of one campaign in two."""
    for other in books:
        if other is book:
            continue
        if book.first and book.first == other.first:
            yield _("the same ledger as {other}; keep the newer copy").format(other=other.path)
            continue
        mine, theirs = ({(run.campaign, run.round) for run in one.runs} for one in (book, other))
        for campaign, round in sorted(mine & theirs):
            what = _("{campaign}, round {round}, is in {other} too; which of the two counts is for the agency to say")
            yield what.format(campaign=campaign, round=round, other=other.path)


def notes(gathered: Gathered, decided: date) -> Iterator[Note]:
    """What the ledgers leave open, who may be proposed twice, and what nothing vouches for."""
    for name in gathered.absent:
        yield Note(Text(name), Text(_("its head was kept outside, but the ledger was not given")))
    for book in gathered.books:
        if not book.runs:
            yield Note(Text(book.path.name), Text(_("no run that was asked for; nobody of it is listed")))
    for book, run in gathered.runs:
        yield from (Note(Text(book.path.name), Text(says)) for says in _about(book, run))
    yield from _suspects(gathered.nominees)
    yield from _again(gathered, decided)
    yield from _initiatives(gathered, decided)


def _about(book: Book, run: Submitted) -> Iterator[str]:
    """What one run leaves open."""
    name = f"{run.campaign}, {run.round}, {run.run}"
    if not book.anchors:
        yield _("{run}: no head was kept outside, so nothing outside the ledger vouches for it").format(run=name)
    elif not run.vouched:
        yield _("{run}: came after the head that was kept outside, which does not vouch for it").format(run=name)
    words = {
        "tied": _("{count} level at the cut, of whom the council has taken nobody in"),
        "open": _("{count} still open"),
        "deferred": _("{count} deferred"),
        "erased": _("{count} erased from the ledger"),
    }
    told = [words[place].format(count=count) for place, count in run.waiting.items()]
    if told:
        yield _("{run}: not proposed and not listed: {who}").format(run=name, who="; ".join(told))
    yield from (f"{name}: {remark}" for remark in run.remarks)


def _suspects(nominees: Sequence[Nominee]) -> Iterator[Note]:
    """Individuals of one name in two agencies: perhaps one person, which only people can tell."""
    groups: dict[str, list[Nominee]] = {}
    for one in nominees:
        if one.kind is Kind.INDIVIDUAL:
            groups.setdefault(skeleton(one.name), []).append(one)
    for alike in groups.values():
        agencies = sorted({one.agency for one in alike})
        if len(agencies) > 1:
            what = _(
                "the same name ({name}) from {agencies}: perhaps one person, for a person to settle; each is listed"
            )
            said = what.format(name=alike[0].name, agencies="; ".join(agencies))
            yield Note(Text(", ".join(one.id for one in alike)), Text(said))


def _again(gathered: Gathered, decided: date) -> Iterator[Note]:
    """Whom one agency proposes in two campaigns that share a day."""
    rule = law.in_force("mot_lan", decided)
    if rule is None:
        return
    for (book, one), (other_book, other) in combinations(gathered.runs, 2):
        if one.agency != other.agency or one.starts > other.until or other.starts > one.until:
            continue
        if book is other_book and one.campaign == other.campaign:
            continue  # what the rounds of one plan honour is the plan's to say
        theirs = {_own(other, two.id): two for two in other.nominees}
        both = [(mine, theirs[_own(one, mine.id)]) for mine in one.nominees if _own(one, mine.id) in theirs]
        for mine, two in both:
            if mine.kind is two.kind:
                yield _told(rule, _("{one} and {two}: proposed for two campaigns of one time"), mine.id, two.id)


def _own(run: Submitted, id: str) -> str:
    """The id that the agency itself uses."""
    return id.removeprefix(f"{run.campaign}/{run.round}/")


def _initiatives(gathered: Gathered, decided: date) -> Iterator[Note]:
    """Who rests on an initiative that somebody of another run rests on too; which one stays with the agencies."""
    rule = law.in_force("mot_sang_kien", decided)
    if rule is None:
        return
    for (_book, one), (_other_book, other) in combinations(gathered.runs, 2):
        for key in sorted(one.uses.keys() & other.uses.keys()):
            said = _("{one} and {two}: rest on one and the same initiative, as both agencies wrote it")
            yield _told(rule, said, ", ".join(one.uses[key]), ", ".join(other.uses[key]))


def _told(rule: law.LegalRule, what: str, one: str, two: str) -> Note:
    stands = f"{rule.source}: {pick((rule.says, rule.says_en))}"
    ends = _("the council must settle it. {law}").format(law=stands)
    return Note(Text(rule.id), Text(f"{what.format(one=one, two=two)}; {ends}"))
