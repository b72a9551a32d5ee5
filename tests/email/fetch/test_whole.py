"""The ways in of a whole desk, set up by its settings: from a mailbox and from a mail server into tickets, and what is told of them."""

from __future__ import annotations

import asyncio
import re
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.email.dns_zone import DnsZone
from tests.email.fetch.conftest import Users
from tests.email.fetch.stage import mail, until
from tests.email.servers.dovecot import DovecotServer
from tests.postgresql_server import free_port

from truepenny.main.cli import main
from truepenny.main.doctor_mail_in import check_mail_in
from truepenny.main.house import House
from truepenny.main.running import controlled, running
from truepenny.platform.settings import Settings, SettingsWrong

pytestmark = pytest.mark.anyio
DESK = "support@acme.example"


@pytest.fixture
def mail_settings(settings: Settings) -> Iterator[Settings]:
    with DnsZone() as zone:
        yield replace(settings, mail_address=DESK, mail_dns=zone.address)


async def mails(house: House) -> int:
    return int(await house.db.read(lambda conn: conn.execute(text("SELECT count(*) FROM mails")).scalar_one()))


async def test_mail_comes_in_by_every_way_and_the_same_one_only_once(
    mail_settings: Settings, dovecot: DovecotServer, new_user: Users
) -> None:
    user = new_user()
    port = free_port()
    settings = replace(mail_settings, mail_imap=(dovecot.imap_url(user),), mail_listen=f"lmtp://127.0.0.1:{port}")

    def hand_over(content: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.sendmail("customer@mail.example", [DESK], content)

    async with running(settings) as house, controlled(house):
        await asyncio.to_thread(dovecot.deliver, mail("by mailbox"), user)
        await until(lambda: _has(house, 1))
        levels = {(one.level, one.name) for one in await asyncio.to_thread(lambda: list(check_mail_in(settings)))}
        assert levels == {("ok", "mail_listen"), ("ok", "mail_imap")}
        await asyncio.to_thread(hand_over, mail("by server"))
        assert await mails(house) == 2
        await asyncio.to_thread(hand_over, mail("by mailbox"))
        await asyncio.to_thread(dovecot.deliver, mail("by server"), user)
        await until(lambda: _mark(house, 2))
        assert await mails(house) == 2
    with pytest.raises(ConnectionRefusedError):
        smtplib.LMTP("127.0.0.1", port)


async def test_trouble_of_a_mailbox_is_told_by_doctor_and_status_without_a_password(
    mail_settings: Settings, dovecot: DovecotServer, new_user: Users, capsys: pytest.CaptureFixture[str]
) -> None:
    user = new_user()
    url = dovecot.imap_url(user)
    dovecot.add_user(user, "changed since")
    settings = replace(mail_settings, mail_imap=(url,))
    (finding,) = await asyncio.to_thread(lambda: list(check_mail_in(settings)))
    assert finding.says.endswith("never fetched from")
    async with running(settings) as house:
        await until(lambda: _is_in_trouble(house))
    (finding,) = await asyncio.to_thread(lambda: list(check_mail_in(settings)))
    assert finding.level == "error"
    assert "127.0.0.1 refused user or password" in finding.says
    given = ["--data-dir", str(settings.data_dir), "--set", f"mail_address={DESK}", "--set", f"database_url={settings.database_url}"]
    assert await asyncio.to_thread(main, ["mail", "status", *given]) == 0
    said = capsys.readouterr().out
    assert f"Mailbox   {user} at 127.0.0.1:{dovecot.port}, INBOX: fetched by nobody now; last mail taken never, up to UID 0" in said
    assert "trouble: 127.0.0.1 refused user or password: correct them in mail_imap" in said
    assert "Put aside 0 mails" in said
    assert "correct%20horse" not in said + finding.says


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"mail_imap": ("imaps://imap.acme.example/INBOX",)}, "mail_imap: the mailbox at imap.acme.example needs a user and a password"),
        (
            {"mail_imap": ("imaps://a:b@imap.example/?mvoe=Done",)},
            "mail_imap: a mailbox knows oauth= and move= behind its ?, not mvoe=",
        ),
        ({"mail_imap": ("imaps://a:b@imap.acme.example/Done?move=Done",)}, "cannot be moved into itself"),
        ({"mail_imap": ("imaps://a@imap.acme.example/?oauth=google",)}, "mail_imap: oauth=google names no table of the file mail_oauth"),
        ({"mail_oauth": Path("nowhere.toml")}, "mail_oauth: nowhere.toml cannot be read"),
    ],
)
async def test_a_desk_does_not_start_with_ways_that_cannot_work(sqlite_settings: Settings, given: dict[str, object], says: str) -> None:
    settings = replace(sqlite_settings, mail_address=DESK, **given)  # type: ignore[arg-type]
    with pytest.raises(SettingsWrong, match=re.escape(says)):
        async with running(settings):
            pass
    assert [one.level for one in await asyncio.to_thread(lambda: list(check_mail_in(settings)))] == ["error"]


async def test_a_desk_does_not_start_where_somebody_else_listens(sqlite_settings: Settings) -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(SettingsWrong, match="choose another address"):
            async with running(replace(sqlite_settings, mail_address=DESK, mail_listen=f"lmtp://127.0.0.1:{port}")):
                pass


async def test_without_a_mail_address_everything_is_off(sqlite_settings: Settings) -> None:
    port = free_port()
    settings = replace(sqlite_settings, mail_listen=f"lmtp://127.0.0.1:{port}")
    async with running(settings) as house:
        assert house.mail_in is None
        with pytest.raises(ConnectionRefusedError):
            smtplib.LMTP("127.0.0.1", port)
    (finding,) = await asyncio.to_thread(lambda: list(check_mail_in(settings)))
    assert (finding.level, finding.cure) == ("warning", "set mail_address")


async def _has(house: House, count: int) -> bool:
    return await mails(house) == count


async def _mark(house: House, uid: int) -> bool:
    return bool(await house.db.read(lambda conn: conn.execute(text("SELECT last_uid FROM mailbox_marks")).scalar_one() == uid))


async def _is_in_trouble(house: House) -> bool:
    return await house.db.read(lambda conn: conn.execute(text("SELECT trouble FROM mailbox_marks")).scalar()) is not None
