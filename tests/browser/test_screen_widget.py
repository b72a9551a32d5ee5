"""Secrets in the chat, before they are sent: marked, not to be sent, kept nowhere in the browser; and nothing else is held up."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import base58
import pytest
from playwright.async_api import Browser, Request, Route, expect
from tests.browser.widget_stage import Chat, Stage, stage
from tests.portal.site import PHONE
from tests.screen.in_browser import screen_assets

from truepenny.contracts.views import ClosingView
from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
SERVED = screen_assets()
KEY = base58.b58encode_check(b"\x80" + hashlib.sha256(b"a key that nobody uses").digest() + b"\x01").decode()
LIKELY = "I changed my password: correct9horse9 and still cannot sign in"


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def everything_kept(chat: Chat) -> str:
    """All that the page has in the browser's two storages."""
    return str(await chat.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))


async def open_new(chat: Chat) -> None:
    await chat.launcher.click()
    await chat.at(".start").click()


async def test_a_key_cannot_be_sent_and_the_next_message_goes_at_once(acme: Stage) -> None:
    chat = await acme.visit()
    await open_new(chat)
    await chat.field.fill(f"My wallet is empty, the key is {KEY} please look")
    await expect(chat.at(".tpw-title")).to_have_text("Please take this out before you send")
    await expect(chat.at(".tpw-quote")).to_have_text(re.compile(rf"the key is\s*{KEY[:4]}••••\s*please look"))
    await expect(chat.at(".tpw")).not_to_contain_text(KEY)
    await expect(chat.at(".tpw-box")).to_contain_text("This is a private key. Anyone who reads it can take everything at its addresses.")
    await expect(chat.at(".go")).to_have_attribute("aria-disabled", "true")
    await chat.field.press("Enter")
    await expect(chat.at(".tpw-title")).to_be_focused()
    await chat.field.focus()
    await chat.at(".go").click(force=True)
    await expect(chat.at(".tpw-title")).to_be_focused()
    await expect(chat.bubbles).to_have_count(0)
    await chat.page.keyboard.press("Tab")
    await expect(chat.button("Take it out")).to_be_focused()
    await chat.page.keyboard.press("Enter")
    await expect(chat.field).to_have_value("My wallet is empty, the key is [left out: private key] please look")
    await expect(chat.field).to_be_focused()
    await expect(chat.at(".tpw-box")).to_have_count(0)
    await chat.field.press("Enter")
    await expect(chat.bubbles).to_have_text(["My wallet is empty, the key is [left out: private key] please look"])
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")

    await chat.field.fill("And a second message")
    await expect(chat.at(".go")).to_have_attribute("aria-disabled", "false")
    await chat.field.press("Enter")
    await expect(chat.bubbles).to_have_count(2)
    await expect(chat.at(".said.mine .meta").last).to_contain_text("Delivered")
    await chat.field.fill(KEY)
    await expect(chat.at(".tpw-box")).to_be_visible()
    await chat.field.press("Enter")
    await chat.field.fill("A third one, written over it")
    await expect(chat.at(".tpw-box")).to_have_count(0)
    await chat.at(".go").click()
    await expect(chat.bubbles.last).to_have_text("A third one, written over it")


async def test_what_only_looks_like_a_secret_can_be_kept(acme: Stage) -> None:
    chat = await acme.visit()
    await open_new(chat)
    await chat.field.fill(LIKELY)
    await chat.field.press("Enter")
    await expect(chat.at(".tpw-box")).to_contain_text("This looks like a password.")
    await expect(chat.bubbles).to_have_count(0)
    await chat.button("It is not a password, keep it").click()
    await expect(chat.at(".tpw-box")).to_have_count(0)
    await expect(chat.field).to_be_focused()
    await chat.field.press("Enter")
    await expect(chat.bubbles).to_have_count(1)
    await chat.field.fill(LIKELY)
    await chat.field.press("Enter")
    await expect(chat.at(".tpw-box")).to_be_visible()  # what was said of one message does not go for the next


async def test_nothing_of_a_key_is_kept_in_the_browser(acme: Stage) -> None:
    chat = await acme.visit()
    await open_new(chat)
    await chat.field.press_sequentially("the key is ")
    await chat.field.fill(f"the key is {KEY} and more")
    await expect(chat.at(".tpw-box")).to_be_visible()
    kept = await everything_kept(chat)
    assert "the key is [left out: private key] and more" in kept, "the rest of the draft is kept"
    assert KEY[:12] not in kept
    await chat.page.reload()
    await expect(chat.field).to_have_value("the key is [left out: private key] and more")


async def test_a_file_that_is_named_after_a_key_is_kept_without_its_name(acme: Stage) -> None:
    chat = await acme.visit()
    await open_new(chat)
    picture = {"name": f"{KEY}.txt", "mimeType": "text/plain", "buffer": b"nothing"}
    await chat.at(".write input[type=file]").set_input_files(picture)
    await expect(chat.at(".chip .label")).to_be_visible()
    await chat.field.fill("Here it is")
    kept = await everything_kept(chat)
    assert "Here it is" in kept
    assert KEY[:12] not in kept


async def test_without_the_screen_the_chat_goes_on_and_keeps_no_key(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.page.route("**/shared/screen/*", lambda route: route.abort())
    await open_new(chat)
    await chat.field.fill("Nothing special")
    assert "Nothing special" in await everything_kept(chat), "what can hold no key is kept at once"
    await chat.page.context.set_offline(True)
    await chat.say("One plain message")
    await chat.say(f"the key is {KEY}")
    await expect(chat.bubbles).to_have_count(2)
    kept = await everything_kept(chat)
    assert "One plain message" in kept
    assert KEY[:12] not in kept
    await chat.page.context.set_offline(False)
    await expect(chat.at(".said.mine .meta").last).to_contain_text("Delivered")


async def test_the_screen_comes_late_and_what_waits_is_cleaned(acme: Stage) -> None:
    chat = await acme.visit()
    come = asyncio.Event()

    async def serve(route: Route) -> None:
        await come.wait()
        asset = SERVED.find("shared/" + route.request.url.partition("/shared/")[2])
        assert asset is not None
        await route.fulfill(status=200, content_type=asset.media_type, body=asset.body, headers={"access-control-allow-origin": "*"})

    await chat.page.route("**/shared/screen/**", serve)
    await open_new(chat)
    await chat.page.context.set_offline(True)
    await chat.say(f"the key is {KEY}")
    await expect(chat.bubbles).to_have_text([f"the key is {KEY}"])
    come.set()
    await expect(chat.bubbles).to_have_text(["the key is [left out: private key]"])
    assert KEY[:12] not in await everything_kept(chat)
    await chat.page.context.set_offline(False)
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    await expect(chat.bubbles).to_have_text(["the key is [left out: private key]"])


async def test_nothing_is_fetched_for_it_before_somebody_writes(acme: Stage) -> None:
    chat = await acme.visit()
    asked: list[str] = []

    def hear(request: Request) -> None:
        if "/screen/" in request.url:
            asked.append(request.url)

    chat.page.on("request", hear)
    await open_new(chat)
    await chat.page.wait_for_timeout(300)
    assert asked == []
    await chat.field.fill("H")
    await expect(chat.field).to_have_value("H")
    while not any(url.endswith("/screen/rules.json") for url in asked):
        await asyncio.sleep(0.02)
    assert all(url.startswith(f"{acme.desk.url}/assets/_") for url in asked)
    assert not any("/lists/" in url for url in asked)


async def test_a_dispute_and_a_rating_are_looked_at_too(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("Where is it?")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    await acme.solve(await chat.ticket(), ClosingView(("We found it.",), (), ()))
    await chat.button("Something is still wrong").click()
    await chat.at(".ask textarea").fill(f"It is still wrong {KEY}")
    await expect(chat.at(".ask .tpw-box")).to_be_visible()
    await chat.button("Send, and open the ticket again").click(force=True)
    await expect(chat.at(".ask .tpw-title")).to_be_focused()
    await chat.button("Take it out").click()
    await expect(chat.at(".ask textarea")).to_have_value("It is still wrong [left out: private key]")
    await chat.button("Send, and open the ticket again").click()
    await expect(chat.bubbles.last).to_contain_text("It is still wrong [left out: private key]")


@pytest.mark.parametrize("look", ["light", "dark", "forced"])
async def test_the_warning_can_be_used_by_everybody(acme: Stage, look: str) -> None:
    options = {"forced_colors": "active"} if look == "forced" else {"color_scheme": look}
    chat = await acme.visit(lang="zh", locale="zh-CN", viewport={"width": 320, "height": 640}, **options)
    await open_new(chat)
    await chat.field.fill(f"私钥是 {KEY}，密码：correct9horse9，请看看")
    await expect(chat.at(".tpw-title")).to_have_text("发送前，请先删去这部分内容")
    await expect(chat.at(".tpw-spoken")).to_have_text(re.compile("发送前，请先删去这部分内容.*这是私钥"))
    described = await chat.field.get_attribute("aria-describedby")
    assert described == await chat.at(".tpw-title").get_attribute("id")
    assert await chat.axe() == []
    assert await chat.at(".tpw-box").evaluate("(box) => box.scrollWidth <= box.clientWidth")
    assert await chat.field.is_visible()
    await expect(chat.at(".go")).to_be_in_viewport()
    await chat.button(re.compile("全部删去")).click()
    await expect(chat.field).to_have_value("私钥是 [未发送：私钥]，密码：[未发送：密码]，请看看")
    await expect(chat.at(".tpw-box")).to_have_count(0)


async def test_on_a_phone_the_warning_leaves_room_for_the_words(acme: Stage) -> None:
    chat = await acme.visit(viewport={**PHONE, "height": 450}, has_touch=True, is_mobile=True)
    await chat.launcher.tap()
    await chat.at(".start").tap()
    await chat.field.fill(f"{KEY}\npassword: correct9horse9\n")
    await expect(chat.at(".tpw-box")).to_be_visible()
    await expect(chat.field).to_be_in_viewport(ratio=0.9)
    await expect(chat.at(".go")).to_be_in_viewport(ratio=0.9)
    await expect(chat.button("Take all 2 out")).to_be_in_viewport()
