"""The two ways to a desk's live protocol: a WebSocket, or an event stream out with POSTs in. Same frames, same order.

Raises Unreachable when the connection cannot be opened or breaks; it ends quietly when the desk closes it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_websocket
from websockets.exceptions import ConnectionClosed, WebSocketException

from truepenny.client.http import Http, Unreachable, words_of
from truepenny.contracts.live import AnyClientFrame, AnyServerFrame, Hello

MAX_FRAME = 16 * 1024 * 1024
OPEN_WITHIN_S = 15.0
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(AnyServerFrame).decode


class Way(Protocol):
    """One connection that has said hello."""

    follows_by_frame: bool
    """False: what to follow is said in the hello alone, so that following more takes a new connection."""

    async def say(self, frame: AnyClientFrame) -> None:
        """Raises Unreachable."""
        ...

    def hear(self) -> AsyncIterator[AnyServerFrame | None]:
        """Frames as they come, None for a bare sign of life. Raises Unreachable."""
        ...

    async def close(self) -> None: ...


class WebSocketWay:
    follows_by_frame = True

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    @classmethod
    async def open(cls, http: Http, hello: Hello) -> WebSocketWay:
        address = http.origin.replace("http", "ws", 1) + "/live"
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in http.cookies.items())} if http.cookies else {}
        try:
            socket = await connect_websocket(
                address, additional_headers=headers, compression=None, ping_interval=None, max_size=MAX_FRAME,
                open_timeout=OPEN_WITHIN_S, close_timeout=2, proxy=None,
            )  # fmt: skip
        except (OSError, TimeoutError, WebSocketException, EOFError) as error:
            raise Unreachable(f"{address}: {words_of(error)}") from error
        way = cls(socket)
        await way.say(hello)
        return way

    async def say(self, frame: AnyClientFrame) -> None:
        try:
            await self._socket.send(_encode(frame), text=True)
        except (ConnectionClosed, OSError) as error:
            raise Unreachable(str(error)) from error

    async def hear(self) -> AsyncIterator[AnyServerFrame | None]:
        try:
            async for raw in self._socket:
                yield _decode(raw)
        except (ConnectionClosed, OSError) as error:
            raise Unreachable(str(error)) from error

    async def close(self) -> None:
        with contextlib.suppress(WebSocketException, OSError):
            await self._socket.close()


class _Answers(msgspec.Struct, frozen=True):
    frames: list[AnyServerFrame]


class StreamWay:
    follows_by_frame = False

    def __init__(self, http: Http, hello: Hello) -> None:
        self._http = http
        self._hello = hello
        self._heard: asyncio.Queue[AnyServerFrame | Exception | None] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read(), name="event stream")

    @classmethod
    async def open(cls, http: Http, hello: Hello) -> StreamWay:
        return cls(http, hello)

    async def say(self, frame: AnyClientFrame) -> None:
        body = {"token": self._hello.token, "frames": [frame], "language": self._hello.language}
        for answer in (await self._http.post("/live/frames", body)).into(_Answers).frames:
            self._heard.put_nowait(answer)

    async def hear(self) -> AsyncIterator[AnyServerFrame | None]:
        while True:
            heard = await self._heard.get()
            if isinstance(heard, _Ended):
                return
            if isinstance(heard, Exception):
                raise heard
            yield heard

    async def close(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._heard.put_nowait(_Ended())

    async def _read(self) -> None:
        try:
            async for line in self._http.lines("/live/stream", _encode(self._hello)):
                if line.startswith(b"data:"):
                    self._heard.put_nowait(_decode(line[5:]))
                elif line.startswith(b":"):
                    self._heard.put_nowait(None)
            self._heard.put_nowait(_Ended())
        except Exception as error:
            self._heard.put_nowait(error)


class _Ended(Exception):
    """The desk closed the stream."""
