"""/healthz (this process lives), /readyz (it can do its work: 200 or 503), /metrics (Prometheus; by token, or on loopback only)."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.errors import NotFound
from truepenny.platform.observe.health import Vitals, check_ready
from truepenny.platform.observe.metrics import CONTENT_TYPE, Metrics, Sample

_FRESH = {"cache-control": "no-store"}


def health_routes(
    *, vitals: Vitals, metrics: Metrics, sample: Callable[[], Awaitable[Sample | None]], metrics_token: str
) -> Sequence[HTTPRouteHandler]:
    """The three routes. sample asks the database for the numbers that only it knows; None when it does not answer."""

    @get("/healthz", media_type=MediaType.TEXT, include_in_schema=False, sync_to_thread=False)
    def healthz() -> Response[str]:
        return Response("ok\n", headers=_FRESH)

    @get("/readyz", include_in_schema=False)
    async def readyz() -> Response[dict[str, object]]:
        checks = await check_ready(vitals)
        ready = all(check.ok for check in checks)
        body: dict[str, object] = {"ready": ready, "checks": [{"name": c.name, "ok": c.ok, "note": c.note} for c in checks]}
        return Response(body, status_code=200 if ready else 503, headers=_FRESH)

    @get("/metrics", include_in_schema=False)
    async def metrics_page(request: Request[Any, Any, Any]) -> Response[bytes]:
        if not _may_see_metrics(request, metrics_token):
            raise NotFound
        metrics.take(await sample())
        return Response(metrics.text(), media_type=CONTENT_TYPE, headers=_FRESH)

    return [healthz, readyz, metrics_page]


def _may_see_metrics(request: Request[Any, Any, Any], token: str) -> bool:
    """With a token set: who has it. Without: loopback, and not through a proxy on loopback."""
    if token:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
