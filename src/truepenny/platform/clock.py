"""The one source of time: integer microseconds since 1970, UTC. A parameter wherever time matters, so that tests can move it."""

from __future__ import annotations

import time
from typing import Protocol

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    def now_us(self) -> int:
        """Wall-clock time in microseconds, UTC. May jump; order is never taken from it."""
        ...


class SystemClock:
    def now_us(self) -> int:
        return time.time_ns() // 1000


class SetClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, at_us: int = 1_790_000_000 * SECOND) -> None:
        self.at_us = at_us

    def now_us(self) -> int:
        return self.at_us

    def advance(self, seconds: float) -> None:
        self.at_us += int(seconds * SECOND)
