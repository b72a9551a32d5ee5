"""The HTTP API of the countersign, of "are you talking to us now?", and of the public question about an agent ID."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta

from truepenny.contracts.countersign import CountersignView, Outcome, Purpose
from truepenny.contracts.talks import NowView
from truepenny.contracts.views import Receipt
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.router import Router
from truepenny.surfaces.api import bodies
from truepenny.surfaces.api.desk_actions import ticket_of
from truepenny.surfaces.api.visitors import AnyRequest, Visitors, address_of
from truepenny.surfaces.truth import Truth
from truepenny.trust.countersign.public import AgentAnswer

_FRESH = {"cache-control": "no-store"}


class Ask(bodies.Named):
    """purpose: what it is for; see the live protocol."""

    purpose: Purpose = "talk"


class Answer(bodies.Named):
    """countersign: its id, as the event countersign_asked gave it."""

    countersign: bodies.Short
    matched: bool


class Wrong(bodies.Named):
    countersign: bodies.Short


class AskAgent(bodies.Body):
    """words: the two words, in either language; empty to ask whether there is such an agent."""

    agent: Annotated[str, Meta(max_length=40)]
    words: Annotated[str, Meta(max_length=80)] = ""


class Running(msgspec.Struct, frozen=True):
    """countersign: null where none runs."""

    countersign: CountersignView | None


class Settled(msgspec.Struct, frozen=True):
    """outcome: what counts, whoever was faster: a yes that came too late is expired."""

    receipt: Receipt
    outcome: Outcome


def countersign_routes(truth: Truth, visitors: Visitors, *, guests: Sequence[str]) -> list[ControllerRouterHandler]:
    """guests: origins whose pages carry the widget."""
    ticket, guest = "/tickets/{number:str}", [allow_guests(guests)]
    return [
        Router(f"/api/customer{ticket}", route_handlers=_customer_routes(truth, visitors), middleware=guest, tags=["customers"]),
        Router(f"/api/desk{ticket}", route_handlers=_desk_routes(truth, visitors), tags=["desk"]),
        Router("/api/v1", route_handlers=_public_routes(truth, visitors), middleware=guest, tags=["truth"]),
    ]


def _customer_routes(truth: Truth, visitors: Visitors) -> list[Any]:
    @get("/countersign", summary="The words that run between the customer and an agent")
    async def show(request: AnyRequest, number: FromPath[str]) -> Response[Running]:
        customer = await visitors.customer(request)
        return Response(Running(await truth.countersign.show(customer, ticket_of(number))), headers=_FRESH)

    @post("/countersign", status_code=201, summary="Ask for two words, to prove oneself to the agent and the agent to oneself")
    async def ask(request: AnyRequest, number: FromPath[str], data: JSONBody[Ask]) -> Response[Running]:
        customer, ticket = await visitors.customer(request), ticket_of(number)
        await truth.countersign.ask(customer, ticket, client_id=data.id, purpose=data.purpose, channel="webchat")
        return Response(Running(await truth.countersign.show(customer, ticket)), status_code=201, headers=_FRESH)

    @post("/countersigned", status_code=201, summary="Say whether the words match; a no raises the alarm")
    async def answer(request: AnyRequest, number: FromPath[str], data: JSONBody[Answer]) -> Settled:
        customer = await visitors.customer(request)
        settled = await truth.countersign.answer(
            customer, ticket_of(number), client_id=data.id, countersign=data.countersign, matched=data.matched
        )
        return Settled(settled.receipt, settled.outcome)

    return [show, ask, answer]


def _desk_routes(truth: Truth, visitors: Visitors) -> list[Any]:
    @get("/countersign", summary="The words that run in a ticket; the words themselves only for the agent whom they are bound to")
    async def show(request: AnyRequest, number: FromPath[str]) -> Response[Running]:
        agent = await visitors.agent(request)
        return Response(Running(await truth.countersign.show(agent, ticket_of(number))), headers=_FRESH)

    @post("/countersign", status_code=201, summary="Ask for two words, to prove oneself to the customer and the customer to oneself")
    async def ask(request: AnyRequest, number: FromPath[str], data: JSONBody[Ask]) -> Response[Running]:
        agent, ticket = await visitors.agent(request), ticket_of(number)
        await truth.countersign.ask(agent, ticket, client_id=data.id, purpose=data.purpose)
        return Response(Running(await truth.countersign.show(agent, ticket)), status_code=201, headers=_FRESH)

    @post("/countersign-wrong", status_code=201, summary="Say that the other one said another word; raises the alarm")
    async def wrong(request: AnyRequest, number: FromPath[str], data: JSONBody[Wrong]) -> Receipt:
        agent = await visitors.agent(request)
        return await truth.countersign.fail(agent, ticket_of(number), client_id=data.id, countersign=data.countersign)

    return [show, ask, wrong]


def _public_routes(truth: Truth, visitors: Visitors) -> list[Any]:
    @post(
        "/check/agent",
        status_code=200,
        summary="Is this an agent of ours, and talking to a customer of ours under these words?",
        description="Without words: known or unknown. With words: talking, or no, which is the same for wrong words and for an agent that "
        "does not exist. Whoever gets no answer has to take it for a no.",
    )
    async def check_agent(request: AnyRequest, data: JSONBody[AskAgent]) -> Response[AgentAnswer]:
        answer = await truth.countersign.check_agent(data.agent, data.words, place=address_of(request))
        return Response(answer, headers=_FRESH)

    @get(
        "/now",
        summary="Which conversations with the customer are going on at this moment, and with whom",
        description="For the exchange's own app, with the customer's session. Whoever gets no answer has to show a no, and nothing green.",
    )
    async def now(request: AnyRequest) -> Response[NowView]:
        return Response(await truth.now.of(await visitors.customer(request)), headers=_FRESH)

    return [check_agent, now]
