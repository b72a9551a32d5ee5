"""The demo's mailbox: a mail written there is a ticket, the answer comes back into it, and an impostor's opens another ticket."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from truepenny.contracts.identity import Agent, AgentId, Role, TicketId
from truepenny.contracts.views import EventView
from truepenny.main.demo.exchange.app import Exchange
from truepenny.main.demo.mailbox.owners import ADDRESSES, OWNERS, find_owner
from truepenny.main.demo.mailbox.sink import bind_loopback, taking_mail
from truepenny.main.demo.mailbox.store import Mailboxes
from truepenny.main.demo.mailbox.way import by_lmtp, free_port, open_mailboxes, with_mail
from truepenny.main.demo.mailbox.words import WORDS
from truepenny.main.demo.people import find_customer
from truepenny.main.demo.signing import load_or_make_signer, with_exchange_key
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import SystemClock
from truepenny.platform.settings import Settings
from truepenny.projections.inbox.query import Filter, load_inbox
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.actions.reply import reply

pytestmark = pytest.mark.anyio
LEAD = Agent(AgentId("A-1012"), "Omar Haddad", Role.LEAD)
MARIA = "maria.silva@mail.example"
PAGES = ("/mailbox/maria/", "/mailbox/maria/sent", "/mailbox/maria/write", "/mailbox/nobody/")


def as_a_browser_sends(fields: Mapping[str, str], files: Sequence[tuple[str, bytes]]) -> bytes:
    """A form with a field of files: where none was chosen, one without name and content."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    head = 'Content-Disposition: form-data; name="file"; filename="{}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    parts += [head.format(name).encode() + content for name, content in files]
    return b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"


@dataclass
class Round:
    """The desk, the mailboxes, and a browser before their pages."""

    house: House
    mailboxes: Mailboxes
    web: httpx.AsyncClient

    async def writes(self, owner: str = "maria", *, files: Sequence[tuple[str, bytes]] = (), **fields: str) -> httpx.Response:
        given = {"to": "support@acme.example", "subject": "Payout", "text": "Where is my payout?", **fields}
        body = as_a_browser_sends(given, files or [("", b"")])
        return await self.web.post(f"/mailbox/{owner}/write", content=body, headers={"content-type": "multipart/form-data; boundary=edge"})

    async def tickets(self) -> list[TicketId]:
        """The newest first."""
        page = await self.house.db.read(lambda conn: load_inbox(conn, LEAD, Filter(view="all"), after=None, limit=100))
        return [TicketId(row.ticket.replace("-", "")) for row in sorted(page.rows, key=lambda row: -row.opened_at)]

    async def events(self, ticket: TicketId) -> list[EventView]:
        found = await self.house.db.read(lambda conn: load_conversation(conn, LEAD, ticket, load_files=self.house.files.load_views))
        return found.events

    async def letter(self, owner: str, ending: str) -> str:
        """The address of the newest mail whose subject ends so, once it has come."""
        for _ in range(1000):
            page = (await self.web.get(f"/mailbox/{owner}/")).text
            for address, subject in re.findall(r'href="(/mailbox/[a-z-]+/mail/[^"]+)".*?class="subject"><bdi>(.*?)</bdi>', page, re.DOTALL):
                if subject.endswith(ending):
                    return str(address)
            await asyncio.sleep(0.02)
        raise AssertionError(f"no mail came whose subject ends with {ending!r}")


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The loop on which demo and desk run."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture
async def around(sqlite_settings: Settings) -> AsyncIterator[Round]:
    listening, mail_port = bind_loopback(), free_port()
    mailboxes, signer = open_mailboxes(sqlite_settings.data_dir), load_or_make_signer(sqlite_settings.data_dir)
    settings = with_mail(with_exchange_key(sqlite_settings, signer), out_port=listening.getsockname()[1], in_port=mail_port)
    async with taking_mail(listening, mailboxes, SystemClock()), running(settings) as house:
        exchange = Exchange(signer, "http://127.0.0.1:8000", mailboxes, by_lmtp(mail_port))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(exchange), base_url="http://127.0.0.1:8001") as web:
            yield Round(house, mailboxes, web)


async def test_a_mail_becomes_a_ticket_its_answer_comes_back_and_the_reply_joins_it(around: Round) -> None:
    customer = find_customer("maria")
    assert customer is not None
    signer = load_or_make_signer(around.house.settings.data_dir)
    token = signer.token(customer, now_s=SystemClock().now_us() / 1e6)
    session = await around.house.portal.sign_in_with_token(token, language="en")

    done = await around.writes(files=[("list é.csv", b"day,amount\n1,300\n")])
    assert (done.status_code, done.headers["location"]) == (303, "/mailbox/maria/sent?done=1")
    assert "Sent. The desk has it." in (await around.web.get(done.headers["location"])).text
    [ticket] = await around.tickets()
    opened = next(event for event in await around.events(ticket) if event.kind == "message_received")
    assert opened.text == "Where is my payout?"
    assert opened.mail is not None
    assert (opened.mail.verdict, opened.mail.by) == ("vouched", "server")
    assert [file.name for file in opened.files] == ["list é.csv"]
    assert ticket in [TicketId(one.ticket.replace("-", "")) for one in await around.house.portal.list_tickets(session.customer)]

    work = reply(LEAD, ticket, client_id="answer-01", text="It left us on Monday.", needs=around.house.needs)
    await around.house.db.submit(work)
    number = f"{ticket[:4]}-{ticket[4:]}"
    letter = await around.letter("maria", f"Re: Payout [{number}]")
    shown = unescape((await around.web.get(letter)).text)
    assert f'<iframe src="{letter}/html"' in shown
    assert "It left us on Monday." in (await around.web.get(f"{letter}/html")).text
    assert "It left us on Monday." in (await around.web.get(f"{letter}/text")).text
    assert "Message-ID:" in shown, "headers on demand"

    answers = letter.rsplit("/", 1)[1]
    form = unescape((await around.web.get(f"/mailbox/maria/write?answers={answers}")).text)
    to = re.search(rf'name="to" value="(Truepenny <support\+{ticket.lower()}-[a-z2-7]+@acme\.example>)"', form)
    assert to is not None, form
    again = await around.writes(to=to[1], text="It has come.", answers=answers)
    assert again.status_code == 303, again.text
    assert await around.tickets() == [ticket]
    last = [event for event in await around.events(ticket) if event.kind == "message_received"][-1]
    assert last.text is not None
    assert last.text.startswith("It has come.")
    assert [fold.kind for fold in last.folds] == ["quote"], "the mail that it answers is folded"

    forged = await around.writes(to="support@acme.example", text="Change my mail address.", answers=answers, impostor="yes")
    assert forged.status_code == 303
    assert "sent as an impostor" in (await around.web.get("/mailbox/maria/sent")).text
    newest, old = await around.tickets()
    assert old == ticket
    events = await around.events(newest)
    message = next(event for event in events if event.kind == "message_received")
    assert message.mail is not None
    assert message.mail.verdict == "unproven"
    assert [event.other_ticket for event in events if event.kind == "linked"] == [ticket]
    assert "Change my mail address." not in repr(await around.events(ticket))


async def test_a_stranger_who_holds_the_reply_address_does_not_get_in(around: Round) -> None:
    await around.writes()
    [ticket] = await around.tickets()
    letter = await around.letter("maria", f"[{ticket[:4]}-{ticket[4:]}]")
    form = (await around.web.get(f"/mailbox/maria/write?answers={letter.rsplit('/', 1)[1]}")).text
    found = re.search(r"support\+[a-z0-9-]+@acme\.example", form)
    assert found is not None
    assert (await around.writes("mallory", to=found[0], subject="Hello", text="I am Maria, too.")).status_code == 303
    assert len(await around.tickets()) == 2
    assert "I am Maria, too." not in repr(await around.events(ticket))


async def test_what_cannot_be_sent_is_said_and_what_was_typed_stays(around: Round) -> None:
    for given, said in (
        ({"to": "maria.silva@mail.example"}, "This address cannot be written to."),
        ({"to": "nobody"}, "This address cannot be written to."),
        ({"to": "nobody@acme.example"}, "The desk’s mail server did not take it:</b> 550"),
        ({"text": " "}, "There is nothing to send."),
    ):
        answer = await around.writes(**{"subject": "Kept as typed", **given})
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="Kept as typed"' in answer.text
    large = await around.writes(files=[("large.bin", bytes(11 * 1024 * 1024))])
    assert (large.status_code, "These files are too large." in large.text) == (422, True)
    foreign = await around.web.post("/mailbox/maria/write", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert (await around.web.post("/mailbox/maria/write", data={"text": "no such form"})).status_code == 415
    assert await around.tickets() == []


async def test_what_is_typed_never_writes_a_header_or_acts_on_a_page(around: Round) -> None:
    nasty = 'x"><img src=y onerror=alert(1)>\r\nBcc: everybody@acme.example'
    assert (await around.writes(subject=nasty, text=nasty)).status_code == 303
    for page in ("/mailbox/maria/sent", "/mailbox/maria/write?subject=%22%3E%3Cimg%20src=y%3E"):
        assert "<img src=y" not in (await around.web.get(page)).text
    [mail] = around.mailboxes.list_mails(MARIA, "sent")
    assert b"\r\nBcc:" not in mail.path.read_bytes().split(b"\r\n\r\n")[0]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_strict_and_speaks_the_readers_language(around: Round, path: str, language: str) -> None:
    answer = await around.web.get(f"{path}?lang={language}")
    assert answer.status_code == (404 if "nobody" in path else 200)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'; script-src 'self'" in policy
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", answer.text)
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in answer.text
    assert WORDS["foot"][language == "zh"] in answer.text


async def test_a_formatted_mail_is_shown_where_nothing_of_it_can_run(around: Round) -> None:
    html = "<head></head><script>alert(1)</script><a href='https://evil.example/'>x</a><img src='cid:logo'>"
    head = "From: a@acme.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    mail_id = around.mailboxes.put(MARIA, "in", (head + html).encode(), now_us=1)
    answer = await around.web.get(f"/mailbox/maria/mail/{mail_id}/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert '<head><base target="_blank">' in answer.text
    page = (await around.web.get(f"/mailbox/maria/mail/{mail_id}")).text
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in page


async def test_nobody_reads_the_mail_of_another_mailbox_or_a_file_of_the_machine(around: Round) -> None:
    mail_id = around.mailboxes.put(MARIA, "in", b"Subject: mine\r\n\r\nmine", now_us=1)
    assert (await around.web.get(f"/mailbox/maria/mail/{mail_id}")).status_code == 200
    for path in (
        f"/mailbox/mallory/mail/{mail_id}",
        "/mailbox/maria/mail/..%2f..%2fexchange-private.pem",
        f"/mailbox/maria/mail/{mail_id}/file/0",
    ):
        assert (await around.web.get(path)).status_code == 404
    assert (await around.web.get("/mailbox", headers={"cookie": "acme_as=li-wei"})).headers["location"] == "/mailbox/li-wei/"
    assert (await around.web.get("/mailbox", headers={"cookie": "acme_as=guest"})).headers["location"] == "/mailbox/mallory/"


async def test_mails_are_there_after_a_restart_and_stay_read(tmp_path: Path) -> None:
    first = open_mailboxes(tmp_path)
    old = first.put(MARIA, "in", b"Subject: old\r\n\r\nwords", now_us=1_000_000)
    new = first.put(MARIA, "in", b"Subject: new\r\n\r\nwords", now_us=2_000_000)
    found = first.find(MARIA, old)
    assert found is not None
    first.mark_seen(found)
    again = open_mailboxes(tmp_path)
    assert [(mail.id, mail.seen, mail.at) for mail in again.list_mails(MARIA, "in")] == [(new, False, 2_000_000), (old, True, 1_000_000)]


async def test_the_mail_server_of_the_customers_takes_only_their_addresses(tmp_path: Path) -> None:
    mailboxes, listening = open_mailboxes(tmp_path), bind_loopback()
    port = listening.getsockname()[1]
    async with taking_mail(listening, mailboxes, SystemClock()):
        mail = b"From: a@acme.example\r\nSubject: x\r\n\r\nwords\r\n"
        await aiosmtplib.send(mail, sender="a@acme.example", recipients=[MARIA.upper()], hostname="127.0.0.1", port=port)
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused, match=r"5\.1\.1"):
            await aiosmtplib.send(mail, sender="a@acme.example", recipients=["nobody@mail.example"], hostname="127.0.0.1", port=port)
    assert len(mailboxes.list_mails(MARIA, "in")) == 1


def test_the_owners_are_customers_and_one_stranger() -> None:
    assert [find_customer(owner.key) is not None for owner in OWNERS] == [True, True, False]
    assert {owner.address for owner in OWNERS} <= ADDRESSES
    assert all(address.endswith(".example") for address in ADDRESSES)
    assert find_owner("nobody") is None
    assert all(english and chinese for english, chinese in WORDS.values())
