"""Fills a database through the real log: customers, agents and teams, tickets with conversations in all states, many callers at once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.people import add_agent, add_customers
from truepenny.contracts.identity import Agent, Customer, Role, TeamId, TicketId
from truepenny.contracts.views import ClosingView
from truepenny.main.house import House
from truepenny.people.audit import COMMAND_LINE
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.triage import set_priority, set_status, set_tags, set_team
from truepenny.tickets.needs import Needs

CALLERS = 96
NAMES = ("Ann", "Bo", "Chen", "Dai", "Eve", "Fang", "Gus", "Hua", "Ivo", "Jun", "Kim", "Lan")
LONG = 100
WORDS = (
    "我的提币一直没有到账，请帮我看看。", "The withdrawal has been pending for two hours now.", "网络选错了怎么办？",
    "Which fee applies to this transfer?", "验证码收不到。", "We are looking at it and will come back to you today.", "已经到账，谢谢！",
    "Please confirm the last four characters of the address.",
)  # fmt: skip


@dataclass
class Seeded:
    """lead sees everything, member a team and their own. long: tickets with LONG messages. seconds: the writing alone."""

    lead_token: str
    member_token: str
    long: list[str] = field(default_factory=list)
    tickets: int = 0
    messages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class _People:
    customers: list[Customer]
    agents: list[Agent]
    teams: list[TeamId]


async def seed(house: House, *, tickets: int, messages: int, tell: Callable[[str], None]) -> Seeded:
    """messages at least as many as tickets. tell: progress in words."""
    seeded, people = await _people(house, max(1, tickets // 4))
    seeded.tickets, seeded.messages = tickets, messages
    began = time.perf_counter()
    work = iter(list(enumerate(_lengths(tickets, messages))))
    done = [0]
    telling = asyncio.create_task(_tell(done, messages, tell))
    try:
        await asyncio.gather(*(_caller(house, people, work, seeded, done) for _ in range(CALLERS)))
    finally:
        telling.cancel()
    seeded.seconds = time.perf_counter() - began
    return seeded


async def _people(house: House, customers: int) -> tuple[Seeded, _People]:
    teams = [await house.people.teams.add(name, by=COMMAND_LINE) for name in ("Withdrawals", "Accounts", "Cards")]
    lead, lead_token = await add_agent(house, "lead", "Lead", Role.LEAD)
    agents = [lead]
    member_token = ""
    for n, name in enumerate(NAMES):
        agent, token = await add_agent(house, f"agent{n}", name, Role.AGENT)
        team = teams[n % len(teams)]
        await house.people.agents.change(agent.id, by=COMMAND_LINE, teams=[team])
        card = await house.people.agents.load(agent.id)
        agents.append(Agent(card.id, card.name, card.role, card.teams))
        member_token = member_token or token
    return Seeded(lead_token, member_token), _People([c for c, _ in await add_customers(house, customers)], agents, teams)


def _lengths(tickets: int, messages: int) -> Iterator[int]:
    """Messages of each ticket: one in a thousand long, the others around the mean; messages in all."""
    luck = random.Random(7)
    left, long = messages, {luck.randrange(tickets) for _ in range(max(3, tickets // 1000))}
    for n in range(tickets):
        mean = left / (tickets - n)
        want = LONG if n in long else max(1, round(luck.uniform(0.4, 1.6) * mean))
        length = left if n == tickets - 1 else max(1, min(want, left - (tickets - n - 1)))
        left -= length
        yield length


async def _caller(house: House, people: _People, work: Iterator[tuple[int, int]], seeded: Seeded, done: list[int]) -> None:
    for n, length in work:
        luck = random.Random(n)
        customer = people.customers[n % len(people.customers)]
        opened = await house.db.submit(
            open_ticket(
                customer, client_id=f"open{n:08d}", text=luck.choice(WORDS), needs=house.needs, channel="webchat",
                priority=luck.choices(("P1", "P2", "P3", "P4"), (1, 3, 10, 4))[0],
                team=luck.choice((None, None, *people.teams)),
            )
        )  # fmt: skip
        ticket = TicketId(opened.receipt.ticket)
        if length == LONG:
            seeded.long.append(ticket)
        agent = luck.choice(people.agents[:1] if length == LONG else people.agents)
        units = [_message(house, customer, agent, ticket, n=m) for m in range(1, length)]
        await asyncio.gather(*(house.db.submit(unit) for unit in [*units, *_ending(people, ticket, house.needs, luck)]))
        done[0] += length


def _message(house: House, customer: Customer, agent: Agent, ticket: TicketId, *, n: int) -> Work[Any]:
    name, text = f"{ticket}{n:06d}", WORDS[n % len(WORDS)]
    if n % 3 == 1 and agent.leads:
        return reply(agent, ticket, client_id=name, text=text, needs=house.needs)
    return receive(customer, ticket, client_id=name, text=text, needs=house.needs, channel="webchat")


def _ending(people: _People, ticket: TicketId, needs: Needs, luck: random.Random) -> list[Work[Any]]:
    """Two in three are solved; the others wait, are on hold, tagged, urgent, in a team or in nobody's hands."""
    lead, chance = people.agents[0], luck.random()
    name = f"{ticket}-end"
    if chance < 0.66:
        return [solve(lead, ticket, needs=needs, client_id=name, closing=ClosingView((luck.choice(WORDS),), (), ()))]
    if chance < 0.76:
        return [set_status(lead, ticket, client_id=name, status=luck.choice(("waiting", "hold")))]
    if chance < 0.82:
        return [set_tags(lead, ticket, client_id=name, add=(luck.choice(("withdrawal", "2fa", "card")),), remove=())]
    if chance < 0.88:
        return [set_team(lead, ticket, client_id=name, team=luck.choice(people.teams), needs=needs)]
    return [set_priority(lead, ticket, client_id=name, priority="P0")] if chance < 0.89 else []


async def _tell(done: list[int], messages: int, tell: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(10)
        tell(f"seeded {done[0]:,} of {messages:,} messages")
