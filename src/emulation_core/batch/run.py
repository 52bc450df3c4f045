"""The driver of a batch: it runs no rule and reads no evidence; it hands out tasks, and blames whoever kills them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from typing import Protocol

from attrs import evolve

from emulation_core.batch import notes
from emulation_core.batch.found import together
from emulation_core.batch.summary import Line, line
from emulation_core.batch.tasks import Asked, Failed, Item, Judged, Later, Place, Ran, Result, Same, Task, Written
from emulation_core.i18n import _

MOST_WRITTEN = 64
"""Runs that one process writes before it takes up something else."""
DIVIDED = 8
"""Parts that a task is divided into when nobody in it can be blamed yet: a hang is waited for in each round of it."""
MOST_HELD = 256 << 20
"""Bytes of outcomes that wait to be written; beyond that nobody judges more while somebody writes."""


class Workers(Protocol):
    """Whoever does tasks: processes of this machine, or of others."""

    capacity: int

    def submit(self, task: Task) -> Future[Ran]:
        """Have a task done."""
        ...

    def close(self) -> None:
        """End the work."""
        ...


Told = Callable[[Line], None]


def batch(
    asked: Sequence[Asked],
    place: Place,
    participants: int,
    writers: Workers,
    judges: Workers | None = None,
    resume: bool = False,
    told: Told = lambda line: None,
) -> list[Line]:
    """Judge everything `asked`, write it into the ledgers, and say what became of each.

    `writers` work on this machine and write; `judges` judge (default: the same processes do both), at least so many
    `participants` in a task. Both are closed. With `resume` what the ledgers hold of the same inputs is left alone.
    """
    with closing(writers), closing(judges or writers):
        work = Batch(asked, place, writers, judges or writers, told)
        work.same = work.known() if resume else {}
        items = [Item(one, known=work.same.get(one.campaign, {})) for one in asked if not one.fault]
        for group in together(items, participants):
            work.judging.append(Task("judge", place, group))
        return work.done()


class Batch:
    """The state of a batch under way.

    `queues` gives for each ledger the rounds whose runs go into it, in order: a run waits until those before it are
    written or have failed. So a ledger has one writer at a time and the same order of runs on any number of processes.
    """

    def __init__(self, asked: Sequence[Asked], place: Place, writers: Workers, judges: Workers, told: Told) -> None:
        self._asked = asked
        self._place = place
        self._writers, self._judges = writers, judges
        self._told = told
        self.judging: deque[Task] = deque()
        self._reviewing: deque[Task] = deque()
        self._rewriting: deque[Task] = deque()
        self._flying: dict[Future[Ran], tuple[Workers, Task]] = {}
        self._of: dict[object, list[int]] = {}
        for one in asked:
            self._of.setdefault(one.ledger, []).append(one.key)
        self._queues = {ledger: deque(keys) for ledger, keys in self._of.items()}
        self.same: Mapping[str, Mapping[str, Same]] = {}
        self._reviews: dict[object, list[tuple[int, str]]] = {}
        self._judged: dict[int, Judged] = {}
        self._busy: set[object] = set()
        self._lines: dict[int, Line] = {}
        self._claimed: dict[tuple[str, str], int] = {}

    # ---- What is known before --------------------------------------------------------------------------------------

    def known(self) -> dict[str, dict[str, Same]]:
        """By campaign and digest of inputs, the runs that are the last of their round in their ledger."""
        first = {one.ledger: one for one in reversed(self._asked) if not one.fault}
        items = tuple(Item(one) for one in first.values())
        heads: dict[tuple[str, str], str] = {}
        left = items
        while left:
            ran = self._writers.submit(Task("recall", self._place, left)).result()
            for found in ran.results.values():
                heads |= found if isinstance(found, Mapping) else {}
            done = {*ran.results, *ran.at}
            left = tuple(item for item in left if item.asked.key not in done) if ran.died and ran.at else ()
        known: dict[str, dict[str, Same]] = {}
        for path in sorted(self._place.kept.glob("*.json")):
            note = notes.read(path)
            if note is not None and heads.get((note.campaign, note.round)) == note.head:
                same = Same(note.round, note.run, note.head, note.participants, note.said)
                known.setdefault(note.campaign, {})[path.stem] = same
        return known

    # ---- The loop --------------------------------------------------------------------------------------------------

    def done(self) -> list[Line]:
        """Work until something is known of everybody."""
        for one in self._asked:
            if one.fault:
                self._settle(one.key, Failed(one.fault))
        while True:
            self._hand_out()
            if not self._flying:
                break
            landed, _waiting = wait(self._flying, return_when=FIRST_COMPLETED)
            for future in landed:
                _workers, task = self._flying.pop(future)
                self._land(task, future.result())
        return [self._lines[one.key] for one in self._asked]

    def _hand_out(self) -> None:
        """Give everybody work: writing goes first, so that no more outcomes are held than need be."""
        for workers in dict.fromkeys((self._writers, self._judges)):
            room = workers.capacity - sum(mine is workers for mine, _task in self._flying.values())
            while room > 0 and (task := self._next(workers)) is not None:
                self._flying[workers.submit(task)] = (workers, task)
                room -= 1

    def _next(self, workers: Workers) -> Task | None:
        if workers is self._writers:
            if self._rewriting:
                return self._rewriting.popleft()
            if (task := self._to_write()) is not None:
                return task
            if self._reviewing:
                return self._reviewing.popleft()
        writing = any(task.what == "write" for _workers, task in self._flying.values())
        if workers is not self._judges or (writing and self._held() > MOST_HELD):
            return None
        return self.judging.popleft() if self.judging else None

    def _held(self) -> int:
        return sum(len(judged.outcome) for judged in self._judged.values())

    def _to_write(self) -> Task | None:
        """The next runs of ledgers that nobody is writing into."""
        items: list[Item] = []
        for ledger, queue in self._queues.items():
            if ledger in self._busy or len(items) >= MOST_WRITTEN:
                continue
            before = len(items)
            while queue and (queue[0] in self._judged or queue[0] in self._lines):
                key = queue.popleft()
                if key in self._judged:
                    items.append(Item(self._asked[key], self._judged.pop(key)))
            if len(items) > before:
                self._busy.add(ledger)
        return Task("write", self._place, tuple(items)) if items else None

    # ---- What came back --------------------------------------------------------------------------------------------

    def _land(self, task: Task, ran: Ran) -> None:
        for key, result in ran.results.items():
            self._settle(key, result)
        left = tuple(item for item in task.items if item.asked.key not in ran.results)
        if left:
            self._blame(evolve(task, items=left), ran)
        if task.what == "write":
            again = {item.asked.ledger for waiting in self._rewriting for item in waiting.items}
            self._busy -= {item.asked.ledger for item in task.items} - again
        for ledger in {item.asked.ledger for item in task.items}:
            self._review(ledger)

    def _blame(self, task: Task, ran: Ran) -> None:
        """A process died: find out over whom. Who is blamed is tried once more alone, unless for judging too long."""
        left, queue = task.items, self._queue_of(task)
        suspects = tuple(item for item in left if item.asked.key in ran.at) or left
        guilty = {item.asked.key for item in suspects}
        others = tuple(item for item in left if item.asked.key not in guilty)
        if len(suspects) > 1 and task.what != "write":
            # Whoever was not at work then goes first: most of them are sound.
            step = -(-len(suspects) // DIVIDED)
            parts = [suspects[n : n + step] for n in range(0, len(suspects), step)]
            queue.extendleft(evolve(task, items=group) for group in (*parts, others) if group)
            return
        suspect = suspects[0]
        others += suspects[1:]
        again: tuple[Item, ...] = (evolve(suspect, tried=True),)
        # Who was late may have written before: once more, and the note it left is found.
        if suspect.tried or (ran.late and task.what != "write"):
            known = suspect.judged.round if suspect.judged is not None else None
            what = _("recording it {how}") if task.what == "write" else _("judging it {how}")
            self._settle(suspect.asked.key, Failed(what.format(how=ran.died), known))
            again = ()
        # What is written stays together: one process at a time for a ledger.
        groups = [again + others] if task.what == "write" else [others, again]
        queue.extendleft(evolve(task, items=group) for group in groups if group)

    def _queue_of(self, task: Task) -> deque[Task]:
        return {"write": self._rewriting, "review": self._reviewing}.get(task.what, self.judging)

    def _settle(self, key: int, result: Result) -> None:
        """Take note of what came of one round."""
        asked = self._asked[key]
        if isinstance(result, Judged):
            first = self._claimed.setdefault((asked.campaign, result.round), key)
            if first == key:
                self._judged[key] = result
                return
            result = Failed(_("the round {round} has evidence in two places").format(round=result.round), result.round)
        if isinstance(result, Later):
            self._queues[asked.ledger].remove(key)
            self._reviews.setdefault(asked.ledger, []).append((key, result.round))
        elif isinstance(result, (Failed, Same, Written)):
            self._lines[key] = line(asked, result)
            self._told(self._lines[key])

    def _review(self, ledger: object) -> None:
        """Judge the reviews of a ledger when every year in it is settled; one that lost a year waits for it."""
        if ledger in self._busy or self._queue_open(ledger):
            return
        waiting = sorted(self._reviews.pop(ledger, ()))
        lost = self._lost(ledger) if waiting else {}
        items = []
        for key, round in waiting:
            asked = self._asked[key]
            if asked.campaign in lost:
                what = _("it looks back on rounds that failed: {rounds}").format(rounds=", ".join(lost[asked.campaign]))
                self._settle(key, Failed(what, round))
            else:
                items.append(Item(asked, known=self.same.get(asked.campaign, {})))
        if items:
            self._queues[ledger] = deque(item.asked.key for item in items)
            self._reviewing.append(Task("review", self._place, tuple(items)))

    def _lost(self, ledger: object) -> dict[str, list[str]]:
        """The rounds that failed, by campaign, of those whose runs go into a ledger."""
        found: dict[str, list[str]] = {}
        for key in self._of[ledger]:
            if key in self._lines and self._lines[key].error:
                found.setdefault(self._asked[key].campaign, []).append(self._lines[key].round or "?")
        return found

    def _queue_open(self, ledger: object) -> bool:
        return any(key not in self._lines for key in self._queues[ledger])
