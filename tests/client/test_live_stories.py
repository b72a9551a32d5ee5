"""The client against a served desk: what it holds is what a fresh start would show, over lost connections and both ways to connect."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest
from tests.client.conftest import PASSWORD, Served

from truepenny.client import AgentSession, Client, Declined, SignedOut, TicketCopy, Unreachable, http, sign_in, sign_in_agent
from truepenny.contracts.identity import Role
from truepenny.contracts.live import Accepted, Event

pytestmark = pytest.mark.anyio
BOTH = pytest.mark.parametrize("by", ["websocket", "stream"])


async def lin_at(served: Served) -> AgentSession:
    secret = await served.add_agent("lin", "Lin", Role.LEAD)
    return await sign_in_agent(served.url, "lin", PASSWORD, served.code(secret))


def same(copy: TicketCopy, fresh: TicketCopy) -> bool:
    return (copy.head, copy.events, copy.marks) == (fresh.head, fresh.events, fresh.marks)


@BOTH
async def test_a_customer_writes_and_an_agent_answers(served: Served, by: Literal["websocket", "stream"]) -> None:
    li = await sign_in(served.url, guest="Li Wei", language="zh")
    lin = await lin_at(served)
    async with (
        Client(served.url, token=li.token, by=by) as customer,
        Client(served.url, cookies=lin.cookies, inbox=True, by=by) as agent,
    ):
        assert agent.inbox is not None
        assert agent.me is not None
        assert agent.me.name == "Lin"
        accepted = await customer.send("0.5 BTC 没有到账")
        assert accepted.guest_link is not None
        await agent.until(lambda: agent.inbox is not None and accepted.ticket in agent.inbox.rows)

        copy = await agent.follow(accepted.number)
        await agent.act(accepted.ticket, "reply", text="我来看一下", files=[])
        mine = customer.tickets[accepted.ticket]
        await customer.until(lambda: {"message_sent", "assigned"} <= {event.kind for event in mine.events})
        assert [event.text for event in mine.events if event.kind.startswith("message")] == ["0.5 BTC 没有到账", "我来看一下"]

        seq = mine.seq
        await customer.read(accepted.ticket, seq)
        await agent.until(lambda: copy.marks is not None and copy.marks.customer_read == seq)
        await customer.until(lambda: mine.marks is not None and mine.marks.customer_read == seq)
        assert same(copy, await agent.load_ticket(accepted.ticket))
        loaded = await agent.load_inbox("all")
        await agent.until(lambda: agent.inbox is not None and agent.inbox.rows == loaded.rows)


async def test_what_was_said_while_the_desk_was_away_arrives_once(served: Served) -> None:
    li = await sign_in(served.url, guest="")
    async with Client(served.url, token=li.token) as customer:
        first = await customer.send("one")
        await served.close_door()
        waiting = asyncio.create_task(customer.send("two", ticket=first.number))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await served.open_door()
        assert (await asyncio.wait_for(waiting, 20)).seq == first.seq + 1
        copy = customer.tickets[first.ticket]
        await customer.until(lambda: len(copy.events) == 3)
        assert customer.connections == 2
        assert [event.text for event in (await customer.load_ticket(first.ticket)).events][1:] == ["one", "two"]
        await customer.until(lambda: copy.head is not None and copy.head.seq == 3)


async def test_a_message_with_the_same_name_is_free(served: Served) -> None:
    li = await sign_in(served.url, guest="")
    async with Client(served.url, token=li.token) as customer:
        heard: list[Accepted] = [await customer.send("once", client_id="my-own-name-1") for _ in range(3)]
        assert heard[0].seq == heard[1].seq == heard[2].seq
        assert (await customer.load_ticket(heard[0].ticket)).seq == 2


@BOTH
async def test_a_client_that_was_cut_off_again_and_again_has_what_a_fresh_one_has(
    served: Served, by: Literal["websocket", "stream"]
) -> None:
    li = await sign_in(served.url, guest="")
    async with Client(served.url, token=li.token, by=by) as customer, Client(served.url, token=li.token, by=by) as second:
        ticket = (await customer.send("first")).ticket
        for n in range(12):
            if n % 4 == 3:
                await second.reconnect()
            await customer.send(f"message {n}", ticket=ticket)
        fresh = await customer.load_ticket(ticket)
        copy = await second.until(lambda: second.tickets.get(ticket))
        await second.until(lambda: copy.seq == fresh.seq, within_s=20)
        assert copy.events == fresh.events
        assert second.connections == 4


async def test_words_that_were_erased_vanish_from_the_copies(served: Served) -> None:
    li, lin = await sign_in(served.url, guest=""), await lin_at(served)
    async with Client(served.url, token=li.token) as customer, Client(served.url, cookies=lin.cookies) as agent:
        accepted = await customer.send("my seed phrase is witch collapse practice")
        copy = await agent.follow(accepted.ticket)
        await agent.act(accepted.ticket, "erase", seq=accepted.seq, reason="a recovery phrase")
        for client in (customer, agent):
            held = client.tickets[accepted.ticket]
            await client.until(lambda held=held: (event := held.event(accepted.seq)) is not None and event.erased)
            assert held.events == (await client.load_ticket(accepted.ticket)).events
        assert copy.event(accepted.seq) is not None


async def test_refusals_come_in_words_of_ones_language(served: Served) -> None:
    li = await sign_in(served.url, guest="", language="zh")
    async with Client(served.url, token=li.token, language="zh") as customer:
        with pytest.raises(Declined) as said:
            await customer.send("   ")
        assert (said.value.status, said.value.code) == (422, "empty")
        assert any("\u4e00" <= char <= "\u9fff" for char in said.value.title)
        with pytest.raises(Declined):
            await customer.follow("K7M2-4QDX")


async def test_a_session_that_ended_ends_the_client(served: Served) -> None:
    li = await sign_in(served.url, guest="")
    with pytest.raises(SignedOut):
        async with Client(served.url, token="x" * 43):
            pass
    async with Client(served.url, token=li.token) as customer:
        await customer.http.ask("DELETE", "/api/customer/session")
        await customer.reconnect()
        with pytest.raises(SignedOut):
            async for _ in customer.frames():
                pass


async def test_nobody_there_is_said_so() -> None:
    with pytest.raises(Unreachable):
        async with Client("http://127.0.0.1:9", token="x", within_s=0.5):
            pass


async def test_frames_can_be_listened_to_one_by_one(served: Served) -> None:
    li = await sign_in(served.url, guest="")
    async with Client(served.url, token=li.token) as customer:
        heard: list[str | None] = []

        async def listen() -> None:
            async for frame in customer.frames():
                if isinstance(frame, Event):
                    heard.append(frame.event.text)
                if len(heard) == 3:
                    return

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0)
        ticket = (await customer.send("a", subject="b")).ticket
        await customer.send("c", ticket=ticket)
        await asyncio.wait_for(listening, 10)
        assert heard == ["b", "a", "c"]


async def test_agents_who_give_a_wrong_password_stay_out(served: Served) -> None:
    await served.add_agent("lin", "Lin")
    with pytest.raises(Declined) as said:
        await sign_in_agent(served.url, "lin", "not the password", "000000")
    assert said.value.status == 401


async def test_an_event_stream_is_not_cut_off_after_the_time_that_a_request_may_take(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", 1.0)
    li = await sign_in(served.url, guest="Li Wei")
    async with Client(served.url, token=li.token, by="stream") as customer:
        await asyncio.sleep(2.5)
        assert (customer.connected, customer.connections) == (True, 1)
