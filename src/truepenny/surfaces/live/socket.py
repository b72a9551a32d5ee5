"""The WebSocket at /live, spoken in plain ASGI: five thousand idle customers cost one task each and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from truepenny.channels.webchat.parse import MAX_FRAME, parse_frame
from truepenny.contracts.errors import Malformed, Refused
from truepenny.contracts.live import HEARTBEAT_S
from truepenny.platform.web.lean_socket import OUTLET, Outlet
from truepenny.surfaces.live import session
from truepenny.surfaces.live.peer import Peer, encode_frame, knows
from truepenny.surfaces.live.session import Desk

log = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
HELLO_WITHIN_S = 10.0
POLICY_CODE = 1008
RESTART_CODE = 1012
_CLOSED = "closed by the desk"


def cookies_of(scope: Scope) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                continue
    return {name: morsel.value for name, morsel in jar.items()}


class LiveSocket:
    """is_own_origin: whether the page may speak with this browser's cookies; other pages need a token. may_connect: not while stopping."""

    def __init__(
        self,
        desk: Desk,
        *,
        is_own_origin: Callable[[Scope], bool],
        may_connect: Callable[[], bool],
        hello_within_s: float = HELLO_WITHIN_S,
    ) -> None:
        self._desk = desk
        self._is_own_origin = is_own_origin
        self._may_connect = may_connect
        self._hello_within_s = hello_within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if not self._may_connect():
            await send({"type": "websocket.close", "code": RESTART_CODE})
            return
        await send({"type": "websocket.accept"})
        peer = await self._greet(scope, receive, send)
        if peer is not None:
            await self._converse(peer, receive, send)

    async def _greet(self, scope: Scope, receive: Receive, send: Send) -> Peer | None:
        """The first frame: who is it, and where does it stand?"""
        language = "en"
        try:
            hello = session.check_hello(parse_frame(await self._first_frame(receive)))
            language = session.language_of(self._desk, hello.language)
            cookies = cookies_of(scope) if self._is_own_origin(scope) else {}
            found = await session.find_principal(self._desk, hello, cookies)
            if found is None:
                raise session.signed_out(hello.side)
        except _Gone:
            return None
        except Exception as error:
            frame = session.refusal(self._desk, _words(error), language)
            await send({"type": "websocket.send", "text": encode_frame(frame).decode()})
            await send({"type": "websocket.close", "code": POLICY_CODE})
            return None
        principal, token = found
        scope["headers"] = ()  # were read for the last time, and this scope lives as long as the socket
        here = asyncio.current_task()
        assert here is not None

        outlet: Outlet = scope["extensions"][OUTLET]
        peer = Peer(principal, language=language, token=token, offer=outlet.offer, wait=outlet.wait, close=lambda: _cancel(here))
        self._desk.metrics.sockets.labels(knows(principal)).inc()
        try:
            await session.begin(self._desk, peer, hello.resume)
        except BaseException as error:
            session.leave(self._desk, peer)
            if isinstance(error, asyncio.CancelledError) and _CLOSED in error.args:  # went away, or was cut, while it was catching up
                self._desk.hub.spawn(_close(send))
                return None
            if isinstance(error, Exception):
                log.error("a live connection could not begin", exc_info=error)
                await send({"type": "websocket.close", "code": RESTART_CODE})
                return None
            raise
        return peer

    async def _first_frame(self, receive: Receive) -> str | bytes:
        try:
            async with asyncio.timeout(self._hello_within_s):
                return await _next_frame(receive)
        except TimeoutError as late:
            raise Refused(408, "hello_late", "The first frame did not come in time.", "Connect again, and send hello at once.") from late

    async def _converse(self, peer: Peer, receive: Receive, send: Send) -> None:
        desk = self._desk
        try:
            while not peer.closed:
                try:
                    frame = parse_frame(await _next_frame(receive))
                except Malformed as wrong:
                    session.refuse(desk, peer, _words(wrong))
                    continue
                await session.handle(desk, peer, frame)
        except _Gone:
            pass
        except asyncio.CancelledError as cancelled:
            if _CLOSED not in cancelled.args:
                raise
            desk.hub.spawn(_close(send))  # beside: a client that does not read would hold us here
        finally:
            session.leave(desk, peer)


async def _close(send: Send) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        await send({"type": "websocket.close", "code": RESTART_CODE})


def _cancel(task: asyncio.Task[Any]) -> None:
    task.cancel(_CLOSED)


class _Gone(Exception):
    """The client closed, or the network did."""


async def _next_frame(receive: Receive) -> str | bytes:
    message = await receive()
    if message["type"] == "websocket.disconnect":
        raise _Gone
    text = message.get("text")
    raw: str | bytes = text if text is not None else message.get("bytes") or b""
    if len(raw) > MAX_FRAME:
        raise Malformed("the frame is larger than 128 kB")
    return raw


def _words(error: Exception) -> Exception:
    if isinstance(error, Malformed):
        return bad_frame(error)
    return error


def bad_frame(wrong: Malformed) -> Refused:
    return Refused(400, "bad_frame", "This frame is not of the live protocol: {fault}", "See the live protocol, or load the page again.",
                   params={"fault": str(wrong)})  # fmt: skip


def is_silent(peer: Peer, now: float) -> bool:
    """True for a peer that has missed its heartbeats."""
    return now - peer.heard_at > 2.5 * HEARTBEAT_S
