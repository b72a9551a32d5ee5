"""SQLite: one writing and checkpointing connection in a thread of its own, query-only readers in others, one process per file.

The Debian 12 library (3.40.1) can corrupt a WAL when two connections commit or checkpoint at once (fixed in 3.51.3): hence all
writes and all checkpoints on the one connection, and a lock on the file for as long as the process has it open.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from truepenny.platform.db.batch import Batch, BeginBatch, Outcome, Work, run_batch, tell
from truepenny.platform.db.database import MAX_BATCH, MAX_WAITING, CommitObserver, DatabaseAway, DatabaseBusy, is_away

T = TypeVar("T")
log = logging.getLogger(__name__)
READERS = 2
PAGE_BYTES = 4096
CHECKPOINT_BYTES = 32 * 1024 * 1024
"""SQLite checkpoints in the commit that takes the WAL beyond this. A hot page is then copied once for many commits."""


def open_engine(path: Path, *, writes: bool) -> Engine:
    """An engine of one connection with the pragmas that matter; transactions begin as this file says, not as the driver guesses."""

    def connect() -> sqlite3.Connection:
        conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256, timeout=10)
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_BYTES // PAGE_BYTES if writes else 0}")
        conn.execute("PRAGMA foreign_keys=ON")
        conn.execute("PRAGMA secure_delete=ON")
        conn.execute("PRAGMA busy_timeout=10000")
        conn.execute(f"PRAGMA cache_size={-32_000 if writes else -8_000}")
        conn.execute("PRAGMA temp_store=MEMORY")
        if not writes:
            conn.execute("PRAGMA query_only=ON")
        return conn

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool, hide_parameters=True)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine


class SqliteDatabase:
    """The Database contract on one file."""

    dialect: Literal["sqlite", "postgresql"] = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._queue: queue.SimpleQueue[list[Work[Any]] | None] = queue.SimpleQueue()
        self._coming: list[Work[Any]] = []
        self._handed = 0
        self._taken = 0
        self._begin: BeginBatch = Batch
        self._thread: threading.Thread | None = None
        self._readers: ThreadPoolExecutor | None = None
        self._local = threading.local()
        self._reader_engines: list[Engine] = []
        self._lock_fd = -1
        self._loop: asyncio.AbstractEventLoop | None = None
        self._last_commit_us = 0
        self._last_refusal_us = 0
        self._stopping = False
        self._wipe_due = False
        self.observers: list[CommitObserver] = []

    @property
    def waiting(self) -> int:
        return self._handed - self._taken

    @property
    def last_commit_us(self) -> int:
        return self._last_commit_us

    @property
    def last_refusal_us(self) -> int:
        return self._last_refusal_us

    async def start(self, begin: BeginBatch = Batch) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        self._begin = begin
        self._loop = asyncio.get_running_loop()
        self._engine = open_engine(self.path, writes=True)
        try:
            self._conn = self._engine.connect()
        except Exception as error:
            self._release_lock()
            raise DatabaseAway(f"cannot open {self.path}: {error}") from error
        self._stopping = False
        self._thread = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._thread.start()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def stop(self) -> None:
        if self._thread is None:
            return
        self._stopping = True
        self._hand_over()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._thread = None
        if self._readers is not None:
            readers, self._readers = self._readers, None
            await asyncio.to_thread(readers.shutdown)
        for engine in self._reader_engines:
            engine.dispose()
        self._reader_engines.clear()
        self._local = threading.local()
        self._conn.close()
        self._engine.dispose()
        self._release_lock()

    async def submit(self, work: Work[T]) -> T:
        if self._stopping or self._thread is None or self.waiting > MAX_WAITING:
            raise DatabaseAway("the writer takes no more work now")
        assert self._loop is not None
        future = work.future = self._loop.create_future()
        if not self._coming:
            self._loop.call_soon(self._hand_over)
        self._coming.append(work)
        self._handed += 1
        result: T = await future
        return result

    def _hand_over(self) -> None:
        """All units of this turn of the loop at once: waking the writer for each costs both threads more than the unit itself."""
        coming, self._coming = self._coming, []
        self._queue.put(coming)

    async def write(self, fn: Callable[[Connection], T]) -> T:
        return await self.submit(Work(lambda batch: fn(batch.conn)))

    async def read(self, fn: Callable[[Connection], T]) -> T:
        if self._readers is None or self._loop is None:
            raise DatabaseAway("the database is closed")
        return await self._loop.run_in_executor(self._readers, self._read, fn)

    def _read(self, fn: Callable[[Connection], T]) -> T:
        conn = getattr(self._local, "conn", None)
        if conn is None:
            engine = open_engine(self.path, writes=False)
            self._reader_engines.append(engine)
            conn = self._local.conn = engine.connect()
        try:
            with conn.begin():
                return fn(conn)
        except Exception as error:
            if is_away(error):
                raise DatabaseAway(str(error)) from error
            raise

    # The writer thread

    def _write_forever(self) -> None:
        while True:
            works = self._queue.get()
            if works is None:
                break
            ended = False
            while len(works) < MAX_BATCH and not ended:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                ended = more is None
                works += more or ()
            for start in range(0, len(works), MAX_BATCH):
                batch = works[start : start + MAX_BATCH]
                self._taken += len(batch)
                self._commit(batch)
            self._cut_when_long()
            if self._wipe_due:  # what was deleted must leave the write-ahead file too
                self._wipe_due = not self._checkpoint()
            if ended:
                break
        self._checkpoint()

    def _commit(self, works: Sequence[Work[Any]]) -> None:
        begun = time.monotonic()
        try:
            batch, outcomes = self._attempt(works)
        except Exception as error:
            self._end_transaction()
            if is_away(error) or len(works) == 1:
                self._fail(works, error)
                return
            for work in works:
                self._commit([work])
            return
        self._last_commit_us = time.monotonic_ns() // 1000
        self._wipe_due = self._wipe_due or batch.wipes
        self._answer(outcomes, batch, time.monotonic() - begun)

    def _attempt(self, works: Sequence[Work[Any]]) -> tuple[Batch, list[Outcome]]:
        with self._conn.begin():
            return run_batch(self._begin, self._conn, works, is_away=is_away)

    def _end_transaction(self) -> None:
        """After a failure: nothing of the attempt may be left open on the connection."""
        with contextlib.suppress(Exception):
            self._conn.rollback()
        driver = self._conn.connection.driver_connection
        if driver is not None and driver.in_transaction:
            driver.rollback()

    def _fail(self, works: Sequence[Work[Any]], error: Exception) -> None:
        if is_away(error):
            self._last_refusal_us = time.monotonic_ns() // 1000
            log.error("the database refuses: %s", type(error).__name__, extra={"works": len(works), "cause": str(error)[:200]})
            error = DatabaseAway(str(error))
        self._answer([Outcome(work, error=error) for work in works], None)

    def _answer(self, outcomes: Sequence[Outcome], batch: Batch | None, took_s: float = 0.0) -> None:
        def settle() -> None:
            for outcome in outcomes:
                outcome.settle()
            if batch is not None:
                batch.committed()
                for observe in self.observers:
                    tell(observe, len(outcomes), took_s)

        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(settle)
        except RuntimeError:  # the loop is gone: nobody waits any more
            log.warning("answers without a listener", extra={"works": len(outcomes)})

    # Checkpoints, always on this connection, never elsewhere

    def _cut_when_long(self) -> None:
        """The file keeps its length when SQLite begins it anew; it grows without end only while readers never let go of it."""
        try:
            size = os.stat(f"{self.path}-wal").st_size
        except OSError:
            return
        if size > 8 * CHECKPOINT_BYTES:
            self._checkpoint()

    def _checkpoint(self) -> bool:
        """All of it, and an empty file afterwards. False when a reader was in the way, or the disk."""
        try:
            driver = self._conn.connection.driver_connection
            assert driver is not None
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            log.warning("checkpoint failed", extra={"cause": str(error)[:200]})
            return False
        return not busy

    # The lock file

    def _take_lock(self) -> None:
        fd = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            os.close(fd)
            raise DatabaseBusy(f"{self.path} is open in another process: stop that desk, or let it do the work") from busy
        self._lock_fd = fd

    def _release_lock(self) -> None:
        if self._lock_fd >= 0:
            os.close(self._lock_fd)
            self._lock_fd = -1
