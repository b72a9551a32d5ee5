"""Incidents for agents: what runs, what a ticket may be about, linking it with one click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.announcements.labels import KIND_WORDS, state_label
from truepenny.platform.clock import Clock
from truepenny.platform.web.language import pick_language
from truepenny.platform.web.router import Router
from truepenny.surfaces.api.desk_actions import ticket_of
from truepenny.surfaces.api.visitors import AnyRequest, Visitors
from truepenny.surfaces.truth import Truth

_FRESH = {"cache-control": "no-store"}


class IncidentView(msgspec.Struct, frozen=True):
    """path: of its public page. linked: how many tickets are."""

    id: str
    kind: str
    kind_words: str
    state_words: str
    title: str
    language: str
    begins_at: int
    path: str
    linked: int = 0


class Incidents(msgspec.Struct, frozen=True):
    running: Sequence[IncidentView]


class OfTicket(msgspec.Struct, frozen=True):
    linked: Sequence[IncidentView]
    matching: Sequence[IncidentView]


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """id: the client's own name for this click. tell: the customer is told at once what is known."""

    id: Annotated[str, msgspec.Meta(min_length=8, max_length=48)]
    announcement: Annotated[str, msgspec.Meta(max_length=32)]
    tell: bool = False


class WasLinked(msgspec.Struct, frozen=True):
    linked: int
    told: int


def desk_notice_routes(truth: Truth, visitors: Visitors, clock: Clock) -> list[ControllerRouterHandler]:
    def view(request: AnyRequest, one: Announcement, linked: int = 0) -> IncidentView:
        wanted = request.headers.get("accept-language", "")
        language = pick_language(truth.announcements.languages, chosen=None, accept_language=wanted)
        said, found = one.said(language)
        return IncidentView(
            one.id, one.kind, KIND_WORDS[one.kind].said(language), state_label(one, language, now_us=clock.now_us()), said.title, found,
            one.begins_at, f"/{language}/notices/{one.id}", linked,
        )  # fmt: skip

    @get("/notices", summary="Incidents and work that run now, and how many tickets are linked to each")
    async def running(request: AnyRequest) -> Response[Incidents]:
        await visitors.agent(request)
        found = await truth.incidents.running()
        return Response(Incidents([view(request, each.one, each.linked) for each in found]), headers=_FRESH)

    @get("/tickets/{number:str}/incidents", summary="What a ticket is linked to, and what it may be about")
    async def of_ticket(request: AnyRequest, number: FromPath[str]) -> Response[OfTicket]:
        found = await truth.incidents.of_ticket(await visitors.agent(request), ticket_of(number))
        views = OfTicket([view(request, one) for one in found.linked], [view(request, one) for one in found.matching])
        return Response(views, headers=_FRESH)

    @post("/tickets/{number:str}/incident", status_code=201, summary="Link a ticket to an incident")
    async def link(request: AnyRequest, number: FromPath[str], data: JSONBody[Link]) -> WasLinked:
        agent = await visitors.agent(request)
        done = await truth.incidents.link(agent, data.announcement, [ticket_of(number)], tell=data.tell)
        return WasLinked(done.linked, done.told)

    @post("/tickets/{number:str}/incident-off", status_code=201, summary="Take the link away")
    async def unlink(request: AnyRequest, number: FromPath[str], data: JSONBody[Link]) -> WasLinked:
        await truth.incidents.unlink(await visitors.agent(request), data.announcement, ticket_of(number))
        return WasLinked(0, 0)

    return [Router("/api/desk", route_handlers=[running, of_ticket, link, unlink], tags=["desk"])]
