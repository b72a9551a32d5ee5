"""Agents put links to articles into their replies: found as customers find them, in the customer's language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.desk.conftest import Sit, browser, desk, sit
from tests.desk.running_desk import RunningDesk
from tests.desk.test_desk_faces import violations
from tests.search_faces.conftest import furnish

__all__ = ["browser", "desk", "sit"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "typed", "title"), [("zh", "提币没到账", "提现"), ("en", "withdrawal not arrived", "withdrawal")])
def test_a_link_is_found_and_put_on_a_line_of_its_own(desk: RunningDesk, sit: Sit, language: str, typed: str, title: str) -> None:
    desk.do(furnish)
    ticket = desk.opens(desk.customer("Wei", language), "Where is it?")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    field = lin.page.locator("tp-composer textarea")
    field.fill("Please read this:")
    field.blur()
    lin.page.locator(".events").focus()
    lin.page.keyboard.press("l")
    box = lin.page.get_by_role("combobox", name="Search help articles")
    expect(box).to_be_focused()
    expect(lin.page.get_by_text("Type what the article is about.")).to_be_visible()
    lin.page.keyboard.type(typed)
    first = lin.page.locator(".picker .option").first
    expect(first).to_contain_text(title)
    assert violations(lin.page) == []
    words = first.locator(".option-label").inner_text()
    lin.page.keyboard.press("Enter")
    expect(field).to_be_focused()
    lines = field.input_value().split("\n")
    assert lines[:2] == ["Please read this:", words]
    assert lines[2].startswith(f"{desk.url}/{language}/help/")
    assert lin.page.request.get(lines[2]).ok


def test_the_link_is_the_customers_also_where_agents_come_by_another_address(desk: RunningDesk, sit: Sit) -> None:
    desk.do(furnish)
    ticket = desk.opens(desk.customer("Wei", "en"), "Where is it?")
    lin = sit("Lin")
    inside = desk.url.replace("127.0.0.1", "localhost")
    lin.context.add_cookies([{"name": "tp_agent", "value": desk.cookie_of("Lin"), "url": inside}])
    lin.page.goto(f"{inside}/desk/t/{ticket.number}")
    lin.page.get_by_role("button", name="Insert link to an article…").click()
    lin.page.keyboard.type("withdrawal not arrived")
    lin.page.locator(".picker .option").first.click()
    field = lin.page.locator("tp-composer textarea")
    expect(field).to_have_value(re.compile(rf"\n{re.escape(desk.url)}/en/help/"))


def test_where_the_desk_is_away_it_says_so(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Tunnel"), "Lost line")
    lin = sit("Lin", width=390, height=844)
    lin.page.goto(f"{desk.url}/desk/t/{ticket.number}")
    lin.page.get_by_role("button", name="Insert link to an article…").click()
    lin.context.set_offline(True)
    lin.page.keyboard.type("withdrawal")
    expect(lin.page.locator("tp-toasts")).to_contain_text("There is no connection to the desk.")
    lin.context.set_offline(False)
    lin.page.get_by_role("combobox").fill("zzqqxykkj")
    expect(lin.page.get_by_text("Nothing fits.")).to_be_visible()
