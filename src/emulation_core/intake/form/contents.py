"""What a form holds before it is a workbook: for each kind its columns and who asks for them, and the participants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from emulation_core import law
from emulation_core.builtin.answers import Judged
from emulation_core.builtin.procedures import Submit
from emulation_core.campaign import Campaign, Document, Loaded, Round, judged_in
from emulation_core.frozen import frozen
from emulation_core.intake.form import text
from emulation_core.law.facts import DEFERRAL, SEX, WOMEN
from emulation_core.model import KINDS, Fact, Kind, YearsAfter
from emulation_core.reading import Evaluator, leaves, trial

_LEGAL_RULES: Mapping[str, str] = {DEFERRAL: "hoan_xet", WOMEN: "uu_tien_nu", SEX: "uu_tien_nu"}


@frozen
class Asked:
    """Who asks for a column: a criterion, the scope, an award's order or the law, and the clause."""

    by: str
    clause: str


@frozen
class Column:
    """One fact of one kind. `judged`: only a council can answer it; `expected` is the day for the form's round."""

    name: str
    fact: Fact
    asked: tuple[Asked, ...]
    judged: bool
    expected: date | YearsAfter | None

    @property
    def legal(self) -> bool:
        """Whether the law asks for it and not the plan."""
        return self.name in law.FACTS


@frozen
class Person:
    """A participant whose line is filled in beforehand."""

    id: str
    name: str
    unit: str
    kind: Kind


@frozen
class Contents:
    """A form: `round` is None when it serves any, `people` None when its lines are left to the officer."""

    loaded: Loaded
    round: Round | None
    unit: str | None
    columns: Mapping[Kind, tuple[Column, ...]]
    documents: tuple[Document, ...]
    people: tuple[Person, ...] | None

    @property
    def campaign(self) -> Campaign:
        """The plan the form is for."""
        return self.loaded.campaign

    @property
    def only_round(self) -> Round | None:
        """The round that the form serves, when there is but one."""
        rounds = self.campaign.period.rounds()
        return self.round or (rounds[0] if len(rounds) == 1 else None)

    @property
    def whose(self) -> str:
        """One line that says whose form this is: agency, plan, round and unit."""
        return text.whose(self.campaign, self.only_round, self.unit)

    @property
    def copies(self) -> tuple[int | None, int | None]:
        """How many sets of the papers the plan asks for, and how many originals among them; None: it does not say."""
        procedure = self.campaign.procedure
        return (procedure.sets, procedure.originals) if isinstance(procedure, Submit) else (None, None)

    @property
    def rewarded(self) -> tuple[Kind, ...]:
        """The kinds that some award names: those whose papers are handed in."""
        awards = [award for award in self.campaign.awards if self.round is None or judged_in(award.rounds, self.round)]
        return tuple(kind for kind in self.columns if any(kind in award.kinds for award in awards))

    def of(self, kind: Kind) -> Sequence[Person]:
        """The participants of one kind."""
        return [person for person in self.people or () if person.kind is kind]


def contents(
    loaded: Loaded, round: Round | None = None, unit: str | None = None, people: tuple[Person, ...] | None = None
) -> Contents:
    """The form for `loaded`: with `round`, only what that round judges; with `people`, their lines filled in."""
    campaign = loaded.campaign
    rules = list(_rules(campaign, round))
    concerned = [kind for kind in KINDS if any(kind in kinds for _by, kinds, _rule in rules)]
    asked: dict[tuple[Kind, str], list[Asked]] = {}
    for by, kinds, reads in rules:
        for name in reads:
            for kind in kinds:
                one = asked.setdefault((kind, name), [])
                one += [] if by in one else [by]
    documents = campaign.procedure.documents if campaign.procedure is not None else ()
    judged = {(kind, name) for kinds, rule in _judging(campaign, round) for name in _answers(rule) for kind in kinds}
    legal = law.kinds_of_facts(campaign)
    rounds = campaign.period.rounds()
    columns = {
        kind: tuple(
            Column(
                name,
                fact,
                tuple(asked.get((kind, name), [])) or (_law(name, round or rounds[-1]),),
                (kind, name) in judged,
                _expected(fact, round or (rounds[0] if len(rounds) == 1 else None)),
            )
            for name, fact in law.dictionary(campaign.facts).items()
            if (kind, name) in asked or (name in law.FACTS and kind in legal[name])
        )
        for kind in concerned
    }
    return Contents(loaded, round, unit, columns, documents, people)


def _rules(campaign: Campaign, round: Round | None) -> Iterator[tuple[Asked, tuple[Kind, ...], tuple[str, ...]]]:
    """Everything that reads facts in the form's rounds: who asks, of which kinds, for which facts."""
    dictionary = law.dictionary(campaign.facts)
    for scope in campaign.scope:
        yield Asked(text.SCOPE, scope.clause), scope.kinds, tuple(trial(scope.evaluator, dictionary).reads)
    for one in campaign.criteria:
        if round is None or judged_in(one.rounds, round):
            rules = [one.evaluator] + ([] if one.applies_if is None else [one.applies_if])
            reads = [name for rule in rules for name in trial(rule, dictionary).reads]
            yield Asked(one.id, one.clause), one.applies_to, tuple(reads)
    for award in campaign.awards:
        if round is None or judged_in(award.rounds, round):
            order = tuple(term.split()[0].removeprefix("fact.") for term in award.order)
            yield Asked(award.id, award.clause), award.kinds, order


def _judging(campaign: Campaign, round: Round | None) -> Iterator[tuple[tuple[Kind, ...], Evaluator]]:
    for one in campaign.criteria:
        if round is None or judged_in(one.rounds, round):
            yield one.applies_to, one.evaluator


def _answers(rule: Evaluator) -> Iterator[str]:
    """The flags in `rule` that only people can set."""
    yield from (str(leaf.fact) for leaf in leaves(rule) if isinstance(leaf, Judged))


def _law(name: str, round: Round) -> Asked:
    rule = law.in_force(_LEGAL_RULES[name], round.until) if name in _LEGAL_RULES else None
    return Asked(text.LEGAL, rule.source if rule else text.LEGAL_CLAUSE)


def _expected(fact: Fact, round: Round | None) -> date | YearsAfter | None:
    return fact.expected if round is None or fact.expected is None else fact.expected_in(round.until)
