"""Home, languages, signing in and out, private links, the brand's style sheet."""

from __future__ import annotations

import re
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from truepenny.contracts.errors import Refused
from truepenny.platform.web import language as languages
from truepenny.platform.web.colour import brand_css
from truepenny.surfaces.portal.announced import BANNERS, banners
from truepenny.surfaces.portal.conversation import standing
from truepenny.surfaces.portal.forms import read_form
from truepenny.surfaces.portal.signing_in import NO_TRACE, enter, sign_in_page
from truepenny.surfaces.portal.visit import (
    GUEST_COOKIE,
    SESSION_COOKIE,
    Page,
    Portal,
    ended_cookie,
    guest_before,
    page,
    redirect,
    visit,
)

_LINK = re.compile(r"/t/[A-Za-z0-9-]{8,9}/[A-Za-z0-9_-]{16,64}(?![^\s?#])")


def home_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/", include_in_schema=False)
    async def home(request: Request[Any, Any, Any]) -> Page:
        here = await visit(portal, request)
        tickets = await portal.needs.list_tickets(here.customer) if here.customer else []
        open_ones = [ticket for ticket in tickets if ticket.status not in ("solved", "merged") or ticket.unread][:3]
        rows = [(ticket, standing(ticket, say=here.say)) for ticket in open_ones]
        before = await guest_before(here)
        broken = await banners(here)
        return page(
            here,
            "home.html",
            broken=broken[:BANNERS],
            more_broken=len(broken) - BANNERS,
            rows=rows,
            total=len(tickets),
            as_guest=before[1] if before else 0,
        )

    @get("/language/{code:str}", include_in_schema=False)
    async def choose_language(request: Request[Any, Any, Any], code: FromPath[str], next: FromQuery[str] = "/") -> Page:  # noqa: A002
        here = await visit(portal, request)
        found = languages.match_language(code, here.look.languages)
        if found is None:
            raise Refused(400, "language_unknown", "We do not speak this language here.", "Choose one of the list.")
        if here.customer is not None and here.customer.language != found:
            await portal.needs.set_language(here.customer, found)
        cookie = Cookie(
            languages.COOKIE, value=found, path="/", max_age=languages.COOKIE_MAX_AGE_S, httponly=False, samesite="lax",
            secure=portal.secure_cookies,
        )  # fmt: skip
        return redirect(_in_language(languages.local_path(next), found, here.offered), cookies=[cookie])

    @get("/assets/brand.css", include_in_schema=False)
    async def brand_style() -> Response[str]:
        look = await portal.needs.brand()
        headers = {
            "cache-control": "public, max-age=31536000, immutable", "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
        }  # fmt: skip
        return Response(brand_css(look.hue), media_type="text/css; charset=utf-8", headers=headers)

    return [home, choose_language, brand_style, *_sign_in_routes(portal)]


def _in_language(path: str, language: str, offered: tuple[str, ...]) -> str:
    """The same page in this language, where its address names one (public.py)."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return f"/{language}{slash}{rest}" if first in offered else path


def _sign_in_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/sign-in", include_in_schema=False)
    async def show_ways(
        request: Request[Any, Any, Any],
        token: Annotated[str, QueryParameter(max_length=8192)] = "",
        next: FromQuery[str] = "/",  # noqa: A002
    ) -> Page:
        here = await visit(portal, request)
        if not token:
            return sign_in_page(here, to=languages.local_path(next))
        session = await portal.needs.sign_in_with_token(token, language=here.language)
        return await enter(here, session, languages.local_path(next))

    @post("/sign-in", include_in_schema=False)
    async def sign_in(request: Request[Any, Any, Any]) -> Page:
        """From the exchange's site: token. From our own page: link, the private link as it was kept."""
        here = await visit(portal, request)
        form = await read_form(request, fields=("token", "next", "link"))
        to = languages.local_path(form.text("next"))
        if form.text("token"):
            session = await portal.needs.sign_in_with_token(form.text("token"), language=here.language)
            return await enter(here, session, to)
        if found := _LINK.search(form.text("link")):
            return redirect(found[0], headers=NO_TRACE)
        problem = here.say("This is not a private link. It looks like {example}", example=f"{portal.public_url}/t/K7M2-4QDX/…")
        return sign_in_page(here, status=422, to=to, problem=problem, link=form.text("link")[:300])

    @get("/t/{number:str}/{key:str}", include_in_schema=False)
    async def private_link(request: Request[Any, Any, Any], number: FromPath[str], key: FromPath[str]) -> Page:
        here = await visit(portal, request)
        session = await portal.needs.sign_in_with_link(number, key, language=here.language, address=here.address)
        return await enter(here, session, f"/tickets/{session.customer.only_ticket or number}")

    @post("/sign-out", include_in_schema=False)
    async def sign_out(request: Request[Any, Any, Any]) -> Page:
        here = await visit(portal, request)
        guest = await portal.needs.session_of(request.cookies.get(GUEST_COOKIE, ""))
        for customer in filter(None, (here.customer, guest.customer if guest else None)):
            await portal.needs.sign_out(customer)
        # the pages seen so far must not come back from the browser's memory
        ended = [ended_cookie(portal, SESSION_COOKIE), ended_cookie(portal, GUEST_COOKIE)]
        return redirect("/", cookies=ended, headers={"clear-site-data": '"cache"'})

    return [show_ways, sign_in, private_link, sign_out]
