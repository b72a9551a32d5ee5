"""The agents' HTTP API, reading: who is at the desk, the inbox, one ticket with all that belongs to it, canned replies, sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import delete, get
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.types import ControllerRouterHandler

from truepenny.contracts.identity import TicketId
from truepenny.contracts.views import Presence
from truepenny.knowledge.brand import Brand
from truepenny.knowledge.canned import Canned
from truepenny.knowledge.topics import TOPICS
from truepenny.outbound.drafts import ShowOwn
from truepenny.outbound.workbench import WholeTicket, load_whole
from truepenny.people.agent_directory import AgentDirectory
from truepenny.people.teams import Teams
from truepenny.platform.db.database import Database
from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.problem import language_of
from truepenny.platform.web.router import Router
from truepenny.projections.inbox.query import MAX_PAGE, Filter, InboxPage, Sort, View, load_inbox
from truepenny.projections.search.desk import TicketSearch
from truepenny.projections.search.query import MAX_PAGE as MAX_MATCHES
from truepenny.projections.search.query import Order, SearchPage, Wanted
from truepenny.projections.timeline.query import LoadFiles
from truepenny.surfaces.api.desk_actions import ticket_of
from truepenny.surfaces.api.visitors import AnyRequest, Visitors

Text = Annotated[str | None, QueryParameter(max_length=200)]
Asked = Annotated[str, QueryParameter(max_length=400)]
Moment = Annotated[int | None, QueryParameter(ge=0, le=2**62)]
Matches = Annotated[int, QueryParameter(ge=1, le=MAX_MATCHES)]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
Before = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]


class Named(msgspec.Struct, frozen=True):
    id: str
    name: str


class Colleague(msgspec.Struct, frozen=True):
    id: str
    name: str
    present: bool
    disabled: bool


class Me(msgspec.Struct, frozen=True):
    id: str
    name: str
    role: str
    teams: tuple[str, ...]
    language: str
    session: str


class BrandView(msgspec.Struct, frozen=True):
    name: str
    hue: int
    logo_url: str | None
    languages: tuple[str, ...]


class TopicView(msgspec.Struct, frozen=True):
    """need: money, account, cheated, more; empty for topics that only the desk sets."""

    code: str
    need: str
    en: str
    zh: str


class Here(msgspec.Struct, frozen=True):
    agent: Me
    teams: Sequence[Named]
    agents: Sequence[Colleague]
    brand: BrandView
    topics: Sequence[TopicView]
    undo_s: int


class CannedView(msgspec.Struct, frozen=True):
    id: str
    shortcut: str
    title: str
    text: str
    language: str


class SessionView(msgspec.Struct, frozen=True):
    id: str
    created_at: int
    last_seen_at: int
    address: str
    device: str
    current: bool


@dataclass(frozen=True, slots=True)
class DeskReads:
    """What the routes need."""

    db: Database
    visitors: Visitors
    agents: AgentDirectory
    teams: Teams
    brand: Brand
    canned: Canned
    list_present: Callable[[TicketId], list[Presence]]
    load_files: LoadFiles
    show_own: ShowOwn
    catalog: Catalog
    undo_s: int
    search: TicketSearch


def read_routes(desk: DeskReads) -> list[ControllerRouterHandler]:
    handlers: list[Any] = [*_here_routes(desk), *_ticket_routes(desk), _search_route(desk)]
    return [Router("/api/desk", route_handlers=handlers, tags=["desk"])]


def _here_routes(desk: DeskReads) -> list[Any]:
    @get("/me", summary="Who I am, and who else is at the desk")
    async def me(request: AnyRequest) -> Here:
        agent = await desk.visitors.agent(request)
        look = await desk.brand.look()
        cards = await desk.agents.list_agents()
        return Here(
            agent=Me(agent.id, agent.name, agent.role, agent.teams, agent.language, agent.session),
            teams=[Named(team.id, team.name) for team in await desk.teams.list_teams()],
            agents=[Colleague(card.id, card.name, card.present, card.disabled) for card in cards],
            brand=BrandView(look.name, look.hue, look.logo_url, look.languages),
            topics=[TopicView(topic.code, topic.need, topic.en, topic.zh) for topic in TOPICS],
            undo_s=desk.undo_s,
        )

    @get("/canned", summary="Canned replies")
    async def canned(request: AnyRequest) -> Sequence[CannedView]:
        await desk.visitors.agent(request)
        replies = await desk.canned.list_canned()
        return [CannedView(r.id, r.shortcut, r.title, r.text, r.language) for r in replies]

    @get("/sessions", summary="My sessions")
    async def sessions(request: AnyRequest) -> Sequence[SessionView]:
        agent = await desk.visitors.agent(request)
        found = await desk.visitors.agents.list_sessions(agent)
        return [SessionView(s.id, s.created_at, s.last_seen_at, s.address, s.device, s.id == agent.session) for s in found]

    @delete("/sessions/{session:str}", status_code=204, summary="End one of my sessions")
    async def end_session(request: AnyRequest, session: FromPath[str]) -> None:
        await desk.visitors.agents.end_session(await desk.visitors.agent(request), session)

    @get("/inbox", summary="One page of the inbox")
    async def inbox(
        request: AnyRequest,
        view: FromQuery[View] = "mine",
        sort: FromQuery[Sort] = "activity",
        team: Text = None,
        priority: Text = None,
        channel: Text = None,
        language: Text = None,
        tag: Text = None,
        assignee: Text = None,
        q: Text = None,
        after: Text = None,
        limit: Limit = 50,
    ) -> InboxPage:
        agent = await desk.visitors.agent(request)
        wanted = Filter(view, sort, team, priority, channel, language, tag, assignee, q)
        return await desk.db.read(lambda conn: load_inbox(conn, agent, wanted, after=after, limit=limit))

    return [me, canned, sessions, end_session, inbox]


def _ticket_routes(desk: DeskReads) -> list[Any]:
    @get("/tickets/{number:str}", summary="One ticket with all that belongs to it")
    async def ticket(request: AnyRequest, number: FromPath[str], before: Before = None) -> WholeTicket:
        agent, which = await desk.visitors.agent(request), ticket_of(number)
        present = [one for one in desk.list_present(which) if one.agent != agent.id]
        say = desk.catalog.sayer(language_of(desk.catalog, request.headers))
        read = partial(load_whole, load_files=desk.load_files, show_own=desk.show_own, before=before, present=present, say=say)
        return await desk.db.read(lambda conn: read(conn, agent, which))

    return [ticket]


def _search_route(desk: DeskReads) -> Any:
    @get("/search", summary="Search in tickets")
    async def search(
        request: AnyRequest,
        q: Asked = "",
        order: FromQuery[Order] = "newest",
        channel: Text = None,
        topic: Text = None,
        assignee: Text = None,
        team: Text = None,
        status: Text = None,
        language: Text = None,
        priority: Text = None,
        tag: Text = None,
        since: Moment = None,
        until: Moment = None,
        typing: FromQuery[bool] = False,
        after: Text = None,
        limit: Matches = 20,
    ) -> SearchPage:
        """since, until: when it was said, microseconds UTC. typing: the last word may be unfinished."""
        agent = await desk.visitors.agent(request)
        wanted = Wanted(q, order, channel, topic, assignee, team, status, language, priority, tag, since, until, typing)
        return await desk.search.find(agent, wanted, after=after, limit=limit)

    return search
