"""Judging, in a process of its own: plans and evidence are read one by one, then all are scored together."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from emulation_core import verdicts
from emulation_core.batch import said
from emulation_core.batch.pipe import Tell
from emulation_core.batch.tasks import Asked, Failed, Item, Judged, Later, Manifest, Result, Same, Task
from emulation_core.campaign import Loaded, Round, RoundKind
from emulation_core.config import Catalogue, load
from emulation_core.errors import EmulationError, EvidenceRefused, Fault
from emulation_core.i18n import _, language
from emulation_core.intake import read
from emulation_core.ledger import origins, with_years
from emulation_core.ledger.canonical import canonical, sha, text_digest
from emulation_core.outcome import Outcome
from emulation_core.plugins import Registry
from emulation_core.scoring import Job, choose_round
from emulation_core.stack import score_all


@frozen(eq=False)
class Ready:
    """Somebody's evidence, read and waiting to be scored.

    `inputs` is the digest of all that will be judged, `files` has that of each file by its name.
    """

    asked: Asked
    inputs: str
    files: tuple[tuple[str, str], ...]
    job: Job


def judge(task: Task, registry: Registry, tell: Tell) -> None:
    """Tell of everything asked what came of it: `Judged`, `Same`, `Later` or `Failed`."""
    catalogue = Catalogue(task.place.provinces)
    ready: list[Ready] = []
    for item in task.items:
        tell("at", (item.asked.key,))
        made = _made(item, registry, catalogue, task.what == "review")
        if isinstance(made, Ready):
            ready.append(made)
        else:
            tell("done", (item.asked.key, made))
    by = made_by(registry)
    for one, outcome in _scored(ready, tell):
        tell("done", (one.asked.key, _judged(one, outcome, by)))


def made_by(registry: Registry) -> Manifest:
    """The program, the legal data and the plugins: what must be the same wherever a batch is judged."""
    return (*origins.engine(), origins.legal_data(), *map(tuple, origins.plugins(registry)))


def told(problem: BaseException) -> str:
    """A problem in words: ours are sentences, a rule's may be anything."""
    if isinstance(problem, EmulationError):
        return str(problem)
    first = str(problem).partition("\n")[0]
    if isinstance(problem, SystemExit):
        return _("a rule wanted to end the program ({why})").format(why=f"sys.exit({first})")
    if isinstance(problem, OSError) and problem.filename is not None:
        return f"{problem.filename}: {problem.strerror}"
    return f"{type(problem).__name__}: {first}".rstrip(": ")


def _made(item: Item, registry: Registry, catalogue: Catalogue, review: bool) -> Ready | Result:
    """One round read, or what came of it already."""
    asked, round = item.asked, None
    try:
        loaded = load(catalogue.find(asked.campaign)[1], asked.campaign, registry, catalogue)
        round = choose_round(loaded.campaign, asked.round, asked.on)
        if asked.round is None and round.id in asked.elsewhere:
            what = _("the files beside the folders of rounds are for the round {round}, which has a folder of its own")
            raise EmulationError(what.format(round=round.id))
        if round.kind is RoundKind.REVIEW and not review:
            return Later(round.id)
        return _read(item, loaded, round, registry)
    except BaseException as problem:  # a rule may raise anything, and Polars panics
        return Failed(told(problem), None if round is None else round.id)


def _read(item: Item, loaded: Loaded, round: Round, registry: Registry) -> Ready | Same:
    asked = item.asked
    paths = [Path(name) for name in asked.evidence]
    files = verdicts.digests(paths)
    yearly = round.kind is RoundKind.YEARLY
    digest = "" if not yearly else _inputs(asked, loaded, round, registry, files, ())
    if digest in item.known:
        return item.known[digest]
    evidence = read(paths, loaded.campaign, form_for=(loaded.id, round.id))
    if verdicts.digests(paths) != files:
        name = ", ".join(asked.evidence)
        what = _("a file was changed while it was read; once more, please")
        raise EvidenceRefused([Fault(name, 1, 0, name, "", what)])
    if not yearly:
        evidence = with_years(asked.ledger, loaded, round, evidence)
        digest = _inputs(asked, loaded, round, registry, files, evidence.history)
        if digest in item.known:
            return item.known[digest]
    return Ready(asked, digest, tuple(files), Job(loaded, evidence, round, asked.on, asked.decided or asked.on))


def _inputs(
    asked: Asked,
    loaded: Loaded,
    round: Round,
    registry: Registry,
    files: Sequence[tuple[str, str]],
    years: Sequence[tuple[str, str]],
) -> str:
    """The digest of everything a run comes from: two that agree in it say the same."""
    texts = [(id, text_digest(text)) for id, text in loaded.texts]
    days = [asked.on.isoformat(), (asked.decided or asked.on).isoformat()]
    made = [loaded.id, texts, repr(loaded.succession), round.id, days, language(), made_by(registry), files, years]
    return sha(canonical(made).encode())


def _scored(ready: Sequence[Ready], tell: Tell) -> Iterator[tuple[Ready, Outcome | BaseException]]:
    """All at once; where something raises what no rule may raise, its halves, until it stands alone."""

    def told(numbers: Sequence[int]) -> None:
        tell("at", tuple(ready[n].asked.key for n in numbers))

    try:
        outcomes: Sequence[Outcome | BaseException] = score_all([one.job for one in ready], told) if ready else ()
    except BaseException as problem:  # a rule may raise anything, and Polars panics
        if len(ready) == 1:
            yield ready[0], problem
            return
        yield from _scored(ready[: len(ready) // 2], tell)
        yield from _scored(ready[len(ready) // 2 :], tell)
        return
    yield from zip(ready, outcomes, strict=True)


def _judged(one: Ready, outcome: Outcome | BaseException, by: Manifest) -> Result:
    if isinstance(outcome, BaseException):
        return Failed(told(outcome), one.job.round.id)
    found = said.digest(outcome)
    body = pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    return Judged(outcome.round.id, outcome.evidence.frame.height, one.inputs, one.files, found, by, body)
