"""A desk that is really served: uvicorn on a free port of loopback, both databases, in the test's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from truepenny.contracts.identity import Role
from truepenny.main.house import House
from truepenny.main.running import DeskServer, make_server, running
from truepenny.people import totp
from truepenny.platform.settings import Settings

PASSWORD = "correct horse battery staple 9"


@dataclass
class Served:
    """A house with its door open. stop and start: the same address, the same database."""

    house: House
    url: str
    server: DeskServer
    task: asyncio.Task[None]

    async def close_door(self) -> None:
        self.server.should_exit = True
        await self.task

    async def open_door(self) -> None:
        self.house.stopping = False
        self.server, self.task = await _serve(self.house, _take(int(self.url.rpartition(":")[2])))

    async def add_agent(self, login: str, name: str, role: Role = Role.AGENT) -> str:
        """The agent's TOTP secret."""
        secret = totp.new_secret()
        await self.house.people.agents.add(login, name, by="command line", role=role, password=PASSWORD, totp_secret=secret)
        return secret

    def code(self, secret: str) -> str:
        return totp.code_at(secret, self.house.clock.now_us())


def _take(port: int) -> socket.socket:
    """The port, or any free one for 0: taken at once, so that nobody else gets it before the door opens."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    return listening


async def _serve(house: House, listening: socket.socket) -> tuple[DeskServer, asyncio.Task[None]]:
    listening.listen(100)
    server = make_server(house, house.app)
    server.config.loop = "none"
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    return server, task


@pytest.fixture
async def served(settings: Settings) -> AsyncIterator[Served]:
    listening = _take(0)
    port = int(listening.getsockname()[1])
    settings = replace(settings, port=port, public_url=f"http://127.0.0.1:{port}")
    async with running(settings) as house:
        server, task = await _serve(house, listening)
        served = Served(house, settings.public_url, server, task)
        yield served
        await served.close_door()
