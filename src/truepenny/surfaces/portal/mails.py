"""The pages behind the links in our mails: did you send this, and no more notices.

The first tells what was sent, when, to whom and about what; never its words. The second needs no session: its key is enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from truepenny.contracts.errors import NotFound
from truepenny.contracts.mail import MailKind
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.portal.visit import Page, Portal, SomeRequest, page, redirect, visit

_TOKEN = re.compile(r"(?:/mail/|^)([A-Za-z0-9_-]{16,128})(?![A-Za-z0-9_-])")
WHAT: Mapping[MailKind, str] = {
    "reply": mark("An agent's answer in a ticket"),
    "solution": mark("A solution, with the question whether it works"),
    "receipt": mark("The receipt for a message to us"),
    "notice": mark("The notice that there is an answer in a ticket"),
    "code": mark("A code to sign in"),
    "secret": mark("The warning that a message to us held a secret"),
    "told": mark("News about an incident, for a ticket that waits for it"),
    "announcement": mark("An announcement, to who asked for them by mail"),
    "subscribe": mark("The question whether announcements were asked for by mail"),
}


def mail_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/mail", include_in_schema=False)
    async def ask(request: Request[Any, Any, Any], link: FromQuery[str] = "") -> Page:
        """The form: a link as it was copied out of a mail."""
        if found := _TOKEN.search(link.strip()):
            return redirect(f"/mail/{found[1]}")
        here = await visit(portal, request)
        return no_trace(page(here, "mail.html", status=422 if link.strip() else 200, sent=None, asked=False, wrong=bool(link.strip())))

    @get("/mail/{token:str}", include_in_schema=False)
    async def answer(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
        here = await visit(portal, request)
        sent = await portal.needs.mail.find_sent(token, place=here.address)
        shown = None
        if sent is not None:
            number = f"{sent.ticket_id[:4]}-{sent.ticket_id[4:]}" if sent.ticket_id else ""
            shown = {
                "what": here.say(WHAT[sent.what]), "at": sent.at, "to": sent.recipient_masked, "ticket": sent.ticket_id or "",
                "number": number, "agent": sent.agent_id or "", "is_code": sent.what == "code",
            }  # fmt: skip
        return no_trace(page(here, "mail.html", status=200 if sent else 404, sent=shown, asked=True, wrong=False))

    @get("/mail/off/{key:str}", include_in_schema=False)
    async def offer(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        """Changes nothing: mail programs open the links of a mail to look at them."""
        here = await visit(portal, request)
        return no_trace(page(here, "mail_off.html", key=key, state="asked"))

    @post("/mail/off/{key:str}", status_code=200, include_in_schema=False)
    async def switch_off(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        """Also what a mail program sends by itself when its user wants no more (RFC 8058, section 3.2)."""
        return await _switch(portal, request, key, wanted=False)

    @post("/mail/off/{key:str}/on", status_code=200, include_in_schema=False)
    async def switch_on(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        return await _switch(portal, request, key, wanted=True)

    return [ask, answer, offer, switch_off, switch_on]


async def _switch(portal: Portal, request: SomeRequest, key: str, *, wanted: bool) -> Page:
    if not await portal.needs.mail.switch_notices(key, wanted=wanted):
        raise NotFound("link_wrong", "This link does not work.", "Copy all of it, from the end of the mail.")
    here = await visit(portal, request)
    return no_trace(page(here, "mail_off.html", key=key, state="on" if wanted else "off"))


def no_trace(answer: Page) -> Page:
    answer.headers.update({"referrer-policy": "no-referrer", "cache-control": "no-store"})
    return answer
