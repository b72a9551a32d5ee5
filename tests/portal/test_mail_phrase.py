"""The phrase that stands in our mail to a customer: theirs to choose, nobody's secret, and nothing that could be turned against others."""

from __future__ import annotations

import html

import pytest
from sqlalchemy import select
from tests.portal.conftest import LI, MailDesk

from truepenny.contracts.identity import ContactId
from truepenny.people import audit
from truepenny.people.phrases import SHORTEST, check_phrase, load_phrase, suggest_phrase
from truepenny.people.schema import contact_phrases, identities

pytestmark = pytest.mark.anyio
PAGE = "/me/phrase"
SECRET = "This looks like a secret"
REFUSED = {
    "ab": "This is too short.",
    "a" * 61: "This is too long.",
    "legal winner thank year wave sausage worth": SECRET,
    "的 一 是 在 不 了 有 和": SECRET,
    "my password is hunter22": SECRET,
    "L1": "This is too short.",
    "Tr0ub4dor&3": "This looks like a password.",
    "5KJvsngHeMpm884wtkJNzQGaCErckhHJBG": "This looks like a password.",
    "see acme-help.example": "This looks like a link or an address.",
    "https://acme": "This looks like a link or an address.",
    "write li@acme": "This looks like a link or an address.",
    "call 138 0013 8000": "This holds a long number.",
    "......": "This cannot be read easily.",
    "blue\u202erevir": "This cannot be read easily.",
    "send us your password": "This reads like an instruction to somebody.",
    "请把验证码发给客服": "This reads like an instruction to somebody.",
}


async def contact(desk: MailDesk) -> ContactId:
    found = await desk.house.db.read(
        lambda conn: conn.execute(select(identities.c.contact_id).where(identities.c.kind == "email")).scalar()
    )
    assert found is not None
    return ContactId(found)


async def kept(desk: MailDesk) -> str:
    who = await contact(desk)
    return await desk.house.db.read(lambda conn: load_phrase(conn, desk.house.keyring, who))


async def test_a_customer_chooses_changes_and_removes_a_phrase(mail_desk: MailDesk) -> None:
    li = await mail_desk.signed_in()
    assert PAGE in li.read.links
    await li.open(PAGE)
    words = await li.submit(PAGE, phrase="  the heron   on the pier ")
    assert "Saved." in words
    assert "the heron on the pier" in words
    assert await kept(mail_desk) == "the heron on the pier"
    await li.submit(PAGE, phrase="在桥头的白鹭")
    await li.submit(PAGE, phrase="在桥头的白鹭")
    sealed = await mail_desk.house.db.read(lambda conn: conn.execute(select(contact_phrases.c.sealed)).scalar_one())
    assert "白鹭".encode() not in sealed
    words = await li.submit(f"{PAGE}/remove")
    assert "Removed." in words
    assert await kept(mail_desk) == ""
    lines = await mail_desk.house.db.read(lambda conn: audit.list_lines(conn))
    who = await contact(mail_desk)
    changes = [(line.who, line.what, line.subject, dict(line.detail)) for line in lines if line.what.startswith("phrase")]
    assert changes == [("customer", what, who, {}) for what in ("phrase_removed", "phrase_set", "phrase_set")]


async def test_a_suggestion_is_taken_with_one_click(mail_desk: MailDesk) -> None:
    li = await mail_desk.signed_in(language="zh")
    await li.open(PAGE)
    own, suggested = [form for form in li.read.forms if form.action == PAGE]
    assert own.value("phrase") == ""
    idea = suggested.value("phrase")
    await li.submit(PAGE, phrase=idea)
    assert await kept(mail_desk) == idea
    assert len(idea) >= SHORTEST


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_suggestion_may_be_chosen(language: str) -> None:
    ideas = {suggest_phrase(language) for _ in range(400)}
    assert len(ideas) > 100
    assert all(check_phrase(idea) == idea for idea in ideas)


async def test_what_must_not_stand_in_a_mail_is_refused_with_the_reason(mail_desk: MailDesk) -> None:
    li = await mail_desk.signed_in()
    for typed, reason in REFUSED.items():
        await li.open(PAGE)
        words = await li.submit(PAGE, phrase=typed)
        assert (li.status, reason in words) == (422, True), typed
        given_back = html.unescape(li.form(PAGE).value("phrase")) == typed
        assert given_back == (reason != SECRET), typed
    assert await kept(mail_desk) == ""


async def test_whole_sentences_may_be_chosen(mail_desk: MailDesk) -> None:
    li = await mail_desk.signed_in()
    for typed in (
        "My dog's name isn't Rex, it is Otto!",
        "每天早上喝一杯茶",
        "我最喜欢的城市是成都",
        "blue river",
        "在雨中轻快的风车",
        "3 green doors",
    ):
        await li.open(PAGE)
        assert "Saved." in await li.submit(PAGE, phrase=typed), typed
        assert await kept(mail_desk) == typed


async def test_guests_and_holders_of_a_private_link_have_none(mail_desk: MailDesk) -> None:
    guest = mail_desk.browser()
    await guest.open(PAGE)
    assert (guest.status, "Sign in" in guest.words) == (401, True)
    await guest.open("/tickets/new?topic=other")
    await guest.submit("/tickets/new", subject="As a guest", text="Hello", go="send")
    link = next(word for word in guest.words.split() if "/t/" in word)
    await guest.open("/tickets")
    assert PAGE not in guest.read.links
    origin = {"origin": str(guest.http.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    finder = mail_desk.browser()
    await finder.open(link.split("example", 1)[-1] if "example" in link else link)
    for browser in (guest, finder):
        await browser.open(PAGE)
        assert browser.status == 401
        for path in (PAGE, f"{PAGE}/remove"):
            answer = await browser.http.post(path, data={"phrase": "the heron on the pier"} if path == PAGE else {}, headers=origin)
            assert answer.status_code == 403


async def test_who_comes_from_the_exchange_may_choose_too(mail_desk: MailDesk) -> None:
    wei = mail_desk.browser()
    await wei.open(f"/sign-in?token={mail_desk.exchange.sign(name='Wei', email=LI, email_verified=True)}&next=/me/phrase")
    words = await wei.submit(PAGE, phrase="the heron on the pier")
    assert "Saved." in words
    assert await kept(mail_desk) == "the heron on the pier"
