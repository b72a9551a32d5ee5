"""Through real servers: our mail in a mailbox of Dovecot, handed on by Postfix; and the report of Postfix when there is no such mailbox."""

from __future__ import annotations

import asyncio
import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import dkim
import pytest
from tests.email.out.conftest import out_desk
from tests.email.out.smtp_server import Recorder, serving
from tests.email.out.test_made import rsa_file
from tests.email.servers.dovecot import DovecotServer
from tests.email.servers.postfix import PostfixServer

from truepenny.channels.email.reading.read import read_mail
from truepenny.channels.email.signing import public_record
from truepenny.contracts.mail import RawMail
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio


async def test_a_reply_lies_in_the_mailbox_of_the_customer_and_its_signature_holds(
    sqlite_settings: Settings, postfix: PostfixServer, dovecot: DovecotServer, tmp_path: Path
) -> None:
    user = dovecot.add_user("li.out@mail.example")
    postfix.route("mail.example", dovecot.lmtp_port)
    signing = f"desk:{rsa_file(tmp_path)}"
    ours = replace(sqlite_settings, mail_dkim=signing)
    async with out_desk(ours, Recorder(port=postfix.port), SetClock()) as desk:
        ticket = await desk.write_in(by=user)
        await desk.send()
        said = await desk.reply(ticket, "您好：\n\n.\nFrom here on it is ours. " + "long " * 300)
        await desk.send()
        await asyncio.to_thread(postfix.wait_until_empty)
        assert await desk.told(ticket, said.seq) == ["queued", "sent"]
    mails = dovecot.list(user)
    assert len(mails) == 2, "the receipt and the answer, in any order"
    record = public_record(signing).encode()
    for raw in mails:
        ours_only = raw[raw.index(b"DKIM-Signature:") :]
        assert dkim.verify(ours_only, dnsfunc=lambda name, **_: record)
    read = [email.message_from_bytes(raw, EmailMessage, policy=email.policy.default) for raw in mails]
    texts = [_text_of(one) for one in read]
    (text,) = [one for one in texts if "您好：" in one]
    message = read[texts.index(text)]
    assert "\n.\nFrom here on it is ours." in text
    assert message["Return-Path"].startswith("<support+b-")


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


async def test_the_report_of_postfix_marks_the_mail_that_did_not_arrive(
    sqlite_settings: Settings, postfix: PostfixServer, dovecot: DovecotServer
) -> None:
    postfix.route("mail.example", dovecot.lmtp_port)
    async with serving(Recorder()) as us, out_desk(sqlite_settings, Recorder(port=postfix.port), SetClock()) as desk:
        postfix.route("acme.example", us.port, smtp=True)
        ticket = await desk.write_in(by="nobody.out@mail.example")
        said = await desk.reply(ticket)
        await desk.send()
        await asyncio.to_thread(postfix.wait_until_empty)
        for report in us.mails:
            (bounced,) = read_mail(RawMail(report.content)).bounced
            assert bounced.final
            await desk.report(bounced, to=report.to)
        assert len(us.mails) == 2, "one for the receipt, one for the answer"
        assert await desk.told(ticket, said.seq) == ["queued", "sent", "bounced"]
        last = [event.delivery for event in await desk.events(ticket) if event.delivery and event.delivery.what == "reply"][-1]
        assert last is not None
        assert last.code == "5.1.1"
        assert "nobody.out" not in (last.reason or "")
