"""The outermost ASGI layer: gives each request an id, measures it, and writes its one log line.

The id is ours alone (a client's own is not taken over) and goes back as X-Request-ID, so that a customer can name it and an
operator can find it. Logged is the route's template, never the path or the query: they hold ticket numbers and private links.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from truepenny.platform.observe.logging import request_id
from truepenny.platform.observe.metrics import Metrics

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_QUIET_ROUTES = ("/healthz", "/readyz", "/metrics")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def with_request_id(app: App, metrics: Metrics) -> App:
    """Wraps the whole application; place it outside of everything else. The id is also at scope["state"]["request_id"]."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        asked = secrets.token_hex(8)
        token = request_id.set(asked)
        scope.setdefault("state", {})["request_id"] = asked
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", asked.encode())]
            await send(message)

        # A socket sends too many messages to wrap each one; its id stands in the log.
        try:
            await app(scope, receive, send if scope["type"] == "websocket" else send_with_id)
        except Exception:
            status = status or 500
            raise
        finally:
            _finish(scope, status, time.perf_counter() - started, metrics)
            request_id.reset(token)

    return wrapped


def _finish(scope: Scope, status: int, seconds: float, metrics: Metrics) -> None:
    """A socket's time is its life, so it is logged and not measured."""
    route = scope.get("path_template") or "other"
    if scope["type"] == "websocket":
        log.info("socket closed", extra={"route": route, "status": status, "seconds": round(seconds, 1)})
        return
    method = scope["method"] if scope["method"] in _METHODS else "other"
    metrics.http.labels(method, route, str(status)).observe(seconds)
    level = logging.DEBUG if route in _QUIET_ROUTES else logging.WARNING if status >= 500 else logging.INFO
    log.log(level, "request", extra={"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 2)})
