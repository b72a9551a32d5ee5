"""The portal with its script when something was removed, or has to be asked: without a reload, by keyboard, the focus kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.drawn import draw_hex
from tests.portal.site import DESKTOP, PHONE, Site, axe, site
from tests.screen.phrases_of import phrase
from tests.screen.telling import KEY, tell_it

from truepenny.contracts.identity import TicketId
from truepenny.log.events import SecretsRemoved
from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture
async def desk(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def opened(desk: Site, *, size: dict[str, int] = DESKTOP, **options: object) -> tuple[Page, TicketId]:
    page = await desk.visitor(signed_in=True, **options)
    await page.goto("/tickets/new?topic=other")
    await page.locator("#subject").fill("My wallet is empty")
    await page.locator("#text").fill("Please help me.")
    await page.locator("button[value=send]").click()
    await page.wait_for_url("**/receipt")
    await page.locator("main .tp-button--primary").click()
    await expect(page.locator("#conversation")).to_be_visible()
    await page.wait_for_load_state()  # before its script is there, a page sends its forms without it
    await page.set_viewport_size(size)  # type: ignore[arg-type]
    return page, TicketId(page.url.split("/")[4].split("#")[0])


async def say(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#composer .tp-button--primary").click()


async def elsewhere(page: Page, ticket: TicketId, text: str) -> None:
    """The same customer writes with a program of their own, which nothing warns."""
    url = f"/api/customer/tickets/{ticket}/messages"
    answer = await page.request.post(url, data={"id": draw_hex(8), "text": text}, headers={"origin": page.url.split("/tickets")[0]})
    assert answer.status == 201, await answer.text()


async def test_the_notice_comes_with_the_message_and_without_a_reload(desk: Site) -> None:
    page, ticket = await opened(desk)
    await page.evaluate("window.same = true")
    await elsewhere(page, ticket, f"My words: {' '.join(phrase('en', 12))}")
    notice = page.locator(".notice")
    await expect(notice).to_have_accessible_name("Removed from your message")
    await expect(notice).to_contain_text("Make a new wallet now and move your funds there.")
    await expect(page.locator(".tp-bubble").last).to_have_text("My words: [removed: recovery phrase, 12 words]")
    await expect(page.locator("#announce")).to_have_text("Removed from your message")
    assert await axe(page) == []
    await tell_it(desk.house, ticket, SecretsRemoved(3, (KEY,), "file"))
    await expect(notice).to_contain_text("Private key", ignore_case=True)
    await expect(notice).to_have_count(1)
    assert await page.evaluate("window.same")


async def test_the_question_is_answered_by_keyboard_and_the_focus_stays_where_it_was(desk: Site) -> None:
    page, ticket = await opened(desk)
    await page.evaluate("window.same = true")
    value = draw_hex(32)
    await say(page, f"It is {value}, where is it?")
    card = page.locator(".notice--open")
    await expect(card).to_have_accessible_name("Is this a transaction hash?")
    await page.locator("#text").fill("I go on writing")
    await card.get_by_role("button", name="No, or I am not sure").focus()
    await tell_it(desk.house, ticket, SecretsRemoved(3, (KEY,), "file"))
    await expect(page.locator(".notice")).to_have_count(2)
    await expect(page.get_by_role("button", name="No, or I am not sure")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="Yes, it is a transaction hash")).to_be_focused()
    await page.keyboard.press("Enter")
    answered = page.locator(".notice--hash")
    await expect(answered.locator("code")).to_have_text(value)
    await expect(answered).to_be_focused()
    await expect(page.locator("#text")).to_have_value("I go on writing")
    assert await page.evaluate("window.same")
    await page.keyboard.press("Tab")
    await expect(answered.get_by_role("button", name="Copy: transaction hash")).to_be_focused()
    assert await axe(page) == []


async def test_without_a_network_the_answer_waits_for_another_try(desk: Site) -> None:
    page, _ = await opened(desk)
    await say(page, f"It is {draw_hex(32)}, where is it?")
    card = page.locator(".notice--open")
    await expect(card).to_be_visible()
    await page.context.set_offline(True)
    await card.get_by_role("button", name="No, or I am not sure").click()
    await expect(card.get_by_role("alert")).to_have_text("No connection. Your answer was not sent. Try again in a moment.")
    await page.context.set_offline(False)
    await card.get_by_role("button", name="No, or I am not sure").click()
    await expect(page.locator(".notice--deleted")).to_contain_text("If it was a private key:")
    await expect(page.locator(".notice")).to_have_count(1)


async def test_another_page_of_the_same_customer_sees_the_answer_too(desk: Site) -> None:
    page, ticket = await opened(desk)
    await say(page, f"It is {draw_hex(32)}, where is it?")
    await expect(page.locator(".notice--open")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(f"/tickets/{ticket}")
    await expect(other.locator(".notice--open")).to_be_visible()
    await page.get_by_role("button", name="No, or I am not sure").click()
    await expect(other.locator(".notice--deleted")).to_be_visible()
    await expect(other.locator(".notice--open")).to_have_count(0)


async def test_on_a_phone_in_chinese_and_in_the_dark(desk: Site) -> None:
    page, ticket = await opened(desk, size=PHONE, locale="zh-CN", color_scheme="dark", has_touch=True)
    await elsewhere(page, ticket, f"{' '.join(phrase('zh-hans', 12))} {draw_hex(32)}")
    await expect(page.locator(".notice").first).to_contain_text("请立即新建一个钱包，把资产转过去。")
    await expect(page.get_by_role("button", name="不是，或不确定")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert await axe(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["with its script", "without script"])
async def test_after_sending_the_notice_is_what_one_sees(desk: Site, script: bool) -> None:
    page, ticket = await opened(desk, size=PHONE, java_script_enabled=script)
    if script:
        await elsewhere(page, ticket, f"My words: {' '.join(phrase('en', 12))}")
    else:
        await say(page, f"My words: {' '.join(phrase('en', 12))}")
    await expect(page.locator(".notice-title")).to_be_in_viewport()
