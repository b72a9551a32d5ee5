"""Announcements by mail: asking for them, the link in the mail that says it was you, and the link in every mail that ends it."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound
from truepenny.knowledge.announcements.kinds import KINDS
from truepenny.outbound.announcing.subscribers import Wish
from truepenny.surfaces.portal.forms import Form, read_form
from truepenny.surfaces.portal.mails import no_trace
from truepenny.surfaces.portal.visit import DECLINED, Page, Portal, page, redirect, visit

MAX_SERVICES = 40


def following_routes(portal: Portal) -> list[HTTPRouteHandler]:
    subscribers, news = portal.truth.subscribers, portal.truth.announcements

    async def read_wish(request: Request[Any, Any, Any], language: str, *more: str) -> tuple[Form, Wish]:
        services = [one.id for one in await news.list_services(also_retired=True)]
        form = await read_form(request, fields=(*more, *(f"kind_{one}" for one in KINDS), *(f"service_{one}" for one in services)))
        kinds = tuple(one for one in KINDS if form.text(f"kind_{one}"))
        return form, Wish(kinds, tuple(one for one in services if form.text(f"service_{one}")), language)

    @post("/notices/mail", include_in_schema=False, status_code=200)
    async def ask(request: Request[Any, Any, Any]) -> Page:
        """The same page for every address, whoever goes by it."""
        here = await visit(portal, request)
        form, wish = await read_wish(request, here.language, "address", "language")
        if form.text("language") in here.offered:
            wish = Wish(wish.kinds, wish.services, form.text("language"))
        try:
            await subscribers.ask(form.text("address"), wish, place=here.address)
        except DECLINED as refused:
            title, cure = here.say_refused(refused)
            answer = page(here, "notices_mail.html", state="refused", title=title, cure=cure, key="", wish=None, status=refused.status)
            return no_trace(answer)
        return no_trace(page(here, "notices_mail.html", state="asked", title="", cure="", key="", wish=None))

    @post("/notices/mail/mine", include_in_schema=False)
    async def mine(request: Request[Any, Any, Any]) -> Page:
        """One click, for who has proven their address."""
        here = await visit(portal, request)
        _, wish = await read_wish(request, here.language)
        if here.customer is None or not await subscribers.put_proven(here.customer, wish):
            raise NotFound("mail_unproven", "We know no address of yours.", "Give one below.")
        return redirect(f"/{here.language}/notices?done={'on' if wish.kinds else 'off'}#by-mail")

    @get("/notices/mail/{key:str}", include_in_schema=False)
    async def offer(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        """Changes nothing: mail programs open the links of a mail to look at them."""
        here = await visit(portal, request)
        wish = await subscribers.find_asked(key)
        state = "offered" if wish else "over"
        return no_trace(page(here, "notices_mail.html", state=state, title="", cure="", key=key, wish=wish, status=200 if wish else 404))

    @post("/notices/mail/{key:str}", include_in_schema=False, status_code=200)
    async def confirm(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        here = await visit(portal, request)
        wish = await subscribers.confirm(key)
        state = "on" if wish else "over"
        return no_trace(page(here, "notices_mail.html", state=state, title="", cure="", key="", wish=wish, status=200 if wish else 404))

    @get("/notices/off/{key:str}", include_in_schema=False)
    async def offer_end(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        here = await visit(portal, request)
        return no_trace(page(here, "notices_mail.html", state="leaving", title="", cure="", key=key, wish=None))

    @post("/notices/off/{key:str}", include_in_schema=False, status_code=200)
    async def end(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        """Also what a mail program sends by itself when its user wants no more (RFC 8058, section 3.2)."""
        if not await subscribers.leave(key):
            raise NotFound("link_wrong", "This link does not work.", "Copy all of it, from the end of the mail.")
        here = await visit(portal, request)
        return no_trace(page(here, "notices_mail.html", state="off", title="", cure="", key="", wish=None))

    return [ask, mine, offer, confirm, offer_end, end]
