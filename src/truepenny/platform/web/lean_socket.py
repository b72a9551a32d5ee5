"""uvicorn's WebSocket protocol with less of everything: thousands of idle connections, and many small text frames.

A connection keeps a list and two flags where uvicorn keeps a queue and two events (each holds a block of 64 places from the start),
forgets its handshake once it is over, and writes text frames itself. What is sent and understood is the same.
"""

from __future__ import annotations

import asyncio
import struct
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

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

    async def send(self, message: Any) -> None:
        if message["type"] != "websocket.send" or message.get("text") is None or not self.handshake_complete or self.conn.extensions:
            await super().send(message)
            if message["type"] == "websocket.accept":
                self._forget_handshake()
            return
        if not self.writable.is_set():
            await self.writable.wait()
        if self.disconnected or self.conn.state is not OPEN or self.close_sent:
            raise ClientDisconnected
        data = message["text"].encode()
        self.transport.write(frame_head(len(data)) + data)

    def _forget_handshake(self) -> None:
        """The parser keeps both for as long as it runs, so they are emptied."""
        self.request.headers.clear()
        self.response.headers.clear()


def frame_head(size: int) -> bytes:
    """Of an unmasked, final text frame."""
    if size < 126:
        return _short(_TEXT, size)
    return _middle(_TEXT, 126, size) if size < 65_536 else _long(_TEXT, 127, size)
