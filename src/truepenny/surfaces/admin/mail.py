"""Mail, for admins: mailboxes that are fetched, mail that did not arrive, and messages of any channel that wait to be tried again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.contracts.mail import Taken
from truepenny.surfaces.admin.forms import read_form
from truepenny.surfaces.admin.visit import Admin, Fault, Page, Visit, page, redirect, visit_as
from truepenny.tickets.numbers import parse_number, show_number

STATES = {
    "queued": "Waiting to be sent",
    "sending": "Being sent",
    "failed": "Will be tried again",
    "sent": "Handed to the mail server",
    "bounced": "Came back",
    "given_up": "Given up",
    "dropped": "Not sent: not needed, or over a limit",
}
"""Message ids, in the order in which they are shown."""
KINDS = {
    "reply": "Answer",
    "solution": "Solution",
    "receipt": "Receipt",
    "notice": "Notice of an answer",
    "secret": "Warning about a secret",
    "code": "Sign-in code",
    "told": "News for a ticket",
    "announcement": "Announcement",
    "subscribe": "Link to confirm announcements by mail",
}
CHANNELS = {"webchat": "Chat", "portal": "Portal", "api": "API", "email": "Mail"}
_ALWAYS = ("queued", "failed", "sent", "bounced", "given_up")


def _named(here: Visit, words: dict[str, str], code: str) -> str:
    return here.say(words[code]) if code in words else code


async def _show(here: Visit, *, done: str = "", fault: Fault | None = None) -> Page:
    room = here.admin.mail
    look = await room.look()
    states = [state for state in STATES if state in _ALWAYS or look.counts.get(state)]
    return page(
        here, "mail.html", fault=fault, done=done, address=room.address, mailboxes=look.mailboxes,
        counts=[{"state": state, "name": here.say(STATES[state]), "n": look.counts.get(state, 0)} for state in states],
        troubled=[
            {"mail": one, "number": show_number(one.ticket) if one.ticket else "", "what": _named(here, KINDS, one.what),
             "state": _named(here, STATES, one.state)}
            for one in look.troubled
        ],
        parked=[{"message": one, "channel": _named(here, CHANNELS, one.channel)} for one in look.parked],
    )  # fmt: skip


def _said(here: Visit, state: str, number: str) -> str:
    """What became of a message that was tried again."""
    if state not in ("filed", "known", "bounce"):
        return ""
    if state == "bounce" or parse_number(number) is None:
        return here.say("It was a report on a mail of ours, and stands where it belongs now.")
    if state == "known":
        return here.say("It was in ticket {number} already.", number=number)
    return here.say("It is in ticket {number} now.", number=number)


def _way_back(taken: Taken) -> str:
    number = show_number(taken.ticket) if taken.ticket is not None else ""
    return "/admin/mail?" + urlencode({"done": taken.state, "ticket": number})


def mail_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/mail", include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        told = request.query_params
        return await _show(here, done=_said(here, told.get("done", ""), told.get("ticket", "")))

    @post("/admin/mail/parked/{park_id:str}", include_in_schema=False, status_code=303)
    async def try_again(request: Request[Any, Any, Any], park_id: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        try:
            taken = await admin.mail.try_again(park_id, by=me.id)
        except Refused as refused:
            return await _show(here, fault=here.fault(refused))
        return redirect(_way_back(taken))

    return [show, try_again]
