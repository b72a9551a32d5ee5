"""What in a customer's messages looks like us and is not, for the desk: asked for each ticket that is shown."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from truepenny.surfaces.api.desk_actions import ticket_of
from truepenny.surfaces.api.visitors import AnyRequest, Visitors
from truepenny.surfaces.truth import Truth


class ImpostorView(msgspec.Struct, frozen=True):
    """state: known_false, looks_like or never_used. ours: the official contact that it imitates, "" when none."""

    shown: str
    state: str
    ours: str


class ImpostorViews(msgspec.Struct, frozen=True):
    found: Sequence[ImpostorView]


def impostor_routes(truth: Truth, visitors: Visitors) -> list[ControllerRouterHandler]:
    @get("/tickets/{number:str}/impostors", summary="Contacts in the customer's messages that look like ours and are not")
    async def of_ticket(request: AnyRequest, number: FromPath[str]) -> Response[ImpostorViews]:
        found = await truth.impostors.of_ticket(await visitors.agent(request), ticket_of(number))
        views = [ImpostorView(one.shown, one.state, one.ours) for one in found]
        return Response(ImpostorViews(views), headers={"cache-control": "no-store"})

    return [Router("/api/desk", route_handlers=[of_ticket], tags=["desk"])]
