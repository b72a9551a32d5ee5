"""Customers and an agent for the load, put into the database before the desk starts: guests are rationed by address, and rightly so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection

from bench.desk import Place
from truepenny.contracts.identity import Agent, Assurance, Customer, Role
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people.agent_sessions import open_session
from truepenny.people.contacts import add_contact
from truepenny.people.customer_sessions import open_customer_session
from truepenny.tickets.actions.open import open_ticket

PASSWORD = "correct horse battery staple 9"
DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Visitor:
    """A signed-in customer. ticket: their open ticket and its last seq, when they were given one."""

    token: str
    ticket: str = ""
    seq: int = 0


@dataclass(frozen=True)
class Cast:
    customers: list[Visitor]
    agent_token: str


def make_cast(place: Place, customers: int, *, with_tickets: bool = False) -> Cast:
    """Opens the database in this process, writes, closes it again."""
    return asyncio.run(_make_cast(place, customers, with_tickets=with_tickets))


async def _make_cast(place: Place, customers: int, *, with_tickets: bool) -> Cast:
    async with running(place.settings) as house:
        _agent, agent_token = await add_agent(house, "bench", "Lin Bench", Role.ADMIN)
        signed_in = await add_customers(house, customers)
        tickets = [("", 0)] * customers
        if with_tickets:
            tickets = await asyncio.gather(*(_open(house, customer, n) for n, (customer, _) in enumerate(signed_in)))
        return Cast([Visitor(token, *tickets[n]) for n, (_, token) in enumerate(signed_in)], agent_token)


async def add_agent(house: House, login: str, name: str, role: Role) -> tuple[Agent, str]:
    """The agent and the token of a session."""
    agent_id, _ = await house.people.agents.add(login, name, by="command line", role=role, password=PASSWORD)
    now = house.clock.now_us()
    opened = await house.db.write(lambda conn: open_session(conn, agent_id, address="127.0.0.1", device="bench", now_us=now))
    return Agent(agent_id, name, role), opened.token


async def add_customers(house: House, count: int) -> list[tuple[Customer, str]]:
    """(customer, token of a session) each, as those have who came with an exchange's token."""
    now = house.clock.now_us()

    def add(conn: Connection) -> list[tuple[Customer, str]]:
        made = []
        for n in range(count):
            language = "zh" if n % 2 else "en"
            contact = add_contact(conn, name=f"Customer {n}", language=language, now_us=now)
            opened = open_customer_session(conn, contact, assurance=Assurance.ACCOUNT_PROVEN, language=language, life_us=DAY_US, now_us=now)
            made.append((opened.customer, opened.token))
        return made

    return await house.db.write(add)


async def _open(house: House, customer: Customer, n: int) -> tuple[str, int]:
    text = "提币没有到账 The withdrawal has not arrived"
    work = open_ticket(customer, client_id=f"first-{n:06d}", text=text, needs=house.needs, channel="webchat")
    receipt = (await house.db.submit(work)).receipt
    return receipt.ticket, receipt.seq
