"""The portal's pages around mail in a real Chromium: signing in by a mailed code, the phrase, and the question whether a mail is ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.people.mailbox import mailed_codes
from tests.portal.sent import put_sent
from tests.portal.site import DESKTOP, PHONE, Site, axe, site

from truepenny.contracts.identity import Assurance, Customer
from truepenny.people.mail_contacts import contact_of_sender
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.open import open_ticket

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
LI = "li@acme.example"


@pytest.fixture
async def desk(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Site]:
    async with site(replace(sqlite_settings, mail_address="support@acme.example"), tmp_path, own_loop_chromium) as here:
        yield here


async def ticket_by_mail(desk: Site) -> None:
    now = desk.house.clock.now_us()
    contact = await desk.house.db.write(
        lambda conn: contact_of_sender(conn, desk.house.keyring, LI, proven=True, name="Li Wei", language="en", now_us=now)
    )
    customer = Customer(contact, "mail", Assurance.MAIL_PROVEN, "en")
    work = open_ticket(
        customer, client_id="mail-0001", subject="Withdrawal not arrived", text="It is missing.", needs=desk.house.needs, channel="email"
    )
    await desk.house.db.submit(work)


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(
    ("size", "theme", "locale", "script"),
    [(PHONE, "light", "en-GB", True), (DESKTOP, "dark", "zh-CN", True), ({"width": 320, "height": 700}, "light", "zh-CN", False)],
)
async def test_a_customer_signs_in_by_mail_sees_their_tickets_and_sets_a_phrase(
    desk: Site, size: dict[str, int], theme: str, locale: str, script: bool
) -> None:
    await ticket_by_mail(desk)
    li = await desk.visitor(viewport=size, color_scheme=theme, locale=locale, java_script_enabled=script)
    wrong: list[str] = []

    async def look(what: str) -> None:
        if script:
            wrong.extend(f"{what}: {found}" for found in await axe(li))
            if not await fits(li):
                wrong.append(f"{what}: too wide")

    await li.goto("/")
    await li.click("header a[href^='/sign-in']")
    await look("sign in")
    await li.fill("#address", LI)
    await li.keyboard.press("Enter")
    await expect(li.locator("#code")).to_be_focused()
    await look("code")
    code = (await mailed_codes(desk.house.db, desk.house.keyring, LI))[-1]
    await li.fill("#code", "1234")
    await li.keyboard.press("Enter")
    await expect(li.locator("#code-wrong")).to_be_visible()
    await expect(li.locator("#code")).to_be_focused()
    await look("no code")
    await li.fill("#code", f"{code[:4]} {code[4:]}")
    await li.keyboard.press("Enter")
    await expect(li.locator("main .tp-list-row--ticket strong")).to_have_text("Withdrawal not arrived")
    await look("tickets")
    await li.click("a[href='/me/phrase']")
    await look("no phrase yet")
    await li.fill("#phrase", "acme.example")
    await li.keyboard.press("Enter")
    await expect(li.locator("#phrase-wrong")).to_be_visible()
    await look("no phrase")
    await li.fill("#phrase", "在桥头的白鹭")
    await li.keyboard.press("Enter")
    await expect(li.locator(".tp-card .phrase")).to_have_text("在桥头的白鹭")
    await look("phrase")
    assert wrong == []


@pytest.mark.parametrize(("size", "theme", "locale"), [(PHONE, "dark", "en-GB"), (DESKTOP, "light", "zh-CN")])
async def test_who_has_a_mail_asks_whether_it_is_ours(desk: Site, size: dict[str, int], theme: str, locale: str) -> None:
    token = await put_sent(desk.house)
    reader = await desk.visitor(viewport=size, color_scheme=theme, locale=locale)
    await reader.goto("/mail")
    assert await axe(reader) == []
    await reader.fill("#link", f"{desk.url}/mail/{token}")
    await reader.keyboard.press("Enter")
    await expect(reader.locator(".answer--yes")).to_contain_text("l•••@acme.example")
    await expect(reader.locator(".answer--yes")).to_contain_text("K7M2-4QDX")
    assert await axe(reader) == []
    assert await fits(reader)
    await reader.goto("/mail/AAAAAAAAAAAAAAAAAAAAAA")
    await expect(reader.locator(".answer--no")).to_be_visible()
    assert await axe(reader) == []
    assert await fits(reader)
