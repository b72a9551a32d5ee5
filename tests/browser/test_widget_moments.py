"""Small moments of the chat: reading further up while answers come, coming back to what is new, files dropped and taken out again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect
from tests.browser.widget_stage import Stage, stage

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
CARRIED = """name => { const carried = new DataTransfer();
  carried.items.add(new File(["when,what\\n1,2\\n"], name, {type: "text/csv"})); return carried; }"""


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def test_who_reads_further_up_stays_there_and_is_told_of_what_is_new(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("One")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    ticket = await chat.ticket()
    for n in range(12):
        await acme.answer(ticket, f"Answer {n}\nwith a second line\nand a third")
    await expect(chat.bubbles).to_have_count(13)
    scroller = chat.at(".scroller")
    await scroller.evaluate("one => one.scrollTo(0, 40)")
    await chat.page.wait_for_timeout(100)
    await acme.answer(ticket, "The newest")
    await expect(chat.at(".newer")).to_have_text("1 new message")
    assert await scroller.evaluate("one => one.scrollTop") == 40
    await chat.at(".newer").click()
    await expect(chat.at(".newer")).to_have_count(0)
    await expect(chat.bubbles.last).to_be_in_viewport()


async def test_a_line_stands_before_what_came_while_the_chat_was_closed(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("One")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    ticket = await chat.ticket()
    await chat.button("Close").click()
    await acme.answer(ticket, "While you were away")
    await acme.answer(ticket, "And one more")
    await expect(chat.at(".count")).to_have_text("2")
    await chat.launcher.click()
    await expect(chat.at(".unread")).to_have_text("New")
    told = await chat.at(".rows").evaluate("rows => rows.innerText")
    assert told.index("One") < told.index("New") < told.index("While you were away")


async def test_a_file_is_dropped_and_one_on_its_way_taken_out(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("See the file")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    carried = await chat.page.evaluate_handle(CARRIED, "trades.csv")
    await chat.at(".scroller").dispatch_event("dragover", {"dataTransfer": carried})
    await expect(chat.at(".drop")).to_have_text("Drop the files here")
    async with chat.page.expect_response("**/api/files*"):
        await chat.at(".scroller").dispatch_event("drop", {"dataTransfer": carried})
    await expect(chat.at(".drop")).to_have_count(0)
    await expect(chat.at(".chip")).to_contain_text("trades.csv")

    async def hold(_: Route) -> None:
        """An answer that never comes."""

    await chat.page.route("**/api/files*", hold)
    await chat.at("input[type=file]").set_input_files([{"name": "slow.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}])
    await expect(chat.at(".chip", has_text="slow.csv").locator("progress")).to_be_visible()
    await chat.button("Take out slow.csv").click()
    await expect(chat.at(".chip")).to_have_count(1)
    await chat.at(".go").click()
    await expect(chat.at("button.paper")).to_have_count(1)
    await expect(chat.at("button.paper")).to_contain_text("trades.csv")
