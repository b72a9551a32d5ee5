"""The portal in a real Chromium: live answers, lost networks, drafts, phones, keyboards, and nothing for axe-core to find."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.chromium import until
from tests.people_of import make_agent
from tests.portal.site import PHONE, Site, axe, site

from truepenny.contracts.identity import TicketId
from truepenny.contracts.views import ClosingView, Parameter
from truepenny.platform.settings import Settings
from truepenny.platform.web.visible import visible
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture
async def desk(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def write_ticket(page: Page, subject: str = "Withdrawal not arrived", text: str = "0.5 BTC is missing.") -> TicketId:
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", subject)
    await page.fill("#text", text)
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")
    return TicketId(page.url.split("/")[-2])


async def test_an_answer_appears_by_itself_and_sending_stays_on_the_page(desk: Site) -> None:
    agent = await make_agent(desk.house, "Lin")
    page = await desk.visitor(signed_in=True)
    ticket = await write_ticket(page)
    await page.click("text=Go to the ticket")
    await expect(page.locator(".tp-bubble")).to_have_count(1)
    await page.wait_for_timeout(300)
    work = reply(agent, ticket, client_id="answer-0001", text="I can see it.", needs=desk.house.needs)
    await desk.house.db.submit(work)
    await expect(page.locator(".tp-bubble", has_text="I can see it.")).to_be_visible()
    await expect(page.locator(".turn-head .verified")).to_have_count(1)
    await page.evaluate("window.stayed = true")
    await page.fill("#text", "Thank you\nvery much")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".turn--pending")).to_have_count(0)
    await expect(page.locator("article:not(.turn--pending) .tp-bubble--mine", has_text="very much")).to_have_count(1)
    assert await page.evaluate("window.stayed")
    assert await page.input_value("#text") == ""
    assert await page.evaluate("document.activeElement.id") == "text"


async def test_a_guest_chats_on_the_home_page_and_takes_the_chat_along(desk: Site) -> None:
    page = await desk.visitor()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto("/")
    await page.wait_for_load_state("networkidle")
    assert not any("widget" in url for url in asked), "nothing is fetched for a chat that nobody asked for"
    assert await axe(page) == []
    await page.get_by_role("button", name="Chat").click()
    chat = page.locator("truepenny-chat")
    await chat.locator(".start").click()
    await chat.locator(".write textarea").fill("Are you there?")
    await chat.locator(".go").click()
    await expect(chat.locator(".said.mine .meta")).to_contain_text("Delivered")
    await page.goto("/sign-in")
    await expect(chat.locator(".bubble")).to_have_text("Are you there?")


async def test_the_chat_follows_the_one_who_signs_in_and_out(desk: Site) -> None:
    page = await desk.visitor()
    await page.goto("/")
    await page.get_by_role("button", name="Chat").click()
    chat = page.locator("truepenny-chat")
    await chat.locator(".start").click()
    await chat.locator(".write textarea").fill("Written as a guest")
    await chat.locator(".go").click()
    await expect(chat.locator(".said.mine .meta")).to_contain_text("Delivered")
    await chat.locator(".write textarea").fill("half a draft")

    await page.goto(f"/sign-in?token={desk.exchange.sign(name='Wei Zhang')}&next=/tickets")
    await expect(page.locator("main .tp-list")).to_have_count(0)  # not without a click: anybody can sign a browser in
    await expect(chat.locator(".hello h1")).to_have_text("Hello Wei Zhang, how can we help?")
    await expect(chat.locator("li .row")).to_have_count(0)
    await chat.get_by_role("button", name="Close").click()
    assert await axe(page) == []
    await page.get_by_role("button", name="Move to this account").click()
    await expect(page.locator("main a", has_text="Written as a guest")).to_have_count(1)
    await expect(page.locator("[data-take-along] form")).to_have_count(0)
    await chat.locator(".launch").click()
    await chat.locator("li .row", has_text="Written as a guest").click()
    await expect(chat.locator(".bubble")).to_have_text("Written as a guest")
    await expect(chat.locator(".write textarea")).to_have_value("half a draft")
    await chat.locator(".write textarea").fill("And now as myself")
    await chat.locator(".go").click()
    await expect(chat.locator(".said.mine .meta").last).to_contain_text("Delivered")
    await page.goto("/")
    await expect(page.locator("[data-chat]")).to_have_count(1)

    kept = "() => Object.keys(localStorage).filter((key) => key.startsWith('truepenny|'))"
    assert await page.evaluate(kept), "there was something to forget"
    await page.locator("header").get_by_role("button", name="Sign out").click()
    await expect(page.locator("header").get_by_role("button", name="Sign out")).to_have_count(0)
    await until(page, f"() => ({kept})().length === 0")


async def test_a_very_long_message_is_folded_with_and_without_script(desk: Site) -> None:
    ticket = None
    for script in (True, False):
        page = await desk.visitor(signed_in=True, java_script_enabled=script)
        if ticket is None:
            ticket = await write_ticket(page, text="\n".join(f"line {n}" for n in range(80)))
        await page.goto(f"/tickets/{ticket}")
        words, fold = page.locator(".tp-bubble .tp-words"), page.locator(".tp-fold summary")
        folded = (await words.bounding_box() or {})["height"]
        await fold.focus()
        await page.keyboard.press("Enter")
        await expect(fold).to_have_text("Show less", use_inner_text=True)
        assert (await words.bounding_box() or {})["height"] > 3 * folded
        if script:
            assert await axe(page) == []


async def test_where_websockets_are_broken_the_stream_takes_over(desk: Site) -> None:
    agent = await make_agent(desk.house, "Lin")
    page = await desk.visitor(signed_in=True)
    ticket = await write_ticket(page)
    await page.add_init_script(
        """window.WebSocket = class extends EventTarget {
             readyState = 3; close() {} constructor() { super(); setTimeout(() => this.dispatchEvent(new Event("close")), 1); } }"""
    )
    async with page.expect_response("**/live/stream"):
        await page.goto(f"/tickets/{ticket}")
    await page.wait_for_timeout(200)
    await desk.house.db.submit(reply(agent, ticket, client_id="answer-0001", text="By stream.", needs=desk.house.needs))
    await expect(page.locator(".tp-bubble", has_text="By stream.")).to_be_visible()


async def test_the_browser_shows_tricks_as_the_server_does(desk: Site) -> None:
    page = await desk.visitor()
    await page.goto("/")
    samples = ["pay \u202etpircs", "bin\u200bance", "a\x00b\x1b[31m", "one\r\ntwo\rthree", "می‌خواهم", "👨‍👩‍👧 👍🏽", "नमस्ते क्‍ष", "a\u200db",
               "中\u200d文", "\U000e0041x", "\u2066x\u2069", "普通话", "\ufeff", "\u200c", "x\u200d"]  # fmt: skip
    show = "async (all) => { const rule = await import('/assets/shared/visible.js'); return all.map(rule.visible); }"
    shown = await page.evaluate(show, samples)
    assert shown == [visible(sample) for sample in samples]


async def test_what_is_written_without_a_network_goes_out_once_when_it_is_back(desk: Site) -> None:
    page = await desk.visitor(signed_in=True)
    ticket = await write_ticket(page)
    await page.goto(f"/tickets/{ticket}")
    await page.context.set_offline(True)
    await page.fill("#text", "Sent into the void")
    await page.click(".composer button[type=submit]")
    await expect(page.locator(".turn--pending")).to_contain_text("Not sent yet")
    await page.context.set_offline(False)
    await expect(page.locator(".turn--pending")).to_have_count(0)
    await page.reload()
    await expect(page.locator(".tp-bubble", has_text="Sent into the void")).to_have_count(1)


async def test_a_draft_survives_a_reload_and_ends_when_sent(desk: Site) -> None:
    page = await desk.visitor()
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", "Half a subject")
    await page.fill("#text", "Half a story")
    await until(page, "() => Object.values(localStorage).some((kept) => kept.includes('Half a story'))")
    await page.reload()
    assert await page.input_value("#text") == "Half a story"
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")
    await expect(page.locator("#private-link")).to_contain_text("/t/")
    await page.goto("/tickets/new?topic=other")
    assert await page.input_value("#text") == ""


async def test_one_question_at_a_time_on_a_phone_by_keyboard_alone(desk: Site) -> None:
    page = await desk.visitor(viewport=PHONE, locale="zh-CN")
    await page.goto("/tickets/new?topic=WD.MISSING")
    await expect(page.locator("[data-question]:visible")).to_have_count(1)
    await page.focus("#q_asset")
    await page.keyboard.type("USDT")
    for _ in range(3):
        await page.keyboard.press("Enter")
    await expect(page.locator("#q_when")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#facts-title")).to_be_visible()
    await expect(page.locator("#subject")).to_be_visible()
    await page.focus("#subject")
    await page.keyboard.type("提现未到账")
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("昨天的提现没有到账。")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#files")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#name")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/receipt")
    await expect(page.locator("h1")).to_have_text("我们已收到您的消息")


async def test_files_go_up_and_show_in_the_ticket(desk: Site, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("sent 250.5 XRP")
    page = await desk.visitor()
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", "With a file")
    await page.fill("#text", "See the file.")
    await page.set_input_files("#files", tmp_path / "note.txt")
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")
    await page.click("text=Go to the ticket")
    await expect(page.locator(".turn .file-name")).to_have_text("note.txt")
    await page.wait_for_load_state()  # the script that sends without leaving the page
    (tmp_path / "bad.exe").write_bytes(b"MZ" + bytes(300))
    await page.set_input_files("#files", tmp_path / "bad.exe")
    await page.fill("#text", "And this?")
    await page.click(".composer button[type=submit]")
    await expect(page.locator(".composer [role=alert]")).to_be_visible()
    assert await page.input_value("#text") == "And this?"


async def test_without_script_the_summary_has_the_focus(desk: Site) -> None:
    page = await desk.visitor(java_script_enabled=False)
    await page.goto("/tickets/new?topic=other")
    await page.fill("#text", "Only a text")
    await page.click("button[value=send]")
    await expect(page.locator("#summary")).to_be_focused()
    assert await page.input_value("#text") == "Only a text"
    await page.click("#summary a")
    await page.fill("#subject", "Now with a subject")
    await page.click("button[value=send]")
    await expect(page.locator(".receipt")).to_be_visible()
    await expect(page.locator(".tp-only-script").first).to_be_hidden()


async def test_rating_with_the_keyboard(desk: Site) -> None:
    agent = await make_agent(desk.house)
    page = await desk.visitor(signed_in=True)
    ticket = await write_ticket(page)
    await page.goto(f"/tickets/{ticket}")
    await page.wait_for_timeout(300)
    await desk.house.db.submit(solve(agent, ticket, needs=desk.house.needs, client_id="solve-0001", closing=ClosingView(("Done.",))))
    await expect(page.locator("#ask-title")).to_be_visible()
    await expect(page.locator("#composer")).to_have_count(0)
    await page.click("text=Yes, it is solved")
    await page.locator(".star input").first.focus()
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    await page.click("text=Send rating")
    await expect(page.locator("text=Your rating: 4 of 5")).to_be_visible()


@pytest.mark.parametrize(("size", "theme", "locale"), [(PHONE, "light", "en-GB"), ({"width": 1440, "height": 900}, "dark", "zh-CN")])
async def test_axe_finds_nothing_on_any_page(desk: Site, size: dict[str, int], theme: str, locale: str) -> None:
    agent = await make_agent(desk.house)
    page = await desk.visitor(signed_in=True, viewport=size, color_scheme=theme, locale=locale)
    first, second = await written(desk, page, size), await written(desk, page, size)
    await desk.house.db.submit(reply(agent, first, client_id="answer-0001", text="Hello", needs=desk.house.needs))
    closing = ClosingView(("One", "Two"), (Parameter("Tag", "123"),), ("Beware",))
    await desk.house.db.submit(solve(agent, second, needs=desk.house.needs, client_id="solve-0001", closing=closing))
    paths = ["/", "/tickets", f"/tickets/{first}", f"/tickets/{second}", "/tickets/new", "/tickets/new?need=cheated",
             "/tickets/new?topic=WD.MISSING", "/tickets/new?topic=other", "/sign-in", "/nowhere"]  # fmt: skip
    found: list[str] = []
    for path in paths:
        await page.goto(path)
        found += [f"{path} {violation}" for violation in await axe(page)]
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
    await page.goto("/tickets/new?topic=other")
    await page.evaluate("document.querySelector('form.form').submit()")
    await page.wait_for_selector("#summary")
    found += [f"mistakes {violation}" for violation in await axe(page)]
    await page.goto(f"/tickets/{second}")
    await page.click("form[action$='/confirm'] button")
    await page.wait_for_selector(".stars")
    found += [f"stars {violation}" for violation in await axe(page)]
    assert not found, "\n".join(found)


async def written(desk: Site, page: Page, size: dict[str, int]) -> TicketId:
    await page.set_viewport_size({"width": 1440, "height": 900})
    ticket = await write_ticket(page)
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
    assert not await axe(page)
    return ticket


@pytest.mark.parametrize("width", [320, 720])
async def test_nothing_is_cut_at_320_pixels_or_double_size(desk: Site, width: int) -> None:
    page = await desk.visitor(signed_in=True)
    ticket = await write_ticket(page, subject="W" * 120, text="x" * 400 + " bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")
    await page.set_viewport_size({"width": width, "height": 640})
    for path in ("/", "/tickets", f"/tickets/{ticket}", f"/tickets/{ticket}/receipt", "/tickets/new?topic=DEP.TAG", "/sign-in"):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
