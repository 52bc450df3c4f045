"""What `emulation test --json` prints."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from emulation_core.model import Kind


@frozen
class Tried:
    """One case of a campaign, and what came out otherwise than it says."""

    file: str
    name: str
    differences: tuple[str, ...]


@frozen
class Tested:
    """One criterion for one kind: the cases by verdict and by threshold, and what none of them covers."""

    file: str
    criterion: str
    kind: Kind
    clause: str
    verdicts: Mapping[str, tuple[str, ...]]
    thresholds: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]


@frozen
class Tests:
    """With `--coverage`: every case, and what the cases cover."""

    cases: tuple[Tried, ...]
    coverage: tuple[Tested, ...]
