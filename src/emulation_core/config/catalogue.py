"""Where campaigns are found: the shipped provinces, and the folders added from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import evolve, field

from emulation_core.errors import NotFound
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.toml import meant

SUFFIX = ".toml"
CASES = ".cases.toml"
OUTLINE = ".outline.toml"
_BESIDE = (CASES, OUTLINE)
_PACKAGE = Path(__file__).parents[1]


def shipped(name: str) -> Path:
    """The folder `provinces` or `schemas`: of the checkout when there is one, else of the installed wheel."""
    checkout = _PACKAGE.parents[1]
    return checkout / name if (checkout / "pyproject.toml").is_file() else _PACKAGE / "_data" / name


def _absolute(folders: Iterable[str | Path]) -> tuple[Path, ...]:
    return tuple(Path(folder) for folder in folders)


@frozen
class Catalogue:
    """The campaigns that can be named: `extra` folders beside the shipped one, and one `province`'s folder alone."""

    extra: tuple[Path, ...] = field(default=(), converter=_absolute)
    province: Path | None = None

    def near(self, path: Path) -> Catalogue:
        """The catalogue that also knows the campaigns in the folder of `path`."""
        return evolve(self, province=path.resolve().parent)

    def folders(self) -> tuple[Path, ...]:
        """Every folder of provinces; raises `NotFound` for one that does not exist."""
        for folder in self.extra:
            if not folder.is_dir():
                raise NotFound(_("{folder}: no such folder").format(folder=folder))
        return (*dict.fromkeys((*self.extra, shipped("provinces"))),)

    def campaigns(self) -> Iterator[tuple[str, Path]]:
        """(id, path) of every campaign file `<province>/<name>.toml`, by id."""
        found = [
            (f"{path.parent.name}/{path.name.removesuffix(SUFFIX)}", path)
            for folder in self.folders()
            for path in folder.glob("*/*" + SUFFIX)
            if not path.name.endswith(_BESIDE)
        ]
        known = {path.resolve() for _id, path in found}
        for path in self.province.glob("*" + SUFFIX) if self.province else ():
            if path not in known and not path.name.endswith(_BESIDE):
                found.append((f"{path.parent.name}/{path.name.removesuffix(SUFFIX)}", path))
        yield from sorted(found)

    def called(self, id: str) -> list[Path]:
        """The files of campaign `id`, none where nobody has it; the folders' other files are not looked at."""
        province, _slash, name = id.partition("/")
        if province in ("", ".", "..") or "/" in name or f"{id}{SUFFIX}".endswith(CASES):
            return []
        places = [folder / f"{id}{SUFFIX}" for folder in self.folders()]
        if self.province is not None and self.province.name == province:
            places.append(self.province / f"{name}{SUFFIX}")
        return list({path.resolve(): path for path in reversed(places) if path.is_file()}.values())

    def find(self, name: str) -> tuple[str, Path]:
        """The id and path of campaign `name`, an id or a path; raises `NotFound`."""
        if name.endswith(SUFFIX) and Path(name).is_file():
            path = Path(name)
            mine = [id for id, other in self.campaigns() if other.resolve() == path.resolve()]
            return (mine or [f"{path.resolve().parent.name}/{path.name.removesuffix(SUFFIX)}"])[0], path
        hits = self.called(name)
        if len(hits) > 1:
            places = ", ".join(map(str, hits))
            raise NotFound(
                _("{name} stands in several folders: {places}; give the path").format(name=name, places=places)
            )
        if not hits:
            known = [id for id, _path in self.campaigns()]
            raise NotFound(_("no campaign {name}").format(name=name) + meant(name, known))
        return name, hits[0]
