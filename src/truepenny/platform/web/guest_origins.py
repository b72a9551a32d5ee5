"""Lets the pages that carry the widget read our answers (CORS): configured origins only, with a token in a header, never with cookies.

A Litestar middleware for single routes; refusals pass through it too, so that a widget can show their words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_FOR_ALL = [(b"vary", b"origin")]
_EXPOSED = b"content-disposition, content-range, retry-after"


def allow_guests(origins: Iterable[str]) -> Callable[[ASGIApp], ASGIApp]:
    """origins: scheme://host[:port] each."""
    allowed = frozenset(origin.rstrip("/").lower() for origin in origins)

    def wrap(app: ASGIApp) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            origin = next((value for name, value in scope["headers"] if name == b"origin"), b"")
            extra = list(_FOR_ALL)
            if origin.decode("latin-1").lower() in allowed:
                extra += _granted(origin, preflight=scope["method"] == "OPTIONS")

            async def send_more(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], *extra]
                await send(message)

            await app(scope, receive, send_more)

        return answer

    return wrap


def _granted(origin: bytes, *, preflight: bool) -> list[tuple[bytes, bytes]]:
    headers = [(b"access-control-allow-origin", origin), (b"access-control-expose-headers", _EXPOSED)]
    if preflight:
        headers += [
            (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE"),
            (b"access-control-allow-headers", b"authorization, content-type, range, accept-language"),
            (b"access-control-max-age", b"600"),
        ]
    return headers
