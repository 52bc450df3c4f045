"""The schema of any attrs class: keys, docstrings, defaults and recursion come from the class alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Literal

import jsonschema
import pytest
from attrs import frozen

from emulation_core import FactType, Id, Seats
from emulation_core.campaign import Campaign
from emulation_core.config.schema import schema_of


class Colour(Enum):
    """A colour."""

    RED = "red"


@frozen
class Leaf:
    """A leaf.

    Not told.
    """

    colour: Colour
    seats: Seats | None = None
    from_: Literal["b", "a"] = "a"


@frozen
class Tree:
    """A tree."""

    leaves: tuple[Leaf, ...]
    size: Decimal
    below: Mapping[Id, Tree] | None = None


def test_any_attrs_class_has_a_schema() -> None:
    """Docstrings, keys, defaults and recursion come from the class alone; TOML has no null."""
    schema = schema_of(Tree, "Cây")
    assert schema["title"] == "Cây"
    assert schema["description"] == "A tree."
    assert schema["required"] == ["leaves", "size"]
    assert schema["$defs"]["Leaf"] == {
        "description": "A leaf.",
        "type": "object",
        "additionalProperties": False,
        "required": ["colour"],
        "properties": {
            "colour": {"$ref": "#/$defs/Colour"},
            "seats": {"$ref": "#/$defs/Seats"},
            "from": {"enum": ["a", "b"], "default": "a"},
        },
    }
    assert schema["$defs"]["Colour"] == {"description": "A colour.", "enum": ["red"]}
    valid = {"leaves": [{"colour": "red", "seats": 1}], "size": 1, "below": {"x": {"leaves": [], "size": 2}}}
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(valid)
    assert not validator.is_valid({**valid, "below": {"x": {"leaves": []}}})
    assert not validator.is_valid({**valid, "below": None})


def test_a_document_is_complete_has_null_and_no_decimals() -> None:
    """What the program writes has every key, null where there is nothing, and exact numbers as strings."""
    validator = jsonschema.Draft202012Validator(schema_of(Tree, "Cây", document=True))
    leaf = {"colour": "red", "seats": None, "from": "a"}
    valid = {"leaves": [leaf], "size": "-1.50", "below": None}
    assert validator.is_valid(valid)
    assert not validator.is_valid({**valid, "size": 1})
    assert not validator.is_valid({key: value for key, value in valid.items() if key != "below"})
    assert not validator.is_valid({**valid, "leaves": [{"colour": "red"}]})


def test_two_classes_of_one_name_have_two_definitions() -> None:
    """A class of a province that bears a name of ours takes nothing from ours."""
    Namesake = Enum("FactType", {"X": "x"}, module="elsewhere")
    both = frozen(type("Both", (), {"__annotations__": {"one": FactType, "other": Namesake}}))
    schema = schema_of(both, "Both")
    assert set(schema["$defs"]) == {"FactType", "elsewhere.FactType"}


def test_an_unknown_type_and_a_slot_without_registry_are_errors() -> None:
    """A type the schema cannot say is a programming error, never a hole in the schema."""
    with pytest.raises(TypeError, match="bytes"):
        schema_of(frozen(type("Odd", (), {"__annotations__": {"data": bytes}})), "Odd")
    with pytest.raises(TypeError, match="registry"):
        schema_of(Campaign, "Campaign")
