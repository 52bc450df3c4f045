"""`emulation test [PATH]`: run the cases below a path, each with the campaign beside it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, catalogue, put_json, shared
from emulation_core.i18n import _


@click.command("test")
@click.argument("paths", nargs=-1, type=EXISTING, metavar="[PATH]…")
@shared
def command(paths: tuple[Path, ...], provinces: tuple[Path, ...], as_json: bool) -> int:
    """Exit 1 when a case does not hold."""
    from emulation_core.cases import files, run
    from emulation_core.plugins import load

    registry, known = load(), catalogue(provinces)
    results = [result for path in files(paths or known.folders()) for result in run(path, registry, known)]
    failed = [result for result in results if result.differences]
    if as_json:
        put_json([{"file": r.file, "name": r.name, "differences": list(r.differences)} for r in results])
    else:
        for file, group in groupby(results, key=lambda result: result.file):
            mine = list(group)
            bad = [result for result in mine if result.differences]
            click.echo(_("{file}: {count} cases, {failed} failed").format(file=file, count=len(mine), failed=len(bad)))
            for result in bad:
                click.echo(f"  ✗ {result.name}")
                for difference in result.differences:
                    click.echo(f"      {difference}")
    return 1 if failed else 0
