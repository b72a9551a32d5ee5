"""The three who take part in every story: a customer, an agent, and an outsider who must see nothing. Made through the real sign-in."""

from __future__ import annotations

import itertools

from truepenny.contracts.identity import Agent, Customer, Role, TeamId
from truepenny.main.house import House

_count = itertools.count(1)
PASSWORD = "correct horse battery staple 9"


async def make_customer(house: House, name: str = "Li Wei", language: str = "zh") -> Customer:
    """A guest."""
    session = await house.people.customers.as_guest(name, language=language, address=f"10.0.0.{next(_count) % 250}")
    return session.customer


async def make_agent(house: House, name: str = "Lin", *, role: Role = Role.AGENT, teams: tuple[TeamId, ...] = ()) -> Agent:
    number = next(_count)
    own = f"{name} {_in_letters(number)}"
    agent_id, _ = await house.people.agents.add(f"agent{number}", own, by="command line", role=role, password=PASSWORD, teams=teams)
    return Agent(agent_id, own, role, teams)


def _in_letters(number: int) -> str:
    """Digits look like letters and one another; two names of these letters never do."""
    letters = "abcdefghkpstuxyz"
    return letters[number % 16] if number < 16 else _in_letters(number // 16) + letters[number % 16]
