"""Stories of the portal through the real desk, in a browser without JavaScript: writing, answering, solving, coming back."""

from __future__ import annotations

import asyncio
import re

import pytest
from tests.people_of import make_agent
from tests.portal.browser import PlainBrowser, Upload
from tests.portal.conftest import Desk

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import ClosingView, Parameter
from truepenny.surfaces.customers import EVENTS_AT_ONCE
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.withdraw_links import withdraw_links

pytestmark = pytest.mark.anyio
NEW = "/tickets/new"


async def open_ticket(browser: PlainBrowser, subject: str = "Withdrawal not arrived", text: str = "0.5 BTC is missing.") -> TicketId:
    await browser.open(f"{NEW}?topic=other")
    await browser.submit(NEW, subject=subject, text=text, go="send")
    assert browser.path.endswith("/receipt"), browser.words
    return TicketId(browser.path.split("/")[2])


async def answer(desk: Desk, agent: Agent, ticket: TicketId, text: str, *, number: int = 1) -> None:
    work = reply(agent, ticket, client_id=f"answer-{ticket}-{number}", text=text, needs=desk.house.needs)
    await desk.house.db.submit(work)


async def solve_it(desk: Desk, agent: Agent, ticket: TicketId) -> None:
    closing = ClosingView(("We found it.", "We sent it on."), (Parameter("Tag", "2847103"),), ("Always enter your tag.",))
    await desk.house.db.submit(solve(agent, ticket, needs=desk.house.needs, client_id=f"solve-{ticket}-{agent.id}", closing=closing))


async def test_a_guest_describes_a_missing_withdrawal_step_by_step(desk: Desk, files: dict[str, Upload]) -> None:
    customer = desk.browser()
    assert "How can we help?" in await customer.open("/")
    assert "/tickets/new?need=money" in customer.read.links
    await customer.open("/tickets/new?need=money")
    await customer.open("/tickets/new?topic=WD.MISSING")
    assert "Which coin, and on which network?" in customer.words
    await customer.submit(NEW, q_asset="USDT on TRON", q_txid="8f3a…", go="words")
    assert "USDT on TRON" in customer.words
    await customer.submit(NEW, subject="Not arrived", text="Sent yesterday.", name="Wei", go="facts")
    assert customer.form(NEW).value("text") == "Sent yesterday.", "going back a step loses nothing"
    await customer.submit(NEW, go="words")
    assert customer.form(NEW).value("name") == "Wei"
    receipt = await customer.submit(NEW, go="send", files=[files["txt"]])
    number = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", receipt)
    assert number
    assert re.search(r"\b(?:[0-9a-f]{8} ?){8}\b", receipt), "the seal"
    assert f"/t/{number[0]}/" in receipt
    assert customer.page.headers["cache-control"] == "no-store"
    ticket = await customer.open(f"/tickets/{number[0]}")
    for words in ("Not arrived", "Which coin, and on which network? USDT on TRON", "Sent yesterday.", "receipt.txt", "Received"):
        assert words in ticket


async def test_the_private_link_opens_this_ticket_and_nothing_else(desk: Desk) -> None:
    guest, elsewhere, outsider = desk.browser(), desk.browser(), desk.browser()
    first = await open_ticket(guest)
    link = re.search(r"/t/[\w-]+/[\w-]+", guest.words)
    assert link
    second = await open_ticket(guest, subject="Another thing")
    assert guest.words.count("private link") >= 1
    assert "0.5 BTC is missing." in await elsewhere.open(link[0])
    assert elsewhere.path == f"/tickets/{first}", "the key has left the address bar"
    assert "this ticket only" in elsewhere.words
    assert "Another thing" not in await elsewhere.open("/tickets")
    await elsewhere.open(f"/tickets/{second}")
    assert elsewhere.status == 404
    await outsider.open(f"/tickets/{first}")
    assert outsider.status == 401
    assert "0.5 BTC" not in outsider.words
    await open_ticket(outsider)
    await outsider.open(f"/tickets/{first}")
    assert outsider.status == 404
    await outsider.open(f"/t/{first}/{'x' * 32}")
    assert outsider.status == 404
    assert "This link does not work." in outsider.words
    pasted = desk.browser()
    await pasted.open("/sign-in")
    await pasted.submit("/sign-in", link=f"  https://support.example{link[0]}?utm=1 ")
    assert pasted.path == f"/tickets/{first}"
    await pasted.open("/sign-in")
    assert "This is not a private link." in await pasted.submit("/sign-in", link="https://evil.example/x")


async def test_a_withdrawn_link_says_so_and_what_to_do_and_who_came_by_it_is_out(desk: Desk) -> None:
    guest, elsewhere = desk.browser(), desk.browser()
    ticket = await open_ticket(guest)
    link = re.search(r"/t/[\w-]+/[\w-]+", guest.words)
    assert link
    assert "0.5 BTC is missing." in await elsewhere.open(link[0])
    agent = await make_agent(desk.house)
    work = withdraw_links(agent, ticket, client_id="withdraw-1", reason="It was forwarded", needs=desk.house.needs)
    assert (await desk.house.db.submit(work)).digest
    await elsewhere.open(f"/tickets/{ticket}")
    assert elsewhere.status == 401
    assert "0.5 BTC" not in elsewhere.words
    for language, words in (("en", "This private link was withdrawn"), ("zh", "此私密链接已被撤销")):
        other = desk.browser(language=language)
        assert words in await other.open(link[0])
        assert other.status == 410
        assert "0.5 BTC" not in other.words
    assert "0.5 BTC is missing." in await guest.open(f"/tickets/{ticket}"), "their own browser never needed the link"
    assert "It was forwarded" not in guest.words


async def test_a_form_sent_twice_makes_one_ticket(desk: Desk) -> None:
    customer = desk.browser()
    await customer.open(f"{NEW}?topic=other")
    sent = await asyncio.gather(*(customer.send(NEW, subject="Once", text="Only once.", go="send", follow=False) for _ in range(4)))
    assert len({answer.headers["location"] for answer in sent}) == 1
    other_words = await customer.send(NEW, subject="Once", text="Something else.", go="send", follow=False)
    assert other_words.headers["location"] != sent[0].headers["location"], "other words in the same form are not swallowed"
    assert (await customer.open("/tickets")).count("Once") == 2


async def test_mistakes_stand_at_their_field_and_nothing_typed_is_lost(desk: Desk, files: dict[str, Upload]) -> None:
    customer = desk.browser(language="zh")
    await customer.open(f"{NEW}?topic=ACC.LOCK")
    await customer.submit(NEW, q_notice="失败次数过多", go="words")
    await customer.submit(NEW, subject="", text="登录不了。", go="send")
    assert customer.status == 422
    assert "请用几个字概括您的问题。" in customer.words
    assert "您填写的内容都还在" in customer.words
    focus = next(attributes for tag, attributes in customer.read.tags if attributes.get("id") == "summary")
    assert "autofocus" in focus
    assert customer.form(NEW).value("text") == "登录不了。"
    assert customer.form(NEW).value("q_notice") == "失败次数过多"
    await customer.submit(NEW, subject="登录", go="send", files=[files["txt"], files["exe"]])
    assert customer.status in (415, 422), customer.words
    kept = [value for name, value in customer.form(NEW).fields if name == "kept"]
    assert len(kept) == 1, "the file that was taken is not asked for again"
    await customer.submit(NEW, go="send")
    assert customer.path.endswith("/receipt")
    ticket = await customer.open(customer.path.removesuffix("/receipt"))
    assert "receipt.txt" in ticket
    assert "提示的内容是什么？ 失败次数过多" in ticket


async def test_question_answer_solution_confirmation_rating(desk: Desk) -> None:
    customer, agent = desk.browser(), await make_agent(desk.house, "Lin")
    ticket = await open_ticket(customer)
    at = f"/tickets/{ticket}"
    await desk.house.db.submit(assign(agent, ticket, client_id="assign-0001", to=agent.id, needs=desk.house.needs))
    await answer(desk, agent, ticket, "I can see it.")
    assert "1 new" in await customer.open("/tickets")
    shown = await customer.open(at)
    assert f"{agent.name} · {agent.id}" in shown
    assert "verified" in shown
    assert "I can see it." in shown
    assert f"{agent.name} ({agent.id}) now looks after your ticket." in shown
    assert "1 new" not in await customer.open("/tickets")

    await customer.open(at)
    await customer.submit(f"{at}/messages", text="Thank you <b>very</b> much")
    assert "Thank you <b>very</b> much" in customer.words
    await customer.submit(f"{at}/messages", text="   ")
    assert customer.status == 422
    assert "The message is empty." in customer.words

    await solve_it(desk, agent, ticket)
    closed = await customer.open(at)
    for words in ("The solution", "We found it.", "2847103", "Beware", "Always enter your tag.", "Is your problem solved?"):
        assert words in closed
    assert not any(form.action.endswith("/messages") for form in customer.read.forms), "a solved ticket is read, confirmed or reopened"
    await customer.submit(f"{at}/dispute", text="")
    assert customer.status == 422
    assert "Tell us what is still wrong." in customer.words
    reopened = await customer.submit(f"{at}/dispute", text="The amount is wrong.")
    assert "The amount is wrong." in reopened
    assert "This ticket is open again." in reopened
    await desk.house.db.submit(
        solve(agent, ticket, needs=desk.house.needs, client_id="solve-again", closing=ClosingView(("Paid the rest.",)))
    )
    await customer.open(at)
    confirmed = await customer.submit(f"{at}/confirm")
    assert "You confirmed that this is solved." in confirmed
    await customer.submit(f"{at}/rating")
    assert "Choose from one to five stars." in customer.words
    rated = await customer.submit(f"{at}/rating", stars="5", comment="Fast and clear")
    assert "Your rating: 5 of 5" in rated
    assert "Fast and clear" in rated
    again = await customer.submit(f"{at}/dispute", text="It came back.")
    assert "This ticket is open again." in again


async def test_a_merged_ticket_points_to_the_one_it_goes_on_in(desk: Desk) -> None:
    customer, agent = desk.browser(), await make_agent(desk.house)
    first, second = await open_ticket(customer, "First"), await open_ticket(customer, "Second", text="I forgot to say: by TRON.")
    await desk.house.db.submit(merge(agent, second, needs=desk.house.needs, client_id="merge-0001", into=first))
    shown = await customer.open(f"/tickets/{second}")
    assert f"/tickets/{first}" in customer.read.links
    assert "This ticket goes on in another one." in shown
    assert "Another ticket of yours was joined to this one." in await customer.open(f"/tickets/{first}")
    assert f"/tickets/{second}" in customer.read.links
    assert f"Earlier ticket {second[:4]}-{second[4:]} · Second" in customer.words
    assert "I forgot to say: by TRON." in customer.words, "what was written there is folded into this page"
    await customer.open(f"/tickets/{second}")
    assert not any(form.action.endswith("/messages") for form in customer.read.forms)


async def test_a_private_link_to_the_ticket_that_goes_on_does_not_open_the_earlier_one(desk: Desk) -> None:
    customer, agent = desk.browser(), await make_agent(desk.house)
    await customer.open(f"{NEW}?topic=other")
    await customer.submit(NEW, subject="First", text="The first words.", go="send")
    first = TicketId(customer.path.split("/")[2])
    link = re.search(r"/t/[\w-]+/[\w-]+", customer.words)
    assert link is not None
    second = await open_ticket(customer, "Second", text="The second words.")
    await desk.house.db.submit(merge(agent, second, needs=desk.house.needs, client_id="merge-0002", into=first))
    other = desk.browser()
    await other.open(link[0])
    assert "The first words." in other.words
    assert "The second words." not in other.words
    assert "Earlier ticket" not in other.words


async def test_what_people_type_shows_as_text(desk: Desk) -> None:
    customer = desk.browser()
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)> \u202egnp.exe\u200b {{ 7*7 }}'
    ticket = await open_ticket(customer, subject=evil, text=evil)
    for path in (f"/tickets/{ticket}", "/tickets", "/"):
        await customer.open(path)
        assert "‹U+202E›gnp.exe‹U+200B› {{ 7*7 }}" in customer.words
        assert "\u202e" not in customer.page.text
        assert not any(name.startswith("on") or name == "style" for _, attributes in customer.read.tags for name in attributes)
        assert [attributes.get("src", "")[:8] for tag, attributes in customer.read.tags if tag == "script"] == ["/assets/"] * (
            2 if path.startswith("/tickets/") else 1
        )


async def test_a_session_that_ended_while_writing_gives_the_words_back(desk: Desk) -> None:
    customer = desk.browser()
    ticket = await open_ticket(customer)
    await customer.open(f"/tickets/{ticket}")
    customer.http.cookies.delete("tp_customer")
    await customer.submit(f"/tickets/{ticket}/messages", text="Written for an hour.")
    assert customer.status == 401
    assert customer.form(f"/tickets/{ticket}/messages").value("text") == "Written for an hour."


async def test_a_very_long_ticket_is_read_page_by_page(desk: Desk) -> None:
    customer = desk.browser()
    ticket = await open_ticket(customer)
    lin = await make_agent(desk.house)
    works = [
        reply(lin, ticket, client_id=f"answer-{n:04}", text=f"answer number {n}.", needs=desk.house.needs)
        for n in range(1, EVENTS_AT_ONCE + 11)
    ]
    await asyncio.gather(*(desk.house.db.submit(work) for work in works))
    newest = await customer.open(f"/tickets/{ticket}")
    assert f"answer number {EVENTS_AT_ONCE + 10}." in newest
    assert "answer number 9." not in newest
    (earlier,) = [link for link in customer.read.links if "before=" in link]
    oldest = await customer.open(earlier)
    assert "0.5 BTC is missing." in oldest
    assert "answer number 9." in oldest
    assert f"answer number {EVENTS_AT_ONCE}." not in oldest
    assert f"/tickets/{ticket}#latest" in customer.read.links
    assert not [link for link in customer.read.links if "before=" in link], "there is nothing older"
