"""The rules behind a run, as the texts it was made of have them: what makes one rule another one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from emulation_core import toml
from emulation_core.evaluate import SCOPE
from emulation_core.ledger.read import Stored
from emulation_core.model import KINDS

AWARDS = "awards."
"""Before the id of an award, where rules of criteria and of awards stand together."""
_WORDING = frozenset({"id", "text", "name", "applies_to", "kinds", "label", "labels", "help", "decided_in"})
"""What may be put otherwise without a rule being another one."""


def texts_of(connection: sqlite3.Connection, run: Stored) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The id and the parsed text of everything the run's campaign was made of."""
    for id, digest in run.manifest["sources"]:
        [text] = connection.execute("SELECT body FROM source WHERE digest = ?", (digest,)).fetchone()
        yield id, toml.parse(text, id)


def reads_of(run: Stored) -> dict[str, tuple[str, ...]]:
    """The facts every "criterion[kind]" of `run` reads."""
    found = run.manifest["criteria"].items()
    return {f"{id}[{kind}]": tuple(reads) for kind, criteria in found for id, _clause, reads in criteria}


def rules_of(connection: sqlite3.Connection, run: Stored) -> dict[str, str]:
    """The rule of every "criterion[kind]" as the run's texts have it, with the declarations of the facts it reads.

    Beside them the scheme ("scoring") and its grades ("labels"), where there are any.
    """
    declared: dict[str, dict[str, Any]] = {}
    raws: dict[str, list[Any]] = {}
    scheme: dict[str, str] = {}
    for _id, text in texts_of(connection, run):
        scheme |= {key: _written(text[key]) for key in ("scoring", "labels") if key in text}
        declared |= {name: {**declared.get(name, {}), **_ruling(fact)} for name, fact in text.get("facts", {}).items()}
        for gone in text.get("removed", []):
            for kind in gone.get("kinds", [kind.value for kind in KINDS]) if "criterion" in gone else ():
                raws.pop(f"{gone['criterion']}[{kind}]", None)
        raws |= {
            f"{raw['id']}[{kind}]": [_ruling(raw)] for raw in text.get("criteria", []) for kind in raw["applies_to"]
        }
        scopes = [(kind, _ruling(raw)) for raw in text.get("scope", []) for kind in raw["kinds"]]
        raws |= {f"{SCOPE}[{kind}]": [raw for other, raw in scopes if other == kind] for kind, _raw in scopes}
    reads = reads_of(run)
    rules = {key: _written([*raw, {n: declared.get(n) for n in reads.get(key, ())}]) for key, raw in raws.items()}
    return rules | scheme


def award_rules_of(connection: sqlite3.Connection, run: Stored) -> dict[str, str]:
    """The rule of every "awards.id[kind]" as the run's texts have it, with the scheme of points."""
    raws: dict[str, Any] = {}
    scheme: dict[str, Any] = {}
    for _id, text in texts_of(connection, run):
        raws |= {f"{AWARDS}{raw['id']}[{k}]": _ruling(raw) for raw in text.get("awards", []) for k in raw["kinds"]}
        scheme |= {key: text[key] for key in ("scoring", "labels") if key in text}
    return {key: _written([raw, scheme]) for key, raw in raws.items()}


def _ruling(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in _WORDING}


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
