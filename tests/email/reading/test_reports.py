"""Reports on deliveries, and other mail that no person wrote: told apart from people, whatever program wrote it."""

from __future__ import annotations

import pytest
from tests.email.reading import reports
from tests.email.reading.mails import mail, read

from truepenny.contracts.mail import OUR_MARK, Bounced

STATUS = b"""Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 30 Nov 2026 10:00:00 +0800

Final-Recipient: rfc822; li@customer.example
Original-Recipient: rfc822;li.wei@customer.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.customer.example
Diagnostic-Code: smtp; 550 5.1.1 <li@customer.example>:
 Recipient address rejected

Final-Recipient: rfc822; wang@other.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect timed out

Final-Recipient: rfc822; chen@other.example
Action: delivered
Status: 2.0.0
"""


def test_a_report_names_each_recipient_that_was_not_reached() -> None:
    found = read(reports.report(STATUS))
    assert found.bounced == (
        Bounced(
            "ours.1@acme.example", "li.wei@customer.example", "5.1.1", final=True,
            words="550 5.1.1 <li@customer.example>: Recipient address rejected",
        ),
        Bounced("ours.1@acme.example", "wang@other.example", "4.4.1", final=False, words="connect timed out"),
    )  # fmt: skip
    assert found.automatic == "bounce"
    assert found.text.startswith("This is the mail system")


def test_the_original_may_come_as_its_head_only_or_not_at_all() -> None:
    head_only = read(reports.report(STATUS, original=b"Content-Type: text/rfc822-headers\n\n" + reports.ORIGINAL))
    assert [one.message_id for one in head_only.bounced] == ["ours.1@acme.example"] * 2
    without = read(reports.report(STATUS, original=b"Content-Type: text/plain\n\nnothing"))
    assert (without.bounced[0].message_id, without.bounced[0].recipient) == ("", "li.wei@customer.example")


def test_a_report_of_success_is_automatic_and_names_nobody() -> None:
    found = read(
        reports.report(b"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; li@customer.example\nAction: delivered\nStatus: 2.0.0\n")
    )
    assert (found.automatic, found.bounced) == ("bounce", ())


@pytest.mark.parametrize(
    "status", [b"", b"\n\n\n", b"Action: failed\n", b"Final-Recipient: ;;\n\nStatus: x\n", b"no fields at all\n" * 5, b":::\n" * 2000]
)
def test_a_broken_report_is_a_report_still(status: bytes) -> None:
    assert read(reports.report(status)).automatic == "bounce"


@pytest.mark.parametrize(
    ("text", "recipients", "status", "final", "message_id"),
    [
        (reports.QMAIL, ["li@customer.example", "wang@other.example"], "5.1.1", True, "ours.1@acme.example"),
        (reports.EXIM, ["li@customer.example"], "5.1.1", True, "ours.1@acme.example"),
        (reports.EXIM_DELAYED, ["li@customer.example"], "", False, ""),
        (reports.POSTFIX, ["li@customer.example"], "5.2.2", True, ""),
        (reports.SENDMAIL, ["li@customer.example"], "5.1.1", True, ""),
        (reports.EXCHANGE, ["li@customer.example"], "5.1.1", True, ""),
        (reports.EXCHANGE_ZH, ["li@customer.example"], "5.1.10", True, ""),
        (reports.GMAIL, ["li@customer.example"], "5.1.1", True, ""),
        (reports.GMAIL_DELAYED, ["li@customer.example"], "", False, ""),
        (reports.GMAIL_ZH, ["li@customer.example"], "5.1.1", True, ""),
        (reports.QQ, ["li@customer.example"], "5.7.1", True, ""),
        (reports.QQ_NAMING_THE_MAIL_FIRST, ["li@customer.example"], "5.1.1", True, ""),
        (reports.NAMING_NOBODY, [""], "5.4.14", True, ""),
        (reports.NETEASE, ["li@customer.example"], "", True, ""),
        (reports.SINA, ["li@customer.example"], "5.2.2", True, ""),
    ],
    ids=[
        "qmail",
        "exim",
        "exim-delayed",
        "postfix",
        "sendmail",
        "exchange",
        "exchange-zh",
        "gmail",
        "gmail-delayed",
        "gmail-zh",
        "qq",
        "qq-naming-the-mail-first",
        "naming-nobody",
        "163",
        "sina",
    ],
)
def test_a_report_in_words_is_read(text: str, recipients: list[str], status: str, final: bool, message_id: str) -> None:
    found = read(reports.old(text))
    assert found.automatic == "bounce"
    assert [one.recipient for one in found.bounced] == recipients
    assert {(one.final, one.message_id) for one in found.bounced} == {(final, message_id)}
    assert found.bounced[0].status == status
    assert 0 < len(found.bounced[0].words) <= 300


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Away", "I was told that I could not be reached. Back on Monday."),
        ("Automatic reply: Re: Payout", "I could not be reached for a while. If it is urgent, write to wen@customer.example."),
        ("自动回复：关于您的工单", "我在休假，邮件未能送达手机，请联系 wen@customer.example。"),
    ],
)
def test_who_is_away_reports_nothing(subject: str, words: str) -> None:
    """Answering machines answer the return path, too, and without one of their own: our words did arrive."""
    head = f"From: li@customer.example\r\nReturn-Path: <>\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    away = read((head + words).encode())
    assert (away.automatic, away.bounced) == ("reply", ())


def test_the_header_of_exim_names_the_recipients() -> None:
    text = reports.EXIM.replace("  li@customer.example", "  (address kept from you)").replace("<li@customer.example>", "<x>")
    found = read(reports.old(text, fields=b"X-Failed-Recipients: li@customer.example\r\n"))
    assert [one.recipient for one in found.bounced] == ["li@customer.example"]


@pytest.mark.parametrize("text", [reports.QMAIL, reports.GMAIL, reports.QQ])
def test_a_person_who_quotes_a_report_reports_nothing(text: str) -> None:
    person = b"From: Li Wei <li.wei@customer.example>\r\nTo: support@acme.example\r\nReturn-Path: <li.wei@customer.example>\r\n"
    found = read(reports.old("I got this:\n\n" + text, subject="Fwd: failure notice", sender=person))
    assert (found.bounced, found.automatic) == ((), None)


@pytest.mark.parametrize(
    ("fields", "automatic"),
    [
        (["Auto-Submitted: auto-replied"], "reply"),
        (["Auto-Submitted: auto-replied (vacation)", "Precedence: bulk", "X-Autoreply: yes"], "reply"),
        (["Auto-Submitted: auto-generated"], "bulk"),
        (["Auto-Submitted: no"], None),
        (["Auto-Submitted: auto-notified; owner-email=x@y.example"], "reply"),
        (["X-Autorespond: away"], "reply"),
        (["X-Autoreply: no"], None),
        (["Precedence: auto_reply"], "reply"),
        (["Precedence: list"], "list"),
        (["Precedence: junk"], "bulk"),
        (["Precedence: first-class"], None),
        (["List-Id: <dev.lists.example>", "List-Unsubscribe: <mailto:x@lists.example>"], "list"),
        (["List-Unsubscribe: <https://shop.example/u>"], "bulk"),
        (["X-Auto-Response-Suppress: All"], None),
        (["Return-Path: <>"], "reply"),
        (["Return-Path: <li.wei@customer.example>"], None),
        (["X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"], "reply"),
        ([f"{OUR_MARK}: reply"], "loop"),
        ([f"{OUR_MARK}: receipt", "Auto-Submitted: auto-replied"], "loop"),
        (["In-Reply-To: <ours.1@acme.example>"], None),
    ],
)
def test_mail_of_programs_is_told_from_mail_of_people(fields: list[str], automatic: str | None) -> None:
    assert read(mail(b"words", *fields)).automatic == automatic


@pytest.mark.parametrize(
    "subject", ["自动回复：Your ticket", "自动回复:Re: 您的工单", "Automatic reply: Your ticket", "Out of Office: away", "外出中"]
)
@pytest.mark.parametrize(
    ("sign", "automatic"),
    [
        ("X-Auto-Response-Suppress: All", "reply"),
        ("In-Reply-To: <ours.1@acme.example>", "reply"),
        ("Precedence: bulk", "reply"),
        ("Return-Path: <>", "reply"),
        ("X-Mailer: Foxmail", None),
    ],
)
def test_a_subject_counts_only_beside_another_sign(subject: str, sign: str, automatic: str | None) -> None:
    head = f"From: li.wei@customer.example\r\nTo: support@acme.example\r\nSubject: {subject}\r\n".encode()
    assert read(mail(b"words", sign, head=head)).automatic == automatic


@pytest.mark.parametrize("subject", ["Re: 自动回复：Your ticket", "The automatic reply says nothing", "请问自动回复怎么关"])
def test_who_writes_about_automatic_answers_is_a_person(subject: str) -> None:
    head = f"From: li.wei@customer.example\r\nSubject: {subject}\r\n".encode()
    assert read(mail(b"words", "In-Reply-To: <ours.1@acme.example>", head=head)).automatic is None


def test_a_postmaster_may_be_a_person() -> None:
    head = b"From: postmaster@customer.example\r\nSubject: "
    assert read(mail(b"our withdrawal is missing", head=head + b"Withdrawal\r\n")).automatic is None
    assert read(mail(b"not delivered", head=head + "系统退信\r\n".encode())).automatic == "bounce"
    assert read(mail(b"words", head=b"From: MAILER-DAEMON@customer.example\r\n")).automatic == "bounce"


def test_a_receipt_of_reading_is_an_automatic_answer() -> None:
    found = read(
        reports.report(
            b"Final-Recipient: rfc822; li@customer.example\nDisposition: manual-action/MDN-sent-manually; displayed\n",
            kind="disposition-notification",
        ).replace(b"mailer-daemon@mx", b"li@customer")
    )
    assert (found.automatic, found.bounced) == ("reply", ())
