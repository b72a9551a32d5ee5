"""What in a customer's messages looks like us and is not, for the desk: asked for each ticket that is shown."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from truepenny.contracts.identity import Role
from truepenny.platform.web.router import Router
from truepenny.surfaces.api.desk_actions import ticket_of
from truepenny.surfaces.api.visitors import AnyRequest, Visitors
from truepenny.surfaces.truth import Truth


class ImpostorView(msgspec.Struct, frozen=True):
    """state: known_false, looks_like or never_used. ours: the official contact that it imitates, "" when none."""

    shown: str
    state: str
    ours: str


class CampaignView(msgspec.Struct, frozen=True):
    """outcome: open, fake, not_ours or ours."""

    id: str
    shown: str
    outcome: str


class ImpostorViews(msgspec.Struct, frozen=True):
    """campaigns: of this ticket's report, for those who may settle them."""

    found: Sequence[ImpostorView]
    campaigns: Sequence[CampaignView] = ()


def impostor_routes(truth: Truth, visitors: Visitors) -> list[ControllerRouterHandler]:
    @get("/tickets/{number:str}/impostors", summary="Contacts in the customer's messages that look like ours and are not")
    async def of_ticket(request: AnyRequest, number: FromPath[str]) -> Response[ImpostorViews]:
        agent, ticket = await visitors.agent(request), ticket_of(number)
        found = await truth.impostors.of_ticket(agent, ticket)
        mine = await truth.reports.of_ticket(ticket) if agent.role in (Role.LEAD, Role.ADMIN) else []
        views = [ImpostorView(one.shown, one.state, one.ours) for one in found]
        campaigns = [CampaignView(one.id, one.shown, one.outcome) for one in mine]
        return Response(ImpostorViews(views, campaigns), headers={"cache-control": "no-store"})

    return [Router("/api/desk", route_handlers=[of_ticket], tags=["desk"])]
