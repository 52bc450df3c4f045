"""A finding -> a sentence: what was read, what the plan asks, and what would change the verdict (vi, en)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import polars as pl
from attrs import field, frozen

from emulation_core import history, law, points
from emulation_core.campaign import Campaign, Criterion, Round
from emulation_core.evidence import ROW, SHEET, Evidence
from emulation_core.explain.tree import Branch, Tree, grown
from emulation_core.explain.values import plain, show_day, shown
from emulation_core.i18n import language, pick
from emulation_core.model import Fact, Kind, Verdict
from emulation_core.reading import Evaluator, combined


@frozen
class Read:
    """One fact a criterion read: its value as plain text (null: absent) and its place."""

    fact: str
    value: str | None
    source: str | None


@frozen
class Finding:
    """One participant and one criterion. `measured` and `source` are those of the fact that decided."""

    criterion: str
    clause: str
    verdict: str
    measured: str | None
    points: str | None
    source: str | None
    says: str
    reads: tuple[Read, ...]


def findings(
    campaign: Campaign, round: Round, on: date, kind: Kind, frame: pl.DataFrame, evidence: Evidence
) -> list[list[Finding]]:
    """The findings of each participant in `frame` (all of one `kind`), in the order of its rows."""
    writer = _Writer(campaign, round)
    trees, _scope, wide = grown(campaign, round, on, kind, points.explained(frame, campaign, round, on, kind))
    columns = [_placed(writer.told(tree, wide), tree.facts, wide, evidence) for tree in trees]
    return [[column[n] for column in columns] for n in range(wide.height)]


@frozen(eq=False)
class _Told:
    """What is found of everybody whose evidence on a criterion says the same: a finding without its places."""

    head: tuple[str, str, str, str | None, str | None]
    fact: str | None
    says: str
    reads: tuple[tuple[str, str | None], ...]


def _placed(told: Iterable[_Told], facts: Iterable[str], wide: pl.DataFrame, evidence: Evidence) -> list[Finding]:
    """The findings of one criterion, each with the places in the row of its participant."""
    rows = wide.select(SHEET, ROW).rows()
    places = {fact: [evidence.source(sheet, row, fact) for sheet, row in rows] for fact in facts}
    return [
        Finding(
            *one.head,
            None if one.fact is None else places[one.fact][n],
            one.says,
            tuple([Read(fact, value, places[fact][n]) for fact, value in one.reads]),
        )
        for n, one in enumerate(told)
    ]


@frozen(eq=False)
class _Writer:
    """Findings of one campaign and round, in the language in force."""

    campaign: Campaign
    round: Round
    _said: dict[tuple[int, str], str] = field(factory=dict, init=False)
    _facts: Mapping[str, Fact] = field(init=False)

    @_facts.default
    def _dictionary(self) -> Mapping[str, Fact]:
        return law.dictionary(self.campaign.facts)

    def told(self, tree: Tree, wide: pl.DataFrame) -> Iterator[_Told]:
        """What is found of each row; most say the same as one before, and are told once."""
        names = [name for name in tree.looks_at if name in wide.columns]
        once: dict[tuple[object, ...], _Told] = {}
        for values in wide.select(names).iter_rows():
            if values not in once:
                once[values] = self._told(tree, dict(zip(names, values, strict=True)))
            yield once[values]

    def _told(self, tree: Tree, row: Mapping[str, Any]) -> _Told:
        """What is found where a criterion's columns hold the values of `row`."""
        criterion = tree.compiled.criterion
        verdict = Verdict(row[tree.verdict])
        held = tree.held(row)
        leaf = held.decisive(row)
        missing = held.missing(row) if verdict in (Verdict.MISSING, Verdict.NOT_DUE) else []
        fact = missing[0] if missing and (leaf.fact is None or row.get(leaf.fact) is not None) else leaf.fact
        given = points.plain(row.get(points.column(criterion.id)))
        value = None if missing else row.get(leaf.measured, None if fact is None else row.get(fact))
        return _Told(
            head=(criterion.id, criterion.clause, verdict.word, self._plain(fact, value), given),
            fact=fact,
            says=self._says(tree, verdict, leaf, missing, self._shown(fact, value)) + self._gave(criterion, given),
            reads=tuple((name, self._plain(name, row.get(name))) for name in tree.reads),
        )

    def _gave(self, criterion: Criterion, given: str | None) -> str:
        """What the criterion gave or took, where that is known; of how much, where nothing was scaled."""
        scoring = self.campaign.scoring
        if given is None or scoring is None:
            return ""
        scaled = scoring.not_applicable == "rescale"
        words = (" Tính {given} điểm.", " {given} points.") if scaled else (" Được {given}/{most}.", " {given}/{most}.")
        if any(group.id == criterion.group and group.sort == "penalty" for group in scoring.groups):
            words = (" Trừ {given} điểm.", " {given} points off.")
        told = {"given": given.lstrip("-"), "most": points.plain(points.maximum(criterion)) or ""}
        if language() == "vi":
            told = {name: text.replace(".", ",") for name, text in told.items()}
        return pick(words).format(**told)

    def _least(self, criterion: Criterion) -> str:
        """The floor of a scored criterion, in points before any weight."""
        if not criterion.floor or criterion.points is None:
            return ""
        return pick((", ít nhất {least} điểm", ", {least} points at least")).format(
            least=shown(None, criterion.floor * criterion.points)
        )

    def _fact(self, name: str | None) -> Fact | None:
        return None if name is None else self._facts.get(name) or history.fact(name, self._facts)

    def _plain(self, name: str | None, value: object) -> str | None:
        return plain(self._fact(name), value)

    def _shown(self, name: str | None, value: object) -> str:
        return shown(self._fact(name), value)

    def _says(self, tree: Tree, verdict: Verdict, leaf: Branch, missing: Sequence[str], measured: str) -> str:
        criterion = tree.compiled.criterion
        asked = self.rule(criterion.evaluator, criterion.text) + self._least(criterion)
        applies = "" if criterion.applies_if is None else self.rule(criterion.applies_if, criterion.text)
        slots = {
            "asked": asked,
            "applies": applies,
            "measured": measured,
            "missing": ", ".join(self._label(name) for name in missing),
            "text": leaf.node.text,
            "day": ", ".join(dict.fromkeys(self._day(name) for name in missing)),
            "figure": f" ({measured})" if measured else "",
        }
        said = pick(_SENTENCES[verdict]).format(**slots)
        return f"{said} {pick(_DECIDED).format(document=criterion.decided_in)}" if criterion.decided_in else said

    def _day(self, name: str) -> str:
        fact = self._fact(name)
        return show_day(fact.expected_in(self.round.until)) if fact and fact.expected else "?"

    def _label(self, name: str) -> str:
        fact = self._fact(name)
        return f"«{fact.label}»" if fact else name

    def rule(self, rule: Evaluator, text: str) -> str:
        """What a rule asks, in words, put together once: it is the same for everybody."""
        key = (id(rule), text)
        if key not in self._said:
            self._said[key] = self._rule(rule, text)
        return self._said[key]

    def _rule(self, rule: Evaluator, text: str) -> str:
        """The rule's own sentence, or the criterion's text and the rule's fields."""
        if combined(rule):
            word = pick((" hoặc ", " or ")) if rule.any else pick((" và ", " and "))
            return word.join(self._rule(part, text) for part in rule.of)
        cls: Any = type(rule)
        fields = {f.name: getattr(rule, f.name) for f in attrs.fields(cls)}
        labels = {name.rstrip("_"): self._field(value, fields.values()) for name, value in fields.items()}
        says = getattr(rule, "says", None)
        if says is None:
            return f"{text} ({', '.join(f'{name} = {value}' for name, value in labels.items())})"
        return pick(says()).format(**labels)

    def _field(self, value: object, beside: Any) -> str:
        """A field of a rule as people read it: facts by label, rungs and members by name."""
        if isinstance(value, str):
            if self._fact(value):
                return self._label(value)
            facts = [self._fact(other) for other in beside if isinstance(other, str)]
            return next((f.name_of(v) for f in facts if f for v in f.options if v == value), value)
        if isinstance(value, (tuple, list)):
            return ", ".join(self._field(element, beside) for element in value)
        return shown(None, value)


_DECIDED = ("Căn cứ: {document}.", "Decided in {document}.")
_SENTENCES: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MET: (
        "Đạt: {asked}; minh chứng ghi {measured}.",
        "Met: the plan asks that {asked}; the evidence says {measured}.",
    ),
    Verdict.NOT_MET: (
        "Chưa đạt: minh chứng ghi {measured}; sẽ đạt khi {asked}.",
        "Not met: the evidence says {measured}; it would be met if {asked}.",
    ),
    Verdict.NOT_APPLICABLE: (
        "Không áp dụng: chỉ xét khi {applies}; minh chứng ghi {measured}.",
        "Not applicable: it counts only where {applies}; the evidence says {measured}.",
    ),
    Verdict.MISSING: (
        "Thiếu minh chứng: chưa có {missing}. Yêu cầu: {asked}.",
        "Missing: there is no {missing} yet; the plan asks that {asked}.",
    ),
    Verdict.NOT_DUE: (
        "Chưa đến hạn: {missing} dự kiến có từ ngày {day}. Yêu cầu: {asked}.",
        "Not due: {missing} is expected from {day}; the plan asks that {asked}.",
    ),
    Verdict.COUNCIL: (
        "Chờ hội đồng{figure}: {asked}.",
        "For the council{figure}: {asked}.",
    ),
    Verdict.UNRESOLVED: (
        "Chưa đủ căn cứ: chưa có văn bản {text}.",
        "Unresolved: the text is not held: {text}.",
    ),
}
