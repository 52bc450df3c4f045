"""How the driver and its processes speak: pickles, each after its length in 8 bytes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import IO, Any

Tell = Callable[[str, object], None]
"""Says something to the driver: `at` some keys, `done` with a key and its result."""


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(body).to_bytes(8, "little"))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message; raises `EOFError` where there is no more."""
    head = stream.read(8)
    size = int.from_bytes(head, "little")
    body = stream.read(size) if len(head) == 8 else b""
    if len(head) < 8 or len(body) < size:
        raise EOFError
    return pickle.loads(body)
