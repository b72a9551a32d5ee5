"""What does not go: tried again with growing waits, given up in the end, and told in the ticket as it is."""

from __future__ import annotations

import asyncio
import hashlib
import re
from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.email.out.conftest import CUSTOMER, OutDesk

from truepenny.contracts.mail import Bounced
from truepenny.outbound.mail.bounces import find_reported
from truepenny.outbound.mail.masking import mask_addresses
from truepenny.outbound.mail.registry import find_by_message_id
from truepenny.outbound.mail.verify import find_by_verify_token
from truepenny.outbound.mail.waits import WAITS_US, next_try
from truepenny.platform.clock import DAY, HOUR, MINUTE, SECOND

pytestmark = pytest.mark.anyio
CLOSED = "450 4.3.2 we are closed, li@mail.example"


async def test_a_server_that_is_closed_is_asked_again_and_again_for_three_days(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket)
    began = desk.clock.now_us()
    desk.server.answers["rcpt"] = CLOSED
    tries: list[int] = []
    while (await desk.told(ticket, said.seq))[-1] != "given_up":
        (row,) = [row for row in await desk.rows() if row.what == "reply"]
        desk.clock.at_us = max(desk.clock.at_us, row.due_at)
        assert await desk.send() == []
        tries.append(desk.clock.now_us() - began)
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == len(WAITS_US) + 1
    assert waits[:-1] == sorted(waits[:-1])
    assert MINUTE <= waits[0] <= 1.1 * MINUTE
    assert 2.9 * DAY < tries[-1] < 3.5 * DAY
    told = await desk.told(ticket, said.seq)
    assert told == ["queued", *["failed"] * len(WAITS_US), "given_up"]
    last = [event.delivery for event in await desk.events(ticket) if event.delivery][-1]
    assert last is not None
    assert (last.code, last.reason, last.attempt) == ("4.3.2", "4.3.2 we are closed, •••@mail.example", len(tries))


async def test_a_mail_that_failed_goes_as_soon_as_the_server_takes_it(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket)
    desk.server.answers["rcpt"] = CLOSED
    assert await desk.send() == []
    desk.server.answers.clear()
    assert await desk.send() == [], "it has to wait first"
    desk.clock.advance(70)
    assert len(await desk.send()) == 1
    assert await desk.told(ticket, said.seq) == ["queued", "failed", "sent"]


async def test_a_refusal_of_the_receiver_is_final(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket)
    desk.server.answers["data"] = "554 5.7.1 not wanted here"
    await desk.send()
    desk.clock.advance(4 * 24 * 3600)
    desk.server.answers.clear()
    assert await desk.send() == []
    assert await desk.told(ticket, said.seq) == ["queued", "given_up"]


async def test_one_that_cannot_be_sent_does_not_hold_up_the_others(one_desk: OutDesk) -> None:
    tickets = [await one_desk.write_in(by=f"c{n}@mail.example") for n in range(6)]
    await one_desk.send()
    for ticket in tickets:
        await one_desk.reply(ticket)
    one_desk.server.answers["rcpt"] = lambda address: CLOSED if address == "c2@mail.example" else None
    assert {mail.to for mail in await one_desk.send()} == {f"c{n}@mail.example" for n in (0, 1, 3, 4, 5)}


async def test_a_desk_that_was_away_for_a_week_still_tries_for_three_days(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    said = await one_desk.reply(ticket)
    one_desk.clock.advance(7 * 24 * 3600)
    one_desk.server.answers["rcpt"] = CLOSED
    await one_desk.send()
    assert await one_desk.told(ticket, said.seq) == ["queued", "failed"]


@given(st.integers(0, 80 * HOUR), st.floats(0, 1), st.integers(0, 2 * HOUR))
def test_the_next_try_is_later_and_never_after_three_days(elapsed: int, chance: float, after_us: int) -> None:
    first = 1_000 * DAY
    due = next_try(first_us=first, now_us=first + elapsed, after_us=after_us, chance=chance)
    if elapsed >= sum(WAITS_US):
        assert due is None
    else:
        assert due is not None
        wait = due - first - elapsed
        assert wait >= 5 * SECOND
        assert wait >= after_us
        assert wait <= max(after_us, 1.1 * DAY)


# Reports on deliveries


def hard(mail_id: str = "", **more: object) -> Bounced:
    given: dict[str, object] = {
        "message_id": mail_id, "recipient": CUSTOMER, "status": "5.1.1", "final": True, "words": f"<{CUSTOMER}>: user unknown"
    }  # fmt: skip
    return Bounced(**{**given, **more})  # type: ignore[arg-type]


async def test_a_bounce_to_the_return_path_stands_at_the_words_that_did_not_arrive(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket)
    (mail,) = await desk.send()
    taken = await desk.report(hard(), to=mail.sender)
    assert (taken.state, taken.ticket, taken.seq) == ("bounce", ticket, said.seq)
    assert await desk.told(ticket, said.seq) == ["queued", "sent", "bounced"]
    last = [event.delivery for event in await desk.events(ticket) if event.delivery][-1]
    assert last is not None
    assert (last.code, last.reason) == ("5.1.1", "<•••@mail.example>: user unknown")
    assert (await desk.report(hard(), to=mail.sender)).state == "bounce"
    assert await desk.told(ticket, said.seq) == ["queued", "sent", "bounced"], "the same report again is free"


async def test_who_asks_of_a_mail_that_came_late_is_shown_the_date_that_stands_in_it(desk: OutDesk) -> None:
    """Else "if anything differs, the mail is not ours" would be said of ours."""
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    desk.server.answers["rcpt"] = CLOSED
    await desk.reply(ticket)
    assert await desk.send() == []
    desk.server.answers.clear()
    desk.clock.advance(2 * 3600)
    (mail,) = await desk.send()
    (token,) = set(re.findall(r"https://\S+/mail/([\w-]{16,})(?![\w/-])", mail.text))
    found = await desk.house.db.read(lambda conn: find_by_verify_token(conn, token))
    assert found is not None
    assert found.at // 1_000_000 == parsedate_to_datetime(str(mail.message["Date"])).timestamp()


async def test_a_bounce_that_is_faster_than_our_own_note_of_the_sending(one_desk: OutDesk) -> None:
    """The next server refused it while ours had hardly said that it took it."""
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    said = await one_desk.reply(ticket)
    reports: list[asyncio.Task[object]] = []

    async def report_at_once() -> None:
        mail = one_desk.server.mails[-1]
        await one_desk.report(hard(), to=mail.sender)

    one_desk.server.answers["taken"] = lambda _to: reports.append(asyncio.ensure_future(report_at_once()))
    await one_desk.send()
    await asyncio.gather(*reports)
    assert (await one_desk.told(ticket, said.seq))[-1] == "bounced"
    assert [row.state for row in await one_desk.rows() if row.what == "reply"] == ["bounced"]
    mail = one_desk.server.mails[-1]
    found = await one_desk.house.db.read(lambda conn: find_by_message_id(conn, one_desk.house.keyring, mail.message_id))
    assert found is not None
    assert found.digest == hashlib.sha256(mail.content).hexdigest()


async def test_a_bounce_that_names_our_message_id_is_believed_too(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    said = await one_desk.reply(ticket)
    (mail,) = await one_desk.send()
    await one_desk.report(hard(mail.message_id), to="support@acme.example")
    assert await one_desk.told(ticket, said.seq) == ["queued", "sent", "bounced"]


async def test_a_bounce_that_anybody_could_have_written_changes_nothing(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    said = await one_desk.reply(ticket)
    (mail,) = await one_desk.send()
    local, _, domain = mail.sender.partition("@")
    forged_path = f"{local[:-4]}{'aaaa' if local[-4:] != 'aaaa' else 'bbbb'}@{domain}"
    forged_id = f"{mail.message_id.partition('.')[0]}.{'0' * 16}@acme.example"
    house = one_desk.house
    for report, to in ((hard(), forged_path), (hard(forged_id), "support@acme.example"), (hard(), "support@acme.example")):
        assert await house.db.read(lambda conn, r=report, t=to: find_reported(conn, house.keyring, "support@acme.example", r, [t])) is None
    assert await one_desk.told(ticket, said.seq) == ["queued", "sent"]


async def test_a_report_of_a_delay_is_told_and_stops_nothing(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    said = await one_desk.reply(ticket)
    (mail,) = await one_desk.send()
    await one_desk.report(hard(final=False, status="4.4.1", words="still trying"), to=mail.sender)
    assert await one_desk.told(ticket, said.seq) == ["queued", "sent", "failed"]
    assert [row.state for row in await one_desk.rows() if row.what == "reply"] == ["sent"]
    await one_desk.report(hard(), to=mail.sender)
    assert await one_desk.told(ticket, said.seq) == ["queued", "sent", "failed", "bounced"]


async def test_a_late_bounce_of_the_mail_before_does_not_mark_the_one_sent_again(one_desk: OutDesk) -> None:
    from truepenny.tickets.actions.deliver import send_again

    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    said = await one_desk.reply(ticket)
    (first,) = await one_desk.send()
    await one_desk.report(hard(), to=first.sender)
    one_desk.clock.advance(60)
    await one_desk.house.db.submit(send_again(one_desk.agent, ticket, client_id="again", about_seq=said.seq))
    (second,) = await one_desk.send()
    assert second.message_id != first.message_id
    one_desk.clock.advance(60)
    await one_desk.report(hard(status="5.4.4"), to=first.sender)
    assert (await one_desk.told(ticket, said.seq))[-1] == "sent"


def test_what_another_server_said_holds_no_address() -> None:
    said = (
        "550 5.1.1 <li.wei@mail.example>: Recipient address rejected; see https://mail.example/why?a=li and\r\nask postmaster@mail.example"
    )
    masked = mask_addresses(said)
    assert "li.wei" not in masked
    assert "postmaster" not in masked
    assert "https" not in masked
    assert "\n" not in masked
    assert masked.startswith("550 5.1.1 <•••@mail.example>: Recipient address rejected")
    assert len(mask_addresses("x" * 10_000)) == 300
