"""The sender stopped and killed in the middle: nothing is lost, nothing is "sent" that was not, and what goes twice is the same mail."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.email.intake.conftest import DESK
from tests.email.out.conftest import CUSTOMER, OutDesk, out_desk
from tests.email.out.smtp_server import Mail, Recorder, serving
from tests.postgresql_server import MakeUrl, PostgresqlServer

from truepenny.outbound.mail.schema import deliveries, sent_mails
from truepenny.outbound.mail.sender import LANES
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
LEASE_S = 400


async def fill(desk: OutDesk, count: int) -> None:
    """Tickets, each with an answer that waits; the receipts are out already."""
    tickets = [await desk.write_in(by=f"c{n}@mail.example") for n in range(count)]
    await desk.send()
    for n, ticket in enumerate(tickets):
        await desk.reply(ticket, f"answer {n}")
    desk.server.mails.clear()


def check_mails(mails: list[Mail], count: int) -> Counter[str]:
    """All arrived; whatever came twice is one mail, byte for byte but for nothing. Gives how often each came."""
    copies: dict[str, set[bytes]] = {}
    for mail in mails:
        copies.setdefault(mail.to, set()).add(mail.content)
    assert set(copies) == {f"c{n}@mail.example" for n in range(count)}, "a mail was lost"
    assert {len(each) for each in copies.values()} == {1}, "one went as two different mails"
    return Counter(mail.to for mail in mails)


async def test_a_sender_stopped_a_hundred_times_loses_nothing_and_doubles_only_what_it_counts(one_desk: OutDesk) -> None:
    count = 40
    await fill(one_desk, count)
    chance = random.Random(20260921)
    metrics = one_desk.house.metrics
    for _ in range(100):
        await _stop_once(one_desk, chance)
        if chance.random() < 0.5:
            one_desk.clock.advance(LEASE_S)
    one_desk.clock.advance(LEASE_S)
    await one_desk.send()
    came = check_mails(one_desk.server.mails, count)
    doubled = sum(times - 1 for times in came.values())
    repeats = metrics.mail_repeats._value.get()
    assert doubled <= repeats
    rows = [row for row in await one_desk.rows() if row.what == "reply"]
    assert {row.state for row in rows} == {"sent"}
    assert sum(row.attempt for row in rows) > count, "no stop ever hit a try: the story proves nothing"


async def _stop_once(desk: OutDesk, chance: random.Random) -> None:
    """Begins to send, and stops it some steps after it came to a point of its way."""
    reached = asyncio.Event()
    point = chance.choice(("begin", "mail", "rcpt", "data"))

    def watch(_address: str) -> None:
        reached.set()

    desk.server.answers = {point: watch}
    sending = asyncio.create_task(desk.sender.send_due())
    if point != "begin":
        there = asyncio.create_task(reached.wait())
        await asyncio.wait({sending, there}, return_when=asyncio.FIRST_COMPLETED)
        there.cancel()
    for _ in range(chance.randrange(60)):
        await asyncio.sleep(0)
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sending
    desk.server.answers = {}


@pytest.mark.slow
async def test_a_sender_killed_in_the_middle_sends_everything_and_twice_only_what_it_could_not_know(
    sqlite_settings: Settings, server: Recorder
) -> None:
    count, clock = 30, SetClock()
    async with out_desk(sqlite_settings, server, clock) as desk:
        await fill(desk, count)
    folder, url = sqlite_settings.data_dir, f"smtp://127.0.0.1:{server.port}"
    chance, kills = random.Random(7), 0
    for round_ in range(8):
        clock.advance(LEASE_S)
        child = await _start(folder, url, clock.now_us())
        kills += await _kill_at(child, server, after=chance.randrange(1, 5), before_the_answer=round_ % 2 == 0)
        await child.wait()
    assert kills >= 6, "it was done before it could be killed: the story proves nothing"
    clock.advance(LEASE_S)
    last = await _start(folder, url, clock.now_us())
    said, _ = await asyncio.wait_for(last.communicate(), 60)
    assert said.strip() == b"done"
    came = check_mails(server.mails, count)
    async with out_desk(replace(sqlite_settings, mail_address=DESK), server, clock) as desk:
        rows = {row.id: row for row in await desk.rows() if row.what == "reply"}
        sent = await desk.house.db.read(lambda conn: list(conn.execute(select(sent_mails).where(sent_mails.c.what == "reply"))))
    assert {row.state for row in rows.values()} == {"sent"}
    assert all(mail.digest for mail in sent)
    assert len(sent) == count, "a second entry in the registry for the same mail"
    tries = sum(row.attempt for row in rows.values())
    doubled = sum(times - 1 for times in came.values())
    assert doubled <= kills * LANES, "more than was under way"
    assert 4 <= doubled <= tries - count, "more went twice than was tried twice, or no kill ever hit the window"


async def _start(folder: Path, url: str, now_us: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.email.out.crashing_desk", str(folder), url, str(now_us), stdout=asyncio.subprocess.PIPE
    )


async def _kill_at(child: asyncio.subprocess.Process, server: Recorder, *, after: int, before_the_answer: bool) -> int:
    """SIGKILL when the server has taken so many more mails: before it says so, or right afterwards. 0 when the process ended by itself."""
    seen, hit = len(server.mails), asyncio.Event()

    def watch(_to: str) -> str | None:
        if len(server.mails) - seen >= after - 1 and not hit.is_set():
            hit.set()
            if before_the_answer:
                child.send_signal(signal.SIGKILL)
        return None

    server.answers["data"] = watch
    waiting = asyncio.create_task(hit.wait())
    ended = asyncio.create_task(child.wait())
    await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED, timeout=60)
    server.answers.clear()
    if ended.done() and not waiting.done():
        waiting.cancel()
        return 0
    if not before_the_answer:
        await asyncio.sleep(0.003)
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGKILL)
    return int(await ended == -signal.SIGKILL)


async def test_two_senders_at_once_send_each_mail_once(desk: OutDesk) -> None:
    await fill(desk, 12)
    assert desk.house.mail_out is not None
    await asyncio.gather(*(desk.sender.send_due() for _ in range(4)))
    await desk.send()
    assert set(check_mails(desk.server.mails, 12).values()) == {1}


@pytest.mark.postgresql
async def test_two_nodes_send_each_mail_once(make_migrated: MakeUrl, sqlite_settings: Settings, server: Recorder) -> None:
    ours = replace(sqlite_settings, database_url=make_migrated())
    async with out_desk(ours, server, SetClock()) as one, out_desk(replace(ours, node_name="two"), server, SetClock()) as two:
        await fill(one, 12)
        await asyncio.gather(*(desk.sender.send_due() for desk in (one, two, one, two)))
        await one.send()
        assert set(check_mails(server.mails, 12).values()) == {1}


@pytest.mark.postgresql
@pytest.mark.slow
async def test_a_database_that_goes_away_after_the_mail_went_makes_no_second_one(
    postgresql: PostgresqlServer, sqlite_settings: Settings, server: Recorder, tmp_path: Path
) -> None:
    """It goes at the worst moment: the server has the mail, and nothing of that is on disk."""
    own = PostgresqlServer()
    own.start()
    try:
        settings = replace(sqlite_settings, data_dir=tmp_path / "away", database_url=own.make_database())
        async with out_desk(settings, server, SetClock()) as desk:
            await fill(desk, 1)

            def go(_to: str) -> None:
                own.stop()

            server.answers["data"] = go
            sending = asyncio.create_task(desk.sender.send_due())
            while not server.mails:
                await asyncio.sleep(0.02)
            server.answers.clear()
            await asyncio.to_thread(own.resume)
            await sending
            desk.clock.advance(LEASE_S)
            await desk.send()
            assert set(check_mails(server.mails, 1).values()) == {1}
            assert [row.state for row in await desk.rows() if row.what == "reply"] == ["sent"]
    finally:
        own.stop()
        own.remove()


async def test_an_answer_that_nobody_heard_is_sent_again_as_the_same_mail_and_counted(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket)
    desk.server.drop = True
    (first,) = await desk.send()
    assert await desk.told(ticket, said.seq) == ["queued", "failed"], "nobody knows that it went, so nobody says so"
    desk.server.drop = False
    desk.clock.advance(100)
    (second,) = await desk.send()
    assert second.content == first.content
    assert await desk.told(ticket, said.seq) == ["queued", "failed", "sent"]
    assert desk.house.metrics.mail_repeats._value.get() == 1


async def test_the_desk_sends_by_itself_while_it_runs(sqlite_settings: Settings) -> None:
    async with serving(Recorder()) as server:
        clock = SetClock()
        async with out_desk(sqlite_settings, server, clock) as desk:
            ticket = await desk.write_in(by=CUSTOMER)
            await desk.reply(ticket)
            assert desk.house.mail_out is not None
            await desk.house.mail_out.start()
            for _ in range(200):
                if await desk.house.db.read(lambda conn: _sent(conn)) == 2:
                    break
                await asyncio.sleep(0.05)
            assert [mail.message["X-Truepenny"] for mail in server.mails] == ["receipt", "reply"]


def _sent(conn) -> int:  # type: ignore[no-untyped-def]
    return len(conn.execute(select(deliveries.c.id).where(deliveries.c.state == "sent")).all())
