"""The first story: a customer writes, an agent answers, the ticket is solved and confirmed."""

from __future__ import annotations

import pytest
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import TicketId
from truepenny.contracts.views import ClosingView
from truepenny.log.verify import verify
from truepenny.main.house import House
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve

pytestmark = pytest.mark.anyio


async def test_a_customer_writes_an_agent_answers_and_solves_and_the_customer_confirms(house: House) -> None:
    li, lin, outsider = await make_customer(house), await make_agent(house), await make_customer(house, "Outsider")
    opened = await house.portal.open_ticket(
        li, client_id="open-0001", subject="提币未到账", text="0.5 BTC 没有到账", topic=None, language="zh", files=[]
    )
    ticket = TicketId(opened.receipt.ticket)
    await house.db.submit(reply(lin, ticket, client_id="reply-01", text="我来看一下", needs=house.needs))
    await house.db.submit(
        solve(lin, ticket, needs=house.needs, client_id="solve-01", closing=ClosingView(("等待六次确认",), (), ("不要重复提币",)))
    )

    seen = await house.portal.load_ticket(li, ticket)
    assert [event.kind for event in seen.events] == ["opened", "message_received", "message_sent", "assigned", "solved"]
    with pytest.raises(NotFound):
        await house.portal.load_ticket(outsider, ticket)

    await house.portal.confirm(li, ticket, client_id="confirm1")
    assert (await house.portal.load_ticket(li, ticket)).ticket.confirmed is True
    assert await house.db.read(lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path))) == []
