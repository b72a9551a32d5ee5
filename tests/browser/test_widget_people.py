"""Who writes, and how it ends: accounts, files, the closing record, the rating; by keyboard alone; and axe-core finds nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, expect
from tests.browser.widget_stage import Chat, Stage, stage
from tests.chromium import until
from tests.portal.site import PHONE

from truepenny.contracts.views import ClosingView, Parameter
from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
TXID = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
KEPT_FILES = """() => new Promise((resolve) => { indexedDB.open("truepenny").onsuccess = ({target: {result}}) =>
  result.transaction("files").objectStore("files").count().onsuccess = ({target}) => { result.close(); resolve(target.result) } })"""
CLOSING = ClosingView(("Found the transfer.", "Credited it."), (Parameter("Transaction", TXID),), ("Nobody will call you about it.",))


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (640, 400), "#1a5fd0").save(made, "PNG")
    return made.getvalue()


async def identify(acme: Stage, chat: Chat, account: str) -> None:
    token = acme.desk.exchange.sign(sub=account, name=account.title())
    await chat.page.evaluate("([token, account]) => truepenny.identify(async () => token, {account})", [token, account])


async def test_an_account_sees_its_own_and_the_next_one_nothing_of_it(acme: Stage) -> None:
    chat = await acme.visit()
    await identify(acme, chat, "wei")
    await chat.launcher.click()
    await expect(chat.at(".hello h1")).to_have_text("Hello Wei, how can we help?")
    await chat.at(".start").click()
    await chat.say("I am proven")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    await chat.page.reload()
    await expect(chat.at(".start")).to_be_visible()
    await expect(chat.at("li .row")).to_have_count(0)
    await identify(acme, chat, "wei")
    await expect(chat.bubbles).to_have_text(["I am proven"])
    await identify(acme, chat, "outsider")
    await expect(chat.at(".hello h1")).to_have_text("Hello Outsider, how can we help?")
    await expect(chat.at("li .row")).to_have_count(0)
    assert not [key for key in await chat.kept() if "log/" in key or "draft/" in key]
    await chat.page.evaluate("truepenny.signOut()")
    await expect(chat.at(".panel")).to_be_hidden()
    assert not [key for key in await chat.kept() if key.startswith("account")]


async def test_what_a_guest_wrote_goes_along_when_they_sign_in_here(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("First as a guest")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    await chat.field.fill("half a draft")
    await identify(acme, chat, "wei")
    await chat.at("li .row", has_text="First as a guest").click()
    await expect(chat.bubbles).to_have_text(["First as a guest"])
    await expect(chat.field).to_have_value("half a draft")


async def test_a_very_long_message_is_folded_until_it_is_asked_for(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("\n".join(f"line {n}" for n in range(80)))
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    folded = (await chat.bubbles.bounding_box() or {})["height"]
    await chat.at(".bubble summary").focus()
    await chat.page.keyboard.press("Enter")
    await expect(chat.at(".bubble summary")).to_have_text("Show less", use_inner_text=True)
    assert (await chat.bubbles.bounding_box() or {})["height"] > 3 * folded
    await acme.answer(await chat.ticket(), "A short answer")
    await expect(chat.bubbles).to_have_count(2)
    await expect(chat.bubbles.last.locator("summary")).to_have_count(0)
    await expect(chat.at(".bubble summary")).to_have_text("Show less", use_inner_text=True)


async def test_files_go_up_with_the_message_and_wrong_ones_say_why(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("See the picture")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    files = chat.at("input[type=file]")
    await files.set_input_files([{"name": "shot\u202egnp.png", "mimeType": "image/png", "buffer": picture()}])
    await files.set_input_files([{"name": "tool.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ" * 90}])
    await expect(chat.at(".chip.failed")).to_contain_text("This kind of file is not taken")
    await chat.at(".go").click()
    await expect(chat.at(".toast")).to_contain_text("Take out the file")
    await chat.button("Take out tool.exe").click()
    await chat.at(".go").click()
    await expect(chat.at("button.shot canvas")).to_be_visible()
    await expect(chat.at("button.shot")).to_have_attribute("aria-label", "Show shotgnp.png")
    await chat.at("button.shot").click()
    await expect(chat.at(".viewer canvas")).to_be_visible()
    await chat.page.keyboard.press("Escape")
    await expect(chat.at(".viewer")).to_have_count(0)
    async with chat.page.expect_download() as download:
        await chat.at("button.shot").click()
        await chat.button("Download").click()
    assert (await download.value).suggested_filename == "shotgnp.png"


async def test_a_pasted_file_of_a_guest_waits_for_the_message_and_for_a_reload(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.launcher.click()
    await chat.at(".start").click()
    await chat.field.evaluate(
        """(field) => { const carried = new DataTransfer();
             carried.items.add(new File(["when,what\\n1,2\\n"], "trades.csv", {type: "text/csv"}));
             field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true, cancelable: true})) }"""
    )
    await expect(chat.at(".chip")).to_contain_text("trades.csv")
    await until(chat.page, KEPT_FILES)
    await chat.page.reload()
    await expect(chat.at(".chip")).to_contain_text("trades.csv")
    await chat.at(".go").click()
    await expect(chat.at("button.paper")).to_contain_text("trades.csv")


async def test_the_closing_record_is_disputed_then_confirmed_and_rated(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("It is missing")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    ticket = await chat.ticket()
    await acme.solve(ticket, CLOSING)
    await expect(chat.at(".card")).to_contain_text("Credited it.")
    await expect(chat.at(".card")).to_contain_text(TXID)
    assert await chat.axe() == []
    await chat.button("Something is still wrong").click()
    await chat.at(".ask textarea").fill("Half of it only")
    await chat.button("Send, and open the ticket again").click()
    await expect(chat.bubbles.last).to_have_text("Half of it only")
    await expect(chat.at(".line").last).to_have_text("This ticket is open again")
    await acme.solve(ticket, CLOSING)
    await chat.button("Yes, it is solved").click()
    await chat.at(".stars label").nth(3).click()
    await chat.at(".ask textarea").fill("Fast.")
    await chat.at(".ask").get_by_role("button", name="Send").click()
    await expect(chat.at(".card").last).to_contain_text("Thank you.")
    await expect(chat.at(".line").last).to_have_text("You gave 4 of 5 stars")
    await chat.button("Back to the overview").click()
    await expect(chat.at("li .row")).to_contain_text("Solved")


async def test_the_keyboard_alone_is_enough(acme: Stage) -> None:
    chat = await acme.visit()

    async def focused() -> str:
        inside = "document.querySelector('truepenny-chat').shadowRoot.activeElement"
        return str(await chat.page.evaluate(f"{inside}?.getAttribute('aria-label') ?? {inside}?.className ?? ''"))

    keys = chat.page.keyboard
    await keys.press("Tab")
    assert await focused() == "Chat with support"
    await keys.press("Enter")
    await expect(chat.at(".start")).to_be_focused()
    await keys.press("Enter")
    await expect(chat.field).to_be_focused()
    await keys.type("A line")
    await keys.press("Shift+Enter")
    await keys.type("and another")
    await keys.press("Enter")
    await expect(chat.bubbles).to_have_text(["A line\nand another"])
    await expect(chat.at("button.meta")).to_be_visible()
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    assert "meta" in await focused()
    await keys.press("Enter")
    await expect(chat.at(".sheet")).to_contain_text("Digest")
    await keys.press("Escape")
    await expect(chat.at(".sheet")).to_have_count(0)
    assert "meta" in await focused()
    await keys.press("Escape")
    await expect(chat.at(".panel")).to_be_hidden()
    await expect(chat.launcher).to_be_focused()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing(acme: Stage, dark: bool) -> None:
    chat = await acme.visit(color_scheme="dark" if dark else "light", viewport=PHONE if dark else {"width": 1280, "height": 800})
    await chat.launcher.click()
    await expect(chat.at(".panel")).to_have_css("opacity", "1")
    assert await chat.axe() == []
    await chat.at(".start").click()
    assert await chat.axe() == []
    await chat.say("My withdrawal is missing")
    await expect(chat.at(".said.mine .meta")).to_contain_text("Delivered")
    await acme.answer(await chat.ticket(), "I am looking.")
    await expect(chat.bubbles).to_have_count(2)
    await expect(chat.at(".bubble").last).to_have_css("opacity", "1")
    assert await chat.axe() == []
    await chat.button("More about this ticket").click()
    await expect(chat.at(".sheet")).to_contain_text("Copy the private link")
    await chat.page.wait_for_timeout(300)
    assert await chat.axe() == []
