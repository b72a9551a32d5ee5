"""The sample exchange as a plain ASGI application, with the strict Content-Security-Policy that docs/embedding.md asks for.

In: requests of a browser whose cookies say who it plays and in which language. Out: pages, static files, exchange tokens.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from truepenny.main.demo.answer import Answer
from truepenny.main.demo.exchange.pages import Pages
from truepenny.main.demo.exchange.static_files import STATIC, StaticFiles
from truepenny.main.demo.mailbox.app import HandIn, Mailbox
from truepenny.main.demo.mailbox.pages import STATIC as MAILBOX_STATIC
from truepenny.main.demo.mailbox.pages import MailboxPages
from truepenny.main.demo.mailbox.store import Mailboxes
from truepenny.main.demo.people import ON_THE_PAGE
from truepenny.main.demo.signing import Signer
from truepenny.main.demo.visitor import Visitor, read_form, visitor_of
from truepenny.platform.clock import Clock, SystemClock

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
PAGES = {"/": "markets.html", "/wallet": "wallet.html", "/short": "short.html", "/hostile": "hostile.html", "/codes": "codes.html"}
_YEAR_S = 365 * 24 * 3600
SYSTEM_CLOCK = SystemClock()


@dataclass(slots=True)
class Exchange:
    """desk_url: the desk's origin. mailboxes, hand_in: of the customers' mailbox, and its way to the desk."""

    signer: Signer
    desk_url: str
    mailboxes: Mailboxes
    hand_in: HandIn
    clock: Clock = SYSTEM_CLOCK
    pages: Pages = field(init=False)
    files: StaticFiles = field(init=False)
    mailbox: Mailbox = field(init=False)
    policy: str = field(init=False)

    def __post_init__(self) -> None:
        self.files = StaticFiles(STATIC, MAILBOX_STATIC)
        self.mailbox = Mailbox(self.mailboxes, MailboxPages(self.files.url), self.clock, self.hand_in)
        self.pages = Pages(self.desk_url, self.files)
        self.policy = content_security_policy(self.desk_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = await self._answer(scope, receive)
        headers = {
            "content-type": answer.media_type, "content-length": str(len(answer.body)), "content-security-policy": self.policy,
            "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cache-control": "no-store",
        }  # fmt: skip
        pairs = [*(headers | {k: v for k, v in answer.headers if k != "set-cookie"}).items()]
        pairs += [pair for pair in answer.headers if pair[0] == "set-cookie"]
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in pairs]
        await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        path, visitor = scope["path"], visitor_of(scope)
        if path == "/mailbox" or path.startswith("/mailbox/"):
            return await self.mailbox.answer(scope, receive, visitor)
        if scope["method"] == "POST":
            return await self._post(path, visitor, scope, receive)
        if scope["method"] not in ("GET", "HEAD"):
            return Answer(405, b"GET and POST only\n")
        if path.startswith("/static/"):
            found = self.files.find(path.removeprefix("/static/"))
            return Answer(404, b"no such file\n") if found is None else Answer(200, found.body, found.media_type)
        if path == "/favicon.ico":
            return Answer(204, b"")
        if path == "/support":
            return self._support(visitor)
        template = PAGES.get(path)
        if template is None:
            return self._page(visitor, "missing.html", path, 404)
        return self._page(visitor, template, path)

    def _page(self, visitor: Visitor, template: str, path: str, status: int = 200, **shown: object) -> Answer:
        html = self.pages.render(template, visitor, path=path, **shown)
        cookies = tuple(("set-cookie", f"{name}={value}; Path=/; SameSite=Lax; Max-Age={_YEAR_S}") for name, value in visitor.chosen)
        return Answer(status, html.encode(), "text/html; charset=utf-8", cookies)

    def _support(self, visitor: Visitor) -> Answer:
        """The hand-over to the portal: a form with a fresh token, which the page's script sends at once."""
        if visitor.customer is None:
            return Answer(303, b"", headers=(("location", f"{self.desk_url}/tickets"),))
        return self._page(visitor, "support.html", "/support", token=self.signer.token(visitor.customer, now_s=time.time()))

    async def _post(self, path: str, visitor: Visitor, scope: Scope, receive: Receive) -> Answer:
        if visitor.foreign:
            return Answer(403, b"only from this exchange's own pages\n")
        if path == "/token":
            if visitor.customer is None:
                return Answer(401, b"nobody is signed in\n")
            return Answer(200, self.signer.token(visitor.customer, now_s=time.time()).encode())
        if path == "/who":
            form = await read_form(receive)
            who = form.get("as", "")
            back = form.get("next", "/")
            cookie = f"acme_as={who if who in ON_THE_PAGE else 'guest'}; Path=/; SameSite=Lax; Max-Age={_YEAR_S}"
            return Answer(303, b"", headers=(("location", back if back in PAGES else "/"), ("set-cookie", cookie)))
        return Answer(404, b"nothing here\n")


def content_security_policy(desk_url: str) -> str:
    """Strict, with the desk in the two places that docs/embedding.md names (and form-action for the sign-in to the portal)."""
    sockets = "ws" + desk_url.removeprefix("http")
    return (
        f"default-src 'none'; script-src 'self' {desk_url}; connect-src 'self' {desk_url} {sockets}; style-src 'self'; img-src 'self'; "
        f"form-action 'self' {desk_url}; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types lit-html"
    )
