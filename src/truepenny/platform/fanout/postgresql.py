"""PostgreSQL LISTEN/NOTIFY: the writer notifies once per group commit, inside it; a connection of its own listens and passes on.

Reconnects by itself with growing waits; after each reconnection it says that notices may have been lost.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)
LOG_CHANNEL = "truepenny_log"
PASSING_CHANNEL = "truepenny_passing"
MAX_PAYLOAD = 7_000
MAX_WAITING = 200
CHECK_S = 5.0


class PostgresqlFanout:
    def __init__(self, url: str, node: str) -> None:
        self.node = node
        self._url = url
        self._out: asyncio.Queue[bytes] = asyncio.Queue(MAX_WAITING)
        self._tasks: list[asyncio.Task[None]] = []
        self._conn: Any = None
        self._in_use = asyncio.Lock()

    async def start(
        self, on_log: Callable[[str, int, int], None], on_passing: Callable[[str, bytes], None], on_doubt: Callable[[], None]
    ) -> None:
        self._on_log, self._on_passing, self._on_doubt = on_log, on_passing, on_doubt
        connected = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._listen_forever(connected), name="fanout listen"),
            asyncio.create_task(self._pass_on_forever(), name="fanout pass on"),
        ]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await connected.wait()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._conn is not None:
            with contextlib.suppress(Exception):
                await self._conn.close(timeout=2)

    def pass_on(self, payload: bytes) -> None:
        if len(payload) <= MAX_PAYLOAD * 3 // 4:
            with contextlib.suppress(asyncio.QueueFull):
                self._out.put_nowait(payload)

    async def _listen_forever(self, connected: asyncio.Event) -> None:
        import asyncpg

        wait_s = 0.2
        while True:
            try:
                conn = self._conn = await asyncpg.connect(self._url, timeout=5)
                await conn.add_listener(LOG_CHANNEL, self._hear_log)
                await conn.add_listener(PASSING_CHANNEL, self._hear_passing)
                wait_s = 0.2
                connected.set()
                self._on_doubt()
                while not conn.is_closed():
                    await asyncio.sleep(CHECK_S)
                    async with self._in_use:
                        await conn.execute("SELECT 1", timeout=CHECK_S)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("fan-out lost its connection", extra={"cause": type(error).__name__})
            finally:
                if self._conn is not None:
                    self._conn.terminate()
                    self._conn = None
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, 5.0)

    async def _pass_on_forever(self) -> None:
        import asyncpg

        while True:
            payload = await self._out.get()
            conn = self._conn
            if conn is None:
                continue
            text = f"{self.node} {base64.b64encode(payload).decode()}"
            with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with self._in_use:
                    await conn.execute("SELECT pg_notify($1, $2)", PASSING_CHANNEL, text, timeout=CHECK_S)

    def _hear_log(self, _conn: object, _pid: int, _channel: str, payload: object) -> None:
        node, first, last = str(payload).split(" ")
        self._on_log(node, int(first), int(last))

    def _hear_passing(self, _conn: object, _pid: int, _channel: str, payload: object) -> None:
        node, text = str(payload).split(" ", 1)
        if node != self.node:
            self._on_passing(node, base64.b64decode(text))
