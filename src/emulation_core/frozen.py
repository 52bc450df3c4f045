"""`attrs.frozen` for the classes of this package: they share one `__repr__`.

attrs writes one for each class, and compiling a hundred of them took as long as reading a campaign.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from attrs import frozen
else:

    def frozen(cls: type | None = None, /, **choices: Any) -> type | Callable[[type], type]:
        """A frozen attrs class; the same as `attrs.frozen` in all that can be seen."""

        def made(plain: type) -> type:
            if "__repr__" not in vars(plain):
                plain.__repr__ = _shown  # attrs leaves alone what a class brings along
            return attrs.frozen(plain, **choices)

        return made if cls is None else made(cls)


__all__ = ["frozen"]


def _shown(self: Any) -> str:
    """As attrs writes it."""
    shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in attrs.fields(type(self)) if f.repr)
    return f"{type(self).__qualname__.rsplit('>.', 1)[-1]}({shown})"
