"""`truepenny serve` as a process of its own, to be killed, starved and started again; and customers who write to it without a pause."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.live.serving import Served, Visitor
from tests.live.streaming import request
from tests.postgresql_server import free_port
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from truepenny.main.running import running
from truepenny.platform.settings import Settings


@dataclass
class DeskProcess:
    """settings name the port. pid of the process that serves."""

    settings: Settings
    process: asyncio.subprocess.Process | None = None

    @property
    def port(self) -> int:
        return self.settings.port

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def start(self) -> None:
        given = {
            "TRUEPENNY_DATA_DIR": str(self.settings.data_dir),
            "TRUEPENNY_DATABASE_URL": self.settings.database_url,
            "TRUEPENNY_SECRET_FILE": str(self.settings.secret_file),
            "TRUEPENNY_PORT": str(self.port),
            "TRUEPENNY_LOG_LEVEL": "error",
            "TRUEPENNY_UNDO_S": "1",
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "truepenny.main.cli", "serve",
            env={**os.environ, **given}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            assert b"listens on" in await self.process.stdout.readline()

    async def kill(self) -> None:
        """Without a word, as a power cut would."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        address: Any = self  # request() wants no more of a desk than its port
        return await request(address, method, path, body, headers=headers)


@asynccontextmanager
async def desk_process(settings: Settings) -> AsyncIterator[DeskProcess]:
    desk = DeskProcess(replace(settings, port=free_port()))
    await desk.start()
    try:
        yield desk
    finally:
        await desk.kill()


async def prepare(settings: Settings, customers: int) -> list[tuple[Visitor, str]]:
    """Signed-in customers, each with an open ticket of two events."""
    async with running(settings) as house:
        desk = Served(house, None, 0)  # type: ignore[arg-type]
        visitors = [await desk.customer(f"Customer {n}") for n in range(customers)]
        return [(visitor, (await desk.ticket(visitor)).ticket) for visitor in visitors]


@dataclass
class Writer:
    """A customer who sends numbered messages, keeps what was not acknowledged, and sends it again after each reconnection.

    elsewhere: ports of other nodes, to which they turn in order when the one they know is not there.
    """

    visitor: Visitor
    ticket: str
    port: int
    elsewhere: list[int] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)
    _next: int = 0

    async def write(self, until: asyncio.Event) -> None:
        while not until.is_set():
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, EOFError):
                await self._talk(until)
            self._turn_elsewhere()
            await asyncio.sleep(0.05)

    async def settle(self) -> None:
        """Sends what is not acknowledged until everything is."""
        done = asyncio.Event()
        async with asyncio.timeout(20):
            while self.waiting:
                with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, EOFError):
                    await self._talk(done, more=False)

    def _turn_elsewhere(self) -> None:
        self.port, *self.elsewhere = *self.elsewhere, self.port

    async def _talk(self, until: asyncio.Event, *, more: bool = True) -> None:
        async with connect(f"ws://127.0.0.1:{self.port}/live", compression=None, open_timeout=5) as socket:
            await socket.send(json.dumps({"type": "hello", "token": self.visitor.token}))
            for name in list(self.waiting):
                await self._say(socket, name)
            while not until.is_set() and (more or self.waiting):
                if more and len(self.waiting) < 4:
                    self._next += 1
                    name = f"message-{self._next:05}"
                    self.waiting[name] = f"words {self._next}"
                    await self._say(socket, name)
                self._hear(json.loads(await asyncio.wait_for(socket.recv(), 5)))

    async def _say(self, socket: Any, name: str) -> None:
        await socket.send(json.dumps({"type": "send", "id": name, "ticket": self.ticket, "text": self.waiting[name]}))
        await asyncio.sleep(0.06)  # the pace that the desk allows to one person

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "accepted":
            before = self.acknowledged.setdefault(frame["id"], frame)
            assert before == frame, "one message has one receipt"
            self.waiting.pop(frame["id"], None)
        elif frame["type"] == "refused":
            self.refused.append(frame)
            if frame["code"] == "too_fast" or frame["status"] == 503:
                raise ConnectionResetError("come back later")
