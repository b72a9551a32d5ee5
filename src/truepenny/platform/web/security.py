"""The gate around the whole application (ASGI): who may call, and the headers that every answer carries.

In: any ASGI application and a Policy. Refused at the gate: a Host that is not ours, a foreign page's unsafe request or WebSocket.
Added to each answer: Content-Security-Policy without unsafe-inline, no framing, no sniffing, no referrer to others, HSTS on https.
A header that the application has set itself stays; control characters never leave in a header.
Wrap Litestar from outside (its own middleware does not see requests without a route).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from truepenny.platform.web.origin import host_name, verdict

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
"""Plain ASGI: the gate stands around any application."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CONTROL = bytes(range(32)) + b"\x7f"

Refuse = Callable[[Scope, Send, int, str], Awaitable[None]]
"""Sends the answer to a refused request: scope, send, status, code ("wrong_host", "foreign_origin")."""


@dataclass(frozen=True, slots=True)
class Policy:
    """origin: scheme://host[:port] under which customers know us. hosts: names that may stand in Host.

    guests: origins of other sites that may call guest_prefixes (the widget's pages). programs: prefixes that programs without a
    browser may call. handover: exact paths to which another site may POST (a single-use token is what counts there).
    one_click: prefixes to which mail programs POST by themselves (RFC 8058, section 3.1); what counts there is the token in the path.
    framing: the one face whose pages may frame pages of ours. public: prefixes of files that anybody may embed. probes: paths that any
    Host may ask.
    """

    origin: str
    hosts: frozenset[str]
    guests: frozenset[str] = frozenset()
    guest_prefixes: tuple[str, ...] = (
        "/api/customer", "/api/v1/now", "/api/v1/help", "/api/v1/check", "/api/widget", "/api/files", "/files", "/live",
    )  # fmt: skip
    programs: tuple[str, ...] = ("/api/", "/live/", "/channels/")
    handover: frozenset[str] = frozenset({"/sign-in"})
    one_click: tuple[str, ...] = ("/mail/off/",)
    secret_paths: tuple[str, ...] = ("/t/", "/sign-in", "/mail/")
    framing: str = "/desk"
    public: tuple[str, ...] = ("/assets/", "/widget.js")
    probes: frozenset[str] = frozenset({"/healthz", "/readyz", "/metrics"})

    @property
    def scheme(self) -> str:
        return self.origin.partition("://")[0]

    def may_frame(self, path: str) -> bool:
        return path == self.framing or path.startswith(f"{self.framing}/")


def make_policy(public_url: str, *, extra_hosts: Iterable[str] = (), guests: Iterable[str] = ()) -> Policy:
    """The policy for a desk at public_url; loopback names are always ours."""
    parts = urlsplit(public_url)
    hosts = {host_name(host) for host in extra_hosts} | {(parts.hostname or "").lower()} | _LOOPBACK
    return Policy(
        origin=f"{parts.scheme}://{parts.netloc}",
        hosts=frozenset(hosts - {""}),
        guests=frozenset(guest.rstrip("/").lower() for guest in guests),
    )


def content_security_policy(policy: Policy, path: str = "/") -> str:
    frames = "frame-src 'self'; " if policy.may_frame(path) else ""
    host = policy.origin.partition("://")[2]
    socket = f"{'wss' if policy.scheme == 'https' else 'ws'}://{host}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; "
        f"connect-src 'self' {socket}; manifest-src 'self'; {frames}form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def page_headers(policy: Policy, path: str = "/") -> list[tuple[bytes, bytes]]:
    """What every answer carries unless the application says otherwise. Referrer: see _referrer."""
    headers = [
        (b"content-security-policy", content_security_policy(policy, path).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
        (b"cache-control", b"private, no-cache"),
    ]
    if policy.scheme == "https":
        headers.append((b"strict-transport-security", b"max-age=63072000"))
    return headers


class Gate:
    """Wraps an ASGI application. refuse makes the answer of a refused request, in the reader's language."""

    def __init__(self, app: App, *, policy: Policy, refuse: Refuse) -> None:
        self._app = app
        self._policy = policy
        self._refuse = refuse
        self._headers = page_headers(policy)
        self._framing_headers = page_headers(policy, policy.framing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            guarded = self._guard(scope, send)
            code = http_objection(self._policy, scope)
            if code is not None:
                await self._refuse(scope, guarded, 400 if code == "wrong_host" else 403, code)
                return
            if scope["method"] == "HEAD":
                await self._app({**scope, "method": "GET"}, receive, _without_body(guarded))
            else:
                await self._app(scope, receive, guarded)
        elif scope["type"] == "websocket":
            if socket_objection(self._policy, scope) is not None:
                await receive()
                await send({"type": "websocket.close", "code": 1008, "reason": "foreign origin"})
                return
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _guard(self, scope: Scope, send: Send) -> Send:
        path = scope["path"]
        is_open = path.startswith(self._policy.public)
        headers = self._framing_headers if self._policy.may_frame(path) else self._headers

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [(name.lower(), value.translate(None, _CONTROL)) for name, value in message["headers"]]
                named = {name for name, _ in given}
                extra = [(name, value) for name, value in headers if name not in named]
                if b"referrer-policy" not in named:
                    extra.append((b"referrer-policy", _referrer(self._policy, path)))
                if is_open:
                    extra = [(n, b"cross-origin" if n == b"cross-origin-resource-policy" else v) for n, v in extra]
                message["headers"] = given + extra
            await send(message)

        return send_guarded


def _without_body(send: Send) -> Send:
    """HEAD is GET without its body: the application needs to know only one of them."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


def _referrer(policy: Policy, path: str) -> bytes:
    """Nothing leaves for other sites. Where the address itself is a secret, it does not even stay at home.

    Elsewhere same-origin rather than no-referrer: under no-referrer browsers send "Origin: null" with our own forms, and those that
    do not send Sec-Fetch-Site could not be told from a foreign page.
    """
    return b"no-referrer" if path.startswith(policy.secret_paths) else b"same-origin"


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


def http_objection(policy: Policy, scope: Scope) -> str | None:
    """None, or the code of why this request is refused: wrong_host, foreign_origin."""
    path, host = scope["path"], _header(scope, b"host") or ""
    if path in policy.probes and scope["method"] in SAFE_METHODS:
        return None
    if host_name(host) not in policy.hosts:
        return "wrong_host"
    if scope["method"] in SAFE_METHODS or path in policy.handover or path.startswith(policy.one_click):
        return None
    origin = _header(scope, b"origin")
    said = verdict(sec_fetch_site=_header(scope, b"sec-fetch-site"), origin=origin, host=host, scheme=policy.scheme)
    if said == "same":
        return None
    if said == "foreign":
        invited = origin is not None and origin.lower() in policy.guests and path.startswith(policy.guest_prefixes)
        return None if invited else "foreign_origin"
    without_cookies = _header(scope, b"cookie") is None
    return None if without_cookies and path.startswith(policy.programs) else "foreign_origin"


def socket_objection(policy: Policy, scope: Scope) -> str | None:
    """A page of another site may open a socket only where it is invited. Programs send no Origin."""
    host, origin = _header(scope, b"host") or "", _header(scope, b"origin")
    if host_name(host) not in policy.hosts:
        return "wrong_host"
    if origin is None or origin.lower() in policy.guests:
        return None
    said = verdict(sec_fetch_site=None, origin=origin, host=host, scheme=policy.scheme)
    return None if said == "same" else "foreign_origin"
