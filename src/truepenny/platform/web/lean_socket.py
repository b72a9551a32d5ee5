"""uvicorn's WebSocket protocol with less of everything: thousands of idle connections, and many small text frames.

A connection keeps a list and two flags where uvicorn keeps a queue and two events (each holds a block of 64 places from the start),
forgets its handshake once it is over, and reads and writes whole text frames itself: those written in one turn of the loop go out at once,
because uvloop makes a system call of each write; and a client that sends ahead is only stopped when it is far ahead, because stopping and
going on again costs two. Everything else (fragments, control frames, faults) is left to uvicorn. What is sent and understood is the same.

The application finds an Outlet at scope["extensions"][OUTLET]: for frames on the wire without the detour of an awaited message.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN
from websockets.speedups import apply_mask

OUTLET = "truepenny.outlet"
MAX_TOGETHER = 64 * 1024
MAX_AHEAD = 16
"""So many frames may wait for the application before the client is no longer read."""
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

    @property
    def count(self) -> int:
        return len(self._items)

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


class Outlet(NamedTuple):
    """offer(frame) puts an encoded text frame on the wire, or says False: then wait(), and offer it again. Raises ClientDisconnected."""

    offer: Callable[[bytes], bool]
    wait: Callable[[], Awaitable[None]]


class LeanSocket(WebSocketsSansIOProtocol):
    """For uvicorn.Config(ws=LeanSocket, ws_per_message_deflate=False)."""

    queue: Any
    writable: Any

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.queue = Mailbox()
        self.writable = Valve()
        self._begun = b""
        self._is_split = False
        self._frames_out: list[bytes] | None = None
        self._bytes_out = 0

    # In

    def data_received(self, data: bytes) -> None:
        """Once the handshake is over (a client waits for our answer to it) the library is only given whole frames."""
        if not self._is_split:
            super().data_received(data)
            return
        if self._begun:
            data = self._begun + data
        at, end = 0, len(data)
        while at < end:
            head, size = measure_frame(data, at)
            if size > self.config.ws_max_size:  # for the library to refuse; there is no way back
                self._is_split, self._begun = False, b""
                super().data_received(data[at:])
                return
            if not head or at + head + size > end:
                break
            frame_end = at + head + size
            if not self._take_text(data, at, at + head, frame_end):
                super().data_received(data[at:frame_end])
            at = frame_end
        self._begun = data[at:]

    def _take_text(self, data: bytes, at: int, start: int, end: int) -> bool:
        """False for what the library must see."""
        if data[at] != _TEXT or not data[at + 1] & 0x80 or self.frames or self.conn.state is not OPEN or self.conn.extensions:
            return False
        try:
            text = apply_mask(data[start:end], data[start - 4 : start]).decode()
        except UnicodeDecodeError:
            return False
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        if not self.read_paused and self.queue.count > MAX_AHEAD:
            self.read_paused = True
            self.transport.pause_reading()
        return True

    # Out

    async def send(self, message: Any) -> None:
        text = message.get("text")
        if message["type"] != "websocket.send" or text is None or not self.handshake_complete or self.conn.extensions:
            self._write_out()
            await super().send(message)
            if message["type"] == "websocket.accept":
                self._is_split = True
                self._forget_handshake()
            return
        while not self.offer(text.encode()):
            await self.writable.wait()

    def offer(self, text: bytes) -> bool:
        """One text frame; False while the network is slow. Raises ClientDisconnected."""
        if self.disconnected or self.conn.state is not OPEN or self.close_sent:
            raise ClientDisconnected
        if not self.writable.is_set():
            return False
        if self._frames_out is None:
            self._frames_out = []
            self.loop.call_soon(self._write_out)
        self._frames_out += (frame_head(len(text)), text)
        self._bytes_out += len(text)
        if self._bytes_out > MAX_TOGETHER:
            self._write_out()
        return True

    async def run_asgi(self) -> None:
        self._app: Any = self.app
        self.app = self._run_and_write_out
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[OUTLET] = Outlet(self.offer, self.writable.wait)
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


def measure_frame(data: bytes, at: int) -> tuple[int, int]:
    """Bytes of the head, mask included, and of the payload of the frame that begins there. A head of 0: not all of it has come."""
    left = len(data) - at
    if left < 2:
        return 0, 0
    masked = 4 if data[at + 1] & 0x80 else 0
    size = data[at + 1] & 0x7F
    if size < 126:
        return 2 + masked, size
    head = 4 if size == 126 else 10
    if left < head:
        return 0, 0
    return head + masked, int.from_bytes(data[at + 2 : at + head], "big")


def frame_head(size: int) -> bytes:
    """Of an unmasked, final text frame."""
    if size < 126:
        return _short(_TEXT, size)
    return _middle(_TEXT, 126, size) if size < 65_536 else _long(_TEXT, 127, size)
