"""uvicorn's WebSocket protocol with less of everything: thousands of idle connections, and many small text frames.

A connection keeps a list and two flags where uvicorn keeps a queue and two events (each holds a block of 64 places from the start),
forgets its handshake once it is over, and writes text frames itself: all those of one turn of the loop at once, because uvloop makes a
system call of each write. What is sent and understood is the same.
"""

from __future__ import annotations

import asyncio
import struct
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

MAX_TOGETHER = 64 * 1024
_TEXT = 0x81
_short = struct.Struct("!BB").pack
_middle = struct.Struct("!BBH").pack
_long = struct.Struct("!BBQ").pack


class Mailbox:
    """A queue with one reader."""

    __slots__ = ("_items", "_reader")

    def __init__(self) -> None:
        self._items: list[Any] = []
        self._reader: asyncio.Future[None] | None = None

    def put_nowait(self, item: Any) -> None:
        self._items.append(item)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def empty(self) -> bool:
        return not self._items

    async def get(self) -> Any:
        while not self._items:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._items.pop(0)


class Valve:
    """Open or shut; those who wait for it share one future. Open at first."""

    __slots__ = ("_opening",)

    def __init__(self) -> None:
        self._opening: asyncio.Future[None] | None = None

    def is_set(self) -> bool:
        return self._opening is None

    def set(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None and not opening.done():
            opening.set_result(None)

    def clear(self) -> None:
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_future()

    async def wait(self) -> None:
        while self._opening is not None:
            await asyncio.shield(self._opening)


class LeanSocket(WebSocketsSansIOProtocol):
    """For uvicorn.Config(ws=LeanSocket, ws_per_message_deflate=False)."""

    queue: Any
    writable: Any

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.queue = Mailbox()
        self.writable = Valve()
        self._frames_out: list[bytes] | None = None
        self._bytes_out = 0

    async def send(self, message: Any) -> None:
        if message["type"] != "websocket.send" or message.get("text") is None or not self.handshake_complete or self.conn.extensions:
            self._write_out()
            await super().send(message)
            if message["type"] == "websocket.accept":
                self._forget_handshake()
            return
        if not self.writable.is_set():
            await self.writable.wait()
        if self.disconnected or self.conn.state is not OPEN or self.close_sent:
            raise ClientDisconnected
        data = message["text"].encode()
        if self._frames_out is None:
            self._frames_out = []
            self.loop.call_soon(self._write_out)
        self._frames_out += (frame_head(len(data)), data)
        self._bytes_out += len(data)
        if self._bytes_out > MAX_TOGETHER:
            self._write_out()

    async def run_asgi(self) -> None:
        self._app: Any = self.app
        self.app = self._run_and_write_out
        await super().run_asgi()

    async def _run_and_write_out(self, *arguments: Any) -> None:
        """uvicorn closes the transport as soon as the application has returned."""
        try:
            await self._app(*arguments)
        finally:
            self._write_out()

    def shutdown(self) -> None:
        self._write_out()
        super().shutdown()

    def _write_out(self) -> None:
        frames, self._frames_out, self._bytes_out = self._frames_out, None, 0
        if frames and self.conn.state is OPEN and not self.transport.is_closing():
            self.transport.write(b"".join(frames))

    def _forget_handshake(self) -> None:
        """The parser keeps both for as long as it runs, so they are emptied."""
        self.request.headers.clear()
        self.response.headers.clear()


def frame_head(size: int) -> bytes:
    """Of an unmasked, final text frame."""
    if size < 126:
        return _short(_TEXT, size)
    return _middle(_TEXT, 126, size) if size < 65_536 else _long(_TEXT, 127, size)
