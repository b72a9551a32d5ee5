"""Session tokens at rest and in memory: their hash, and a small cache that spares hot requests the database.

The cache never answers from longer ago than its age, so what another node has ended ends here too after that time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Generic, TypeVar

from truepenny.platform.clock import SECOND

T = TypeVar("T")
MAX_AGE_US = 5 * SECOND
MAX_TOKEN_CHARS = 128


def token_hash(token: str) -> str:
    """SHA-256 in hex. Enough for tokens of 256 random bits, which nobody can guess from a list."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    found: T
    since_us: int


class TokenCache(Generic[T]):
    """token hash -> what it stands for. Only tokens that were found are kept."""

    def __init__(self, *, max_entries: int = 20_000, max_age_us: int = MAX_AGE_US) -> None:
        self._kept: dict[str, _Kept[T]] = {}
        self._max_entries = max_entries
        self._max_age_us = max_age_us
        self.edition = 0
        """Grows with every forgetting; a reader that began before must not keep what it read."""

    def find(self, key: str, now_us: int) -> T | None:
        kept = self._kept.get(key)
        if kept is None or not 0 <= now_us - kept.since_us <= self._max_age_us:
            return None
        return kept.found

    def keep(self, key: str, found: T, *, now_us: int, edition: int) -> None:
        """edition: the cache's edition from before the read began."""
        if edition != self.edition:
            return
        if len(self._kept) >= self._max_entries:
            self._kept.clear()
        self._kept[key] = _Kept(found, now_us)

    def forget(self) -> None:
        """After anything that ends sessions or changes whom they stand for."""
        self.edition += 1
        self._kept.clear()
