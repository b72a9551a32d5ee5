"""`truepenny mail receive` in the pipe of a mail server: 0 when the desk has the mail on disk, else a code that says to try again."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.drawn import draw_bytes
from tests.email.dns_zone import DnsZone
from tests.email.fetch.stage import mail

from truepenny.channels.email.pipe import read_pipe
from truepenny.channels.email.spool import Incoming, Spool
from truepenny.main.cli import main, make_parser, parse
from truepenny.main.house import House
from truepenny.main.running import controlled, running
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
DESK = "support@acme.example"


@pytest.fixture
def mail_settings(sqlite_settings: Settings) -> Iterator[Settings]:
    with DnsZone() as zone:
        yield replace(sqlite_settings, mail_address=DESK, mail_dns=zone.address, mail_max_bytes=4_000_000)


@pytest.fixture
async def desk(mail_settings: Settings) -> AsyncIterator[House]:
    async with running(mail_settings) as house, controlled(house):
        yield house


async def pipe(settings: Settings, content: bytes, *more: str) -> tuple[int, str]:
    """Exit code and what the command complains of, as a mail server would run it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "truepenny.main.cli", "mail", "receive", "--data-dir", str(settings.data_dir), "--set",
        f"mail_max_bytes={settings.mail_max_bytes}", *more,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate(content)
    assert process.returncode is not None
    return process.returncode, said.decode()


def with_a_file(words: str, size: int) -> bytes:
    written = EmailMessage(policy=SMTP)
    written["From"], written["To"], written["Subject"] = "customer@mail.example", DESK, words
    written.set_content(words)
    written.add_attachment(draw_bytes(size), maintype="application", subtype="octet-stream", filename="dump.bin")
    return written.as_bytes()


async def subjects(house: House) -> list[str]:
    """Of all tickets."""
    found = text("SELECT body FROM content JOIN inbox ON content.id = inbox.subject ORDER BY body")
    return list(await house.db.read(lambda conn: conn.execute(found).scalars().all()))


async def test_a_mail_is_in_a_ticket_when_the_command_ends_well(desk: House, mail_settings: Settings) -> None:
    content = mail("Where is my withdrawal?").replace(b"\r\n", b"\n")
    assert await pipe(mail_settings, content, "--recipient", DESK, "--sender", "customer@mail.example") == (0, "")
    assert await subjects(desk) == ["Where is my withdrawal?"]
    assert await pipe(mail_settings, content, "--recipient", DESK, "--sender", "customer@mail.example") == (0, "")
    assert await subjects(desk) == ["Where is my withdrawal?"], "the server was not sure and gave it again"


async def test_a_large_mail_goes_by_a_file_and_a_larger_one_is_refused_for_good(desk: House, mail_settings: Settings) -> None:
    assert await pipe(mail_settings, with_a_file("large", 2_000_000), "--recipient", DESK) == (0, "")
    assert await subjects(desk) == ["large"]
    code, said = await pipe(mail_settings, with_a_file("too large", 4_000_000), "--recipient", DESK)
    assert code == 69
    assert "larger than 4000000 bytes" in said
    assert list((mail_settings.data_dir / "spool").iterdir()) == []


async def test_without_a_desk_or_its_database_the_mail_server_keeps_the_mail(
    mail_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = await pipe(mail_settings, mail("early"), "--recipient", DESK)
    assert code == 75
    assert "no desk listens" in said
    async with running(mail_settings) as house:
        async with controlled(house):
            await house.db.stop()
            code, said = await pipe(mail_settings, mail("early"), "--recipient", DESK)
            assert (code, said) == (75, "truepenny: the mail was not taken: nothing can be saved at this moment\n")
            await house.db.start(house.ledger.begin)
            assert await pipe(mail_settings, mail("early"), "--recipient", DESK) == (0, "")
        assert await subjects(house) == ["early"]
    monkeypatch.setenv("TRUEPENNY_PORT", "no number")
    assert main(["mail", "receive"]) == 75
    assert "port" in capsys.readouterr().err


def as_postfix_calls_it(*, sender: str, recipients: list[str]) -> list[str]:
    """The command of docs/operations.md as pipe(8) expands it: an argument that holds the recipient comes once for each of them."""
    page = (Path(__file__).parents[3] / "docs/operations.md").read_text()
    words = page[page.index("argv=/usr/bin/truepenny") :].splitlines()[0].split()[1:]
    calls = [[word.replace("${recipient}", one) for one in recipients] if "${recipient}" in word else [word] for word in words]
    return [word.replace("${sender}", sender) for call in calls for word in call]


@pytest.mark.parametrize("sender", ["customer@mail.example", "", "-rf@mail.example", "--help@mail.example"])
@pytest.mark.parametrize("recipients", [[DESK], [DESK, "support+a1b2@acme.example"], ["-support@acme.example"]])
def test_the_command_of_the_manual_names_any_sender_and_all_recipients(sender: str, recipients: list[str]) -> None:
    words = as_postfix_calls_it(sender=sender, recipients=recipients)
    args = parse(make_parser(words), words)
    assert (args.sender, args.recipient) == (sender, recipients)


def test_recipients_after_one_another_are_all_named() -> None:
    """As pipe(8) makes it of "--recipient ${recipient}", which an older manual had."""
    words = ["mail", "receive", "--sender", "", "--recipient", DESK, "support+a1b2@acme.example"]
    assert parse(make_parser(words), words).recipient == [DESK, "support+a1b2@acme.example"]


@pytest.mark.parametrize("more", [["--sender", "-rf@mail.example"], ["--no-such"], ["--config", "/"], ["--set", "mail_max_bytes"]])
def test_whatever_is_wrong_with_the_command_the_mail_server_keeps_the_mail(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "receive", "--recipient", DESK, *more]) == 75
    assert capsys.readouterr().err


async def test_a_desk_without_a_mail_address_takes_none(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings) as house, controlled(house):
        assert house.mail_in is None
        code, said = await pipe(sqlite_settings, mail("nobody reads mail here"))
    assert code == 75
    assert "knows no such command" in said


async def test_no_other_file_than_one_of_the_spool_is_ever_read(desk: House, mail_settings: Settings) -> None:
    from truepenny.main.mail_receive import RECEIVE
    from truepenny.platform.control.client import ask_desk
    from truepenny.platform.control.wire import ControlRefused

    secret = mail_settings.data_dir / "secret.key"
    (mail_settings.data_dir / "spool").mkdir(exist_ok=True)
    (mail_settings.data_dir / "spool" / "link.eml").symlink_to(secret)
    for name in ("../secret.key", str(secret.resolve()), "link.eml", ""):
        with pytest.raises(ControlRefused, match="not where the desk looks for it"):
            await asyncio.to_thread(ask_desk, mail_settings.control_socket, RECEIVE, {"spooled": name, "recipients": []})
    assert secret.exists()
    assert await subjects(desk) == []


@pytest.mark.parametrize(
    ("piped", "wire"),
    [
        (b"A: b\n\nwords\n", b"A: b\r\n\r\nwords\r\n"),
        (b"A: b\r\n\r\nwords\nbare\r\n", b"A: b\r\n\r\nwords\nbare\r\n"),
        (b"From customer Mon Nov 30 2026\nA: b\n\nFrom here\n", b"A: b\r\n\r\nFrom here\r\n"),
        (b"", b""),
        (b"From nobody", b""),
    ],
)
def test_what_comes_out_of_a_pipe_is_made_as_it_was_on_the_wire(tmp_path: Path, piped: bytes, wire: bytes) -> None:
    incoming = Incoming(Spool(tmp_path))
    assert read_pipe(io.BytesIO(piped), incoming, limit=1000)
    mail = incoming.finish()
    assert mail.slice(0, mail.size) == wire
