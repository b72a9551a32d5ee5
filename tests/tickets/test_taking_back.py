"""Replies that were taken back: they never go out, however late they are sent again, and their words are never lost."""

from __future__ import annotations

import pytest
from tests.by_hand import begin
from tests.people_of import make_agent

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer, TicketId
from truepenny.main.house import House
from truepenny.outbound.held import KEEP_UNDONE_US, LEASE_US, list_held, prune_undone
from truepenny.platform.clock import SECOND, SetClock

pytestmark = pytest.mark.anyio
NAME = "held-0001"


@pytest.fixture
def house(by_hand: House) -> House:
    return by_hand


async def heard_by(house: House, customer: Customer, ticket: TicketId) -> list[str | None]:
    seen = (await house.portal.load_ticket(customer, ticket)).events
    return [event.text for event in seen if event.kind == "message_sent"]


async def test_a_late_second_sending_of_what_was_taken_back_is_not_held_again(house: House, clock: SetClock) -> None:
    li, lin, ticket = await begin(house)
    first = await house.held.hold(lin, ticket, client_id=NAME, text="oh no")
    assert first.state == "held"
    await house.held.undo(lin, ticket, reply_id=NAME)
    for wait_s in (0, 60, 86_400):
        clock.advance(wait_s)
        late = await house.held.hold(lin, ticket, client_id=NAME, text="oh no")
        assert (late.state, late.text) == ("undone", "oh no")
        assert await house.db.read(lambda conn: list_held(conn, ticket)) == ()
        assert await house.held.send_due() == 0
    assert await heard_by(house, li, ticket) == []
    await house.held.hold(lin, ticket, client_id="held-0002", text="better")
    clock.advance(60)
    await house.held.send_due()
    assert await heard_by(house, li, ticket) == ["better"], "the premise: another name goes out"


async def test_undoing_again_gives_the_same_words_again(house: House) -> None:
    _, lin, ticket = await begin(house)
    await house.held.hold(lin, ticket, client_id=NAME, text="oh no")
    answers = [await house.held.undo(lin, ticket, reply_id=NAME) for _ in range(3)]
    assert [answer.text for answer in answers] == ["oh no"] * 3
    outsider = await make_agent(house, "Zhao")
    with pytest.raises(Refused, match="too_late"):
        await house.held.undo(outsider, ticket, reply_id=NAME)


async def test_what_went_out_cannot_be_taken_back_and_what_was_taken_back_while_being_sent_does_not_go_out(
    house: House, clock: SetClock
) -> None:
    li, lin, ticket = await begin(house)
    await house.held.hold(lin, ticket, client_id=NAME, text="gone")
    clock.advance(60)
    assert await house.held.send_due() == 1
    with pytest.raises(Refused, match="too_late"):
        await house.held.undo(lin, ticket, reply_id=NAME)

    await house.held.hold(lin, ticket, client_id="held-0002", text="slow")
    clock.advance(60)
    (claimed,) = await house.db.write(house.held._claim)
    clock.advance(LEASE_US // SECOND + 1)  # the sender was paused for longer than its lease
    assert (await house.held.undo(lin, ticket, reply_id="held-0002")).text == "slow"
    await house.held._send(claimed)
    assert await heard_by(house, li, ticket) == ["gone"]


async def test_what_was_taken_back_is_forgotten_after_a_month(house: House, clock: SetClock) -> None:
    _, lin, ticket = await begin(house)
    await house.held.hold(lin, ticket, client_id=NAME, text="oh no")
    await house.held.undo(lin, ticket, reply_id=NAME)
    gone = []
    for wait_us in (KEEP_UNDONE_US, SECOND):
        clock.advance(wait_us // SECOND)
        now = clock.now_us()
        gone.append(await house.db.write(lambda conn, now=now: prune_undone(conn, now_us=now)))  # type: ignore[misc]
    assert gone == [0, 1]
