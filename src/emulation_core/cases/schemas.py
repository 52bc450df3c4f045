"""The JSON Schemas of every file and document."""

from __future__ import annotations

from typing import Any

from emulation_core import law
from emulation_core.cases.file import CasesFile
from emulation_core.config import schema
from emulation_core.config.outline import Outline
from emulation_core.deployment import Deployment
from emulation_core.plugins import Registry
from emulation_core.report import Document


def schemas(registry: Registry) -> dict[str, dict[str, Any]]:
    """The JSON Schema of every file, and of an outcome, by name."""
    return {
        "campaign": schema.campaign_schema(registry),
        "cases": schema.schema_of(CasesFile, "cases"),
        "outline": schema.schema_of(Outline, "outline"),
        "outcome": schema.schema_of(Document, "outcome", document=True),
        "deployment": schema.schema_of(Deployment, "deployment"),
        "jurisdictions": schema.schema_of(law.Jurisdictions, "jurisdictions"),
    }
