"""A clock that jumps forth and back: order comes from the numbers, and held replies go out once."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.by_hand import begin

from truepenny.contracts.identity import Customer, TicketId
from truepenny.log.verify import verify
from truepenny.main.house import House
from truepenny.outbound.held import list_held
from truepenny.platform.clock import HOUR, SECOND, SetClock
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.reply import reply

pytestmark = pytest.mark.anyio
JUMPS_S = [0, 3_600, -7_200, 1, -1, 86_400, -86_400, 0.5]


@pytest.fixture
def timed(by_hand: House) -> House:
    return by_hand


async def test_events_keep_the_order_in_which_they_came(timed: House, clock: SetClock) -> None:
    li, lin, ticket = await begin(timed)
    for n, jump in enumerate(JUMPS_S):
        clock.advance(jump)
        verb = reply if n % 2 else note
        await timed.db.submit(verb(lin, ticket, client_id=f"jump-{n:04}", text=f"words {n}", needs=timed.needs))
    seen = (await timed.portal.load_ticket(li, ticket)).events
    words = [event.text for event in seen if event.kind == "message_sent"]
    assert words == [f"words {n}" for n in range(len(JUMPS_S)) if n % 2]
    assert [event.seq for event in seen] == sorted(event.seq for event in seen)
    assert [event.at for event in seen] != sorted(event.at for event in seen), "the premise: their times are not in order"
    assert await timed.db.read(lambda conn: list(verify(conn, timed.keyring, timed.settings.anchors_path))) == []


async def count_sent(house: House, customer: Customer, ticket: TicketId, name: str) -> int:
    return [event.client_id for event in (await house.portal.load_ticket(customer, ticket)).events].count(name)


@pytest.mark.parametrize("jump_s", [0, 3_600, 86_400 * 400], ids=["none", "an hour forth", "a year forth"])
async def test_a_held_reply_goes_out_once_when_the_clock_goes_forth(timed: House, clock: SetClock, jump_s: int) -> None:
    li, lin, ticket = await begin(timed)
    await timed.held.hold(lin, ticket, client_id="held-0001", text="soon")
    assert await timed.held.send_due() == 0, "not before its time"
    clock.advance(jump_s + 2)
    assert [await timed.held.send_due() for _ in range(3)] == [1, 0, 0]
    clock.advance(-jump_s)
    await timed.held.send_due()
    assert await count_sent(timed, li, ticket, "held-0001") == 1


@pytest.mark.parametrize("back", [2 * HOUR, 400 * 24 * HOUR], ids=["two hours", "a year"])
async def test_a_held_reply_is_not_held_for_longer_when_the_clock_goes_back(timed: House, clock: SetClock, back: int) -> None:
    li, lin, ticket = await begin(timed)
    await timed.held.hold(lin, ticket, client_id="held-0001", text="soon")
    clock.advance(-back / SECOND)
    assert await timed.held.send_due() == 1
    assert await count_sent(timed, li, ticket, "held-0001") == 1
    assert await timed.db.read(lambda conn: list_held(conn, ticket)) == ()


async def test_a_reply_taken_back_never_goes_out_whatever_the_clock_does(timed: House, clock: SetClock) -> None:
    li, lin, ticket = await begin(timed)
    await timed.held.hold(lin, ticket, client_id="held-0001", text="oh no", files=[])
    assert (await timed.held.undo(lin, ticket, reply_id="held-0001")).text == "oh no"
    for jump in JUMPS_S:
        clock.advance(jump)
        assert await timed.held.send_due() == 0
    assert await count_sent(timed, li, ticket, "held-0001") == 0


async def test_a_reply_whose_ticket_was_merged_meanwhile_fails_in_words_and_stops_no_other(timed: House, clock: SetClock) -> None:
    from truepenny.tickets.actions.merge import merge

    li, lin, ticket = await begin(timed)
    second = await timed.portal.open_ticket(li, client_id="open-0002", subject="s", text="t", topic=None, language="en", files=[])
    other = TicketId(second.receipt.ticket)
    await timed.held.hold(lin, other, client_id="held-0001", text="to the merged one")
    await timed.held.hold(lin, ticket, client_id="held-0002", text="to the other")
    await timed.db.submit(merge(lin, other, needs=timed.needs, client_id="merge-01", into=ticket))
    clock.advance(5)
    assert await timed.held.send_due() == 2
    (failed,) = await timed.db.read(lambda conn: list_held(conn, other))
    assert failed.state == "failed"
    assert "merged" in (failed.reason or "")
    assert await count_sent(timed, li, ticket, "held-0002") == 1
    assert (await timed.held.undo(lin, other, reply_id="held-0001")).text == "to the merged one", "the words are not lost"


async def test_a_reply_that_our_own_code_fails_on_stops_no_other(timed: House, clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    li, lin, ticket = await begin(timed)
    await timed.held.hold(lin, ticket, client_id="held-0001", text="spoilt")
    await timed.held.hold(lin, ticket, client_id="held-0002", text="sound")
    spoil = text("UPDATE held_replies SET files = '{' WHERE id = 'held-0001'")
    await timed.db.write(lambda conn: (conn.execute(spoil), None)[1])
    clock.advance(5)
    assert await timed.held.send_due() == 2
    assert await count_sent(timed, li, ticket, "held-0002") == 1
    assert "a held reply could not be sent" in caplog.text
    await timed.db.write(lambda conn: (conn.execute(text("UPDATE held_replies SET files = '[]'")), None)[1])
    assert await timed.held.send_due() == 0, "its lease still runs"
    clock.advance(60)
    assert await timed.held.send_due() == 1
    assert await count_sent(timed, li, ticket, "held-0001") == 1
