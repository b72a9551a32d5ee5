"""Killed a hundred times in the middle of fetching: no mail is lost, none is doubled, and nothing of one is left lying about."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy import text
from tests.drawn import draw_bytes
from tests.email.dns_zone import DnsZone
from tests.email.fetch.conftest import Users, new_user
from tests.email.fetch.stage import until
from tests.email.servers.dovecot import DovecotServer
from tests.faults.desk_process import desk_process

from truepenny.channels.email.fetch import FetchWays, MailboxFetcher
from truepenny.channels.email.handing import Handing
from truepenny.channels.email.mailbox import parse_mailbox
from truepenny.channels.email.spool import Spool
from truepenny.contracts.mail import Envelope, RawMail, Taken
from truepenny.log.verify import verify
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.settings import Settings

__all__ = ["new_user"]
pytestmark = [pytest.mark.anyio, pytest.mark.slow]
DESK = "support@acme.example"
KILLS = 100
OURS = {"mailbox", "mail comes in", "lease of a mailbox"}


@pytest.fixture
def mail_settings(settings: Settings) -> Iterator[Settings]:
    with DnsZone() as zone:
        yield replace(settings, mail_address=DESK, mail_dns=zone.address)


def numbered(number: int) -> bytes:
    """Each from somebody else; each tenth with a file that is too large to lie in memory."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Message-ID"] = f"customer{number}@mail.example", DESK, f"<{number}@mail.example>"
    mail["Subject"] = f"Withdrawal {number}"
    mail.set_content(f"Where is my withdrawal number {number}?")
    if number % 10 == 0:
        mail.add_attachment(draw_bytes(300_000), maintype="application", subtype="octet-stream", filename="dump.bin")
    return mail.as_bytes()


async def subjects(house: House) -> list[str]:
    """Of the tickets, and of what was added to one of them if any was."""
    found = text("SELECT body FROM content JOIN inbox ON content.id = inbox.subject")
    count = text("SELECT count(*) FROM mails")
    names, mails = await house.db.read(lambda conn: (list(conn.execute(found).scalars()), conn.execute(count).scalar_one()))
    assert len(names) == mails
    return sorted(names)


async def test_cut_off_at_any_point_a_hundred_times(sqlite_settings: Settings, dovecot: DovecotServer, new_user: Users) -> None:
    with DnsZone() as zone:
        await cut_off_often(replace(sqlite_settings, mail_address=DESK, mail_dns=zone.address), dovecot, new_user())


async def cut_off_often(mail_settings: Settings, dovecot: DovecotServer, user: str) -> None:
    mailbox = parse_mailbox(dovecot.imap_url(user, query="move=Done"))
    chance = random.Random(4)
    in_work = 0
    async with running(mail_settings) as house:
        assert house.mail is not None
        for number in range(KILLS):
            await asyncio.to_thread(dovecot.deliver, numbered(number), user)
            begun = asyncio.Event()
            fetcher = MailboxFetcher(mailbox, ways(house, begun))
            running_task = asyncio.create_task(fetcher.run(), name="mailbox")
            if number % 2:
                await asyncio.wait_for(begun.wait(), 20)
            await asyncio.sleep(chance.uniform(0.0, 0.02 if number % 2 else 0.15))
            in_work += await cut_off()
            assert running_task.done()
            fetcher.abort()
        assert in_work >= KILLS / 10, "the premise: it was often in the middle of something"
        last = MailboxFetcher(mailbox, ways(house, asyncio.Event()))
        finishing = asyncio.create_task(last.run(), name="mailbox")
        await until(lambda: asyncio.to_thread(lambda: dovecot.list(user) == []), seconds=60)
        last.stop()
        await asyncio.wait_for(finishing, 20)
        assert await subjects(house) == sorted(f"Withdrawal {number}" for number in range(KILLS))
        assert await house.db.read(lambda conn: list(verify(conn, house.keyring, mail_settings.anchors_path))) == []
    assert len(dovecot.list(user, "Done")) == KILLS
    assert list((mail_settings.data_dir / "spool").glob("*")) == []


def ways(house: House, begun: asyncio.Event) -> FetchWays:
    """begun: set as soon as a mail is being taken."""
    edge = house.mail
    assert edge is not None

    async def take(raw: RawMail, envelope: Envelope) -> Taken:
        begun.set()
        return await edge.take(raw, envelope)

    return FetchWays(
        db=house.db, clock=house.clock, handing=Handing(take), spool=Spool(house.settings.data_dir / "spool"), node="desk",
        max_bytes=house.settings.mail_max_bytes, first_wait_s=0.01,
    )  # fmt: skip


async def cut_off() -> bool:
    """Ends everything of the fetcher wherever it is; true when a mail was just being taken."""
    tasks = [task for task in asyncio.all_tasks() if task.get_name() in OURS]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return any(task.get_name() == "mail comes in" for task in tasks)


async def test_a_desk_that_is_killed_while_it_fetches(
    mail_settings: Settings, dovecot: DovecotServer, new_user: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = new_user()
    given = {"MAIL_ADDRESS": DESK, "MAIL_DNS": mail_settings.mail_dns, "MAIL_IMAP": dovecot.imap_url(user), "NODE_NAME": "one"}
    for name, value in given.items():
        monkeypatch.setenv(f"TRUEPENNY_{name}", value)
    kills, batch = 3, 20
    async with desk_process(mail_settings) as desk:
        for number in range(kills):
            for one in range(batch):
                await asyncio.to_thread(dovecot.deliver, numbered(number * batch + one), user)
            with contextlib.suppress(TimeoutError):
                await until(lambda taken=number * batch + 5: dovecot.count_marked(user) >= taken, seconds=10)
            await desk.kill()
            await desk.start()
        await until(lambda: dovecot.count_marked(user) == kills * batch, seconds=60)
        await desk.kill()
    async with running(replace(mail_settings, port=0)) as house:
        assert await subjects(house) == sorted(f"Withdrawal {number}" for number in range(kills * batch))
        assert await house.db.read(lambda conn: list(verify(conn, house.keyring, mail_settings.anchors_path))) == []
    assert list((mail_settings.data_dir / "spool").glob("*")) == []
