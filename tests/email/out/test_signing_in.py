"""A customer who has nothing but a mailbox: the code comes by real SMTP, is read from the mail, and opens what belongs to the address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.email.out.conftest import CUSTOMER, OutDesk
from tests.portal.browser import PlainBrowser

from truepenny.contracts.identity import ContactId
from truepenny.people.contacts import contact_for_account
from truepenny.people.exchange_tokens import AccountClaims
from truepenny.people.phrases import put_phrase
from truepenny.people.tokens import MAX_AGE_US

pytestmark = pytest.mark.anyio


@pytest.fixture
async def li(one_desk: OutDesk) -> AsyncIterator[PlainBrowser]:
    transport = httpx.ASGITransport(one_desk.house.app, raise_app_exceptions=False)
    headers = {"accept": "text/html", "accept-language": "en"}
    async with httpx.AsyncClient(transport=transport, base_url=one_desk.house.settings.public_url, headers=headers) as http:
        yield PlainBrowser(http)


async def ask(li: PlainBrowser, desk: OutDesk) -> tuple[str, str]:
    """The code as it stands in the mail, and the whole mail."""
    await li.open("/sign-in?next=/tickets")
    await li.submit("/sign-in/mail", address=CUSTOMER)
    (mail,) = [mail for mail in await desk.send() if mail.message["X-Truepenny"] == "code"]
    assert mail.to == CUSTOMER
    (code,) = re.findall(r"\b\d{8}\b", mail.text)
    assert code in "".join(re.sub(r"<[^>]+>", " ", mail.html).split())
    assert code not in str(mail.message["Subject"])
    return code, mail.text


async def test_from_the_mailbox_to_the_tickets_and_to_the_phrase_in_the_next_mail(one_desk: OutDesk, li: PlainBrowser) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER, subject="Where is it?", message_id="first@mail.example")
    await one_desk.send()
    code, mail = await ask(li, one_desk)
    assert "the heron on the pier" not in mail
    words = await li.submit("/sign-in/code", code=code)
    assert "Where is it?" in words
    (row,) = [row for row in await one_desk.rows() if row.what == "code"]
    assert (row.state, row.payload_sealed) == ("sent", None), "the code is gone from the desk"

    await li.open("/me/phrase")
    await li.submit("/me/phrase", phrase="the heron on the pier")
    await one_desk.reply(ticket)
    (answer,) = await one_desk.send()
    assert "the heron on the pier" in answer.text
    assert "the heron on the pier" in answer.html
    await li.submit("/sign-out")
    _, mail = await ask(li, one_desk)
    assert "the heron on the pier" in mail, "a code for this address carries it too"

    (link,) = set(re.findall(r"https://\S+/mail/[\w-]{16,}(?![\w/-])", answer.text))
    words = await li.open(link)
    assert "Yes, we sent a mail with this link" in words
    for told in (f"{ticket[:4]}-{ticket[4:]}", one_desk.agent.id, "l•••@mail.example"):
        assert told in words


async def test_a_code_that_could_not_be_sent_in_time_is_not_sent_late(one_desk: OutDesk, li: PlainBrowser) -> None:
    one_desk.server.answers["rcpt"] = "451 4.3.0 try again later"
    await li.open("/sign-in")
    await li.submit("/sign-in/mail", address=CUSTOMER)
    assert await one_desk.send() == []
    one_desk.server.answers["rcpt"] = None
    one_desk.clock.advance(10 * 60)
    assert await one_desk.send() == []
    (row,) = [row for row in await one_desk.rows() if row.what == "code"]
    assert (row.state, row.payload_sealed) == ("given_up", None)


async def test_who_has_the_mailbox_that_an_account_left_is_its_owner_no_more(one_desk: OutDesk, li: PlainBrowser) -> None:
    """Somebody broke into Li's old mailbox, so Li has another one at the exchange."""
    keyring, now = one_desk.house.keyring, one_desk.clock.now_us()

    async def account(email: str) -> ContactId:
        claims = AccountClaims(issuer="", subject="8834821", jti="j", expires_at=0, email=email, email_verified=True)
        return await one_desk.house.db.write(lambda conn: contact_for_account(conn, keyring, claims, language="en", now_us=now))

    contact = await account(CUSTOMER)
    ticket = await one_desk.write_in(by=CUSTOMER, subject="Where is it?")
    await one_desk.house.db.write(lambda conn: put_phrase(conn, keyring, contact, "the heron on the pier", now_us=now))
    await one_desk.send()
    code, _ = await ask(li, one_desk)
    assert "Where is it?" in await li.submit("/sign-in/code", code=code)
    assert await account(CUSTOMER) == contact
    assert "Where is it?" in await li.open("/tickets"), "the same address again ends nothing"
    assert await account("li.new@mail.example") == contact
    one_desk.clock.advance(MAX_AGE_US / 1e6 + 1)
    assert "Where is it?" not in await li.open("/tickets"), "who came in by the old mailbox is out"
    await one_desk.reply(ticket)
    (answer,) = await one_desk.send()
    assert answer.to == CUSTOMER, "from there the customer wrote"
    assert "the heron on the pier" not in answer.text
    code, mail = await ask(li, one_desk)
    assert "the heron on the pier" not in mail
    assert "Where is it?" not in await li.submit("/sign-in/code", code=code)
