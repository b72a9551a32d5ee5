"""What both ends of the control socket share: its address in a form short enough for the system (107 bytes), and its refusal."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_LONGEST = 100


class ControlRefused(Exception):
    """A command that is declined; the text is shown to the operator."""


@contextlib.contextmanager
def short_address(path: Path) -> Iterator[str]:
    """The path itself, or the same place by way of an open folder when the path is too long for a socket address."""
    if len(os.fsencode(path)) <= _LONGEST:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
