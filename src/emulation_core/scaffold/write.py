"""The files of a new package or campaign, filled in and put where nothing stands yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

from attrs import frozen

from emulation_core.config.catalogue import CASES, SUFFIX
from emulation_core.errors import EmulationError
from emulation_core.i18n import _
from emulation_core.law.jurisdictions import Jurisdictions
from emulation_core.scaffold.names import CampaignName

_TEMPLATES = Path(__file__).parent / "templates"
OWN_RULE = "falls_by_percent"
"""The example rule of a new package."""


class Standing(EmulationError):
    """Something stands where a file is to be written."""


@frozen
class Words:
    """What people call what the ids name: "tỉnh …", "Sở …"."""

    province: str
    agency: str


def words_of(name: CampaignName, known: Jurisdictions) -> Words:
    """The names in `known`; where it has none, a place to write one."""
    area = known.provinces_by_id().get(name.province)
    body = known.agencies_in(name.province).get(name.agency)
    province = str(area.name) if area else f"… ({name.province})"
    return Words(province, f"{body.name if body else f'… ({name.agency})'} {province}")


def campaign_files(name: CampaignName, words: Words, *, own_rule: bool = False) -> Mapping[str, str]:
    """The campaign and its cases below a folder of provinces.

    With `own_rule` a criterion by the package's rule stands aside in comments: until the package is installed nobody
    knows the rule, and what is written is sound at once.
    """
    slots = _slots(name, words)
    own = ("own_facts", "own_criterion", "own_profile", "own_cases")
    slots |= {part: _aside(_filled(part, slots)) if own_rule else "" for part in own}
    places = {SUFFIX: "campaign", CASES: "cases"}
    return {f"{name.province}/{name.file}{suffix}": _filled(file, slots) for suffix, file in places.items()}


def package_files(name: CampaignName, words: Words) -> Mapping[str, str]:
    """A package with the plugin of one province, one rule, one campaign, and what tests them."""
    slots = _slots(name, words)
    package = f"emulation_{name.province}"
    places = {
        "pyproject.toml": "pyproject",
        "tox.ini": "tox",
        "README.md": "readme",
        "LICENSE": "license",
        ".gitignore": "gitignore",
        f"src/{package}/__init__.py": "plugin",
        f"src/{package}/py.typed": "empty",
        f"tests/test_{name.province}.py": "tests",
    }
    files = {place: _filled(template, slots) for place, template in places.items()}
    plans = campaign_files(name, words, own_rule=True)
    return files | {f"provinces/{place}": text for place, text in plans.items()}


def put(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write `files` below `folder`; raises `Standing`, and writes nothing, where one of them is there already."""
    paths = {folder / place: text for place, text in files.items()}
    if there := [str(path) for path in paths if path.exists()]:
        raise Standing(_("{paths}: is there already; nothing was written").format(paths=", ".join(there)))
    for path, text in paths.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        except OSError as problem:
            what = _("{path} cannot be written: {why}")
            raise Standing(what.format(path=path, why=problem.strerror)) from problem
    return list(paths)


def _slots(name: CampaignName, words: Words) -> dict[str, str]:
    period = f'{{ use = "year", year = {name.first} }}'
    if name.last > name.first:
        period = f'{{ use = "stages", first = {name.first}, last = {name.last} }}'
    years = str(name.first) if name.first == name.last else f"{name.first}-{name.last}"
    return {
        "province": name.province,
        "dashed": name.province.replace("_", "-"),
        "place": _quoted(words.province),
        "agency": _quoted(words.agency),
        "file": name.file,
        "period": period,
        "years": years,
        "first": str(name.first),
        "rule": f"{name.province}.{OWN_RULE}",
    }


def _quoted(text: str) -> str:
    """`text` for inside a basic string of TOML or Python."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _aside(text: str) -> str:
    """Lines of TOML as comments; no space after the sign, which tells them from words."""
    return "\n".join(f"#{line}" if line else line for line in text.split("\n"))


def _filled(template: str, slots: Mapping[str, str]) -> str:
    return Template((_TEMPLATES / f"{template}.txt").read_text("utf-8")).substitute(slots)
