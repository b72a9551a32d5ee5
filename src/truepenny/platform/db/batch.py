"""One group commit: several units of work in one transaction, each of which can fail without hurting its neighbours.

A unit that only buffers (the log's fast path) costs no statement; the first use of `conn` in a unit opens a savepoint for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import NestedTransaction

T = TypeVar("T")
log = logging.getLogger(__name__)


class SavepointLost(Exception):
    """The transaction cannot go on: no unit of it counts. Says why the unit failed."""


class Work(Generic[T]):
    """A unit of work on its way to the writer.

    run: takes the batch, gives the answer; may run twice, so it has no effect outside the batch.
    tickets: ids of the tickets that it changes; locked and loaded before any unit of the batch runs, in order.
    keys: dedupe keys (16 bytes) to look up beforehand.
    """

    __slots__ = ("future", "keys", "run", "tickets")

    def __init__(self, run: Callable[[Any], T], *, tickets: Sequence[str] = (), keys: Sequence[bytes] = ()) -> None:
        self.run = run
        self.tickets = tickets
        self.keys = keys
        self.future: asyncio.Future[T] | None = None


class Batch:
    """A batch of plain writes. The log's batch extends it with buffered events."""

    def __init__(self, conn: Connection, works: Sequence[Work[Any]]) -> None:
        self._conn = conn
        self._savepoint: NestedTransaction | None = None
        self._after: list[Callable[[], None]] = []
        self._after_mark = 0
        self.wipes = False

    @property
    def conn(self) -> Connection:
        """The connection, with a savepoint around the unit that asks for it."""
        if self._savepoint is None:
            self._savepoint = self._conn.begin_nested()
        return self._savepoint.connection

    def after_commit(self, call: Callable[[], None]) -> None:
        """Calls back on the event loop once the batch is on disk; not at all when the unit or the batch fails."""
        self._after.append(call)

    def wipe(self) -> None:
        """Asks the database to keep no trace of what this unit deletes, as far as it can (docs/adr/0009-erasure.md)."""
        self.wipes = True

    def run(self, work: Work[T]) -> T:
        """Runs one unit; whatever it did is undone when it raises."""
        self._after_mark = len(self._after)
        self.mark()
        try:
            result = work.run(self)
            if self._savepoint is not None:
                self._savepoint.commit()
        except BaseException as error:
            del self._after[self._after_mark :]
            self.undo()
            self._back_to_savepoint(error)
            raise
        self._savepoint = None
        return result

    def _back_to_savepoint(self, error: BaseException) -> None:
        """Raises SavepointLost when the database has given up the whole transaction (a full disk does that)."""
        savepoint, self._savepoint = self._savepoint, None
        if savepoint is None:
            return
        try:
            savepoint.rollback()
        except Exception as lost:
            raise SavepointLost(str(error)) from lost

    def mark(self) -> None:
        """Called before each unit: remember where the buffers stand."""

    def undo(self) -> None:
        """Called when a unit failed: take the buffers back to the mark."""

    def flush(self) -> None:
        """Called once before the commit: write what was buffered."""

    def committed(self) -> None:
        """Called once after the commit, on the event loop."""
        for call in self._after:
            tell(call)


def tell(listener: Callable[..., object], *facts: object) -> None:
    """What is on disk stays so whatever a listener makes of it: its failure stops neither the next listener nor the writer."""
    try:
        listener(*facts)
    except Exception:
        log.exception("a listener failed after a commit")


class BeginBatch(Protocol):
    def __call__(self, conn: Connection, works: Sequence[Work[Any]]) -> Batch: ...


class Outcome:
    """What became of one unit: a result or an exception."""

    __slots__ = ("error", "result", "work")

    def __init__(self, work: Work[Any], result: object = None, error: BaseException | None = None) -> None:
        self.work = work
        self.result = result
        self.error = error

    def settle(self) -> None:
        future = self.work.future
        if future is None or future.done():
            return
        if self.error is not None:
            future.set_exception(self.error)
        else:
            future.set_result(self.result)


def run_batch(
    begin: BeginBatch, conn: Connection, works: Sequence[Work[Any]], *, is_away: Callable[[BaseException], bool]
) -> tuple[Batch, list[Outcome]]:
    """Runs the units inside the caller's transaction and flushes. Raises when the store itself fails: then no unit counts."""
    batch = begin(conn, works)
    outcomes: list[Outcome] = []
    for work in works:
        try:
            outcomes.append(Outcome(work, batch.run(work)))
        except Exception as error:
            if is_away(error):
                raise
            outcomes.append(Outcome(work, error=error))
    batch.flush()
    return batch, outcomes
