"""What a guest wrote becomes their account's: all of it, and only by the guest's own session."""

from __future__ import annotations

import pytest
from tests.people_of import make_customer

from truepenny.contracts.identity import Assurance, Customer, TicketId
from truepenny.main.house import House
from truepenny.tickets.actions.open import Opened, open_ticket

pytestmark = pytest.mark.anyio


async def an_account(house: House) -> Customer:
    other = await make_customer(house, "Account")
    return Customer(other.contact, other.session, Assurance.ACCOUNT_PROVEN, "en")


async def open_one(house: House, guest: Customer, n: int = 0) -> Opened:
    work = open_ticket(guest, client_id=f"ticket-{n:04}", text=f"problem {n}", needs=house.needs, channel="api")
    return await house.db.submit(work)


async def test_every_ticket_of_the_guest_is_taken_along(house: House) -> None:
    guest, account = await make_customer(house), await an_account(house)
    for n in range(53):
        await open_one(house, guest, n)
    await house.portal.adopt(guest, account)
    assert await house.portal.list_tickets(guest) == []


async def test_who_holds_a_private_link_cannot_make_the_ticket_their_own(house: House) -> None:
    """A link may have been passed on, or found: it opens the ticket, and proves nothing about who wrote it."""
    guest, finder = await make_customer(house), await an_account(house)
    opened = await open_one(house, guest)
    assert opened.link_key is not None
    by_link = await house.portal.sign_in_with_link(opened.receipt.ticket, opened.link_key, language="en", address="192.0.2.77")
    await house.portal.adopt(by_link.customer, finder)
    assert [ticket.ticket for ticket in await house.portal.list_tickets(guest)] == [TicketId(opened.receipt.ticket)]
    assert await house.portal.list_tickets(finder) == []
