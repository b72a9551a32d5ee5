"""Token buckets: how fast something may go on, and how much of it at once. In memory, for one process."""

from __future__ import annotations

import time
from collections.abc import Callable


class Bucket:
    """per_s tokens come in a second, up to `most`; each take() costs one."""

    __slots__ = ("_at", "_left", "_most", "_per_s")

    def __init__(self, *, per_s: float, most: float) -> None:
        self._per_s = per_s
        self._most = most
        self._left = most
        self._at = time.monotonic()

    def take(self) -> bool:
        """False when it goes too fast."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    @property
    def is_full(self) -> bool:
        return self._left + (time.monotonic() - self._at) * self._per_s >= self._most


class Buckets:
    """A bucket for each key. Full ones are forgotten, so that memory follows those who are active."""

    def __init__(self, make: Callable[[], Bucket], *, tidy_above: int = 10_000) -> None:
        self._make = make
        self._buckets: dict[str, Bucket] = {}
        self._tidy_above = tidy_above

    def take(self, key: str) -> bool:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) > self._tidy_above:
                self._buckets = {name: known for name, known in self._buckets.items() if not known.is_full}
                self._tidy_above = max(10_000, 2 * len(self._buckets))
            bucket = self._buckets[key] = self._make()
        return bucket.take()
