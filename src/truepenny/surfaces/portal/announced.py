"""The portal's pages of announcements: what runs, is planned and is over; one of them with its timeline; how each service stands; feeds.

Promotions have a list and a feed of their own, and are in no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from truepenny.knowledge.announcements.bodies import told_words
from truepenny.knowledge.announcements.kinds import OF_SERVICE, Announcement
from truepenny.knowledge.announcements.labels import KIND_WORDS
from truepenny.knowledge.announcements.services import DAYS, Service
from truepenny.surfaces.announced import Shown, show, show_service
from truepenny.surfaces.portal.feeds import FeedEntry, feed_of
from truepenny.surfaces.portal.following import by_mail_choices
from truepenny.surfaces.portal.public import public_page, public_visit, to_language
from truepenny.surfaces.portal.visit import Page, Portal, Visit

BANNERS = 3


async def banners(here: Visit) -> list[Shown]:
    """What is broken or being worked on right now, for the top of the home page."""
    news = here.portal.truth.announcements
    running = [one for one in await news.running() if one.kind in ("incident", "maintenance")]
    return await shown_all(here, running) if running else []


async def shown_all(here: Visit, announced: list[Announcement]) -> list[Shown]:
    services = await here.portal.truth.announcements.list_services(also_retired=True)
    return [_show(here, one, services) for one in announced]


def _show(here: Visit, one: Announcement, services: list[Service]) -> Shown:
    return show(one, here.language, now_us=here.portal.clock.now_us(), services=services)


def announced_routes(portal: Portal) -> list[HTTPRouteHandler]:
    news = portal.truth.announcements

    async def list_page(request: Request[Any, Any, Any], language: str, kind: str, *, promotions: bool) -> Page:
        here = await public_visit(portal, request, language)
        shown = await shown_all(here, await news.list_all(promotions=promotions))
        chosen = kind if kind in OF_SERVICE and not promotions else ""
        shown = [one for one in shown if not chosen or one.kind == chosen]
        signed_in, wish = (False, None)
        if here.customer is not None and not promotions:
            signed_in, wish = await portal.truth.subscribers.of_customer(here.customer)
        return public_page(
            here, "notices.html", path="/promotions" if promotions else "/notices", listed=not chosen, promotions=promotions,
            running=[one for one in shown if one.phase == "running"],
            planned=sorted((one for one in shown if one.phase == "planned"), key=lambda one: one.begins_at),
            past=[one for one in shown if one.phase == "past"], chosen=chosen,
            kinds=[(code, KIND_WORDS[code].said(here.language)) for code in OF_SERVICE],
            choices=await by_mail_choices(here), signed_in=signed_in, wish=wish, mails=portal.truth.subscribers.is_on,
            done=request.query_params.get("done", ""),
        )  # fmt: skip

    @get("/{language:str}/notices", include_in_schema=False)
    async def notices(request: Request[Any, Any, Any], language: FromPath[str], kind: FromQuery[str] = "") -> Page:
        return await list_page(request, language, kind, promotions=False)

    @get("/{language:str}/promotions", include_in_schema=False)
    async def promotions(request: Request[Any, Any, Any], language: FromPath[str]) -> Page:
        return await list_page(request, language, "", promotions=True)

    @get("/{language:str}/notices/{announcement:str}", include_in_schema=False)
    async def notice(request: Request[Any, Any, Any], language: FromPath[str], announcement: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        one = await news.load(announcement)
        (shown,) = await shown_all(here, [one])
        contact = None
        if one.contact:
            contact = next((each for each in await portal.truth.directory.entries(here.language) if each.entry.id == one.contact), None)
        return public_page(here, "notice.html", path=shown.path, one=shown, contact=contact.entry if contact else None)

    @get("/{language:str}/status", include_in_schema=False)
    async def status(request: Request[Any, Any, Any], language: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        past = await news.list_all(past=100)
        shown = {one.id: one for one in await shown_all(here, past)}
        standings = await news.state_of_services(days=DAYS)
        services = [show_service(each, here.language, shown) for each in standings]
        incidents = [one for one in shown.values() if one.kind == "incident" and one.phase != "planned"]
        planned = sorted((one for one in shown.values() if one.phase == "planned"), key=lambda one: one.begins_at)
        return public_page(
            here, "status.html", path="/status", services=services, shown=shown, incidents=incidents, planned=planned, days=DAYS
        )

    @get("/{language:str}/notices/feed.xml", include_in_schema=False)
    async def notices_feed(request: Request[Any, Any, Any], language: FromPath[str], kind: FromQuery[str] = "") -> Response[bytes]:
        here = await public_visit(portal, request, language)
        chosen = next((one for one in OF_SERVICE if one == kind), None)
        found = [one for one in await news.list_all() if chosen is None or one.kind == chosen]
        title = here.say("Announcements") if chosen is None else KIND_WORDS[chosen].said(here.language)
        return feed_of(here, _entries(here, found), path="/notices", title=title, query=f"?kind={chosen}" if chosen else "")

    @get("/{language:str}/promotions/feed.xml", include_in_schema=False)
    async def promotions_feed(request: Request[Any, Any, Any], language: FromPath[str]) -> Response[bytes]:
        here = await public_visit(portal, request, language)
        return feed_of(here, _entries(here, await news.list_all(promotions=True)), path="/promotions", title=here.say("Promotions"))

    @get(["/notices", "/promotions", "/status", "/notices/feed.xml", "/promotions/feed.xml"], include_in_schema=False)
    async def without_language(request: Request[Any, Any, Any]) -> Page:
        return await to_language(portal, request, request.url.path)

    @get("/notices/{announcement:str}", include_in_schema=False)
    async def one_without_language(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        return await to_language(portal, request, f"/notices/{announcement}")

    return [notices, promotions, notice, status, notices_feed, promotions_feed, without_language, one_without_language]


def _entries(here: Visit, announced: Sequence[Announcement]) -> list[FeedEntry]:
    """With the newest update as its summary, and where it stands in the title."""
    found = []
    for one in announced:
        shown = _show(here, one, [])
        title = f"{shown.title}（{shown.state_words}）" if here.language == "zh" else f"{shown.title} ({shown.state_words})"
        summary, kind = told_words(one, one.updates[-1].n, here.language), KIND_WORDS[one.kind].said(here.language)
        found.append(FeedEntry(shown.path, title, one.created_at, one.changed_at, summary, shown.html, (one.kind, kind)))
    return found
