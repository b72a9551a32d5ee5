"""Ways to make the check say yes, or to hide from it what it should see: none of them works, and nobody's own address becomes evidence."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from tests.checks.conftest import Desk
from tests.checks.test_mails import mail
from tests.checks.test_reports import OMAR, report

from truepenny.contracts.identity import Assurance, ContactId, Customer
from truepenny.outbound.mail.ids import make_message_id
from truepenny.outbound.mail.registry import ToSend, register
from truepenny.people.contacts import add_contact, put_identity
from truepenny.platform.web.i18n import fill
from truepenny.surfaces.check_views import verdict_view
from truepenny.trust.checks.checks import Asker
from truepenny.trust.checks.verdict import Verdict

pytestmark = pytest.mark.anyio
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def html_mail(html: str, **fields: str) -> str:
    made = EmailMessage()
    made["From"], made["To"] = fields.pop("sender", "ann@mailer.test"), fields.pop("to", "you@reader.test")
    made["Subject"], made["Date"] = fields.pop("subject", "Your account"), "Mon, 28 Sep 2026 08:00:00 +0000"
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content("Hello.")
    made.add_alternative(html, subtype="html")
    return made.as_string()


def said(verdict: Verdict) -> tuple[str, str]:
    view = verdict_view(verdict, language="en", say=lambda words: fill(words, {}), kind_of_secret=lambda kind, _: kind)
    return view.title, view.means


@pytest.mark.parametrize(
    "text",
    [
        "Your account is locked. Call us at once, or see https://acme.example",
        "我们是 acme.example 客服，您的账户有问题",
        "Write to help@acme.example today",
    ],
)
async def test_a_message_is_not_official_because_something_official_stands_in_it(desk: Desk, text: str) -> None:
    verdict = await desk.ask(text)
    assert [one.state for one in verdict.points] == ["official"]
    assert verdict.state == "unknown"
    title, means = said(verdict)
    assert title == "Nothing proves that this message is from us"
    assert "proves nothing about the rest" in means


async def test_a_name_is_ours_on_its_platform_alone(desk: Desk) -> None:
    bare, link = await desk.ask("AcmeExchangeHelp"), await desk.ask("https://t.me/AcmeExchangeHelp")
    assert (bare.state, link.state) == ("official", "official")
    assert "there alone" in said(bare)[1]
    assert "there alone" not in said(link)[1]
    pages = [await desk.reader.http.post("/en/check", data={"text": text}) for text in ("AcmeExchangeHelp", "t.me/AcmeExchangeHelp")]
    assert ["answer--yes" in page.text for page in pages] == [False, True]


@pytest.mark.parametrize(
    "pasted",
    [
        "https://acme.example:443@evil.test/login",
        "https://acme.example:x1!@evil.test",
        "tg://resolve?domain=AcmeExchangeHelp_01",
        "https://acme.example\\@evil.test/",
        "微信 acme-kefu01",
        "acme-login.test/?user=li.na@reader.test",
        "Please open acme-login.test/?user=li.na@reader.test today",
    ],
)
async def test_a_false_host_is_read_whatever_stands_beside_it(desk: Desk, pasted: str) -> None:
    assert (await desk.ask(pasted)).state == "looks_like"


async def test_who_gets_a_copy_of_a_mail_link_is_judged_too(desk: Desk) -> None:
    verdict = await desk.ask("mailto:help@acme.example?subject=Code&bcc=help%40acme-login.test")
    assert verdict.state == "looks_like"


@pytest.mark.parametrize(
    "html",
    [
        '<a href=" https://acme-login.test/a">https://acme.example</a>',
        '<a href="https://ac&#109;e-login.test">https://acme.example</a>',
        '<a href="https&#58;//acme-login.test">https://acme.example</a>',
        '<form action="https://acme-login.test/"><input name="code"></form>',
        '<a href="https://acme-login.test/">here</a>' + "<p>words that nobody reads</p>" * 2_000,
    ],
)
async def test_a_link_is_read_as_mail_programs_read_it(desk: Desk, html: str) -> None:
    assert (await desk.ask(html_mail(html))).state == "looks_like"


async def test_what_was_not_looked_at_is_told(desk: Desk) -> None:
    verdict = await desk.ask("nothing here. " * 1_000 + "https://acme-login.test")
    assert (verdict.state, verdict.cut) == ("unknown", True)


async def test_a_message_id_that_was_copied_from_our_mail_makes_no_mail_ours(desk: Desk) -> None:
    house, now = desk.house, desk.clock.now_us()

    def write(conn):  # type: ignore[no-untyped-def]
        wei = add_contact(conn, name=None, language="en", now_us=now)
        put_identity(conn, house.keyring, wei, kind="email", value="wei@reader.test", assurance=Assurance.MAIL_PROVEN, now_us=now)
        sent = ToSend("ab" * 16, "cd" * 16, "reply", make_message_id(house.keyring, "ab" * 16, "acme.example"), "wei@reader.test")
        register(conn, house.keyring, sent, at=now)
        return Customer(ContactId(wei), "s" * 32, Assurance.MAIL_PROVEN), f"<{sent.message_id.strip('<>')}>"

    wei, message_id = await house.db.write(write)

    async def ask(sender: str, **fields: str) -> str:
        source = mail(sender, "Send your coins to the new address.", Message_ID=message_id, **fields)
        return (await house.truth.checks.check(source, asker=Asker("198.51.100.9", wei))).state

    assert await ask("help@acme.example") == "sent", "the premise"
    assert await ask("Billing <billing@mailer.test>") == "unknown"
    assert await ask("help@acme.example", Reply_To="billing@mailer.test") == "unknown"


async def test_a_secret_in_the_subject_is_kept_nowhere(desk: Desk) -> None:
    first, rest = "bGVnYWwgd2lubmVyIHRoYW5rIHllYXIgd2F2ZSBzYXVzYWdl", "IHdvcnRoIHVzZWZ1bCBsZWdhbCB3aW5uZXIgdGhhbmsgeWVsbG93"
    coded = f"=?utf-8?B?{first}?=\n =?utf-8?B?{rest}?="
    for subject in (PHRASE, coded):
        source = mail("ann@acme-login.test", "Hello.").replace("Subject: Your account", f"Subject: {subject}")
        await report(desk, source)
    (campaign,) = [one for one in await desk.house.truth.reports.campaigns() if one.shown == "acme-login.test"]
    evidence = str(await desk.house.truth.campaigns.evidence(campaign.id))
    assert "recovery phrase" in evidence, "the premise: the subject is a part of the evidence"
    assert PHRASE not in evidence
    assert "bGVnYWwgd2lubmVy" not in evidence


async def test_the_address_of_the_one_who_got_the_mail_is_no_evidence_and_no_campaign(desk: Desk) -> None:
    html = (
        'Dear wei.zhang@reporter.test, <a href="https://acme-login.test/?m=Wei.Zhang%40reporter.test&t=1">sign in</a> '
        '<a href="https://acme-login.test/#d2VpLnpoYW5nQHJlcG9ydGVyLnRlc3Q=">or here</a>'
    )
    await report(desk, html_mail(html, to="wei.zhang@reporter.test", subject="wei.zhang@reporter.test: frozen"))
    await report(desk, "acme-login.test/?user=li.na@reporter.test")
    campaigns = await desk.house.truth.reports.campaigns()
    assert {one.shown for one in campaigns} == {"acme-login.test", "mailer.test"}
    for campaign in campaigns:
        evidence = str(await desk.house.truth.campaigns.evidence(campaign.id)).lower()
        assert "reporter.test" not in evidence
        assert "d2vplnpo" not in evidence


async def test_an_impostor_who_copies_his_own_address_hides_nothing(desk: Desk) -> None:
    source = html_mail("Write to help@acme-login.test", Cc="help@acme-login.test")
    verdict = await desk.ask(source)
    assert verdict.state == "looks_like"
    assert "help@acme-login.test" in verdict.text


async def test_who_asked_often_can_still_report(desk: Desk) -> None:
    http = desk.reader.http
    codes = [(await http.post("/en/check", data={"text": "acme-login.test"})).status_code for _ in range(34)]
    assert 429 in codes, "the premise"
    data = {"id": "form-of-a-reporter", "text": "acme-login.test", "gave": "money", "note": "It came by mail."}
    assert (await http.post("/en/check/report", data=data)).status_code == 303


async def test_whoever_reported_hears_each_change_of_mind_and_the_page_says_the_same(desk: Desk) -> None:
    ticket = await report(desk, "https://acme-bonus.test/x")
    (campaign,) = await desk.house.truth.reports.campaigns()
    campaigns = desk.house.truth.campaigns
    for outcome, words in (("fake", "It is a fake, A."), ("ours", "It is ours."), ("fake", "It is a fake, B.")):
        told = await campaigns.settle(OMAR, campaign.id, outcome, words={"en": words}, reason="Looked at")  # type: ignore[arg-type]
        assert told == (1, 0)
        assert words in (await desk.reader.http.get(f"/tickets/{ticket}")).text
        desk.clock.advance(6)
        known = (await desk.ask("acme-bonus.test")).state == "known_false"
        assert known == (outcome == "fake")
