"""One agency's ledger, read only: whether it is what it says, and what its last runs propose."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path

from emulation_core.consolidation.nominee import Asked, Submitted
from emulation_core.consolidation.submitted import submitted
from emulation_core.errors import LedgerFault
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger.connect import reading
from emulation_core.ledger.read import Stored, all_runs
from emulation_core.ledger.verify import checked
from emulation_core.plugins import Registry


@frozen(eq=False)
class Book:
    """One ledger: what is wrong with it, its first and last head, those of the heads kept outside, its last runs.

    `rounds` are those it has any run of, asked for or not.
    """

    path: Path
    wrong: tuple[str, ...]
    first: str = ""
    last: str = ""
    anchors: tuple[str, ...] = ()
    runs: tuple[Submitted, ...] = ()
    rounds: frozenset[str] = frozenset()


def read(path: Path, asked: Asked, must: Collection[str], may: Collection[str], registry: Registry) -> Book:
    """The ledger at `path`, every head of `must` in it; which of the heads `may` are in it is found out.

    It is verified and read in one transaction. Nothing is collected where one check does not hold.
    """
    try:
        with reading(path) as connection:
            wrong = tuple(f"{check.what}: {check.wrong}" for check in checked(connection) if not check.holds)
            return Book(path, wrong) if wrong else _held(connection, path, asked, must, may, registry)
    except LedgerFault as fault:
        return Book(path, (str(fault).removeprefix(f"{path}: "),))


def _held(
    connection: sqlite3.Connection,
    path: Path,
    asked: Asked,
    must: Collection[str],
    may: Collection[str],
    registry: Registry,
) -> Book:
    """A ledger that is whole in itself, against the heads kept outside it."""
    seqs = dict(connection.execute("SELECT head, seq FROM entry ORDER BY seq"))
    lost = tuple(_("head {head} is not in it").format(head=head) for head in must if head not in seqs)
    if lost:
        return Book(path, lost)
    anchors = sorted({*must, *may} & seqs.keys(), key=seqs.__getitem__)
    vouched = seqs[anchors[-1]] if anchors else 0
    heads = [*seqs] or [""]
    every = all_runs(connection)
    runs = tuple(submitted(connection, run, asked, vouched, registry) for run in _last_runs(every, asked))
    return Book(path, (), heads[0], heads[-1], tuple(anchors), runs, frozenset(run.row.round for run in every))


def _last_runs(every: Sequence[Stored], asked: Asked) -> list[Stored]:
    """The runs that stand: not superseded, nor of a plan whose own version was run for the same round."""
    gone = {run.row.supersedes for run in every}
    stand = [run for run in every if run.row.run not in gone and asked.round in (None, run.row.round)]

    def has_version(run: Stored, other: Stored) -> bool:
        bases = {id for id, _digest in other.manifest["sources"]} - {other.row.campaign}
        return run.row.campaign in bases and run.row.round == other.row.round

    return [run for run in stand if not any(has_version(run, other) for other in stand)]
