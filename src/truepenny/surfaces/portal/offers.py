"""Articles that may answer what somebody is about to send: beside the form, never before a person where it is urgent.

In: the topic that was chosen. Out: what the form shows; the pages of "this answered it", which sends nothing of the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from truepenny.knowledge.help.deflection import Did
from truepenny.knowledge.help.offers import NOT_BEFORE_A_PERSON
from truepenny.knowledge.help.versions import Head
from truepenny.knowledge.topics import Topic, find_topic
from truepenny.platform.db.database import DatabaseAway
from truepenny.surfaces.portal.forms import Form, read_form
from truepenny.surfaces.portal.visit import Page, Portal, Visit, page, redirect, visit

URGENT = ("P0", "P1")


@dataclass(frozen=True, slots=True)
class Offers:
    """late: below the button that sends, because a person comes first."""

    articles: Sequence[Head]
    late: bool


async def offers_for(here: Visit, topic: Topic | None) -> Offers | None:
    """None where nothing is offered at all."""
    if topic is not None and topic.code in NOT_BEFORE_A_PERSON:
        return None
    late = topic is not None and topic.priority in URGENT
    if topic is None:
        return Offers((), late)
    try:
        return Offers(await here.portal.truth.offers.suggest("", topic=topic.code, language=here.language), late)
    except DatabaseAway:
        return None


async def count_sent(here: Visit, form: Form) -> None:
    """A ticket was sent; the script of the form says which articles were opened before. Never in the way of the ticket."""
    await _count(here, "sent", form.text("opened").split())


async def _count(here: Visit, did: Did, slugs: Sequence[str]) -> None:
    try:
        await here.portal.truth.offers.count(did, slugs, place="portal", language=here.language)
    except DatabaseAway:
        return


def offer_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @post("/tickets/new/answered", include_in_schema=False)
    async def say_answered(request: Request[Any, Any, Any]) -> Page:
        here = await visit(portal, request)
        form = await read_form(request, fields=("article", "topic"))
        await _count(here, "answered", [form.text("article")])
        topic = find_topic(form.text("topic"))
        return redirect("/tickets/new/answered" + (f"?topic={topic.code}" if topic else ""))

    @get("/tickets/new/answered", include_in_schema=False)
    async def answered(request: Request[Any, Any, Any], topic: FromQuery[str] = "") -> Page:
        chosen = find_topic(topic)
        return page(await visit(portal, request), "answered.html", topic=chosen.code if chosen else "")

    return [say_answered, answered]
