"""The contract of the database: units of work in, answers out after the commit that holds them; reads beside it.

Two implementations: sqlite.py (a writer thread and reader threads) and postgresql.py (asyncpg on the event loop). Both take
the same synchronous functions of a SQLAlchemy connection, so everything above is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, Protocol, TypeVar

from sqlalchemy import Connection, exc

from truepenny.platform.db.batch import Batch, BeginBatch, SavepointLost, Work

T = TypeVar("T")
MAX_BATCH = 512
MAX_WAITING = 20_000
"""Units waiting for the writer; beyond it, a request is declined at once instead of waiting for minutes."""


class DatabaseAway(Exception):
    """The database cannot be reached, is full, or does not take more work now. Nothing of the unit was accepted for certain.

    Has the shape of contracts.errors.Refused, so that the edges answer it in words.
    """

    status = 503
    code = "store_unavailable"
    title = "We cannot save anything at this moment, so your request was not accepted."
    cure = "Keep this page open and try again in a minute: nothing that you wrote is lost."
    params: Mapping[str, object] = MappingProxyType({})
    field: str | None = None
    retry_after_s: int | None = 5
    marks: tuple[object, ...] = ()


class Unstorable(Exception):
    """Text with characters that the database does not take (NUL, on PostgreSQL). Has the shape of contracts.errors.Refused too."""

    status = 400
    code = "characters_refused"
    title = "This holds characters that cannot be kept."
    cure = "Remove what is invisible in it, then send it again."
    params: Mapping[str, object] = MappingProxyType({})
    field: str | None = None
    retry_after_s: int | None = None
    marks: tuple[object, ...] = ()


class DatabaseBusy(Exception):
    """Another process has the database file open; the text says which file."""


CommitObserver = Callable[[int, float], None]
"""Told of each commit on the event loop: units in it, seconds it took."""


class Database(Protocol):
    dialect: Literal["sqlite", "postgresql"]
    observers: list[CommitObserver]

    async def start(self, begin: BeginBatch = Batch) -> None:
        """Opens the connections and starts the writer. Raises DatabaseAway or DatabaseBusy."""
        ...

    async def stop(self) -> None:
        """Finishes the work in hand and closes."""
        ...

    async def submit(self, work: Work[T]) -> T:
        """The unit's answer, after the commit that holds it. Raises what the unit raised, or DatabaseAway."""
        ...

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """An ordinary write outside the log, as one unit of the group commit. fn may run twice."""
        ...

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """A read of one consistent snapshot, beside the writer."""
        ...

    @property
    def waiting(self) -> int:
        """Units that wait for the writer."""
        ...

    @property
    def last_commit_us(self) -> int:
        """Monotonic microseconds of the last commit, 0 before the first."""
        ...

    @property
    def last_refusal_us(self) -> int:
        """Monotonic microseconds of the last time the store itself took nothing, 0 when it never happened."""
        ...


def is_away(error: BaseException) -> bool:
    """True for failures of the store itself (disk full, connection lost), false for faults of the unit."""
    if isinstance(error, OSError | DatabaseAway | SavepointLost | TimeoutError | exc.TimeoutError):
        return True
    if isinstance(error, exc.DBAPIError):
        if error.connection_invalidated or isinstance(error, exc.InterfaceError):
            return True
        text = str(error.orig).lower()
        return any(word in text for word in _AWAY_WORDS)
    return False


def is_conflict(error: BaseException) -> bool:
    """True when another process was in the way: the same unit may well succeed when it runs again."""
    return isinstance(error, exc.DBAPIError) and getattr(error.orig, "sqlstate", "") in _CONFLICT_STATES


def to_public(error: Exception) -> Exception:
    """The error as those above the database know it."""
    if isinstance(error, exc.DBAPIError) and getattr(error.orig, "sqlstate", "") in _CHARACTER_STATES:
        return Unstorable()
    return DatabaseAway(str(error)) if is_away(error) else error


_CONFLICT_STATES = ("40001", "40P01")
_CHARACTER_STATES = ("22021", "22P05")
_AWAY_WORDS = (
    "disk is full", "disk i/o", "readonly database", "unable to open", "no space left", "connection", "shutting down",
    "starting up", "recovery mode", "terminating", "too many clients", "lock timeout", "cannot_connect",
)  # fmt: skip
