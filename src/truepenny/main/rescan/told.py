"""What the rescan says: where it stands, and what it found. Place, kind and size; never the secret."""

from __future__ import annotations

import msgspec

Keys = tuple[str | int, ...]
FIRST, LOG, FILES = "draft", "log", "file"


class Cursor(msgspec.Struct, frozen=True):
    """Where the next slice begins: in which part, after which key (before which position of the log; none yet: at its end).

    first: the position of the log where the rescan ends.
    """

    part: str = FIRST
    after: Keys = ()
    first: int = 0


class Sighting(msgspec.Struct, frozen=True):
    """One finding. done: it was taken out; else it is only told."""

    where: str
    kind: str
    rule: str
    certainty: str
    size: int
    unit: str
    done: bool


class Slice(msgspec.Struct, frozen=True):
    """cursor None: that was the last one. events, left: of the log, in this slice and after it. unread: what the detectors failed on."""

    cursor: Cursor | None
    events: int = 0
    left: int = 0
    sightings: tuple[Sighting, ...] = ()
    unread: tuple[str, ...] = ()
