"""Signing in: the page that offers the ways, and the way by a code that is mailed.

The browser that asks for a code keeps an id in a cookie that only these pages see; address and code are never part of a URL.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from truepenny.contracts.errors import NotFound
from truepenny.platform.web.language import local_path
from truepenny.platform.web.problem import Declined
from truepenny.surfaces.portal.forms import read_form
from truepenny.surfaces.portal.needs import SignedIn
from truepenny.surfaces.portal.visit import DECLINED, Page, Portal, Visit, ended_cookie, page, redirect, session_cookie, visit

CODE_COOKIE = "tp_code"
_CODE_PATH = "/sign-in"
_COOKIE_S = 30 * 60
"""Longer than any code works: who comes late is told so, and has a new one sent with one click."""
NO_TRACE = {"referrer-policy": "no-referrer", "cache-control": "no-store"}
_ENTRY = {"referrer-policy": "same-origin", "cache-control": "no-store"}
"""There is no secret in these addresses, and without a referrer older browsers would not say that our own forms are ours."""


def sign_in_page(
    here: Visit, *, status: int = 200, to: str = "/", problem: str | None = None, link: str = "", address: str = "",
    refused: Declined | None = None,
) -> Page:  # fmt: skip
    """to: where to go afterwards. problem: what is wrong with link; refused: with address."""
    answer = page(
        here, "sign_in.html", status=status, next=to, problem=problem, link=link, address=address, refused=_said(here, refused)
    )  # fmt: skip
    return _with(answer, {"referrer-policy": "same-origin"}, refused)


async def enter(here: Visit, session: SignedIn, to: str, *, cookies: tuple[Cookie, ...] = ()) -> Page:
    """A new session id on every sign-in; the one before it in this browser ends. A guest's stays, for its tickets to be taken along."""
    if here.customer is not None and (here.customer.assurance or here.customer.only_ticket):
        await here.portal.needs.sign_out(here.customer)
    return redirect(to, cookies=[session_cookie(here.portal, session), *cookies], headers=NO_TRACE)


def mail_sign_in_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @post("/sign-in/mail", include_in_schema=False)
    async def ask(request: Request[Any, Any, Any]) -> Page:
        here = await visit(portal, request)
        form = await read_form(request, fields=("address", "next", "again"))
        to, typed = local_path(form.text("next"), fallback="/tickets"), form.text("address")
        try:
            asked = await portal.needs.mail.ask_code(
                typed, language=here.language, place=here.address, before=request.cookies.get(CODE_COOKIE, "")
            )
        except NotFound:
            raise
        except DECLINED as refused:
            return sign_in_page(here, status=refused.status, to=to, address=typed[:300], refused=refused)
        cookie = Cookie(
            CODE_COOKIE, value=asked.id, path=_CODE_PATH, max_age=_COOKIE_S, httponly=True, samesite="strict", secure=portal.secure_cookies
        )
        again = "&again=yes" if form.text("again") else ""
        return redirect(f"/sign-in/code?next={quote(to, safe='')}{again}", cookies=[cookie], headers=NO_TRACE)

    @get("/sign-in/code", include_in_schema=False)
    async def code_page(request: Request[Any, Any, Any], next: FromQuery[str] = "/", again: FromQuery[str] = "") -> Page:  # noqa: A002
        here = await visit(portal, request)
        address = await portal.needs.mail.address_of(request.cookies.get(CODE_COOKIE, ""))
        if address is None:
            return redirect("/sign-in")
        return _code_page(here, address, to=local_path(next), again=bool(again))

    @post("/sign-in/code", include_in_schema=False)
    async def enter_code(request: Request[Any, Any, Any]) -> Page:
        here = await visit(portal, request)
        form = await read_form(request, fields=("code", "next"))
        to, browser_id = local_path(form.text("next")), request.cookies.get(CODE_COOKIE, "")
        address = await portal.needs.mail.address_of(browser_id)
        if address is None:
            return redirect("/sign-in")
        try:
            session = await portal.needs.sign_in_with_mail_code(browser_id, form.text("code"), address=here.address)
        except DECLINED as refused:
            return _code_page(here, address, to=to, refused=refused)
        return await enter(here, session, to, cookies=(ended_cookie(portal, CODE_COOKIE, path=_CODE_PATH),))

    return [ask, code_page, enter_code]


def _code_page(here: Visit, address: str, *, to: str, again: bool = False, refused: Declined | None = None) -> Page:
    over = refused is not None and refused.code == "mail_code_over"
    status = refused.status if refused else 200
    answer = page(here, "code.html", status=status, address=address, next=to, again=again, over=over, refused=_said(here, refused))
    return _with(answer, _ENTRY, refused)


def _said(here: Visit, refused: Declined | None) -> str:
    """Title and cure in one line; "" where nothing was refused."""
    return "" if refused is None else here.join(*here.say_refused(refused))


def _with(answer: Page, headers: dict[str, str], refused: Declined | None) -> Page:
    answer.headers.update(headers)
    if refused is not None and refused.retry_after_s is not None:
        answer.headers["retry-after"] = str(refused.retry_after_s)
    return answer
