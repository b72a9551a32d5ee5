"""The Range header of a request for sound or film: one range of bytes, or the whole. Pure."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Unsatisfiable(Exception):
    """The range begins behind the end."""


def parse_range(header: str | None, size: int) -> tuple[int, int] | None:
    """(start, length), or None for the whole: no range, several, or one that cannot be read. Raises Unsatisfiable."""
    found = _RANGE.fullmatch((header or "").replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        if length == 0:
            raise Unsatisfiable
        return size - length, length
    start, last = int(found[1]), int(found[2] or size - 1)
    if found[2] and last < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, min(last, size - 1) - start + 1
