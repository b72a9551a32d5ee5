"""Stories of a customer without JavaScript who sends what nobody should have: told at once what to do, asked where only they can know."""

from __future__ import annotations

import hashlib
import re

import pytest
from tests.drawn import draw_hex
from tests.people_of import make_agent
from tests.portal.browser import PlainBrowser
from tests.portal.conftest import Desk
from tests.portal.test_tickets import NEW, open_ticket
from tests.screen.phrases_of import phrase
from tests.screen.telling import found_spread
from tests.traces import find_traces

from truepenny.contracts.identity import TicketId
from truepenny.tickets.actions.merge import merge

pytestmark = pytest.mark.anyio


def sent_phrase() -> str:
    return " ".join(phrase("en", 12))


def cards(browser: PlainBrowser) -> int:
    return sum("notice" in (attributes.get("class") or "").split() for tag, attributes in browser.read.tags if tag == "div")


def fragment(browser: PlainBrowser) -> str:
    return browser.page.history[-1].headers["location"].partition("#")[2]


def answer_form(ticket: TicketId) -> str:
    return f"/tickets/{ticket}/hash"


async def asked(browser: PlainBrowser, value: str) -> TicketId:
    ticket = await open_ticket(browser, "Where is it", f"Please look at {value}")
    assert "Is this a transaction hash?" in browser.words, "the receipt asks already"
    await browser.open(f"/tickets/{ticket}")
    return ticket


async def test_who_opens_a_ticket_with_a_phrase_is_told_on_the_very_next_page(desk: Desk) -> None:
    customer = desk.browser()
    await customer.open(f"{NEW}?topic=other")
    await customer.submit(NEW, subject="My wallet is empty", text=f"My words are {sent_phrase()}", go="send")
    assert customer.path.endswith("/receipt")
    for words in ("Removed from your message", "recovery phrase", "12 words", "Make a new wallet now and move your funds there."):
        assert words in customer.words
    ticket = await customer.open(f"/tickets/{customer.path.split('/')[2]}")
    assert "[removed: recovery phrase, 12 words]" in ticket
    assert "We never ask for any of this." in ticket
    assert cards(customer) == 1
    focusable = [attributes for tag, attributes in customer.read.tags if attributes.get("role") == "group"]
    assert all(attributes.get("aria-labelledby") for attributes in focusable)


async def test_no_sum_of_the_words_is_kept_that_they_could_be_tried_against(desk: Desk) -> None:
    """A code has six digits: whoever finds a sum of it beside its placeholder finds the code."""
    customer, code = desk.browser(), f"{int(draw_hex(8), 16) % 900_000 + 100_000}"
    ticket = await open_ticket(customer, "Code", "Hello")
    await customer.open(f"/tickets/{ticket}")
    form = customer.form(f"/tickets/{ticket}/messages").value("id")
    words = f"my verification code is {code}"
    await customer.submit(f"/tickets/{ticket}/messages", text=words)
    assert "[removed: one-time code, 6 characters]" in customer.words
    assert await find_traces(desk.house, form) == [], "the form's id is what such a sum is made with, and is in the customer's hands only"
    assert await find_traces(desk.house, hashlib.sha256(words.encode()).hexdigest()[:12]) == []


async def test_in_chinese_everything_is_chinese(desk: Desk) -> None:
    customer = desk.browser(language="zh")
    ticket = await open_ticket(customer, "钱包空了", f"我的助记词是 {sent_phrase()}")
    words = await customer.open(f"/tickets/{ticket}")
    for part in ("[已移除：助记词，12\u2009个词]".replace("\u2009", " "), "已从您的消息中移除", "请立即新建一个钱包，把资产转过去。"):
        assert part in words.replace("\u2009", " ")


async def test_a_subject_is_told_of_beside_the_message(desk: Desk) -> None:
    customer = desk.browser()
    ticket = await open_ticket(customer, sent_phrase(), f"And the same again: {sent_phrase()}")
    words = await customer.open(f"/tickets/{ticket}")
    assert "Removed from what you sent" in words
    assert "12 words, 12 words" in words
    assert cards(customer) == 1


async def test_a_phrase_in_three_messages_is_told_of_as_one(desk: Desk) -> None:
    customer, words = desk.browser(), phrase("en", 12)
    parts = [" ".join(words[at : at + 4]) for at in (0, 4, 8)]
    ticket = await open_ticket(customer, "My wallet", parts[0])
    await customer.open(f"/tickets/{ticket}")
    for part in parts[1:]:
        await customer.submit(f"/tickets/{ticket}/messages", text=part)
    await desk.house.db.submit(found_spread(desk.house.needs, ticket, {2: parts[0], 3: parts[1], 4: parts[2]}))
    page = await customer.open(f"/tickets/{ticket}")
    assert "Removed from your last messages" in page
    assert "12 words" in page
    assert cards(customer) == 1
    assert not [part for part in parts if part in page]


async def test_a_yes_shows_the_hash_to_everybody_and_brings_the_reader_back_to_it(desk: Desk) -> None:
    customer, value = desk.browser(), draw_hex(32)
    ticket = await asked(customer, value)
    assert value not in customer.page.text, "nobody sees it, not even its owner"
    assert {value for _, value in customer.form(answer_form(ticket)).submits} == {"yes", "no"}
    await customer.submit(answer_form(ticket), answer="yes")
    assert fragment(customer).startswith("q-")
    assert any(attributes.get("id") == fragment(customer) and attributes.get("tabindex") == "-1" for _, attributes in customer.read.tags)
    assert value in customer.words
    assert "A transaction hash, as you said" in customer.words
    assert answer_form(ticket) not in [form.action for form in customer.read.forms]


async def test_a_no_deletes_it_and_says_what_to_do_if_it_was_a_key(desk: Desk) -> None:
    customer, value = desk.browser(), draw_hex(32)
    ticket = await asked(customer, value)
    page = await customer.submit(answer_form(ticket), answer="no")
    assert "64 characters, deleted unseen" in page
    assert "If it was a private key:" in page
    assert "Make a new wallet now" in page
    assert cards(customer) == 1, "it is told once"
    assert value not in customer.page.text


async def test_an_answer_counts_once_and_what_is_no_answer_is_refused(desk: Desk) -> None:
    customer, value = desk.browser(), draw_hex(32)
    ticket = await asked(customer, value)
    page = customer.page
    again = [await customer.send(answer_form(ticket), answer="yes", follow=False) for _ in range(2)]
    assert {answer.status_code for answer in again} == {303}
    other = await customer.send(answer_form(ticket), answer="no")
    assert other.status_code == 409
    assert "This question has been answered already." in other.text
    assert value in other.text, "and the answer that counted is there"
    for wrong in ("perhaps", ""):
        assert (await customer.send(answer_form(ticket), answer=wrong)).status_code == 400
    assert page.status_code == 200


async def test_of_two_in_one_message_each_is_asked_and_answered_for_itself(desk: Desk) -> None:
    customer, first, second = desk.browser(), draw_hex(32), draw_hex(32)
    ticket = await asked(customer, f"{first} and {second}")
    assert "Number 1 of 2" in customer.words
    assert "Number 2 of 2" in customer.words
    await customer.submit(answer_form(ticket), answer="yes")
    assert first in customer.words
    assert second not in customer.words
    await customer.submit(answer_form(ticket), answer="no")
    assert first in customer.words
    assert second not in customer.page.text


async def test_nobody_else_can_answer(desk: Desk) -> None:
    customer, outsider, value = desk.browser(), desk.browser(), draw_hex(32)
    ticket = await asked(customer, value)
    question = customer.form(answer_form(ticket)).value("question")
    theirs = await asked(outsider, draw_hex(32))
    wanted = await outsider.send(answer_form(theirs), question=question, answer="yes", follow=False)
    assert wanted.status_code == 409, "another ticket's question is not theirs to answer"
    headers = {"origin": str(outsider.http.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    page = await outsider.http.post(answer_form(ticket), data={"id": "x" * 20, "question": question, "answer": "yes"}, headers=headers)
    assert page.status_code == 404
    assert value not in page.text
    assert "Is this a transaction hash?" in await customer.open(f"/tickets/{ticket}")


async def test_a_question_of_a_ticket_that_went_on_elsewhere_can_still_be_answered(desk: Desk) -> None:
    customer, value = desk.browser(), draw_hex(32)
    ticket = await asked(customer, value)
    into = await open_ticket(customer, "The same again")
    agent = await make_agent(desk.house, "Lin")
    await desk.house.db.submit(merge(agent, ticket, needs=desk.house.needs, client_id="merged-0001", into=into))
    page = await customer.open(f"/tickets/{into}")
    assert "Is this a transaction hash?" in page
    await customer.submit(answer_form(ticket), answer="yes")
    assert re.search(value, customer.page.text)
