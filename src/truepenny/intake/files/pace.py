"""How fast and how many at once one person may send files, and everybody together. Kept in memory, forgotten when idle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from truepenny.contracts.errors import Refused
from truepenny.platform.clock import MINUTE, SECOND, Clock

_MANY_PEOPLE = 10_000


class Pace:
    """per_minute: uploads begun by one person; at_once: running uploads of one person; in_all: running uploads of everybody."""

    def __init__(self, clock: Clock, *, per_minute: int, at_once: int = 5, in_all: int = 100) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._at_once = at_once
        self._in_all = in_all
        self._begun: dict[str, deque[int]] = {}
        self._running: dict[str, int] = {}

    @contextmanager
    def running(self, person: str) -> Iterator[None]:
        """Raises Refused 429 with the seconds to wait, or 503 when the desk as a whole is busy."""
        self._count(person)
        if self._running.get(person, 0) >= self._at_once:
            raise _too_fast(2)
        if sum(self._running.values()) >= self._in_all:
            raise Refused(
                503,
                "uploads_busy",
                "Many files are coming in at this moment.",
                "Your file was not saved. Try again in a few seconds.",
                retry_after_s=5,
            )
        self._running[person] = self._running.get(person, 0) + 1
        try:
            yield
        finally:
            self._running[person] -= 1
            if not self._running[person]:
                del self._running[person]

    def _count(self, person: str) -> None:
        now = self._clock.now_us()
        if len(self._begun) > _MANY_PEOPLE:
            self._begun = {who: times for who, times in self._begun.items() if times and now - times[-1] < MINUTE}
        begun = self._begun.setdefault(person, deque())
        while begun and not 0 <= now - begun[0] < MINUTE:
            begun.popleft()
        if len(begun) >= self._per_minute:
            raise _too_fast(max(1, -((now - begun[0] - MINUTE) // SECOND)))
        begun.append(now)


def _too_fast(seconds: int) -> Refused:
    return Refused(
        429, "uploads_too_fast", "That is many files in a short time.", "Wait {seconds} seconds and send the next one.",
        params={"seconds": seconds}, retry_after_s=seconds,
    )  # fmt: skip
