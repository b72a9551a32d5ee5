"""Did you send this? The page behind the link in each of our mails: what was sent, when, to whom and about what; never its words."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from truepenny.platform.web.i18n import mark
from truepenny.surfaces.portal.visit import Page, Portal, page, redirect, visit

_TOKEN = re.compile(r"(?:/mail/|^)([A-Za-z0-9_-]{16,128})(?![A-Za-z0-9_-])")
WHAT = {
    "reply": mark("An agent's answer in a ticket"),
    "solution": mark("A solution, with the question whether it works"),
    "receipt": mark("The receipt for a message to us"),
    "notice": mark("The notice that there is an answer in a ticket"),
    "code": mark("A code to sign in"),
}


def mail_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/mail", include_in_schema=False)
    async def ask(request: Request[Any, Any, Any], link: FromQuery[str] = "") -> Page:
        """The form: a link as it was copied out of a mail."""
        if found := _TOKEN.search(link.strip()):
            return redirect(f"/mail/{found[1]}")
        here = await visit(portal, request)
        return _no_trace(page(here, "mail.html", status=422 if link.strip() else 200, sent=None, asked=False, wrong=bool(link.strip())))

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
        return _no_trace(page(here, "mail.html", status=200 if sent else 404, sent=shown, asked=True, wrong=False))

    return [ask, answer]


def _no_trace(answer: Page) -> Page:
    answer.headers.update({"referrer-policy": "no-referrer", "cache-control": "no-store"})
    return answer
