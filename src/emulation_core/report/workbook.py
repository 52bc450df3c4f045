"""The full result of a run as a workbook: standing, proposals, every finding, the matrix, assumptions, a legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from emulation_core.decision import Decision
from emulation_core.explain import show_day
from emulation_core.i18n import _, pick
from emulation_core.model import Kind
from emulation_core.outcome import Outcome
from emulation_core.report.document import Document, Participant
from emulation_core.report.result import Result, kind_word, money_line, points_of
from emulation_core.report.sheets import Book, Cell, Column, Toned
from emulation_core.report.signs import MEANINGS, PLACES, STATUSES, VERDICTS


def workbook(
    outcome: Outcome,
    run: str | None,
    head: str | None,
    decisions: Sequence[Decision] = (),
    told: Document | None = None,
) -> bytes:
    """The result as an xlsx file in the language in force; the same inputs give the same bytes.

    `run` and `head` are None for an outcome that no ledger holds. Everything is a plain value: text stays text
    whatever sign it starts with, and one too long for a cell goes on in a sheet of its own. `told` is the document of
    the outcome, where somebody has it already.
    """
    result = Result(outcome, run, head, decisions, told)
    agency, plan, *rest = (f"{label}: {value}" for label, value in result.identity)
    about = (outcome.loaded.campaign.title, f"{agency} · {plan}", " · ".join(rest))
    book = Book(about, f"{_('Run')} {_code(run)} · {_('Head')} {_code(head)}")
    _standing(book, result)
    _proposals(book, result)
    _findings(book, result)
    for kind in result.people:
        _matrix(book, result, kind)
    if decisions:
        _decisions(book, result)
    _notes(book, result)
    _legend(book)
    return book.whole()


def _code(code: str | None) -> str:
    """A run or a head for the margin of a page: letters and digits, because other signs are commands there."""
    return "".join(sign for sign in code or "" if sign.isascii() and sign.isalnum())[:64] or "–"


def toned(verdict: str) -> Toned:
    """A verdict as a cell says it: sign, word and colour."""
    sign, word = VERDICTS[verdict]
    return Toned(f"{sign} {pick(word)}", verdict)


def _who() -> tuple[Column, ...]:
    return Column(_("Id"), 10), Column(_("Name"), 30)


def _standing(book: Book, result: Result) -> None:
    """One row per participant: its status, and its place for each award."""
    awards = list(dict.fromkeys(proposal.award for proposal in result.document.proposals))
    scored = any(points_of(person) for person in result.document.participants)
    columns = [*_who(), Column(_("Unit"), 20), Column(_("Kind"), 12), Column(_("Status"), 18)]
    columns += [Column(_("Points"), 10), Column(_("Rank"), 8), Column(_("Label"), 16)] if scored else []
    columns += [Column(result.awards[award], 26) for award in awards]

    def row(person: Participant) -> Iterator[Cell]:
        yield from (person.id, person.name, result.units.get(person.id), kind_word(person.kind))
        yield pick(STATUSES[person.status]) if person.status else "–"
        if scored:
            yield from (points_of(person) if person.points is None else Decimal(person.points), person.rank)
            yield result.label(person)
        places = {proposal.award: (proposal, place) for proposal, place in result.standing(person)}
        for award in awards:
            if award not in places:
                yield "–"
                continue
            proposal, place = places[award]
            sure = person.id in proposal.certain and len(proposal.certain) < len(proposal.selected)
            yield pick(PLACES[place]) + (f" ({_('whatever is still open')})" if sure else "")

    rows = ([*row(person)] for person in result.document.participants)
    book.table(_("Result"), _("Result of the review"), columns, rows, 2)


def _proposals(book: Book, result: Result) -> None:
    """One row per award, kind and participant in one of its lists, what it hangs on, and the advice on ties."""
    columns = [Column(_("Award"), 28), Column(_("Kind"), 10), Column(_("Seats"), 10), Column(_("List"), 14), *_who()]
    columns += [Column(_("Certain"), 10), Column(_("Waits for"), 36), Column(_("Advice"), 22), Column(_("Money"), 22)]
    columns += [Column(_("Votes asked"), 26)]

    def rows() -> Iterator[Sequence[Cell]]:
        for proposal in result.document.proposals:
            seats = result.seats(proposal) if proposal.seats is None else proposal.seats
            start = (result.awards[proposal.award], kind_word(proposal.kind), seats)
            listed = [(place, id) for place in PLACES for id in getattr(proposal, place)]
            if not listed:
                yield (*start, _("nobody"), *[None] * 6, result.votes(proposal))
            for place, id in listed:
                waits = "; ".join(result.awaited(proposal.kind, key) for key in proposal.depends.get(id, ()))
                advice = "; ".join(f"{a.by}: {a.order.index(id) + 1}" for a in proposal.advice if id in a.order)
                sure = (_("yes") if id in proposal.certain else _("no")) if place == "selected" else None
                money = money_line(proposal) if place == "selected" else None
                yield (
                    *start,
                    pick(PLACES[place]),
                    id,
                    result.names[id],
                    sure,
                    waits,
                    advice,
                    money,
                    result.votes(proposal),
                )

    book.table(_("Proposals"), _("Proposals"), columns, rows())


def _findings(book: Book, result: Result) -> None:
    """One row per participant and criterion."""
    columns = [*_who(), Column(_("Kind"), 12), Column(_("Criterion"), 22), Column(_("Clause"), 18)]
    columns += [Column(_("What the plan asks"), 40), Column(_("Verdict"), 18), Column(_("Value"), 18)]
    columns += [Column(_("Points"), 10), Column(_("Read at"), 28), Column(_("Why"), 60)]

    def rows() -> Iterator[Sequence[Cell]]:
        for person in result.document.participants:
            for found in person.findings:
                asked = result.criterion(person.kind, found.criterion)
                points = None if found.points is None else Decimal(found.points)
                yield (
                    *(person.id, person.name, kind_word(person.kind), found.criterion, found.clause, asked),
                    *(toned(found.verdict), result.measured(found), points, found.source, found.says),
                )

    book.table(_("Findings"), _("Every criterion of every participant"), columns, rows(), 2)


def _matrix(book: Book, result: Result, kind: Kind) -> None:
    """Participants down, criteria across."""
    people = result.people[kind]
    asked = [(found.clause, result.criterion(kind, found.criterion)) for found in people[0].findings]
    columns = [*_who(), *(Column(f"{clause}\n{text}", 20) for clause, text in asked)]

    def rows() -> Iterator[Sequence[Cell]]:
        for person in people:
            yield (person.id, person.name, *(toned(found.verdict) for found in person.findings))

    book.table(f"{_('Matrix')} {kind_word(kind)}", f"{_('Matrix')}: {kind_word(kind)}", columns, rows(), 2)


def _decisions(book: Book, result: Result) -> None:
    """What the council decided beside what the machine said."""
    columns = [Column(_("Award"), 30), *_who(), Column(_("The machine"), 24), Column(_("The council"), 16)]
    columns += [Column(_("Reason"), 40), Column(_("Minutes"), 20), Column(_("By"), 22), Column(_("Day"), 12)]

    def rows() -> Iterator[Sequence[Cell]]:
        for made in result.decisions:
            place = result.place(made.award, made.participant)
            machine = pick(PLACES[place]) if place else _("in no list")
            name = result.names.get(made.participant)
            award = result.awards.get(made.award, made.award)
            said = (made.reason, made.minutes, made.by, show_day(made.day))
            yield (award, made.participant, name, machine, result.council(made), *said)

    book.table(_("Decisions"), _("What the council decided beside what the machine said"), columns, rows())


def _notes(book: Book, result: Result) -> None:
    """What the plan leaves open and how it was read; what is not held; what to look at."""
    found = result.document
    titled = ((_("Assumptions"), found.assumptions), (_("Texts not held"), found.unresolved))
    for title, notes in (*titled, (_("Warnings"), found.warnings)):
        rows = [(result.subject(note.about), str(note.says)) for note in notes] or [("–", _("none"))]
        book.table(title, title, [Column(_("About"), 40), Column(_("What is said"), 110)], rows)


def _legend(book: Book) -> None:
    """What signs and words mean."""
    verdicts = [(toned(verdict), pick(meaning)) for verdict, meaning in MEANINGS.items()]
    columns = [Column(_("Verdict"), 26), Column(_("Meaning"), 100)]
    book.table(_("Legend"), _("The seven verdicts"), columns, verdicts)
