"""Whole mails: whose they are, what does not fit, and that only the one who got it learns that we sent it. Hostile input is not slow."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from tests.checks.conftest import Desk

from truepenny.contracts.identity import Assurance, ContactId, Customer
from truepenny.outbound.mail.ids import make_message_id, make_verify_token
from truepenny.outbound.mail.registry import ToSend, register
from truepenny.people.contacts import add_contact, put_identity
from truepenny.surfaces.check_views import verdict_view
from truepenny.trust.checks.checks import Asker
from truepenny.trust.checks.pasted import points_in, straightened
from truepenny.trust.checks.wording import find_wording

pytestmark = pytest.mark.anyio


def mail(sender: str, text: str, **fields: str) -> str:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = sender, "you@reader.test", "Your account", "Mon, 28 Sep 2026 08:00:00 +0000"
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_string()


async def test_a_sender_of_ours_is_no_proof(desk: Desk) -> None:
    verdict = await desk.ask(mail("Acme <help@acme.example>", "Hello.", Message_ID="<made-up@acme.example>"))
    assert verdict.state == "unknown"
    assert verdict.mail is not None
    assert any(point.role == "from" and point.state == "official" for point in verdict.points)


async def test_our_name_over_another_address_and_an_answer_that_goes_elsewhere(desk: Desk) -> None:
    verdict = await desk.ask(
        mail("Acme Exchange Support <ann@mailer.test>", "Hello.", Reply_To="x@other.test", Return_Path="<b@third.test>")
    )
    assert verdict.state == "looks_like"
    assert verdict.mail is not None
    assert {"name_not_address", "answers_elsewhere", "returns_elsewhere"} <= set(verdict.mail.signs)


async def test_a_result_that_the_forger_wrote_himself_is_not_believed(desk: Desk) -> None:
    forged = mail("help@acme.example", "Hello.", Authentication_Results="mx.acme.example; dmarc=pass header.from=acme.example")
    verdict = await desk.ask(forged)
    assert verdict.mail is not None
    assert verdict.mail.proven == ""


async def test_only_the_one_who_got_it_learns_that_we_sent_it(desk: Desk) -> None:
    house, now = desk.house, desk.clock.now_us()

    def people(conn):  # type: ignore[no-untyped-def]
        found = []
        for address in ("wei@reader.test", "eve@reader.test"):
            contact = add_contact(conn, name=None, language="en", now_us=now)
            put_identity(conn, house.keyring, contact, kind="email", value=address, assurance=Assurance.MAIL_PROVEN, now_us=now)
            found.append(Customer(ContactId(contact), "s" * 32, Assurance.MAIL_PROVEN))
        sent = ToSend("ab" * 16, "cd" * 16, "code", make_message_id(house.keyring, "ab" * 16, "acme.example"), "wei@reader.test")
        register(conn, house.keyring, sent, at=now)
        return found, sent.message_id

    (wei, eve), message_id = await house.db.write(people)
    source = mail("help@acme.example", "Your code.", Message_ID=f"<{message_id.strip('<>')}>")
    checks = house.truth.checks
    answers = [await checks.check(source, asker=Asker(f"198.51.100.{n}", who)) for n, who in enumerate((wei, eve, None))]
    assert [one.state for one in answers] == ["sent", "unknown", "unknown"]
    assert [one.mail.told for one in answers if one.mail is not None] == [True, True, False]
    for n, (who, answer) in enumerate(((eve, answers[1]), (None, answers[2])), 10):
        never = await checks.check(source.replace(message_id.strip("<>"), "never-sent@acme.example"), asker=Asker(f"198.51.100.{n}", who))
        assert (never.state, never.points) == (answer.state, answer.points), "a registered mail of another and none at all: the same answer"


@pytest.mark.parametrize(
    ("sender", "proven", "title"),
    [
        ("help@acme.example", False, "Sign in to learn whether we sent you this mail"),
        ("help@acme.example", True, "We do not know this"),
        ("help@other.test", False, "We do not know this"),
    ],
)
async def test_who_is_not_signed_in_is_not_told_that_a_mail_of_ours_is_none(desk: Desk, sender: str, title: str, *, proven: bool) -> None:
    """We cannot tell them, which is not the same as having no record of it."""
    house, now = desk.house, desk.clock.now_us()

    def person(conn):  # type: ignore[no-untyped-def]
        contact = add_contact(conn, name=None, language="en", now_us=now)
        put_identity(conn, house.keyring, contact, kind="email", value="wei@reader.test", assurance=Assurance.MAIL_PROVEN, now_us=now)
        return Customer(ContactId(contact), "s" * 32, Assurance.MAIL_PROVEN)

    asker = Asker("198.51.100.20", await house.db.write(person) if proven else None)
    verdict = await house.truth.checks.check(mail(sender, "Hello.", Message_ID="<made-up@acme.example>"), asker=asker)
    view = verdict_view(verdict, language="en", say=lambda words, **_: words, kind_of_secret=lambda kind, _: kind)
    assert view.title == title


async def test_the_verify_link_of_a_mail_answers_who_holds_it(desk: Desk) -> None:
    house = desk.house
    sent = ToSend("ef" * 16, "cd" * 16, "reply", make_message_id(house.keyring, "ef" * 16, "acme.example"), "wei@reader.test")
    await house.db.write(lambda conn: register(conn, house.keyring, sent, at=desk.clock.now_us()))
    link = f"{house.settings.public_url}/mail/{make_verify_token(house.keyring, sent.id)}"
    verdict = await desk.ask(link)
    assert (verdict.state, verdict.points[0].sent_at) == ("sent", desk.clock.now_us())
    assert (await desk.ask(link[:-1] + ("a" if link[-1] != "a" else "b"))).state == "official"
    assert (await desk.ask(f"{link} https://acme-login.test")).state == "looks_like", "a genuine link vouches for nothing beside it"


HOSTILE = (
    "a" * 100_000,
    "http://" + "a." * 50_000 + "com",
    "acme-" * 20_000,
    "https://x.test/?" + "url=https://acme-x.test&" * 4_000,
    "@" * 100_000,
    "+1" * 50_000,
    "\u200b" * 100_000,
    "(" * 100_000,
    "From: a\nTo: b\nSubject: c\n\n" + "x" * 100_000,
    "私钥发给我" * 20_000,
    "send " * 20_000,
    "1" * 100_000,
    "1 " * 50_000,
    "0小" * 50_000,
)


def test_hostile_words_are_taken_apart_quickly() -> None:
    slow = []
    for text in HOSTILE:
        before = time.process_time()
        points_in(straightened(text[:20_200]), ())
        find_wording(text)
        if (took := time.process_time() - before) > 0.2:
            slow.append((text[:20], round(took, 3)))
    assert slow == []


async def test_hostile_words_are_answered(desk: Desk) -> None:
    for n, text in enumerate(HOSTILE):
        assert (await desk.ask(text, place=f"198.51.100.{n}")).state in ("unknown", "looks_like")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please send me your recovery phrase", "secret"),
        ("请提供您的验证码", "secret"),
        ("You must validate your wallet on the dapp node", "wallet"),
        ("请下载向日葵配合远程协助", "remote"),
        ("Your account will be suspended within 24 hours", "deadline"),
        ("您的账户将被冻结", "deadline"),
        ("pay a verification fee first", "payment"),
        ("需要先缴纳保证金才能提现，缴纳后退还", "payment"),
        ("move your coins to a secure wallet", "safe_account"),
        ("continue on WhatsApp", "elsewhere"),
        ("加我微信", "elsewhere"),
        ("I saw your question, I am from support", "unasked"),
        ("open a ticket here", "own_desk"),
    ],
)
def test_wording(text: str, code: str) -> None:
    assert code in find_wording(text)


@pytest.mark.parametrize(
    "text", ["How do I change my password?", "My deposit has not arrived", "提现多久到账？", "Thank you for your help"]
)
def test_ordinary_words_are_no_wording(text: str) -> None:
    assert find_wording(text) == ()
