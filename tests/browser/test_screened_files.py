"""Files that hold a secret, or may hold one, as their senders see it: told at once, asked in place, and nothing of theirs is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.test_widget_people import KEPT_FILES
from tests.browser.widget_stage import Chat, Stage, stage
from tests.files import documents, secret_words
from tests.portal.site import DESKTOP, axe

from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import find_ticket_state

expect.set_options(timeout=20_000)  # the process that reads files starts with the first one
pytestmark = [pytest.mark.anyio, pytest.mark.browser]
CODE = {"name": "code.png", "mimeType": "image/png", "buffer": documents.qr(secret_words.authenticator())}
PAPER = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": documents.pdf(secret_words.phrase(31))}
HASHES = {"name": "sent.txt", "mimeType": "text/plain", "buffer": f"it is {secret_words.transaction()}\n".encode()}
NOTES = {"name": "notes.txt", "mimeType": "text/plain", "buffer": f"before {secret_words.wif()} after".encode()}
LOCKED = {"name": "locked.pdf", "mimeType": "application/pdf", "buffer": documents.pdf("x", owner_password="a", user_password="b")}


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def choose(chat: Chat, *files: dict[str, object]) -> None:
    await chat.at("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]


async def test_a_picture_with_a_secret_is_refused_in_the_chat_and_kept_nowhere(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("My code does not work")
    ticket = await chat.ticket()
    await choose(chat, CODE)
    chip = chat.at(".chip.failed")
    await expect(chip).to_contain_text("We did not take this file: it holds an authenticator secret.")
    await expect(chip).to_contain_text("Set up your authenticator anew now")
    await expect(chip.get_by_role("button")).to_have_count(1)
    assert await chat.page.evaluate(KEPT_FILES) == 0
    state = await acme.desk.house.db.read(lambda conn: find_ticket_state(conn, ticket))
    assert state is not None
    assert state.topic == "SEC.LEAK"
    assert await chat.axe() == []
    await chat.button("Take out code.png").click()
    await chat.say("Without the picture")
    await expect(chat.bubbles.last).to_have_text("Without the picture")


async def test_the_chat_asks_about_hashes_and_sends_with_the_customers_word(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("Here it comes")
    await choose(chat, HASHES)
    await expect(chat.at(".chip.failed")).to_contain_text("text of 64 characters")
    await chat.button("It is a transaction hash: send it").click()
    await expect(chat.at(".chip")).to_contain_text("71 B")
    await expect(chat.at(".chip.failed")).to_have_count(0)
    await chat.at(".go").click()
    await expect(chat.at(".said.mine .paper")).to_contain_text("sent.txt")


async def test_the_chat_says_what_became_of_a_file(acme: Stage) -> None:
    chat = await acme.visit()
    await chat.begin("Two files")
    await chat.ticket()
    for file in (NOTES, LOCKED):
        async with chat.page.expect_response("**/api/files*") as answered:
            await choose(chat, file)
        assert (await answered.value).status == 201
    await chat.at(".go").click()
    papers = chat.at(".said.mine .paper")
    await expect(papers.nth(0)).to_contain_text("Secrets were removed from it")
    await expect(papers.nth(1)).to_contain_text("Not shown yet: it could not be checked for secrets")
    assert await chat.axe() == []


async def opened(acme: Stage) -> Page:
    page = await acme.desk.visitor(signed_in=True)
    await page.goto("/tickets/new?topic=other")
    await page.locator("#subject").fill("My files")
    await page.locator("#text").fill("Please look.")
    await page.locator("button[value=send]").click()
    await page.wait_for_url("**/receipt")
    await page.locator("main .tp-button--primary").click()
    await expect(page.locator("#conversation")).to_be_visible()
    await page.wait_for_load_state()
    await page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    return page


async def write(page: Page, text: str, *files: dict[str, object]) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#files").set_input_files(list(files))  # type: ignore[arg-type]
    await page.locator("#composer .tp-button--primary").click()


async def test_the_portal_gives_the_words_back_and_names_the_file(acme: Stage) -> None:
    page = await opened(acme)
    await write(page, "See both", HASHES | {"name": "fine.txt", "buffer": b"fine"}, PAPER)
    wrong = page.locator("#composer .tp-field-error")
    await expect(wrong).to_contain_text("paper.pdf: We did not take this file: it holds a recovery phrase.")
    await expect(wrong).to_contain_text("move your funds")
    await expect(page.locator("#text")).to_have_value("See both")
    await page.locator("#files").set_input_files([])
    await page.locator("#composer .tp-button--primary").click()
    await expect(page.locator(".turn--mine").last).to_contain_text("See both")


@pytest.mark.parametrize("script", [True, False])
async def test_the_portal_asks_about_hashes_beside_the_files(acme: Stage, script: bool) -> None:
    page = await acme.desk.visitor(signed_in=True, java_script_enabled=script)
    await page.goto("/tickets/new?topic=other")
    await page.locator("#subject").fill("My transfer")
    await page.locator("#text").fill("See the file.")
    await page.locator("#files").set_input_files([HASHES])  # type: ignore[list-item]
    await page.locator("button[value=send]").click()
    await expect(page.locator("#summary")).to_contain_text("text of 64 characters")
    if script:
        assert await axe(page) == []
    await page.get_by_label("The text of 64 characters in my files is transaction hashes.").check()
    await page.locator("#files").set_input_files([HASHES])  # type: ignore[list-item]
    await page.locator("button[value=send]").click()
    await page.wait_for_url("**/receipt")


async def test_the_portals_composer_asks_too_and_forgets_the_answer(acme: Stage) -> None:
    page = await opened(acme)
    await write(page, "The hash", HASHES)
    box = page.get_by_label("The text of 64 characters in my files is transaction hashes.")
    await box.check()
    await page.locator("#composer .tp-button--primary").click()
    await expect(page.locator(".turn--mine .file")).to_contain_text("sent.txt")
    await expect(box).to_have_count(0)
    await write(page, "More", NOTES, LOCKED)
    files = page.locator(".turn--mine").last.locator(".file")
    await expect(files.nth(0)).to_contain_text("secrets removed")
    await expect(files.nth(1)).to_contain_text("not shown yet: it could not be checked for secrets")
    assert await axe(page) == []
