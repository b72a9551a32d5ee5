"""Secrets in the portal's forms, before they are sent: marked, not to be sent, kept nowhere; without script the server decides."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import base58
import pytest
from mnemonic import Mnemonic
from playwright.async_api import Browser, Page, Route, expect
from tests.browser.test_portal import write_ticket
from tests.people_of import make_agent
from tests.portal.site import PHONE, Site, axe, site

from truepenny.contracts.views import ClosingView
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.solve import solve

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
KEY = base58.b58encode_check(b"\x80" + hashlib.sha256(b"a key that nobody uses").digest() + b"\x01").decode()
PHRASES = {language: Mnemonic(language).to_mnemonic(hashlib.sha256(language.encode()).digest()[:16]) for language in ("english", "french")}
PHRASES["chinese"] = Mnemonic("chinese_simplified").to_mnemonic(hashlib.sha256(b"zh").digest()[:16])


@pytest.fixture
async def desk(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def everything_kept(page: Page) -> str:
    return str(await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))


async def test_a_new_ticket_cannot_be_sent_with_a_key_in_it(desk: Site) -> None:
    page = await desk.visitor()
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", f"Help {KEY}")
    await page.fill("#text", f"My key is {KEY}. It does not work.")
    await expect(page.locator(".tpw-box")).to_have_count(2)
    await page.click("button[value=send]", force=True)
    await expect(page.locator(".tpw-title").first).to_be_focused()
    assert "/tickets/new" in page.url
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#subject")).to_have_value("Help [left out: private key]")
    await expect(page.locator("#subject")).to_be_focused()
    await expect(page.locator("button[value=send]")).to_have_attribute("aria-disabled", "true")
    assert await axe(page) == []
    await page.wait_for_timeout(500)
    kept = await everything_kept(page)
    assert "My key is [left out: private key]. It does not work." in kept
    assert KEY[:12] not in kept
    await page.get_by_role("button", name="Take it out").click()
    await expect(page.locator(".tpw-box")).to_have_count(0)
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")
    await page.click("text=Go to the ticket")
    await expect(page.locator(".tp-bubble")).to_contain_text("My key is [left out: private key]. It does not work.")


async def test_on_a_phone_the_question_is_not_left_with_a_phrase_in_it(desk: Site) -> None:
    page = await desk.visitor(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    await page.goto("/language/zh?next=/")
    await page.goto("/tickets/new?topic=other")
    go_on = page.locator(".actions .tp-button--primary:visible")
    await page.fill("#subject", "钱包")
    await go_on.tap()
    await page.fill("#text", f"助记词：{PHRASES['chinese']}")
    await expect(page.locator(".tpw-box")).to_contain_text("这是助记词。")
    await go_on.tap()
    await expect(page.locator("#text")).to_be_visible()
    await expect(page.locator(".tpw-title")).to_be_focused()
    await page.get_by_role("button", name="删去").tap()
    await expect(page.locator("#text")).to_have_value("助记词：[未发送：助记词]")
    await go_on.tap()
    await expect(page.locator("#text")).to_be_hidden()


async def test_a_screen_that_comes_late_leads_back_to_the_question(desk: Site) -> None:
    page = await desk.visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    come = asyncio.Event()

    async def wait(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await page.route("**/shared/screen/start.js", wait)
    await page.goto("/tickets/new?topic=other")
    go_on = page.locator(".actions .tp-button--primary:visible")
    await page.fill("#subject", "Wallet")
    await go_on.tap()
    await page.fill("#text", f"My key is {KEY}")
    await go_on.tap()
    await expect(page.locator("#text")).to_be_hidden()
    await go_on.tap()
    come.set()
    await page.locator("button[value=send]").tap(force=True)
    await expect(page.locator("#text")).to_be_visible()
    await expect(page.locator(".tpw-title").last).to_be_focused()


@pytest.mark.parametrize("language", ["english", "french"])
async def test_a_phrase_in_a_conversation_is_stopped_and_the_next_message_goes(desk: Site, language: str) -> None:
    page = await desk.visitor(signed_in=True)
    ticket = await write_ticket(page)
    await page.goto(f"/tickets/{ticket}")
    await page.fill("#text", f"my words: {PHRASES[language]}")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".tpw-title")).to_be_focused()
    assert await page.locator(".tp-bubble").count() == 1
    await page.get_by_role("button", name="Take it out").click()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("article:not(.turn--pending) .tp-bubble--mine").last).to_have_text("my words: [left out: recovery phrase]")
    await page.fill("#text", "A second message")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("article:not(.turn--pending) .tp-bubble--mine").last).to_have_text("A second message")
    await page.fill("#text", KEY)
    await expect(page.locator(".tpw-box")).to_be_visible()
    await page.fill("#text", "")
    await expect(page.locator(".tpw-box")).to_have_count(0)
    await expect(page.locator("#composer [type=submit]")).not_to_have_attribute("aria-disabled", "true")


async def test_a_dispute_and_a_comment_are_looked_at_too(desk: Site) -> None:
    page = await desk.visitor(signed_in=True)
    ticket = await write_ticket(page)
    agent = await make_agent(desk.house, "Lin")
    await desk.house.db.submit(
        solve(agent, ticket, needs=desk.house.needs, client_id="solve-00001", closing=ClosingView(("Found.",), (), ()))
    )
    await page.goto(f"/tickets/{ticket}")
    await page.click("summary:has-text('Something is still wrong')")
    await page.fill("#dispute", f"Look {KEY}")
    await page.get_by_role("button", name="Open the ticket again").click(force=True)
    await expect(page.locator(".tpw-title")).to_be_focused()
    await page.get_by_role("button", name="Take it out").click()
    await page.get_by_role("button", name="Open the ticket again").click()
    await expect(page.locator(".tp-bubble", has_text="Look [left out: private key]")).to_be_visible()


async def test_without_the_screen_the_form_goes_to_the_server(desk: Site) -> None:
    page = await desk.visitor()
    await page.route("**/shared/screen/start.js", lambda route: route.abort())
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", "Help")
    await page.fill("#text", f"My key is {KEY}.")
    await page.wait_for_timeout(500)
    kept = await everything_kept(page)
    assert "Help" in kept
    assert KEY[:12] not in kept
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")
