"""What verbs print with `--json`: the classes that are the schemas of it, `schemas/<verb>.schema.json`.

`score` prints an outcome (of a large run: `large`), and `demo` a list of outcomes. What `show` prints of rules is
theirs, as in the campaign file; `form`, `report` and `new` name the files they wrote: these have no schema.
"""

from __future__ import annotations

from typing import Any

from emulation_core.config.schema import schema_of
from emulation_core.plugins import Registry


def answers() -> dict[str, Any]:
    """The type of each answer beside the outcome of `score`, by verb."""
    from emulation_core.batch import Summary
    from emulation_core.cases.told import Tests, Tried
    from emulation_core.config import Listed
    from emulation_core.consolidation.told import Consolidated
    from emulation_core.coverage import Coverage
    from emulation_core.explain.checked import Checked
    from emulation_core.large import Scored
    from emulation_core.ledger import RunRow
    from emulation_core.ledger.council import Sides
    from emulation_core.ledger.diff import Difference
    from emulation_core.ledger.erase import Erasure
    from emulation_core.ledger.receipt import Proof
    from emulation_core.ledger.verify import Verified
    from emulation_core.paper import Measured
    from emulation_core.plugins import Plugin
    from emulation_core.replay import Explained
    from emulation_core.timeline import Timeline
    from emulation_core.verdicts import Found
    from emulation_core.whatif import Comparison

    return {
        "batch": Summary,
        "campaigns": tuple[Listed, ...],
        "check": Checked,
        "consolidate": Consolidated,
        "coverage": Coverage,
        "decide": Sides,
        "diff": Difference,
        "doc": tuple[Measured, ...],
        "erase": Erasure,
        "explain": Explained | Found,
        "large": Scored,
        "plugins": tuple[Plugin, ...],
        "receipt": Proof,
        "runs": tuple[RunRow, ...],
        "test": tuple[Tried, ...] | Tests,
        "timeline": Timeline,
        "verify": Verified,
        "whatif": Comparison,
    }


def published(registry: Registry) -> dict[str, dict[str, Any]]:
    """The JSON Schema of every file, and of every answer, by name."""
    from emulation_core.cases import schemas

    documents = {verb: schema_of(answer, verb, document=True) for verb, answer in answers().items()}
    return {**schemas(registry), **documents}
