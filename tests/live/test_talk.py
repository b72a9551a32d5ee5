"""A customer and an agent talk; an outsider hears nothing."""

from __future__ import annotations

import asyncio

import pytest
from tests.live.serving import Served
from tests.live.speaking import line_of

from truepenny.contracts.identity import Role, TicketId
from truepenny.contracts.views import ClosingView
from truepenny.surfaces.live import session
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.triage import set_team

pytestmark = pytest.mark.anyio


async def test_a_customer_opens_a_ticket_in_the_chat_and_an_agent_answers_at_once(served: Served) -> None:
    li, lin, outsider = await served.customer(), await served.agent(), await served.customer("Outsider")
    async with line_of(served, li) as chat, line_of(served, lin, resume={"inbox": 0}) as inbox, line_of(served, outsider) as nosy:
        await chat.send("send", id="first-message", text="提币未到账")
        accepted = await chat.next("accepted", id="first-message")
        ticket = TicketId(accepted["ticket"])
        assert (accepted["number"], accepted["seq"]) == (f"{ticket[:4]}-{ticket[4:]}", 2)
        assert accepted["guest_link"].startswith(f"{served.url}/t/{accepted['number']}/")
        echo = await chat.event("message_received")
        assert (echo["client_id"], echo["text"]) == ("first-message", "提币未到账")
        assert (await chat.next("caught_up"))["seq"] == 2, "the connection follows the new ticket by itself"
        assert [event["seq"] for event in chat.events()] == [1, 2], "each event came once"

        row = (await inbox.until(lambda: [frame for frame in inbox.heard("inbox") if frame.get("rows")]))[-1]["rows"][0]
        assert (row["ticket"], row["preview"], row["preview_by"]) == (ticket, "提币未到账", "customer")

        await inbox.send("follow", ticket=accepted["number"])
        assert (await inbox.event("message_received"))["actor"]["assurance"] == 0
        await served.house.db.submit(reply(lin.who, ticket, client_id="the-answer", text="我来看一下", needs=served.house.needs))
        answer = await chat.event("message_sent")
        assert (answer["text"], answer["actor"]["id"], answer["actor"]["name"]) == ("我来看一下", lin.who.id, lin.who.name)

        await chat.send("send", id="second-message", ticket=ticket, text="谢谢")
        assert (await inbox.event("message_received", client_id="second-message"))["text"] == "谢谢"
    assert [frame["type"] for frame in nosy.frames] == ["welcome"]


async def test_sending_the_same_id_again_is_free(served: Served) -> None:
    li = await served.customer()
    async with line_of(served, li) as chat:
        for _ in range(3):
            await chat.send("send", id="sent-thrice", text="hello")
        receipts = [await chat.next("accepted") for _ in range(3)]
        assert {(r["ticket"], r["seq"], r["digest"], r["at"]) for r in receipts} == {
            (receipts[0]["ticket"], 2, receipts[0]["digest"], receipts[0]["at"])
        }
    async with line_of(served, li, resume={"tickets": {receipts[0]["ticket"]: 0}}) as again:
        await again.send("send", id="sent-thrice", text="hello")
        assert (await again.next("accepted"))["seq"] == 2
        await again.next("caught_up")
        assert [event["seq"] for event in again.events()] == [1, 2]


async def test_two_tabs_of_a_customer_show_the_same(served: Served) -> None:
    li = await served.customer()
    async with line_of(served, li) as one, line_of(served, li) as other:
        await one.send("send", id="from-one-tab", text="hello")
        ticket = (await one.next("accepted"))["ticket"]
        assert (await other.event("message_received"))["client_id"] == "from-one-tab"
        await other.send("send", id="from-the-other", ticket=ticket, text="me again")
        await other.next("accepted")
        await one.event("message_received", client_id="from-the-other")
        await one.until(lambda: one.copy.tickets[ticket]["events"].keys() == {1, 2, 3})
        await other.until(lambda: other.copy.tickets[ticket]["events"] == one.copy.tickets[ticket]["events"])


async def test_what_is_internal_reaches_agents_and_never_customers(served: Served) -> None:
    li, lin, lead = await served.customer(), await served.agent(), await served.agent("Wu", role=Role.LEAD)
    ticket = TicketId((await served.ticket(li)).ticket)
    team = await served.house.people.teams.add("Withdrawals", by=lead.who.id)
    cursors = {"tickets": {ticket: 0}}
    async with line_of(served, li, resume=cursors) as chat, line_of(served, lead, resume=cursors) as desk:
        needs, db = served.house.needs, served.house.db
        await db.submit(note(lin.who, ticket, client_id="a-note-01", text="looks like a scam", needs=needs))
        await db.submit(set_team(lead.who, ticket, client_id="a-team-01", team=team, needs=needs))
        await db.submit(assign(lead.who, ticket, client_id="assign-01", to=lin.who.id, needs=needs))
        await db.submit(solve(lead.who, ticket, needs=needs, client_id="solve-001", closing=ClosingView(("waited",), (), ())))

        await desk.event("solved")
        assert [event["kind"] for event in desk.events()] == [
            "opened",
            "message_received",
            "note_added",
            "team_changed",
            "assigned",
            "solved",
        ]
        assert (await desk.until(lambda: [f for f in desk.heard("ticket") if f["ticket"].get("team") == team]))[0]["ticket"]["contact"]

        await chat.event("solved")
        await chat.until(lambda: chat.copy.tickets[ticket]["head"]["status"] == "solved")
    assert [event["kind"] for event in chat.events()] == ["opened", "message_received", "assigned", "solved"]
    for secret in ("scam", team, li.who.contact):
        assert secret not in str(chat.frames[1:]), "not in any event, head or mark"


async def test_an_agent_of_another_team_loses_sight_of_a_ticket_and_hears_no_more_of_it(served: Served) -> None:
    li, lead = await served.customer(), await served.agent("Wu", role=Role.LEAD)
    team = await served.house.people.teams.add("Withdrawals", by=lead.who.id)
    outsider, member = await served.agent("Zhao"), await served.agent("Qian", teams=(team,))
    ticket = TicketId((await served.ticket(li)).ticket)
    cursors = {"tickets": {ticket: 0}, "inbox": 0}
    async with line_of(served, outsider, resume=cursors) as other, line_of(served, member, resume=cursors) as mine:
        await other.event("message_received")  # the premise: while the ticket has no team, everyone sees it
        await mine.event("message_received")
        await served.house.db.submit(set_team(lead.who, ticket, client_id="a-team-01", team=team, needs=served.house.needs))
        assert (await other.until(lambda: [f for f in other.heard("inbox") if f.get("gone")]))[0]["gone"] == [ticket]
        await served.house.db.submit(note(lead.who, ticket, client_id="secret-01", text="only for the team", needs=served.house.needs))
        await mine.event("note_added")
        await other.send("follow", ticket=ticket)
        assert (await other.next("refused"))["code"] == "ticket_not_found"
    assert "only for the team" not in str(other.frames)


async def test_what_comes_in_one_breath_with_the_change_of_team_is_not_heard_either(served: Served) -> None:
    li, lead = await served.customer(), await served.agent("Wu", role=Role.LEAD)
    team = await served.house.people.teams.add("Withdrawals", by=lead.who.id)
    outsider, member = await served.agent("Zhao"), await served.agent("Qian", teams=(team,))
    ticket = TicketId((await served.ticket(li)).ticket)
    cursors = {"tickets": {ticket: 2}}
    async with line_of(served, outsider, resume=cursors) as other, line_of(served, member, resume=cursors) as mine:
        await other.next("caught_up")
        await mine.next("caught_up")
        db, needs = served.house.db, served.house.needs
        await asyncio.gather(
            db.submit(set_team(lead.who, ticket, client_id="a-team-01", team=team, needs=needs)),
            db.submit(note(lead.who, ticket, client_id="secret-01", text="only for the team", needs=needs)),
        )
        await mine.event("note_added")
        await other.send("ping")
        await other.next("pong")
    assert "only for the team" not in str(other.frames)


async def test_an_agent_who_leaves_a_team_hears_no_more_of_its_tickets(served: Served) -> None:
    li, lead = await served.customer(), await served.agent("Wu", role=Role.LEAD)
    team = await served.house.people.teams.add("Withdrawals", by=lead.who.id)
    qian, mia = await served.agent("Qian", teams=(team,)), await served.agent("Mia", teams=(team,))
    ticket = TicketId((await served.ticket(li)).ticket)
    db, needs = served.house.db, served.house.needs
    await db.submit(set_team(lead.who, ticket, client_id="a-team-01", team=team, needs=needs))
    cursors = {"tickets": {ticket: 3}}
    async with line_of(served, qian, resume=cursors) as left, line_of(served, mia, resume=cursors) as stays:
        await left.next("caught_up")
        await stays.next("caught_up")
        await served.house.people.agents.change(qian.who.id, by=lead.who.id, teams=[])
        await left.send("ping")
        await left.next("pong")
        await db.submit(note(lead.who, ticket, client_id="secret-01", text="only for the team", needs=needs))
        await stays.event("note_added")
        await left.send("ping")
        await left.next("pong")
    assert "only for the team" not in str(left.frames)


async def test_a_session_that_has_ended_is_noticed_whatever_the_client_says(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that never sends a heartbeat, and keeps its connection alive by other frames."""
    monkeypatch.setattr(session, "HEARTBEAT_S", 0.0)
    li, lin = await served.customer(), await served.agent()
    ticket = TicketId((await served.ticket(li)).ticket)
    async with line_of(served, li, resume={"tickets": {ticket: 2}}) as chat:
        await chat.next("caught_up")
        await chat.send("typing", ticket=ticket)
        await chat.send("unfollow", ticket="22222222")
        await chat.send("follow", ticket="22222222")
        assert (await chat.next("refused"))["code"] == "ticket_not_found", "the premise: they are heard"
        await served.house.portal.sign_out(li.who)
        await chat.send("typing", ticket=ticket)
        assert (await chat.next("bye"))["reason"] == "signed_out"
        await served.house.db.submit(reply(lin.who, ticket, client_id="the-answer", text="hello", needs=served.house.needs))
    assert "message_sent" not in [event["kind"] for event in chat.events()]


async def test_marks_say_what_was_delivered_and_read(served: Served) -> None:
    li, lin = await served.customer(), await served.agent()
    ticket = TicketId((await served.ticket(li)).ticket)
    cursors = {"tickets": {ticket: 0}}
    async with line_of(served, lin, resume=cursors) as desk:
        await desk.next("marks")
        await served.house.db.submit(reply(lin.who, ticket, client_id="the-answer", text="hello", needs=served.house.needs))
        async with line_of(served, li, resume=cursors) as chat:
            assert (await desk.next("marks", customer_delivered=3)).get("customer_read", 0) == 0
            await chat.send("read", ticket=ticket, seq=3)
            assert (await desk.next("marks", customer_read=3))["customer_delivered"] == 3
            await desk.send("read", ticket=ticket, seq=99)
            assert (await chat.next("marks", desk_read=4))["ticket"] == ticket, "nobody has read further than the ticket goes"


async def test_typing_and_presence_travel_beside_the_log(served: Served) -> None:
    li, lin, wu = await served.customer(), await served.agent(), await served.agent("Wu")
    ticket = TicketId((await served.ticket(li)).ticket)
    cursors = {"tickets": {ticket: 2}}
    async with (
        line_of(served, li, resume=cursors) as chat,
        line_of(served, lin, resume=cursors) as mine,
        line_of(served, wu, resume=cursors) as hers,
    ):
        for line in (chat, mine, hers):
            await line.next("caught_up")
        await mine.send("look", ticket=ticket)
        assert [p["agent"] for p in (await hers.until(lambda: [f for f in hers.heard("presence") if f.get("agents")]))[-1]["agents"]] == [
            lin.who.id
        ]
        await mine.send("typing", ticket=ticket, mode="note")
        await hers.until(lambda: [f for f in hers.heard("presence") if f.get("agents") and f["agents"][0].get("typing") == "note"])
        await mine.send("typing", ticket=ticket, mode="reply")
        assert (await chat.next("typing", mode="reply"))["actor"]["name"] == lin.who.name
        assert not [frame for frame in chat.heard("typing") if frame.get("mode") == "note"], (
            "that a note is written is no business of theirs"
        )
        await chat.send("typing", ticket=ticket)
        assert (await mine.next("typing", mode="reply"))["actor"]["kind"] == "customer"
        await chat.send("look", ticket=ticket)
        assert (await chat.next("refused"))["code"] == "agents_only"
        assert chat.heard("presence") == []
    assert (await served.house.portal.load_ticket(li.who, ticket)).ticket.seq == 2


async def test_a_held_reply_is_seen_by_agents_until_it_goes_out_or_is_taken_back(served: Served) -> None:
    li, lin, wu = await served.customer(), await served.agent(), await served.agent("Wu")
    ticket = TicketId((await served.ticket(li)).ticket)
    cursors = {"tickets": {ticket: 2}}
    async with line_of(served, li, resume=cursors) as chat, line_of(served, wu, resume=cursors) as desk:
        held = await served.house.held.hold(lin.who, ticket, client_id="held-0001", text="oh no")
        again = await served.house.held.hold(lin.who, ticket, client_id="held-0001", text="something else")
        assert again == held, "the same id again changes nothing, and says so"
        await desk.until(lambda: [f for f in desk.heard("held") if f.get("replies")])
        await served.house.held.undo(lin.who, ticket, reply_id="held-0001")
        await desk.until(lambda: not desk.heard("held")[-1].get("replies"))
        await served.house.held.hold(lin.who, ticket, client_id="held-0002", text="that is better")
        sent = await chat.event("message_sent")
        assert (sent["text"], sent["client_id"]) == ("that is better", "held-0002")
        await desk.until(lambda: not desk.heard("held")[-1].get("replies"))
        late = await served.house.held.hold(lin.who, ticket, client_id="held-0002", text="that is better")
        assert late.id == "held-0002"
    assert "oh no" not in str(chat.frames)
    assert [event.kind for event in (await served.house.portal.load_ticket(li.who, ticket)).events].count("message_sent") == 1
