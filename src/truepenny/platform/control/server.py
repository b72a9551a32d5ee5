"""The desk's end of the control socket: one JSON object a line in, one out, for the user who runs the desk and nobody else.

Request {"command": name, ...arguments}; answer {"ok": result} or {"error": text}. What the commands are is the wiring's choice.
A command that fails is told to the one who gave it, and logged; it never takes the desk down.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from truepenny.platform.control.client import desk_runs
from truepenny.platform.control.wire import ControlRefused, short_address

log = logging.getLogger(__name__)

Command = Callable[[Mapping[str, Any]], Awaitable[Any]]
"""Takes the request's arguments, gives something that JSON can hold. Raises ControlRefused with words for the operator."""
LONGEST_LINE = 16 * 1024 * 1024


class ControlServer:
    """Listens from start to stop. Commands run one after another for each connection, side by side for several."""

    def __init__(self, path: Path, commands: Mapping[str, Command]) -> None:
        self.path = path
        self.commands = commands
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Makes the socket, mode 0600, in place of one that a dead desk left. Raises OSError, also when a desk listens there."""
        if desk_runs(self.path):
            raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE), str(self.path))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            with short_address(self.path) as address:
                listening.bind(address)
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=LONGEST_LINE)

    async def stop(self) -> None:
        """Takes no more requests; one that runs is given up."""
        if self._server is None:
            return
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        self._server = None
        self.path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            if peer_uid(writer.get_extra_info("socket")) not in (os.geteuid(), 0):
                log.warning("control socket refused another user")
                return
            while line := await reader.readline():
                answer = await self._answer(line)
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            log.info("control connection ended")
        finally:
            self._open.discard(task)
            with contextlib.suppress(Exception):
                writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
        except ValueError:
            return {"error": "this is not JSON"}
        command = self.commands.get(request.pop("command", "")) if isinstance(request, dict) else None
        if command is None:
            return {"error": f"the running desk knows no such command; it knows {', '.join(sorted(self.commands))}"}
        try:
            return {"ok": await command(request)}
        except ControlRefused as refused:
            return {"error": str(refused)}
        except Exception as error:
            log.exception("control command failed")
            return {"error": f"the command failed in the running desk ({type(error).__name__}); its log says more"}


def peer_uid(connected: socket.socket) -> int:
    """The user at the other end, as the kernel knows it."""
    packed = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    uid: int = struct.unpack("3i", packed)[1]
    return uid
