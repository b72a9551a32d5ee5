"""Signing in by a mailed code in the portal and over HTTP: pages without JavaScript, and what the outsider gets to see."""

from __future__ import annotations

import re

import httpx
import pytest
from tests.people.mailbox import mailed_codes
from tests.portal.browser import PlainBrowser
from tests.portal.conftest import LI, MailDesk

from truepenny.contracts.identity import Assurance
from truepenny.main.running import running
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio


async def ask(browser: PlainBrowser, address: str = LI) -> None:
    await browser.open("/sign-in?next=/tickets")
    await browser.submit("/sign-in/mail", address=address)
    assert browser.path == "/sign-in/code"


async def test_a_customer_signs_in_by_mail_and_sees_the_tickets_of_the_address(mail_desk: MailDesk) -> None:
    ticket = await mail_desk.ticket_by_mail()
    await mail_desk.ticket_by_mail("other@acme.example", "Somebody else's")
    li = mail_desk.browser()
    await li.open("/")
    assert "/sign-in?next=/tickets" in li.read.links
    await ask(li)
    assert LI in li.words
    assert LI not in str(li.page.url)
    code = await mail_desk.code()
    field = next(given for tag, given in li.read.tags if given.get("name") == "code")
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    words = await li.submit("/sign-in/code", code=f"{code[:4]} {code[4:]}")
    assert li.path == "/tickets"
    assert "Sent by mail" in words
    assert "Somebody else's" not in words
    assert "Your mail address is proven." in words
    await li.open(f"/tickets/{ticket}")
    assert li.status == 200
    assert code not in str(li.page.history)


async def test_mistakes_are_told_at_the_field_and_the_page_stays(mail_desk: MailDesk) -> None:
    li = mail_desk.browser()
    await li.open("/sign-in")
    words = await li.submit("/sign-in/mail", address="li at acme")
    assert (li.status, "This is not a mail address." in words) == (422, True)
    assert li.form("/sign-in/mail").value("address") == "li at acme"
    await li.submit("/sign-in/mail", address="support@acme.example")
    assert "This is our own address." in li.words
    await ask(li)
    code = await mail_desk.code()
    wrong = f"{(int(code) + 1) % 10**8:08}"
    assert "The code has eight digits." in await li.submit("/sign-in/code", code="12")
    words = await li.submit("/sign-in/code", code=wrong)
    assert (li.status, "This is not the code. Look at the newest mail. Tries left: 4." in words) == (401, True)
    for _ in range(4):
        words = await li.submit("/sign-in/code", code=wrong)
    assert "This code does not work any more. Have a new one sent." in words
    words = await li.submit("/sign-in/mail")
    assert (li.path, "Only the newest code works." in words) == ("/sign-in/code", True)
    await li.submit("/sign-in/code", code=await mail_desk.code())
    assert li.path == "/tickets"


async def test_the_code_page_belongs_to_the_browser_that_asked(mail_desk: MailDesk) -> None:
    li, outsider = mail_desk.browser(), mail_desk.browser()
    await ask(li)
    code = await mail_desk.code()
    await outsider.open("/sign-in/code")
    assert outsider.path == "/sign-in"
    await ask(outsider, "outsider@mail.example")
    await outsider.submit("/sign-in/code", code=code)
    assert outsider.status == 401
    await li.submit("/sign-in/code", code=code)
    assert li.path == "/tickets"
    await li.open("/sign-in/code")
    assert li.path == "/sign-in", "the code was used, and its cookie is gone"


async def test_unknown_addresses_get_the_same_page_and_the_same_cookie(mail_desk: MailDesk) -> None:
    await mail_desk.ticket_by_mail()
    seen = set()
    for address in (LI, "xy@acme.example"):
        browser = mail_desk.browser()
        await browser.open("/sign-in?next=/tickets")
        answer = await browser.send("/sign-in/mail", address=address, follow=False)
        cookie = re.sub(r"tp_code=[\w-]{43};", "tp_code=ID;", answer.headers["set-cookie"])
        followed = await browser.http.get(answer.headers["location"])
        seen.add((answer.status_code, answer.headers["location"], cookie, followed.status_code, followed.text.replace(address, "")))
    assert len(seen) == 1
    _, _, cookie, _, _ = seen.pop()
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/sign-in" in cookie


async def test_what_was_written_as_a_guest_is_offered_to_be_taken_along(mail_desk: MailDesk) -> None:
    li = mail_desk.browser()
    await li.open("/tickets/new?topic=other")
    await li.submit("/tickets/new", subject="As a guest", text="Hello", go="send")
    assert li.path.endswith("/receipt")
    await ask(li)
    words = await li.submit("/sign-in/code", code=await mail_desk.code())
    assert "As a guest" not in words
    words = await li.submit("/tickets/adopt")
    assert "As a guest" in words


async def test_a_foreign_page_can_neither_ask_nor_enter(mail_desk: MailDesk) -> None:
    li = mail_desk.browser()
    await ask(li)
    code = await mail_desk.code()
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for path, data in (("/sign-in/mail", {"address": LI}), ("/sign-in/code", {"code": code}), ("/me/phrase", {"phrase": "abc"})):
        answer = await li.http.post(path, data=data, headers=foreign)
        assert answer.status_code == 403, path
    assert "tp_customer" not in li.http.cookies


async def test_older_browsers_say_by_the_referrer_policy_that_our_form_is_ours(mail_desk: MailDesk) -> None:
    """Without Sec-Fetch-Site only Origin speaks for the form, and under no-referrer it would be null."""
    li = mail_desk.browser()
    await ask(li)
    assert li.page.headers["referrer-policy"] == "same-origin"
    origin = str(li.http.base_url).rstrip("/")
    answer = await li.http.post("/sign-in/code", data={"code": await mail_desk.code(), "next": "/tickets"}, headers={"origin": origin})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tickets")
    await li.open("/sign-in")
    assert li.page.headers["referrer-policy"] == "same-origin"
    await li.open("/sign-in?token=not-a-token")
    assert li.page.headers["referrer-policy"] == "no-referrer"


async def test_where_there_is_no_mail_nobody_is_offered_any(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings) as house:
        transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=sqlite_settings.public_url) as http:
            browser = PlainBrowser(http)
            for path in ("/", "/sign-in", "/tickets"):
                assert "mail" not in (await browser.open(path)).lower(), path
            own = {"origin": sqlite_settings.public_url}
            assert (await http.post("/sign-in/mail", data={"address": LI}, headers=own)).status_code == 404
            assert (await http.get("/me/phrase")).status_code == 404
            assert (await http.post("/api/customer/sign-in/mail", json={"address": LI})).status_code == 404


async def test_a_program_signs_in_by_the_api(mail_desk: MailDesk) -> None:
    await mail_desk.ticket_by_mail()
    http = mail_desk.browser().http
    guest = (await http.post("/api/customer/session", json={"guest": {"name": "Li"}})).json()
    mine = {"authorization": f"Bearer {guest['session_token']}"}
    opened = await http.post("/api/customer/tickets", json={"id": "as-a-guest-1", "text": "As a guest"}, headers=mine)
    assert opened.status_code == 201
    asked = await http.post("/api/customer/sign-in/mail", json={"address": LI, "language": "en"})
    assert (asked.status_code, set(asked.json()), asked.json()["minutes"]) == (202, {"id", "minutes"}, 10)
    again = await http.post("/api/customer/sign-in/mail", json={"address": LI, "id": asked.json()["id"]})
    assert again.json() == asked.json()
    first, code = await mailed_codes(mail_desk.house.db, mail_desk.house.keyring, LI)
    entry = {"id": asked.json()["id"], "code": first}
    refused = await http.post("/api/customer/sign-in/mail/code", json=entry)
    assert (refused.status_code, refused.json()["code"]) == (401, "mail_code_wrong")
    session = await http.post("/api/customer/sign-in/mail/code", json=entry | {"code": code}, headers=mine)
    assert session.status_code == 201
    body = session.json()
    assert body["me"]["assurance"] == Assurance.MAIL_PROVEN
    assert {ticket["subject"] for ticket in body["tickets"]} == {"Sent by mail", "As a guest"}
    assert session.headers["cache-control"] == "no-store"
    assert (await http.post("/api/customer/sign-in/mail/code", json=entry | {"code": code})).json()["code"] == "mail_code_over"


async def test_neither_code_nor_address_stands_in_the_log(mail_desk: MailDesk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    li = mail_desk.browser()
    await ask(li)
    code = await mail_desk.code()
    await li.submit("/sign-in/code", code=code)
    written = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "/sign-in/code" in written, "requests are logged"
    assert code not in written
    assert LI not in written
