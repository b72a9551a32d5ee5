"""Customer and agent compare two words, each in a browser of their own: in the portal and in the chat, in English and in Chinese."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from tests.chromium import open_chromium
from tests.countersign.faces import Faces, ask_at_desk, faces, words_at_desk
from tests.people_of import make_agent
from tests.portal.site import DESKTOP, PHONE, axe

from truepenny.platform.settings import Settings
from truepenny.trust.countersign.words import load_words

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One loop for the file, so that its browser can stay."""
    return "asyncio"


@pytest.fixture(scope="module")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    async with open_chromium() as browser:
        yield browser


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, chromium: Browser) -> AsyncIterator[Faces]:
    async with faces(sqlite_settings, tmp_path, chromium) as here:
        yield here


async def test_the_customer_asks_in_the_portal_and_both_see_the_same_words(acme: Faces) -> None:
    page = await acme.desk.visitor(signed_in=True, viewport=PHONE)
    ticket = await acme.portal_ticket(page)
    desk = await acme.at_desk(ticket)
    await page.goto(f"/tickets/{ticket}")
    await expect(page.locator(".talk-line")).to_contain_text(acme.agent.id)
    await page.locator("#proof-ask summary").click()
    await page.get_by_role("button", name="This conversation").click()
    await expect(page.locator(".proof-words strong")).to_have_count(2)
    mine = await page.locator(".proof-words strong").all_inner_texts()
    await expect(page.locator(".proof-words")).to_be_in_viewport()
    assert mine == await words_at_desk(desk)
    assert set(mine) <= {word.en for word in load_words()}
    await expect(page.locator(".proof-left")).to_contain_text("1:")
    assert await axe(page) == []
    assert await axe(desk) == []

    await page.get_by_role("button", name="They match", exact=True).click()
    matched = page.locator("#conversation .remark", has_text="The two words matched")
    await expect(matched).to_be_in_viewport()
    await expect(page.locator(".proof-words")).to_have_count(0)
    await expect(desk.locator(".cs.matched")).to_contain_text("The customer says that the words match")
    await expect(desk.locator(".fact.countersign_answered")).to_contain_text("match")
    await expect(desk.locator(".cs-word")).to_have_count(0)


async def test_a_no_in_the_portal_tells_both_what_to_do(acme: Faces) -> None:
    page = await acme.desk.visitor(signed_in=True, viewport=DESKTOP)
    ticket = await acme.portal_ticket(page)
    desk = await acme.at_desk(ticket)
    await page.goto(f"/tickets/{ticket}")
    await ask_at_desk(desk, "For a phone call")
    await expect(page.locator(".proof")).to_contain_text("For a phone call")
    await page.get_by_role("button", name="They do not match").click()
    alarm = page.locator(".notice", has_text="The words did not match. Stop.")
    await expect(alarm).to_be_visible()
    await expect(page.locator("#announce")).to_contain_text("did not match")
    assert await axe(page) == []

    await expect(desk.locator(".alarm-card")).to_contain_text("did not match")
    await expect(desk.locator(".ticket-properties .P1")).to_be_visible()
    await expect(desk.locator(".ticket-properties")).to_contain_text("impersonation")
    await desk.locator(".alarm-card").get_by_role("button").click()
    await expect(desk.locator(".ticket-properties")).to_contain_text("SEC.PHISH")
    assert await axe(desk) == []


async def test_the_agent_heard_another_word_than_the_chat_shows(acme: Faces) -> None:
    chat = await acme.visit()
    await chat.begin("Is it really you?")
    await expect(chat.at(".intro .mono")).to_be_visible()
    ticket = await chat.ticket()
    await acme.answer(ticket, "It is us.")
    desk = await acme.at_desk(ticket)
    await ask_at_desk(desk, "For this conversation")
    await expect(chat.at(".proof li b")).to_have_count(2)
    assert await chat.at(".proof li b").all_inner_texts() == await words_at_desk(desk)
    await expect(desk.locator(".cs")).to_contain_text("only that it is the same guest")
    assert await chat.axe() == []
    await desk.get_by_role("button", name="They said another word").click()
    await expect(chat.at(".card.alarm")).to_contain_text("The words did not match. Stop.")
    await expect(chat.at(".proof")).to_have_count(0)
    await expect(desk.locator(".alarm-card")).to_be_visible()
    assert await chat.axe() == []


async def test_in_chinese_the_agent_gets_pinyin_and_meaning(acme: Faces) -> None:
    chat = await acme.visit(lang="zh", locale="zh-CN")
    await chat.begin("请问是官方客服吗")
    await expect(chat.at(".intro .mono")).to_be_visible()
    ticket = await chat.ticket()
    await acme.answer(ticket, "是的")
    desk = await acme.at_desk(ticket)
    await chat.at("button.square[aria-haspopup=dialog]").click()
    await chat.button("真的是我们吗？").click()
    await expect(chat.at(".proof li b")).to_have_count(2)
    mine = await chat.at(".proof li b").all_inner_texts()
    assert mine == await words_at_desk(desk)
    known = {word.zh: word for word in load_words()}
    for shown, told in zip(mine, await desk.locator(".cs-word span").all_inner_texts(), strict=True):
        assert told == f"{known[shown].pinyin} · {known[shown].en}"
    await chat.button("一致").first.click()
    await expect(chat.at(".rows")).to_contain_text("两个口令一致")
    await expect(desk.locator(".cs.matched")).to_be_visible()


async def test_another_agent_sees_that_words_run_and_not_which(acme: Faces) -> None:
    page = await acme.desk.visitor(signed_in=True)
    ticket = await acme.portal_ticket(page)
    desk = await acme.at_desk(ticket)
    other = await acme.at_desk(ticket, await make_agent(acme.desk.house, "Wu"))
    await ask_at_desk(desk, "Before a change")
    await words_at_desk(desk)
    await expect(other.locator(".cs")).to_contain_text("compares two words with the customer")
    await expect(other.locator(".cs-word")).to_have_count(0)
    await expect(other.get_by_role("button", name="They said another word")).to_have_count(0)


async def test_without_a_connection_no_words_stand_there(acme: Faces) -> None:
    page = await acme.desk.visitor(signed_in=True)
    ticket = await acme.portal_ticket(page)
    await page.goto(f"/tickets/{ticket}")
    desk = await acme.at_desk(ticket)
    await ask_at_desk(desk, "For this conversation")
    await expect(page.locator(".proof-words")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.locator(".proof-dead")).to_contain_text("take it for a no")
    await expect(page.locator(".proof-words")).to_be_hidden()
    await page.context.set_offline(False)
    await expect(page.locator(".proof-words")).to_be_visible()


async def test_now_follows_what_goes_on_and_says_no_when_it_cannot_know(acme: Faces) -> None:
    page = await acme.desk.visitor(signed_in=True, viewport=PHONE)
    await page.goto("/now")
    await expect(page.locator("h2").first).to_have_text("No. We are not talking to you")
    assert await axe(page) == []
    await acme.portal_ticket(page)
    await expect(page.locator(".answer--yes")).to_contain_text(acme.agent.id)
    assert await axe(page) == []
    await page.context.set_offline(True)
    await expect(page.locator(".answer")).to_contain_text("Take it for a no")
    await expect(page.locator(".answer--yes")).to_have_count(0)
    await page.context.set_offline(False)
    await expect(page.locator(".answer--yes")).to_be_visible()


async def test_the_chats_first_view_says_who_is_talking(acme: Faces) -> None:
    chat = await acme.visit()
    await chat.begin("Hello")
    await expect(chat.at(".intro .mono")).to_be_visible()
    ticket = await chat.ticket()
    await chat.at(".head .square").first.click()
    await expect(chat.at(".now")).to_contain_text("None of us is talking to you now")
    await acme.answer(ticket, "Here I am")
    await chat.at(".list .row", has_text="Hello").click()
    await expect(chat.bubbles.last).to_have_text("Here I am")
    await chat.at(".head .square").first.click()
    await expect(chat.at(".now.yes")).to_contain_text(acme.agent.id)
