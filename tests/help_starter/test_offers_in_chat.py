"""Articles in the chat on a foreign page: offered while the first words are written, counted, never in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Request, expect
from tests.browser.widget_stage import Chat, Stage, stage
from tests.help_starter.conftest import counts, with_articles
from tests.portal.site import PHONE

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
ARRIVED = "withdrawal-not-arrived"


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        await with_articles(here.desk.house)
        yield here


async def begin(acme: Stage, words: str, **options: object) -> Chat:
    chat = await acme.visit(**options)  # type: ignore[arg-type]
    await chat.launcher.click()
    await chat.at(".start").click()
    await chat.field.fill(words)
    return chat


def offer(chat: Chat, title: str) -> Locator:
    return chat.at(".offers li", has_text=title)


async def test_an_article_is_offered_opened_and_the_words_are_sent_all_the_same(acme: Stage) -> None:
    chat = await begin(acme, "My withdrawal has not arrived")
    first = offer(chat, "My withdrawal is sent, but has not arrived")
    await expect(first).to_be_visible()
    field, article = await chat.field.bounding_box(), await first.bounding_box()
    assert field is not None
    assert article is not None
    assert article["y"] + article["height"] <= field["y"], "above the field: nothing that is written in moves"
    assert await chat.axe() == []
    async with chat.page.context.expect_page() as opening:
        await first.locator("a").click()
    page = await opening.value
    await page.wait_for_load_state()
    assert page.url == f"{acme.desk.url}/en/help/{ARRIVED}"
    await page.close()
    await expect(chat.field).to_have_value("My withdrawal has not arrived")
    await expect(first.get_by_role("button", name="This answered it")).to_be_visible()
    await chat.at(".go").click()
    await expect(chat.bubbles).to_have_text(["My withdrawal has not arrived"])
    await expect(chat.at(".offers")).to_have_count(0)
    await chat.page.wait_for_load_state("networkidle")
    assert await counts(acme.desk.house, ARRIVED) == (1, 1, 0, 1)


async def test_who_says_that_it_answered_sends_nothing(acme: Stage) -> None:
    chat = await begin(acme, "提现没到账", lang="zh")
    first = offer(chat, "提现已发出，但没有到账")
    async with chat.page.context.expect_page():
        await first.locator("a").click()
    await first.get_by_role("button", name="已解答我的问题").click()
    await expect(chat.at(".toast")).to_have_text("很高兴能帮到您，没有发送任何内容。")
    await expect(chat.at(".start")).to_be_visible()
    assert not [name for name in await chat.kept() if name.startswith(("draft/", "out/", "guest|draft", "guest|out"))]
    await chat.page.wait_for_load_state("networkidle")
    assert await counts(acme.desk.house, ARRIVED, "zh") == (1, 1, 1, 0)


async def test_nothing_is_fetched_before_somebody_writes_and_no_secret_is_asked_with(acme: Stage) -> None:
    asked: list[Request] = []
    chat = await acme.visit()
    chat.page.on("request", lambda request: asked.append(request) if "offers.js" in request.url or "/help/" in request.url else None)
    await chat.launcher.click()
    await chat.at(".start").click()
    await chat.page.wait_for_load_state("networkidle")
    assert asked == []
    await chat.field.fill("my deposit is missing")
    await expect(offer(chat, "My deposit is not in my account")).to_be_visible()
    await chat.page.clock.install()
    for text in ("legal winner thank year wave", "482913", "my password is marble-otter-9"):
        await chat.field.fill(text)
        await chat.page.clock.run_for(1000)
    await chat.field.fill("complaint about an agent")
    await chat.page.clock.run_for(1000)
    await expect(offer(chat, "Complaints, how to make one")).to_be_visible()
    queries = [request.url.partition("?")[2] for request in asked if "/suggest" in request.url]
    assert queries == ["q=my+deposit+is+missing&language=en&lang=en", "q=complaint+about+an+agent&language=en&lang=en"]


async def test_a_desk_without_articles_or_answer_is_not_noticed(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.page.route("**/api/v1/help/**", lambda route: route.abort())
    await chat.launcher.click()
    await chat.at(".start").click()
    async with chat.page.expect_event("requestfailed", lambda request: "/help/suggest" in request.url):
        await chat.field.fill("My withdrawal has not arrived")
    await chat.at(".go").click()
    await expect(chat.bubbles).to_have_text(["My withdrawal has not arrived"])


async def test_on_a_phone_the_field_stays_where_it_is(acme: Stage) -> None:
    chat = await begin(acme, "充", lang="zh", viewport=PHONE)
    before = await chat.field.bounding_box()
    await chat.field.fill("充值未到账")
    await expect(chat.at(".offers li").first).to_be_visible()
    assert await chat.field.bounding_box() == before
    assert await chat.axe() == []
