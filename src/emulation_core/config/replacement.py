"""Plans that replace one another: which of them is in force on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal

from attrs import frozen

from emulation_core import toml
from emulation_core.campaign import Loaded, Note
from emulation_core.config.catalogue import Catalogue
from emulation_core.config.load import load
from emulation_core.config.sources import Source, found, source
from emulation_core.errors import EmulationError
from emulation_core.i18n import _
from emulation_core.model import Text
from emulation_core.plan import Interval
from emulation_core.plugins import Registry

State = Literal["coming", "in_force", "uncertain", "replaced", "ended"]
_KEY = ("plan", "supersedes")


@frozen
class Listed:
    """What `emulation campaigns --json` prints of one: what it is, or why it is refused, and how it stands on a day."""

    id: str
    title: str | None
    agency: str | None
    province: str | None
    error: str | None
    state: State | None = None


@frozen
class InForce:
    """The plan in force on a day, and those that may stand in its place already, their day being left blank."""

    campaign: str
    perhaps: tuple[str, ...]


@frozen
class Tenure:
    """When one plan of a chain stands: from a day inside `effect`, for a campaign of `first` to `last`."""

    campaign: str
    effect: Interval
    first: date
    last: date


def resolve(chain: Sequence[Tenure], on: date) -> InForce:
    """The plan of a chain (oldest first) that is in force on a day: of every day exactly one.

    A plan gives way on the first day on which its successor must have taken effect. Before that day the successor may
    have done so where its day is blank. Before the first plan's issue it is that plan too: there is no other.
    """
    sure = max(n for n, plan in enumerate(chain) if n == 0 or plan.effect.until <= on)
    later = [plan.campaign for plan in chain[sure + 1 :] if plan.effect.from_ <= on]
    return InForce(chain[sure].campaign, tuple(later))


def broken(old: Tenure, new: Tenure) -> str | None:
    """Why `new` cannot stand in the place of `old`: it comes before it, or leaves days to nobody."""
    before, effect = old.effect.from_, new.effect
    if effect.until < before:
        what = _("it takes effect on {day}, before the plan it supersedes does on {before}")
        return what.format(day=effect.until.isoformat(), before=before.isoformat())
    end, start = min(old.last, effect.until - timedelta(days=1)), max(effect.from_, new.first)
    if start - end > timedelta(days=1):
        what = _("between {start} and {end} neither plan is in force")
        return what.format(start=end.isoformat(), end=start.isoformat())
    return None


@frozen
class Replacements:
    """What the files of a catalogue say of one another."""

    catalogue: Catalogue
    registry: Registry

    @cached_property
    def _claims(self) -> Mapping[str, Sequence[Source]]:
        """By the superseded campaign, the files that supersede it."""
        claims: dict[str, list[Source]] = {}
        for id, path in self.catalogue.campaigns():
            # Most files supersede nothing; only those that say so are worth parsing.
            if path.is_file() and b"supersedes" in path.read_bytes():
                file = source(id, str(path), toml.read_text(path))
                if (old := _superseded(file)) is not None:
                    claims.setdefault(old, []).append(file)
        return claims

    def in_force(self, loaded: Loaded, on: date) -> InForce:
        """The plan in force on a day of those that `loaded` replaces or is replaced by, itself among them.

        Raises `CampaignRefused`, placed at `plan.supersedes`, where they do not form one chain without a gap.
        """
        return resolve([_tenure(link) for link in self.chain(loaded)], on)

    def state(self, loaded: Loaded, on: date) -> State:
        """How `loaded` itself stands on a day; after its last round it has ended, replaced or not."""
        now, mine = self.in_force(loaded, on), _tenure(loaded)
        if on < mine.effect.from_:
            return "coming"
        if loaded.id not in (now.campaign, *now.perhaps):
            return "replaced"
        if on > mine.last:
            return "ended"
        return "uncertain" if now.perhaps or on < mine.effect.until else "in_force"

    def notes(self, loaded: Loaded, on: date) -> tuple[Note, ...]:
        """What a reader of `loaded` must know on a day: that another plan is in force, or may be, or cannot be told."""
        try:
            now = self.in_force(loaded, on)
        except EmulationError as problem:
            return (Note(Text("plan"), Text(str(problem))),)
        told = []
        if now.campaign != loaded.id:
            told.append(_("on {day} the plan in force is {campaign}").format(day=on.isoformat(), campaign=now.campaign))
        if now.perhaps:
            what = _("on {day} the plan in force may be {campaign} already: its day is left blank")
            told.append(what.format(day=on.isoformat(), campaign=", ".join(now.perhaps)))
        return tuple(Note(Text("plan"), Text(what)) for what in told)

    def chain(self, loaded: Loaded) -> tuple[Loaded, ...]:
        """Every plan that `loaded` replaces or is replaced by, oldest first."""
        links = [loaded]
        while (older := links[0].campaign.plan.supersedes) is not None:
            if older in [link.id for link in links]:
                circle = " → ".join([*(link.id for link in reversed(links)), older])
                said = _("the plans supersede one another in a circle: {circle}").format(circle=circle)
                raise self._file(links[0]).refused(_KEY, said)
            links.insert(0, self._load(found(self._file(links[0]), _KEY, older, self.catalogue)))
        while (newer := self._successor(links)) is not None:
            links.append(self._load(newer))
        for old, new in pairwise(links):
            self._claimed(old, new)
            if (what := broken(_tenure(old), _tenure(new))) is not None:
                raise self._file(new).refused(_KEY, what)
        return tuple(links)

    def _successor(self, links: Sequence[Loaded]) -> Source | None:
        """The file that supersedes the last of `links`, or the nearest campaign it extends."""
        known = {link.id for link in links}
        for id, _text in reversed(links[-1].texts):
            for file in _apart(self._claims.get(id, ())):
                if file.id not in known:
                    return file
        return None

    def _claimed(self, old: Loaded, new: Loaded) -> None:
        """Refuse what supersedes `old` beside `new`."""
        mine = {id for id, _text in new.texts}
        others = [file for file in _apart(self._claims.get(old.id, ())) if file.id not in mine]
        if others:
            what = _("{name} is superseded by {other} too")
            raise others[0].refused(_KEY, what.format(name=old.id, other=new.id))

    def _load(self, file: Source) -> Loaded:
        return load(Path(file.name), file.id, self.registry, self.catalogue)

    def _file(self, link: Loaded) -> Source:
        return source(link.id, link.path, link.text)


def _apart(files: Sequence[Source]) -> Iterator[Source]:
    """The files that do not extend another of them: an agency's own version of a plan is that plan."""
    ids = [file.id for file in files]
    yield from (file for file in files if file.base not in ids)


def _superseded(file: Source) -> str | None:
    plan = file.raw.get("plan")
    old = plan.get("supersedes") if isinstance(plan, dict) else None
    return old if isinstance(old, str) else None


def _tenure(link: Loaded) -> Tenure:
    rounds = link.campaign.period.rounds()
    first, last = min(round.starts for round in rounds), max(round.until for round in rounds)
    return Tenure(link.id, link.campaign.plan.effect, first, last)
