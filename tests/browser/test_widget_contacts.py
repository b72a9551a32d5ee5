"""The official contacts in the chat on the exchange's own page: one tap from its first view, in the reader's language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect
from tests.browser.widget_stage import Stage, stage
from tests.portal.site import PHONE

from truepenny.main.demo.contacts import add_contacts
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        await add_contacts(here.desk.house.truth.directory, by="A-1001")
        yield here


@pytest.mark.parametrize(
    ("lang", "title", "never"),
    [
        ("en", "Official contacts", "We have no WhatsApp, in any country."),
        ("zh", "官方渠道", "我们在任何国家和地区都没有"),
    ],
)
async def test_the_list_is_one_tap_away(acme: Stage, lang: str, title: str, never: str) -> None:
    chat = await acme.visit(lang=lang, viewport=PHONE, color_scheme="dark" if lang == "zh" else "light")
    await chat.launcher.click()
    await chat.at("button.row", has_text=title).click()
    await expect(chat.at("h1")).to_have_text(title)
    await expect(chat.at("a", has_text="+44 20 7946 0123")).to_have_attribute("href", "tel:+442079460123")
    await expect(chat.at(".list")).to_contain_text(never)
    assert await chat.axe() == []
    await chat.at(".head button").first.click()
    await expect(chat.at(".start")).to_be_visible()


async def test_a_list_longer_than_the_view_begins_at_its_top(acme: Stage) -> None:
    chat = await acme.visit(viewport={"width": 390, "height": 420})
    await chat.launcher.click()
    await chat.at("button.row", has_text="Official contacts").click()
    await expect(chat.at(".scroller .list")).to_contain_text("We have no WhatsApp, in any country.")
    longer, top = await chat.at(".scroller").evaluate("one => [one.scrollHeight > one.clientHeight, one.scrollTop]")
    assert longer
    assert top == 0


async def test_what_comes_after_the_first_view_is_fetched_when_it_is_asked_for_and_again_where_that_fails(acme: Stage) -> None:
    chat = await acme.visit()
    tried: list[str] = []

    async def once(route: Route) -> None:
        tried.append(route.request.url)
        await (route.abort() if len(tried) == 1 else route.continue_())

    await chat.page.route("**/built/later.js*", once)
    await chat.launcher.click()
    await expect(chat.at("button.row", has_text="Official contacts")).to_be_visible()
    assert tried == []
    await chat.at("button.row", has_text="Official contacts").click()
    await expect(chat.at("h1")).to_have_text("Official contacts")
    assert len(tried) == 2


async def test_where_the_list_cannot_be_loaded_the_page_is_named(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.page.route("**/api/v1/directory*", lambda route: route.abort())
    await chat.launcher.click()
    await chat.at("button.row", has_text="Official contacts").click()
    await expect(chat.at(".scroller .list")).to_contain_text("The list cannot be loaded now.")
    await expect(chat.at("a.row")).to_have_attribute("href", f"{acme.desk.url}/en/contact")
