"""A house whose clock stands still until it is moved, and whose held replies go out only when a story sends them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.people_of import make_agent, make_customer

from truepenny.contracts.identity import Agent, Customer, TicketId
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def by_hand(settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    async with running(settings, clock=clock) as built:
        await built.held.stop()
        yield built


async def begin(house: House) -> tuple[Customer, Agent, TicketId]:
    """A customer, an agent, and the ticket that the customer has just opened."""
    li, lin = await make_customer(house), await make_agent(house)
    opened = await house.portal.open_ticket(li, client_id="open-0001", subject="s", text="t", topic=None, language="en", files=[])
    return li, lin, TicketId(opened.receipt.ticket)
