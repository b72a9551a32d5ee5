"""Customers search for help in the chat on a foreign page: fetched when asked for, with marked results, and never with a secret."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Request, expect
from tests.browser.widget_stage import Chat, Stage, stage
from tests.portal.site import PHONE
from tests.search_faces.conftest import furnish

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, chromium) as here:
        await furnish(here.desk.house)
        yield here


async def open_search(chat: Chat, name: str = "Search help") -> None:
    await chat.launcher.click()
    await chat.at(".row", has_text=name).click()
    await expect(chat.at(".find input")).to_be_visible()


async def test_results_come_while_one_types_and_open_beside_the_chat(acme: Stage) -> None:
    asked: list[Request] = []
    chat = await acme.visit()
    chat.page.on("request", lambda request: asked.append(request) if "chat_search" in request.url else None)
    await chat.launcher.click()
    await expect(chat.at(".hello h1")).to_be_visible()
    assert asked == [], "nothing is fetched before it is asked for"
    await chat.at(".row", has_text="Search help").click()
    await expect(chat.at(".find input")).to_be_focused()
    assert await chat.axe() == []
    await chat.page.keyboard.type("withdrawal not arrived")
    first = chat.at(".found li").first
    await expect(first.locator("mark").first).to_be_visible()
    await expect(first).to_contain_text("arrived")
    await expect(first).to_be_in_viewport()
    assert await chat.at(".found").evaluate("(one) => one.scrollTop") == 0
    assert await chat.axe() == []
    async with chat.page.context.expect_page() as opening:
        await first.locator("a").click()
    page = await opening.value
    assert page.url.startswith(f"{acme.desk.url}/en/help/")
    await page.close()
    await chat.at(".find input").fill("zzqqxy kkjjwv")
    await chat.page.keyboard.press("Enter")
    await expect(chat.at(".told")).to_contain_text("Nothing was found.")
    await chat.at(".found .row", has_text="Write to us").click()
    await expect(chat.field).to_be_visible()


async def test_in_chinese_on_a_phone_a_phrase_is_neither_asked_for_nor_sent(acme: Stage) -> None:
    asked: list[str] = []
    chat = await acme.visit(viewport=PHONE, has_touch=True, is_mobile=True, lang="zh", locale="zh-CN", color_scheme="dark")
    chat.page.on("request", lambda request: asked.append(request.url))
    await open_search(chat, "搜索帮助")
    await chat.at(".find input").fill("提币没到账")
    await expect(chat.at(".found li").first).to_contain_text("提现")
    assert await chat.axe() == []
    assert await chat.at(".found").evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert await chat.at(".find input").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") >= 16
    await chat.at(".find input").fill(PHRASE)
    await chat.page.keyboard.press("Enter")
    await expect(chat.at(".told")).to_contain_text("没有搜索这段内容。")
    assert any("/api/v1/search" in url for url in asked)
    assert not [url for url in asked if "sausage" in url]
    await chat.button("返回首页").click()
    await expect(chat.at(".hello h1")).to_be_visible()


async def test_where_the_desk_is_away_it_says_so_and_goes_on(acme: Stage) -> None:
    chat = await acme.visit()
    await open_search(chat)
    await chat.page.route("**/api/v1/search*", lambda route: route.abort())
    await chat.at(".find input").fill("withdrawal fees")
    await expect(chat.at(".told")).to_contain_text("The desk cannot be reached at the moment.")
    await chat.page.unroute("**/api/v1/search*")
    await chat.button("Try again").click()
    await expect(chat.at(".found li").first).to_be_visible()
