"""Replies that were held before the rule came: they do not go out, and their words come back to the agent with the reason."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import update
from tests.by_hand import begin

from truepenny.contracts.identity import TicketId
from truepenny.main.house import House
from truepenny.outbound.held import list_held
from truepenny.outbound.schema import held_replies
from truepenny.people.agent_sessions import open_session
from truepenny.platform.clock import SetClock

pytestmark = pytest.mark.anyio
ASK = "Please send me the code you just received."


@pytest.fixture
def house(by_hand: House) -> House:
    return by_hand


async def held_before(house: House) -> tuple[Any, Any, TicketId]:
    """Two replies on hold; the first became an ask behind the rule's back, as if it had been held before there was one."""
    li, lin, ticket = await begin(house)
    await house.held.hold(lin, ticket, client_id="held-0001", text="something else")
    await house.held.hold(lin, ticket, client_id="held-0002", text="Please send me the TXID.")
    old = update(held_replies).where(held_replies.c.id == "held-0001").values(text=ASK)
    assert await house.db.write(lambda conn: conn.execute(old).rowcount) == 1
    return li, lin, ticket


async def heard_by(house: House, customer: Any, ticket: TicketId) -> list[str | None]:
    seen = (await house.portal.load_ticket(customer, ticket)).events
    return [event.text for event in seen if event.kind == "message_sent"]


async def test_it_fails_in_words_stops_no_other_and_is_not_lost(house: House, clock: SetClock) -> None:
    li, lin, ticket = await held_before(house)
    clock.advance(60)
    assert await house.held.send_due() == 2
    (failed,) = await house.db.read(lambda conn: list_held(conn, ticket))
    assert (failed.state, failed.text) == ("failed", ASK)
    assert (failed.reason or "").startswith("This sentence asks for a one-time code. Take the sentence out")
    assert await heard_by(house, li, ticket) == ["Please send me the TXID."]
    assert (await house.held.undo(lin, ticket, reply_id="held-0001")).text == ASK
    assert await house.db.read(lambda conn: list_held(conn, ticket)) == ()


async def test_each_agent_reads_the_reason_in_their_own_language(house: House, clock: SetClock) -> None:
    _, lin, ticket = await held_before(house)
    clock.advance(60)
    await house.held.send_due()
    now = clock.now_us()
    session = await house.db.write(lambda conn: open_session(conn, lin.id, address="192.0.2.1", device="test", now_us=now))
    transport = httpx.ASGITransport(house.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", cookies={"tp_agent": session.token}) as web:
        reasons = {}
        for language in ("en", "zh"):
            seen = await web.get(f"/api/desk/tickets/{ticket}", headers={"Accept-Language": language})
            assert seen.status_code == 200, seen.text
            (failed,) = seen.json()["held"]
            reasons[language] = failed["reason"]
    assert reasons["en"].startswith("This sentence asks")
    assert reasons["zh"].startswith("这句话在索要验证码。")
    assert "承诺" in reasons["zh"]


async def test_a_reason_that_an_older_version_kept_is_still_shown(house: House, clock: SetClock) -> None:
    _, _, ticket = await held_before(house)
    kept = update(held_replies).where(held_replies.c.id == "held-0001").values(state="failed", reason="This ticket was merged.")
    await house.db.write(lambda conn: conn.execute(kept).rowcount)
    failed = next(reply for reply in await house.db.read(lambda conn: list_held(conn, ticket)) if reply.state == "failed")
    assert failed.reason == "This ticket was merged."
