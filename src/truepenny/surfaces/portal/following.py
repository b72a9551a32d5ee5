"""Announcements by mail: asking for them, the link in the mail that says it was you, and the link in every mail that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound
from truepenny.knowledge.announcements.checks import split_names
from truepenny.knowledge.announcements.kinds import KINDS
from truepenny.knowledge.announcements.labels import KIND_WORDS
from truepenny.outbound.announcing.subscribers import Wish
from truepenny.platform.web.problem import Declined
from truepenny.surfaces.portal.forms import Form, Wrong, read_form
from truepenny.surfaces.portal.mails import no_trace
from truepenny.surfaces.portal.visit import DECLINED, Page, Portal, Visit, page, redirect, visit


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers, each as its code and its name."""

    kinds: Sequence[tuple[str, str]]
    services: Sequence[tuple[str, str]]


async def by_mail_choices(here: Visit) -> Choices:
    services = await here.portal.truth.announcements.list_services()
    kinds = [(code, words.said(here.language)) for code, words in KIND_WORDS.items()]
    return Choices(kinds, [(one.id, one.name(here.language)) for one in services])


def following_routes(portal: Portal) -> list[HTTPRouteHandler]:
    subscribers, news = portal.truth.subscribers, portal.truth.announcements

    def in_language(here: Visit, language: str) -> Visit:
        """Of the page or the mail that somebody comes from, which may be another than their browser's."""
        return replace(here, language=language) if language in here.offered else here

    async def read_wish(request: Request[Any, Any, Any], *more: str) -> tuple[Visit, Form, Wish]:
        services = [one.id for one in await news.list_services(also_retired=True)]
        boxes = (*(f"kind_{one}" for one in KINDS), *(f"service_{one}" for one in services))
        form = await read_form(request, fields=(*more, *boxes, "assets", "networks", "language"))
        here = in_language(await visit(portal, request), form.text("language"))
        kinds = tuple(one for one in KINDS if form.text(f"kind_{one}"))
        chosen = tuple(one for one in services if form.text(f"service_{one}"))
        return here, form, Wish(kinds, chosen, here.language, split_names(form.text("assets")), split_names(form.text("networks")))

    async def back(here: Visit, refused: Declined, wish: Wish, *, address: str = "", signed_in: bool = False) -> Page:
        """The form as it was filled in, with what is wrong."""
        fault = Wrong(refused.field or "", *here.say_refused(refused))
        answer = page(
            here, "notices_mail.html", status=refused.status, state="refused", key="", wish=wish, address=address, fault=fault,
            signed_in=signed_in, choices=await by_mail_choices(here),
        )  # fmt: skip
        return no_trace(answer)

    @post("/notices/mail", include_in_schema=False, status_code=200)
    async def ask(request: Request[Any, Any, Any]) -> Page:
        """The same page for every address, whoever goes by it."""
        here, form, wish = await read_wish(request, "address")
        try:
            await subscribers.ask(form.text("address"), wish, place=here.address)
        except DECLINED as refused:
            return await back(here, refused, wish, address=form.text("address"))
        return no_trace(page(here, "notices_mail.html", state="asked", key="", wish=None))

    @post("/notices/mail/mine", include_in_schema=False)
    async def mine(request: Request[Any, Any, Any]) -> Page:
        """One click, for who has proven their address."""
        here, _, wish = await read_wish(request)
        try:
            put = here.customer is not None and await subscribers.put_proven(here.customer, wish)
        except DECLINED as refused:
            return await back(here, refused, wish, signed_in=True)
        if not put:
            raise NotFound("mail_unproven", "We know no address of yours.", "Give one below.")
        return redirect(f"/{here.language}/notices?done={'on' if wish.kinds else 'off'}#by-mail")

    @get("/notices/mail/{key:str}", include_in_schema=False)
    async def offer(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        """Changes nothing: mail programs open the links of a mail to look at them."""
        here = await visit(portal, request)
        wish = await subscribers.find_asked(key)
        here, state = in_language(here, wish.language if wish else ""), "offered" if wish else "over"
        return no_trace(page(here, "notices_mail.html", state=state, key=key, wish=wish, status=200 if wish else 404))

    @post("/notices/mail/{key:str}", include_in_schema=False, status_code=200)
    async def confirm(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        here = await visit(portal, request)
        wish = await subscribers.confirm(key)
        here, state = in_language(here, wish.language if wish else ""), "on" if wish else "over"
        return no_trace(page(here, "notices_mail.html", state=state, key="", wish=wish, status=200 if wish else 404))

    @get("/notices/off/{key:str}", include_in_schema=False)
    async def offer_end(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        here = await visit(portal, request)
        return no_trace(page(here, "notices_mail.html", state="leaving", key=key, wish=None))

    @post("/notices/off/{key:str}", include_in_schema=False, status_code=200)
    async def end(request: Request[Any, Any, Any], key: FromPath[str]) -> Page:
        """Also what a mail program sends by itself when its user wants no more (RFC 8058, section 3.2)."""
        if not await subscribers.leave(key):
            raise NotFound("link_wrong", "This link does not work.", "Copy all of it, from the end of the mail.")
        here = await visit(portal, request)
        return no_trace(page(here, "notices_mail.html", state="off", key="", wish=None))

    return [ask, mine, offer, confirm, offer_end, end]
