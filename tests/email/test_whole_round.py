"""The whole round through real servers: a customer's mail over Postfix to the desk, the agent's answer over Postfix into the customer's
mailbox, their answer to it into the same ticket; and one that cannot be delivered comes back as a fact of the ticket.

Who is whom is checked by the desk itself: signatures made by the customer's domain, records from a name server of the test.
"""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from sqlalchemy import select
from tests.email.dns_zone import DnsZone, txt
from tests.email.servers.dovecot import DovecotServer
from tests.email.servers.postfix import PostfixServer
from tests.email.signing import Signer, rsa_signer
from tests.people_of import make_agent
from tests.postgresql_server import free_port

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import EventView
from truepenny.intake.mail.schema import mails
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.actions.reply import reply

pytestmark = pytest.mark.anyio
DESK, CUSTOMER = "support@desk.example", "li.round@mail.example"


def write(
    text: str, *, by: str = CUSTOMER, to: str = DESK, subject: str = "提币未到账", answers: EmailMessage | None = None
) -> EmailMessage:
    """As a mail program does: an answer goes to Reply-To, with In-Reply-To and References, the old words quoted below."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Li Wei <{by}>", DESK, "提币未到账"
    mail["Message-ID"] = f"<{abs(hash((text, by)))}@mail.example>"
    mail["Date"] = format_datetime(datetime.now(UTC))
    if answers is not None:
        mail.replace_header("To", str(answers["Reply-To"]))
        mail["In-Reply-To"] = str(answers["Message-ID"])
        mail["References"] = f"{answers.get('References', '')} {answers['Message-ID']}".strip()
        quoted = "\n".join(f"> {line}" for line in words_of(answers).splitlines())
        text = f"{text}\n\nOn Mon, 30 Nov 2026 at 10:00, Acme Support wrote:\n{quoted}"
    mail.set_content(text)
    return mail


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def post(postfix: PostfixServer, signer: Signer, mail: EmailMessage) -> None:
    address = mail["To"].addresses[0].addr_spec
    with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
        smtp.sendmail(mail["From"].addresses[0].addr_spec, [address], signer.sign(mail.as_bytes()))


async def until(found: Callable[[], Awaitable[object]]) -> None:
    """Waits for what other programs do. The limit is no measure: it only ends a test that hangs."""
    async with asyncio.timeout(40):
        while not await found():
            await asyncio.sleep(0.05)


async def events(house: House, agent: Agent, ticket: TicketId) -> list[EventView]:
    load_files = house.files.load_views
    return (await house.db.read(lambda conn: load_conversation(conn, agent, ticket, load_files=load_files))).events


async def test_a_question_is_answered_and_answered_again(sqlite_settings: Settings, postfix: PostfixServer, dovecot: DovecotServer) -> None:
    signer, port = rsa_signer("mail.example"), free_port()
    dovecot.add_user(CUSTOMER)
    postfix.route("mail.example", dovecot.lmtp_port)
    postfix.route("desk.example", port)
    records = {"mail.example": ["MX 10 mx.mail.example."], "_dmarc.mail.example": [txt("v=DMARC1; p=reject")]}
    with DnsZone({**records, signer.record_name: [signer.record]}) as zone:
        settings = replace(
            sqlite_settings, mail_address=DESK, mail_dns=zone.address, mail_listen=f"lmtp://127.0.0.1:{port}",
            mail_smtp=f"smtp://127.0.0.1:{postfix.port}",
        )  # fmt: skip
        async with running(settings) as house:
            agent = await make_agent(house)

            async def tickets() -> list[TicketId]:
                rows = await house.db.read(lambda conn: conn.execute(select(mails.c.ticket_id).distinct()).scalars().all())
                return [TicketId(row) for row in rows]

            async def in_mailbox(number: int) -> list[bytes]:
                await until(lambda: asyncio.to_thread(lambda: len(dovecot.list(CUSTOMER)) >= number))
                return await asyncio.to_thread(dovecot.list, CUSTOMER)

            # The customer asks, and has a receipt.
            await asyncio.to_thread(post, postfix, signer, write("我的提币没有到账。"))
            await until(tickets)
            (ticket,) = await tickets()
            first = next(event for event in await events(house, agent, ticket) if event.kind == "message_received")
            assert first.text == "我的提币没有到账。"
            assert first.mail is not None
            assert first.mail.verdict == "vouched"
            assert len(await in_mailbox(1)) == 1

            # The agent answers; the answer lies in the mailbox, and the ticket says that it was sent.
            work = reply(agent, ticket, client_id="answer-01", text="正在处理，预计 15:40 到账。", needs=house.needs)
            seq = (await house.db.submit(work)).seq
            answer = message_from_bytes((await in_mailbox(2))[1], policy=policy.default)
            assert "正在处理，预计 15:40 到账。" in words_of(answer)

            async def sent() -> bool:
                told = [event.delivery for event in await events(house, agent, ticket) if event.delivery is not None]
                return [one.state for one in told if one.about_seq == seq] == ["queued", "sent"]

            await until(sent)

            # The customer answers that mail, and is in the same ticket, their quotation folded.
            await asyncio.to_thread(post, postfix, signer, write("收到了，谢谢！", answers=answer))

            async def thanked() -> bool:
                return "收到了，谢谢！" in ((await events(house, agent, ticket))[-1].text or "")

            await until(thanked)
            last = (await events(house, agent, ticket))[-1]
            assert [fold.kind for fold in last.folds] == ["quote"]
            assert await tickets() == [ticket]

            # Somebody whose mailbox does not exist: the report of Postfix becomes a fact of their ticket.
            await asyncio.to_thread(post, postfix, signer, write("and mine?", by="nobody.here@mail.example"))

            async def bounced() -> bool:
                other = [one for one in await tickets() if one != ticket]
                told = [event.delivery for one in other for event in await events(house, agent, one) if event.delivery is not None]
                return any((one.what, one.state) == ("receipt", "bounced") for one in told)

            await until(bounced)
            assert len(await tickets()) == 2, "the report itself is no ticket"
