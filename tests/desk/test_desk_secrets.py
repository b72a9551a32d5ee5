"""What agents see of secrets that were removed: kinds and sizes, a topic and a sign in the list, and never more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk, Ticket
from tests.desk.test_desk_faces import violations
from tests.screen.telling import KEY, PHRASE, TXID, Fact, is_hash, tell

from truepenny.contracts.secrets import Removed
from truepenny.log.events import SYSTEM, Actor, HashAnswered, HashAsked, PriorityChanged, SecretsRemoved, TopicChanged

pytestmark = pytest.mark.browser


def told(desk: RunningDesk, ticket: Ticket, *facts: Fact, actor: Actor = SYSTEM) -> None:
    desk.do(lambda house: house.db.submit(tell(ticket.id, *facts, actor=actor)))


def of_customer(ticket: Ticket) -> Actor:
    return Actor("customer", ticket.customer.contact)


def test_an_agent_sees_the_kind_and_the_size_and_that_it_is_a_matter_of_security(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Maria Silva"), "Wallet empty", "Help. [removed: recovery phrase, 12 words]")
    lin = sit("Lin")
    lin.open(f"/desk/t/{ticket.number}?view=unassigned")
    expect(lin.page.locator(".message.customer")).to_have_count(1)
    assert lin.row(ticket).locator(".row-status.security").count() == 0
    told(
        desk, ticket, SecretsRemoved(2, (PHRASE, Removed("password", 9))), TopicChanged("SEC.LEAK"), PriorityChanged("P1"),
        SecretsRemoved(2, (KEY,), "file"), SecretsRemoved(2, (KEY,), "file_name"), SecretsRemoved(1, (KEY,), "subject"),
        SecretsRemoved(2, (PHRASE,), "earlier"),
    )  # fmt: skip
    facts = lin.page.locator(".fact.secrets_removed .tp-isolate")
    expect(facts).to_have_text(
        [
            "Removed before storing: recovery phrase, 12 words; password, 9 characters",
            "Found in a file and not kept: private key, 64 characters",
            "Removed from a file's name before storing: private key, 64 characters",
            "Removed from the subject before storing: private key, 64 characters",
            "Taken out of one of several messages that belong together: recovery phrase, 12 words",
        ]
    )
    expect(lin.page.locator(".fact.topic_changed")).to_contain_text("SEC.LEAK I gave a password, phrase or code to someone")
    expect(lin.page.locator(".property.security")).to_contain_text("SEC.LEAK")
    expect(lin.page.locator("tp-panel")).to_contain_text("I gave a password, phrase or code to someone")
    expect(lin.row(ticket).locator(".row-status.security")).to_be_visible()
    expect(lin.row(ticket)).to_contain_text("P1")
    assert violations(lin.page) == []


def test_what_may_be_a_key_is_shown_to_nobody_until_the_customer_says_it_is_a_hash(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Tom Becker"), "Where is it?", "[being checked: 64 characters] [being checked: 64 characters]")
    lin = sit("Lin", permissions=["clipboard-read", "clipboard-write"])
    lin.open_ticket(ticket)
    told(desk, ticket, HashAsked("q1", 2), HashAsked("q2", 2), HashAsked("q3", 2))
    asked = lin.page.locator(".fact.hash_asked")
    expect(asked).to_have_count(3)
    expect(asked.first).to_contain_text("Asked whether 64 characters are a transaction hash; held until they answer")
    told(desk, ticket, is_hash(ticket.id, "q1"), HashAnswered("q2", is_hash=False), actor=of_customer(ticket))
    told(desk, ticket, HashAnswered("q3", is_hash=False))
    answered = lin.page.locator(".fact.hash_answered")
    expect(answered.nth(0)).to_contain_text("Tom Becker says that it is a transaction hash")
    expect(answered.nth(0).locator(".hash .tp-mono")).to_have_text(TXID)
    expect(answered.nth(1)).to_contain_text("Tom Becker says that it is none, or is not sure; deleted unseen")
    expect(answered.nth(2)).to_contain_text("No answer came about the 64 characters; deleted unseen")
    expect(lin.page.locator(".hash")).to_have_count(1)
    lin.page.get_by_role("button", name="Copy the hash").click()
    expect(lin.page.locator("tp-toasts")).to_contain_text("The hash is copied.")
    assert lin.page.evaluate("navigator.clipboard.readText()") == TXID
    assert violations(lin.page) == []


def test_in_chinese_the_same_is_said_in_chinese(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("李伟", "zh"), "钱包空了", "[已移除：助记词，12\u2009个词]")
    told(desk, ticket, SecretsRemoved(2, (PHRASE, KEY)), TopicChanged("SEC.LEAK"))
    lin = sit("Lin", color_scheme="dark")
    lin.context.add_cookies([{"name": "tp_lang", "value": "zh", "url": desk.url}])
    lin.open_ticket(ticket)
    expect(lin.page.locator(".fact.secrets_removed")).to_contain_text("保存前已移除：助记词，12\u2009个词；私钥，64\u2009个字符")
    expect(lin.page.locator(".fact.topic_changed")).to_contain_text("我把密码、助记词或验证码给了别人")
    assert violations(lin.page) == []


def test_an_agent_sets_the_topic_by_key_finds_it_by_name_and_takes_it_back(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Aisha Khan"), "A question")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    topic = lin.page.locator('.property[data-command="topic"]')
    expect(topic).to_contain_text("No topic")
    lin.page.locator(".events").focus()
    lin.page.keyboard.press("o")
    field = lin.page.get_by_role("combobox", name="Topic")
    expect(field).to_be_focused()
    expect(lin.page.locator(".option-group").first).to_have_text("Money")
    field.fill("looks fake")
    lin.page.keyboard.press("Enter")
    expect(topic).to_contain_text("SEC.PHISH")
    expect(lin.page.locator(".fact.topic_changed")).to_contain_text(re.compile("You set the topic: SEC.PHISH Someone claims"))
    lin.page.locator("tp-toasts").get_by_role("button", name="Undo").click()
    expect(topic).to_contain_text("No topic")
    expect(lin.page.locator(".fact.topic_changed").last).to_contain_text("You took the topic away")
