"""Agents search in the words of all tickets: by keys alone, narrowed, page by page, and are led to the very message."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import Connection
from tests.desk.conftest import Sit, browser, desk, sit
from tests.desk.running_desk import AtDesk, RunningDesk
from tests.desk.test_desk_faces import violations

from truepenny.contracts.identity import Assurance
from truepenny.main.house import House
from truepenny.people.contacts import put_identity

__all__ = ["browser", "desk", "sit"]
pytestmark = pytest.mark.browser


def look_for(agent: AtDesk, words: str) -> None:
    agent.page.locator(".search-head [type=search]").fill(words)
    agent.page.keyboard.press("Enter")


def index(desk: RunningDesk) -> None:
    desk.do(lambda house: house.search.indexer.catch_up())


def test_pages_come_while_one_goes_down_and_a_slip_is_put_right(desk: RunningDesk, sit: Sit) -> None:
    customer = desk.customer("Pages")
    for i in range(25):
        desk.opens(customer, f"Number {i}", f"The obelisk stands, {i}")
    index(desk)
    lin = sit("Lin")
    lin.page.goto(f"{desk.url}/desk?search=obelsik")
    lin.page.get_by_role("button", name="obelisk").click()
    expect(lin.page).to_have_url(re.compile("search=obelisk$"))
    expect(lin.page.locator(".match")).to_have_count(20)
    lin.page.locator(".match").first.focus()
    for _ in range(22):
        lin.page.keyboard.press("j")
    expect(lin.page.locator(".match")).to_have_count(25)
    expect(lin.page.locator(".match.marked")).to_contain_text("obelisk")


def test_keys_alone_lead_to_the_very_message(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("李伟", "zh"), "提幣未到賬", "我的提幣三天沒有到賬")
    for i in range(40):
        desk.writes(ticket, f"Filler {i}\n\nso that the conversation is long.")
    desk.writes(ticket, "The transfer went through the zanzibar gateway.")
    for i in range(40):
        desk.writes(ticket, f"More filler {i}\n\nbelow it.")
    index(desk)
    lin = sit("Lin")
    lin.open("/desk")
    lin.page.keyboard.press("g")
    lin.page.keyboard.press("f")
    expect(lin.page.locator(".search-head [type=search]")).to_be_focused()
    expect(lin.page.locator("tp-search .state")).to_contain_text("What was said, and where?")
    lin.page.keyboard.type("zanzi")
    expect(lin.page.locator(".match mark")).to_have_text("zanzibar")
    lin.page.keyboard.press("Enter")
    expect(lin.page.get_by_text("Nothing was found.")).to_be_visible()
    lin.page.keyboard.press("g")
    lin.page.keyboard.press("f")
    lin.page.keyboard.type("zanzibar")
    expect(lin.page.locator(".match mark")).to_have_text("zanzibar")
    lin.page.keyboard.press("Enter")
    expect(lin.page.locator(".match")).to_be_focused()
    lin.page.keyboard.press("Enter")
    message = lin.page.locator(".message.sought")
    expect(message).to_contain_text("zanzibar gateway")
    expect(message).to_be_in_viewport()
    expect(lin.page).to_have_url(re.compile(rf"/desk/t/{ticket.number}\?search=zanzibar#m-\d+$"))
    expect(lin.page.locator(".to-end")).to_be_visible()
    expect(message).to_have_count(0)
    lin.page.reload()
    expect(lin.page.locator(".message.sought")).to_be_in_viewport()
    expect(lin.page.locator(".match mark")).to_have_text("zanzibar")
    lin.page.locator(".match").focus()
    lin.page.keyboard.press("Escape")
    lin.page.keyboard.press("Escape")
    expect(lin.page.locator("tp-list")).to_be_visible()
    expect(lin.page).to_have_url(re.compile("/desk$"))


def test_what_was_typed_for_the_list_is_looked_for_everywhere(desk: RunningDesk, sit: Sit) -> None:
    desk.opens(desk.customer("Marmalade"), "Second window", "Somebody spilt quicksilver here")
    index(desk)
    lin = sit("Lin")
    lin.open("/desk?view=all")
    lin.page.keyboard.press("f")
    lin.page.keyboard.type("quicksilver")
    expect(lin.page.locator("tp-list .state")).to_contain_text("No ticket fits")
    lin.page.get_by_role("button", name="Search all messages for “quicksilver”").click()
    expect(lin.page.locator(".match")).to_contain_text("Somebody spilt quicksilver here")
    lin.page.get_by_role("button", name="Back to the list").click()
    expect(lin.page.locator("tp-filters input")).to_have_value("")
    lin.page.keyboard.press("Control+k")
    lin.page.keyboard.type("Search tickets")
    lin.page.keyboard.press("Enter")
    expect(lin.page.locator(".search-head [type=search]")).to_be_focused()


def test_a_caller_is_found_by_their_whole_mail_address(desk: RunningDesk, sit: Sit) -> None:
    maria = desk.customer("Maria Silva")
    ticket = desk.opens(maria, "Login lost", "I cannot get in")

    async def goes_by(house: House) -> None:
        def put(conn: Connection) -> bool:
            return put_identity(
                conn, house.keyring, maria.contact, kind="email", value="maria@post.example", assurance=Assurance.MAIL_PROVEN, now_us=1
            )

        await house.db.write(put)

    desk.do(goes_by)
    index(desk)
    lin = sit("Lin")
    lin.page.goto(f"{desk.url}/desk?search=")
    expect(lin.page.locator("tp-search .state")).to_contain_text("leads to the tickets of its customer")
    look_for(lin, "Maria@Post.example")
    expect(lin.page.locator(".match")).to_have_count(1)
    expect(lin.page.locator(".match")).to_contain_text("A ticket with this address or number")
    assert "post.example" not in lin.page.locator(".match").inner_text(), "what is masked stays masked"
    lin.page.keyboard.press("Enter")
    expect(lin.page).to_have_url(re.compile(rf"/desk/t/{ticket.number}"))
    lin.page.goto(f"{desk.url}/desk?search=")
    look_for(lin, "maria@post")
    expect(lin.page.get_by_text("Nothing was found.")).to_be_visible()


def test_filters_and_order_are_in_the_address_and_can_be_taken_away(desk: RunningDesk, sit: Sit) -> None:
    for language in ("en", "zh"):
        desk.opens(desk.customer("Twin", language), f"Twin {language}", "The heliotrope question")
    index(desk)
    lin = sit("Lin")
    lin.page.goto(f"{desk.url}/desk?search=heliotrope")
    expect(lin.page.locator(".match")).to_have_count(2)
    lin.page.get_by_role("button", name="Filter", exact=True).click()
    lin.page.keyboard.type("中文")
    lin.page.keyboard.press("Enter")
    expect(lin.page.locator(".match")).to_have_count(1)
    lin.page.get_by_role("button", name="Filter", exact=True).click()
    lin.page.keyboard.type("Between two")
    lin.page.keyboard.press("Enter")
    lin.page.get_by_label("First day").fill("2020-02-01")
    lin.page.get_by_label("Last day").fill("2020-01-01")
    lin.page.keyboard.press("Enter")
    expect(lin.page.get_by_role("alert")).to_contain_text("The last day is before the first.")
    lin.page.get_by_label("Last day").fill("2020-02-03")
    lin.page.keyboard.press("Enter")
    expect(lin.page.get_by_text("Nothing fits these words and filters.")).to_be_visible()
    lin.page.locator(".segment", has_text="Best match").click()
    expect(lin.page).to_have_url(re.compile(r"search=heliotrope&order=best&in-language=zh&in-since=2020-02-01&in-until=2020-02-03$"))
    lin.page.get_by_role("button", name="Take away the filter from 2020-02-01").click()
    lin.page.get_by_role("button", name="Take away the filter to 2020-02-03").click()
    expect(lin.page.locator(".match")).to_have_count(1)
    lin.page.reload()
    expect(lin.page.locator(".chip")).to_have_text("中文")
    lin.page.get_by_role("button", name="Mine").first.click()
    expect(lin.page.locator("tp-list")).to_be_visible()


def test_who_may_not_see_a_ticket_finds_nothing_of_it(desk: RunningDesk, sit: Sit) -> None:
    other = desk.add_team("Compliance")
    ticket = desk.opens(desk.customer("Secret"), "Hidden", "A tourmaline was mentioned", team=other)
    index(desk)
    lin, ann = sit("Lin"), sit("Ann")
    for agent, count in ((lin, 1), (ann, 0)):
        agent.page.goto(f"{desk.url}/desk?search=tourmaline")
        expect(agent.page.locator("tp-search [aria-busy]")).to_have_count(0)
        expect(agent.page.locator(".match")).to_have_count(count)
    ann.page.goto(f"{desk.url}/desk?search={ticket.number}")
    expect(ann.page.get_by_text("Nothing was found.")).to_be_visible()
    lin.page.goto(f"{desk.url}/desk?search={ticket.number}")
    expect(lin.page.locator(".match")).to_contain_text("The ticket with this number")


def test_without_network_the_search_waits_and_goes_on(desk: RunningDesk, sit: Sit) -> None:
    desk.opens(desk.customer("Tunnel"), "Tunnel", "The periwinkle is blue")
    index(desk)
    lin = sit("Lin")
    lin.open("/desk")
    lin.page.keyboard.press("g")
    lin.page.keyboard.press("f")
    lin.context.set_offline(True)
    expect(lin.page.locator(".connection.away")).to_be_visible()
    look_for(lin, "periwinkle")
    expect(lin.page.locator("tp-search [role=alert]")).to_contain_text("The search goes on when the connection is back.")
    lin.context.set_offline(False)
    expect(lin.page.locator(".match")).to_contain_text("periwinkle")


@pytest.mark.parametrize(("scheme", "language", "width"), [("light", "en", 1440), ("dark", "zh", 390)])
def test_all_its_faces_hold_in_both_languages_on_a_phone_too(desk: RunningDesk, sit: Sit, scheme: str, language: str, width: int) -> None:
    long = "Chrysoberyl " * 60 + "ends"
    ticket = desk.opens(desk.customer("A very long name that goes on and on for ever"), "Also " * 30, long)
    index(desk)
    lin = sit("Lin", width=width, height=844, color_scheme=scheme)
    lin.context.add_cookies([{"name": "tp_lang", "value": language, "url": desk.url}])
    page = lin.page
    page.goto(f"{desk.url}/desk?search=")
    expect(page.locator("tp-search .state")).to_be_visible()
    assert violations(page) == []
    look_for(lin, "chrysoberyl")
    expect(page.locator(".match").first).to_be_focused()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not re.search(r"\{\w+\}", page.locator("body").inner_text())
    page.locator(f'.match[data-ticket="{ticket.id}"][data-match="2"]').click()
    expect(page.locator(".message.sought")).to_be_in_viewport()
    assert violations(page) == []
    page.go_back()
    expect(page.locator(".match").first).to_be_visible()
