"""PostgreSQL through asyncpg: one writing connection with group commit on the event loop, a pool of readers beside it.

The units are the same synchronous functions as on SQLite; SQLAlchemy runs them in a greenlet over the asynchronous driver.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, event, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from truepenny.platform.db.batch import Batch, BeginBatch, Outcome, Work, run_batch, tell
from truepenny.platform.db.database import MAX_BATCH, MAX_WAITING, CommitObserver, DatabaseAway, is_away, is_conflict, to_public

T = TypeVar("T")
log = logging.getLogger(__name__)
READERS = 5
SPARE = 4
"""Connections beyond the readers and the writer, while there is a rush."""
POOL_WAIT_S = 10.0
TRIES = 3
TRUSTED_S = 1.0
"""So long after its last use a connection is not asked whether it still lives, which would be one more way for each read."""


def async_url(url: str) -> str:
    """The operator's postgresql:// address with the driver that we use."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


class PostgresqlDatabase:
    """The Database contract on a PostgreSQL server, shared by several processes."""

    dialect: Literal["sqlite", "postgresql"] = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = url
        self._waiting: collections.deque[Work[Any]] = collections.deque()
        self._wake = asyncio.Event()
        self._begin: BeginBatch = Batch
        self._task: asyncio.Task[None] | None = None
        self._engine: AsyncEngine | None = None
        self._writer: AsyncConnection | None = None
        self._last_commit_us = 0
        self._last_refusal_us = 0
        self._stopping = False
        self.observers: list[CommitObserver] = []

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def last_commit_us(self) -> int:
        return self._last_commit_us

    @property
    def last_refusal_us(self) -> int:
        return self._last_refusal_us

    async def start(self, begin: BeginBatch = Batch) -> None:
        self._begin = begin
        # Custom plans: one that was made while the tables were small, and kept, reads the whole log with every commit later on.
        self._engine = create_async_engine(
            async_url(self.url),
            pool_size=READERS + 1,
            max_overflow=SPARE,
            pool_timeout=POOL_WAIT_S,
            hide_parameters=True,
            connect_args={
                "timeout": 5,
                "command_timeout": 60,
                "server_settings": {
                    "lock_timeout": "5s",
                    "application_name": "truepenny",
                    "plan_cache_mode": "force_custom_plan",
                    "jit": "off",
                },
            },
        )
        _watch(self._engine)
        try:
            async with self._engine.connect() as conn:
                await conn.exec_driver_sql("SELECT 1")
        except Exception as error:
            await self._engine.dispose()
            raise DatabaseAway(f"cannot reach PostgreSQL: {error}") from error
        self._stopping = False
        self._task = asyncio.create_task(self._write_forever(), name="writer")

    async def stop(self) -> None:
        if self._task is None or self._engine is None:
            return
        self._stopping = True
        self._wake.set()
        await self._task
        self._task = None
        await self._drop_writer()
        await self._engine.dispose()

    async def submit(self, work: Work[T]) -> T:
        if self._stopping or self._task is None or len(self._waiting) > MAX_WAITING:
            raise DatabaseAway("the writer takes no more work now")
        work.future = asyncio.get_running_loop().create_future()
        self._waiting.append(work)
        self._wake.set()
        return await work.future

    async def write(self, fn: Callable[[Connection], T]) -> T:
        return await self.submit(Work(lambda batch: fn(batch.conn)))

    async def read(self, fn: Callable[[Connection], T]) -> T:
        if self._engine is None or self._stopping:
            raise DatabaseAway("the database is closed")
        try:
            async with self._engine.connect() as conn:
                await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                return await conn.run_sync(fn)
        except Exception as error:
            public = to_public(error)
            if public is error:
                raise
            raise public from error

    # The writer task

    async def _write_forever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                works = [self._waiting.popleft() for _ in range(min(MAX_BATCH, len(self._waiting)))]
                await self._commit(works)
            if self._stopping:
                return

    async def _commit(self, works: Sequence[Work[Any]], *, tries: int = TRIES) -> None:
        """Another process can be in the way (the same client id sent to both, a deadlock): then each unit is tried again alone."""
        begun = time.monotonic()
        try:
            batch, outcomes = await self._attempt(works)
        except Exception as error:
            await self._drop_writer()  # whatever it was, the next attempt begins on a fresh connection
            if is_away(error) or tries == 1:
                self._fail(works, error)
                return
            for work in works:
                await self._commit([work], tries=tries - 1)
            return
        self._last_commit_us = time.monotonic_ns() // 1000
        for outcome in outcomes:
            if isinstance(outcome.error, Exception):
                outcome.error = to_public(outcome.error)
            outcome.settle()
        batch.committed()
        for observe in self.observers:
            tell(observe, len(outcomes), time.monotonic() - begun)

    async def _attempt(self, works: Sequence[Work[Any]]) -> tuple[Batch, list[Outcome]]:
        assert self._engine is not None
        if self._writer is None:
            self._writer = await self._engine.connect()

        def attempt(conn: Connection) -> tuple[Batch, list[Outcome]]:
            return run_batch(self._begin, conn, works, is_away=lambda error: is_away(error) or is_conflict(error))

        async with self._writer.begin():
            return await self._writer.run_sync(attempt)

    def _fail(self, works: Sequence[Work[Any]], error: Exception) -> None:
        if is_away(error):
            self._last_refusal_us = time.monotonic_ns() // 1000
            log.error("the database refuses: %s", type(error).__name__, extra={"works": len(works), "cause": str(error)[:200]})
        public = to_public(error)
        for work in works:
            Outcome(work, error=public).settle()

    async def _drop_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            with contextlib.suppress(Exception):
                await writer.invalidate()
            with contextlib.suppress(Exception):
                await writer.close()


def _watch(engine: AsyncEngine) -> None:
    """Connections that have lain for a while, or that the server has closed, are looked at before they are used; a dead one is replaced."""

    def put_back(_connection: Any, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    def take(connection: Any, record: Any, _proxy: Any) -> None:
        if connection.driver_connection.is_closed():
            raise exc.InvalidatePoolError
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < TRUSTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise exc.InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", put_back)
    event.listen(engine.sync_engine, "checkout", take)
