"""Customers do not learn of notes: not when one is written, not when it is erased, neither live nor later nor over HTTP."""

from __future__ import annotations

import pytest
from tests.live.serving import Served
from tests.live.speaking import line_of
from tests.live.streaming import stream_of

from truepenny.contracts.identity import Role, TicketId
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.reply import reply

pytestmark = pytest.mark.anyio


async def test_the_erasure_of_a_note_is_as_internal_as_the_note(served: Served) -> None:
    house, li, wu = served.house, await served.customer(), await served.agent("Wu", role=Role.LEAD)
    ticket = TicketId((await served.ticket(li)).ticket)
    async with line_of(served, li) as chat, stream_of(served, li) as tab, line_of(served, wu) as desk:
        for line in (chat, tab, desk):
            await line.send("follow", ticket=ticket)
            await line.next("caught_up")
        shown = (await house.portal.load_ticket(li.who, ticket)).ticket.activity_at
        written = await house.db.submit(note(wu.who, ticket, client_id="note-001", text="a mule, I think", needs=house.needs))
        first = await house.db.submit(erase(wu.who, ticket, client_id="erase-01", seq=written.seq, reason="unfair", needs=house.needs))
        await house.db.submit(erase(wu.who, ticket, client_id="erase-02", seq=first.seq, reason="names it", needs=house.needs))
        assert (await house.portal.load_ticket(li.who, ticket)).ticket.activity_at == shown, "nothing that they see has happened"

        last = await house.db.submit(reply(wu.who, ticket, client_id="reply-01", text="soon", needs=house.needs))
        await house.db.submit(erase(wu.who, ticket, client_id="erase-03", seq=last.seq, reason="wrong", needs=house.needs))
        assert (await desk.event("note_added"))["seq"] == written.seq
        assert [(await desk.event("erased"))["erased_seq"] for _ in range(3)] == [written.seq, first.seq, last.seq], "the premise"
        for line in (chat, tab):
            assert (await line.event("erased"))["erased_seq"] == last.seq
            assert [event["kind"] for event in line.events()][2:] == ["message_sent", "assigned", "erased"]
    async with line_of(served, li, resume={"tickets": {ticket: written.seq - 1}}) as back:
        await back.next("caught_up")
        assert [event["kind"] for event in back.events()] == ["message_sent", "assigned", "erased"]
    read = (await house.portal.load_ticket(li.who, ticket)).events
    assert [event.kind for event in read] == ["opened", "message_received", "message_sent", "assigned", "erased"]
