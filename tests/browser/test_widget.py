"""The chat in a real Chromium, on an exchange's page with a strict policy: both ways, through losses, in several tabs and languages."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Request, Response, expect
from tests.browser.widget_stage import NO_SOCKETS, Chat, Stage, stage
from tests.chromium import until
from tests.portal.site import PHONE

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
LIMIT = 40_000


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def test_a_guest_writes_and_an_agent_answers(acme: Stage) -> None:
    chat = await acme.visit()
    asked: list[str] = []

    def hear(request: Request) -> None:
        if urlsplit(request.url).path.startswith(("/api/customer", "/live")):
            asked.append(request.url)

    chat.page.on("request", hear)
    await chat.launcher.click()
    await expect(chat.field).to_have_count(0)
    await chat.at(".start").click()
    await chat.field.fill("My withdrawal is missing")
    assert asked == [], "the desk hears of a visitor when they write, not before"
    await chat.page.keyboard.press("Enter")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    assert asked
    ticket = await chat.ticket()
    await acme.answer(ticket, f"I can see it. Your ticket: {acme.desk.url}/tickets and not http://127.0.0.1.evil.example/x")
    answer = chat.at(".said:not(.mine)")
    await expect(answer.locator(".name")).to_contain_text(acme.agent.name)
    await expect(answer.locator(".name")).to_contain_text(acme.agent.id)
    await expect(answer.locator(".verified")).to_have_attribute("aria-label", "verified agent")
    await expect(answer.locator("a")).to_have_count(1)
    await expect(answer.locator("a")).to_have_attribute("href", f"{acme.desk.url}/tickets")
    await expect(chat.at(".head h1")).to_have_text(acme.agent.name)
    await chat.page.wait_for_timeout(200)
    await expect(chat.at(".count")).to_have_text("")
    await chat.button("Close").click()
    await acme.answer(ticket, "Two of six confirmations.")
    await expect(chat.at(".count")).to_have_text("1")
    await chat.launcher.click()
    await expect(chat.bubbles.last).to_have_text("Two of six confirmations.")
    await expect(chat.at(".count")).to_have_text("")


async def test_what_is_written_without_a_network_survives_a_crash_and_arrives_once(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("One")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    ticket = await chat.ticket()
    await chat.page.context.set_offline(True)
    await chat.say("Two")
    await chat.say("Three")
    await expect(chat.at(".notice")).to_contain_text("You are offline.")
    await expect(chat.at(".said.mine .meta").last).to_contain_text("Waiting to be sent")
    await chat.field.fill("Half a fourth")
    await chat.page.close()
    await chat.page.context.set_offline(False)
    back = await acme.another_tab(chat)
    await back.launcher.click()
    await back.at("li .row").click()
    await expect(back.bubbles).to_have_text(["One", "Two", "Three"])
    await expect(back.at(".said.mine .meta").last).to_contain_text("Delivered")
    await expect(back.field).to_have_value("Half a fourth")
    assert not [key for key in await back.kept() if key.startswith("out/")]
    assert await back.ticket() == ticket
    await back.page.reload()
    await expect(back.bubbles).to_have_text(["One", "Two", "Three"])
    await expect(back.field).to_have_value("Half a fourth")


async def test_the_connection_comes_back_and_says_so(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("One")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    ticket = await chat.ticket()
    await chat.page.context.set_offline(True)
    await acme.answer(ticket, "Written while you were away")
    await expect(chat.at(".notice")).to_be_visible()
    await chat.page.wait_for_timeout(7500)
    await chat.page.context.set_offline(False)
    await expect(chat.bubbles.last).to_have_text("Written while you were away")
    await expect(chat.at(".notice")).to_have_count(0)
    await expect(chat.at(".line", has_text="Nothing was lost")).to_have_count(1)


async def test_two_tabs_are_one_visitor_and_two_conversations_stay_apart(acme: Stage) -> None:
    one = await acme.visit()
    two = await acme.another_tab(one)
    await one.page.bring_to_front()
    await one.begin("From the first tab")
    await expect(one.at(".said.mine .meta")).to_contain_text("Delivered")
    first = await one.ticket()
    await two.page.bring_to_front()
    await two.launcher.click()
    await two.at("li .row").click()
    await two.say("From the second tab")
    await expect(two.bubbles).to_have_text(["From the first tab", "From the second tab"])
    await two.button("Back to the overview").click()
    await two.at(".start").click()
    await two.say("Something else altogether")
    await expect(two.at(".said.mine .meta")).to_contain_text("Delivered")
    second = await two.ticket()
    assert first != second
    await acme.answer(first, "To the first")
    await acme.answer(second, "To the second")
    await expect(two.bubbles).to_have_text(["Something else altogether", "To the second"])
    await one.page.bring_to_front()
    await expect(one.bubbles).to_have_text(["From the first tab", "From the second tab", "To the first"])
    await one.button("Back to the overview").click()
    await expect(one.at("li .row")).to_have_count(2)


async def test_where_sockets_are_blocked_the_twin_carries_the_chat(acme: Stage) -> None:
    chat = await acme.visit(script=NO_SOCKETS)
    await chat.begin("Through the twin")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    await expect(chat.at(".intro .mono")).to_be_visible()
    await acme.answer(await chat.ticket(), "Heard you")
    await expect(chat.bubbles).to_have_text(["Through the twin", "Heard you"])
    await chat.say("And once more")
    await expect(chat.bubbles).to_have_text(["Through the twin", "Heard you", "And once more"])
    await expect(chat.at(".said.mine .meta").last).to_contain_text("Delivered")


async def test_all_that_a_browser_loads_is_small(acme: Stage) -> None:
    heard: list[Response] = []
    page = await acme.desk.visitor()
    page.on("response", lambda answer: heard.append(answer) if answer.url.startswith(acme.desk.url) else None)
    await page.goto(f"{acme.host}/?lang=zh")
    chat = Chat(page)
    await chat.launcher.click()
    await expect(chat.at(".hello h1")).to_have_text("您好，需要什么帮助？")
    sizes = {answer.url: len(gzip.compress(await answer.body(), 9)) for answer in heard}
    assert any(url.endswith("/widget.js") for url in sizes)
    assert any(url.endswith("zh.json") for url in sizes)
    assert sum(sizes.values()) < LIMIT, sizes


async def test_no_style_leaks_in_or_out(acme: Stage) -> None:
    chat = await acme.visit(css="hostile")
    await expect(chat.launcher).to_be_visible()
    box = await chat.launcher.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (60, 60)
    await chat.begin("Do you read me?")
    await expect(chat.bubbles).to_be_visible()
    assert await chat.bubbles.evaluate("(one) => getComputedStyle(one).fontSize") == "16px"
    assert await chat.at(".start, .head .square").first.evaluate("(one) => getComputedStyle(one).color") != "rgb(255, 0, 0)"
    assert await chat.page.evaluate("document.querySelectorAll('body style, body link, head link[rel=stylesheet]').length") == 0


async def test_it_opens_at_once_even_while_the_desk_is_silent(acme: Stage) -> None:
    chat = await acme.visit()
    await until(chat.page, "window.truepenny.app !== null")
    await chat.page.evaluate("window.truepenny.app")
    await chat.page.route(f"{acme.desk.url}/api/**", lambda route: None)
    await chat.launcher.click()
    await chat.at(".start").click()
    await chat.field.fill("I write before anything has answered")
    await chat.page.keyboard.press("Enter")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Waiting to be sent")
    await chat.page.unroute_all(behavior="ignoreErrors")


async def test_a_phone_shows_it_whole_and_nothing_makes_it_zoom(acme: Stage) -> None:
    chat = await acme.visit(viewport=PHONE, has_touch=True, is_mobile=True, lang="zh", locale="zh-CN")
    await chat.launcher.tap()
    await expect(chat.at(".panel")).to_have_css("transform", "none")
    box = await chat.at(".panel").bounding_box()
    assert box is not None
    assert [round(box[side]) for side in ("x", "y", "width", "height")] == [0, 0, 390, 844]
    await expect(chat.at(".app")).to_have_attribute("aria-modal", "true")
    await expect(chat.at(".app")).to_have_attribute("lang", "zh-CN")
    await chat.at(".start").tap()
    assert await chat.field.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") >= 16
    await chat.field.fill("很长的一句话" * 40)
    await chat.at(".go").tap()
    await expect(chat.at(".said.mine .meta")).to_contain_text("已送达")
    assert await chat.at(".scroller").evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert await chat.page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_a_lost_visit_keeps_the_private_links(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("Remember me")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    ticket = await chat.ticket()
    await chat.page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) if (key.endsWith("|session"))
             localStorage[key] = localStorage[key].replace(/"token":"[^"]*"/, `"token":"${"x".repeat(43)}"`) }"""
    )
    await chat.page.reload()
    await expect(chat.at(".notice")).to_contain_text("Your visit here has ended.")
    link = chat.at("a.row")
    await expect(link).to_contain_text(f"{ticket[:4]}-{ticket[4:]}")
    address = await link.get_attribute("href")
    assert address is not None
    assert address.startswith(f"{acme.desk.url}/t/{ticket[:4]}")
    other = await acme.desk.visitor()
    await other.goto(address)
    await expect(other.locator(".tp-bubble", has_text="Remember me")).to_be_visible()
