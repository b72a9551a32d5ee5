"""Who speaks in a request: the agent of its cookie, the customer of its token or cookie. Raises Refused 401 where one is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Customer, Principal
from truepenny.people.agent_sessions import AgentSessions
from truepenny.people.customer_sessions import CustomerSession, CustomerSignIn

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Visitors:
    agents: AgentSessions
    customers: CustomerSignIn

    async def agent(self, request: AnyRequest) -> Agent:
        agent = await self.agents.find_agent(request.cookies.get("tp_agent"))
        if agent is None:
            raise Refused(401, "agent_signed_out", "You are not signed in at the desk.", "Sign in again: your drafts are kept.")
        return agent

    async def customer_session(self, request: AnyRequest) -> CustomerSession:
        session = await self.customers.find_session(bearer_of(request) or request.cookies.get("tp_customer"))
        if session is None:
            raise Refused(401, "signed_out", "You are signed out.", "Sign in again: your messages are still here.")
        return session

    async def customer(self, request: AnyRequest) -> Customer:
        return (await self.customer_session(request)).customer

    async def everyone(self, request: AnyRequest) -> Sequence[Principal]:
        """All that the request speaks for: with a token its owner alone, else the owner of each cookie, the agent first."""
        token = bearer_of(request)
        if token is not None:
            customer = await self.customers.find_customer(token)
            return [] if customer is None else [customer]
        found: list[Principal | None] = [
            await self.agents.find_agent(request.cookies.get("tp_agent")),
            await self.customers.find_customer(request.cookies.get("tp_customer")),
        ]
        return [principal for principal in found if principal is not None]


def bearer_of(request: AnyRequest) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def address_of(request: AnyRequest) -> str:
    return request.client.host if request.client else ""
