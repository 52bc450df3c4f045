"""`emulation test [PATH]`: run the cases below a path, each with the campaign beside it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import EXISTING, catalogue, console, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.cases import Covered, Result
    from emulation_core.cases.told import Tested


@click.command("test")
@click.argument("paths", nargs=-1, type=EXISTING, metavar="[PATH]…")
@click.option("--coverage", is_flag=True, help=_("Show which verdicts and thresholds of each criterion have a case."))
@click.option("--junit", "xml", type=EXISTING, help=_("Write the results to this file as JUnit XML."))
@shared
def command(
    paths: tuple[Path, ...], coverage: bool, xml: Path | None, provinces: tuple[Path, ...], as_json: bool
) -> int:
    """Exit 1 when a case does not hold."""
    from emulation_core.cases import beside, files, junit, read, run
    from emulation_core.cases import coverage as covered
    from emulation_core.plugins import load
    from emulation_core.report.whole import write_whole

    registry, known = load(), catalogue(provinces)
    found = {str(path): run(path, registry, known) for path in files(paths or known.folders())}
    results = [result for each in found.values() for result in each]
    if xml is not None:
        write_whole(xml, junit(results))
    lines: dict[str, list[Covered]] = {}
    for file, each in found.items() if coverage else ():
        lines[file] = covered(beside(Path(file), registry, known), read(Path(file)), each)
    if as_json:
        from emulation_core.cases.told import Tests, Tried

        cases = tuple(Tried(result.file, result.name, result.differences) for result in results)
        shown = tuple(_told(file, line) for file, each in lines.items() for line in each)
        put_json(Tests(cases, shown) if coverage else list(cases))
    else:
        _show(results)
        for file, rows in lines.items():
            _show_covered(file, rows)
    return 1 if any(result.differences for result in results) else 0


def _show(results: list[Result]) -> None:
    for file, group in groupby(results, key=lambda result: result.file):
        mine = list(group)
        bad = [result for result in mine if result.differences]
        click.echo(_("{file}: {count} cases, {failed} failed").format(file=file, count=len(mine), failed=len(bad)))
        for result in bad:
            click.echo(f"  ✗ {result.name}")
            for difference in result.differences:
                click.echo(f"      {difference}")


def _told(file: str, line: Covered) -> Tested:
    """One criterion of the coverage, for programs."""
    from emulation_core.cases.told import Tested

    return Tested(file, line.criterion, line.kind, line.clause, line.verdicts, line.thresholds, line.missing)


def _show_covered(file: str, lines: list[Covered]) -> None:
    """A row for each criterion: how many cases expect each verdict it can give, and how many lie on a threshold."""
    from rich.table import Table
    from rich.text import Text

    from emulation_core.model import Verdict

    words = [verdict.word for verdict in Verdict]
    table = Table(_("Criterion"), *words, _("on the threshold"))
    table.title, table.title_justify = Text(file), "left"
    table.columns[0].overflow = "fold"
    for line in lines:
        given = [line.verdicts.get(word) for word in words]
        least = min(line.thresholds.values(), key=len, default=None)
        cells = ["" if cases is None else str(len(cases)) if cases else "✗" for cases in (*given, least)]
        table.add_row(Text(f"{line.criterion}[{line.kind.value}]"), *cells)
    out = console()
    out.print(table)
    missing = [(line, word) for line in lines for word in line.missing]
    for line, word in missing:
        what = _("no case: {criterion}[{kind}] ({clause}): {what}")
        told = word if word in line.verdicts else _("on the threshold of {facts}").format(facts=word)
        said = what.format(criterion=line.criterion, kind=line.kind.value, clause=line.clause, what=told)
        out.print(Text(f"  ✗ {said}"))
    if not missing:
        out.print(Text(_("every verdict that can come out and every threshold has a case")))
