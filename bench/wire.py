"""A lean WebSocket client for load: no masking work (the mask is zero), no parsing of frames beyond what the caller looks for.

The comfortable client is truepenny.client; this one costs a few microseconds a frame, so that one core can load another.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import cast

OnFrame = Callable[["Wire", bytes], None]
_long = struct.Struct(">BBH4x")


class Wire(asyncio.Protocol):
    """One connection. on_frame(wire, payload) for each text frame. Anything else that the server sends is a close."""

    __slots__ = ("_buffer", "_cookie", "_path", "_transport", "closed", "host", "on_frame", "opened", "tag")

    def __init__(self, on_frame: OnFrame, *, host: str, path: str, cookie: str = "", tag: int = 0) -> None:
        self.on_frame = on_frame
        self.host = host
        self.tag = tag
        self.closed = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._path = path
        self._cookie = cookie
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport = cast("asyncio.WriteTransport", transport)  # uvloop's is none by inheritance
        cookie = f"Cookie: {self._cookie}\r\n" if self._cookie else ""
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {self.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{cookie}\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
        if not self.opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            self._buffer = b""
            if b" 101 " not in head[:16]:
                self.opened.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
                return
            self.opened.set_result(None)
        at, end = 0, len(data)
        while end - at >= 2:
            kind, length, start = data[at], data[at + 1], at + 2
            if length == 126:
                if end - at < 4:
                    break
                length, start = data[at + 2] << 8 | data[at + 3], at + 4
            elif length == 127:
                if end - at < 10:
                    break
                length, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if start + length > end:
                break
            at = start + length
            if kind == 0x81:
                self.on_frame(self, data[start:at])
            else:
                self.close()
                return
        self._buffer = data[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before it was open"))

    def send(self, payload: bytes) -> None:
        """One text frame of up to 65,535 bytes."""
        assert self._transport is not None
        size = len(payload)
        head = bytes((0x81, 0x80 | size, 0, 0, 0, 0)) if size < 126 else _long.pack(0x81, 0xFE, size)
        self._transport.write(head + payload)

    def close(self) -> None:
        self.closed = True
        if self._transport is not None:
            self._transport.close()


async def connect(on_frame: OnFrame, port: int, *, path: str = "/live", cookie: str = "", tag: int = 0) -> Wire:
    """An open connection. Raises OSError."""
    host = f"127.0.0.1:{port}"
    _, wire = await asyncio.get_running_loop().create_connection(
        lambda: Wire(on_frame, host=host, path=path, cookie=cookie, tag=tag), "127.0.0.1", port
    )
    async with asyncio.timeout(30):
        await wire.opened
    return wire


async def connect_many(on_frame: OnFrame, port: int, count: int, *, path: str = "/live", at_once: int = 100) -> list[Wire]:
    """tag is the index."""
    wires: list[Wire] = []
    for first in range(0, count, at_once):
        wires += await asyncio.gather(*(connect(on_frame, port, path=path, tag=n) for n in range(first, min(first + at_once, count))))
    return wires
