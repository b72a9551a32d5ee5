"""Stories of the list: what arrives waits for a tap, what changes changes in place, and ten thousand rows scroll like fifty."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.sync_api import expect
from tests.chromium import until_sync
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk

from truepenny.main.house import House
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.open import open_ticket

pytestmark = pytest.mark.browser


def test_an_empty_list_says_what_will_be_here_and_the_first_step(desk: RunningDesk, sit: Sit) -> None:
    ann = sit("Ann")
    ann.open("/desk?view=hold")
    expect(ann.page.locator("tp-list .state")).to_contain_text("Nothing is on hold.")
    ann.open("/desk")
    expect(ann.page.locator("tp-list .state")).to_contain_text("Nothing waits for you.")
    ann.page.locator("tp-list .state").get_by_role("button", name="Unassigned").click()
    expect(ann.page).to_have_url(re.compile("view=unassigned"))


def test_a_row_tells_all_at_one_glance(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("李伟", "zh"), "提币未到账", "请尽快处理")
    lin = sit("Lin")
    lin.open("/desk?view=unassigned")
    row = lin.row(ticket)
    assert row.bounding_box()["height"] == 56
    expect(row).to_have_class(re.compile("unread"))
    for words in ("李伟", "提币未到账", "请尽快处理", "zh", "now"):
        expect(row).to_contain_text(words)
    expect(row).to_have_accessible_name(re.compile("Unread, Unproven, 中文, P3 Normal, Open, with nobody"))
    row.click()
    expect(lin.page.locator(".message.customer .sure")).to_have_text("Unproven")
    expect(row).not_to_have_class(re.compile("unread"))


def test_new_rows_announce_themselves_and_wait_for_a_tap(desk: RunningDesk, sit: Sit) -> None:
    old = desk.opens(desk.customer("Old"), "Already here")
    lin = sit("Lin")
    lin.open("/desk?view=unassigned")
    expect(lin.row(old)).to_be_visible()
    top = lin.row(old).bounding_box()["y"]
    new = [desk.opens(desk.customer(f"New {i}"), f"New one {i}") for i in range(3)]
    button = lin.page.locator(".news-button")
    expect(button).to_have_text("3 new")
    assert lin.row(new[0]).count() == 0
    assert lin.row(old).bounding_box()["y"] == top

    desk.writes(old, "Are you there?")
    expect(lin.row(old)).to_contain_text("Are you there?")
    assert lin.row(old).bounding_box()["y"] == top

    button.click()
    expect(lin.row(new[0])).to_be_visible()
    expect(button).to_have_count(0)


def test_a_row_that_leaves_stays_under_the_pointer_until_the_hand_is_away(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Maria"), "Take me")
    lin = sit("Lin")
    lin.open("/desk?view=unassigned")
    lin.row(ticket).hover()
    count = lin.page.locator(".rail-item.unassigned .rail-full")
    before = int(count.inner_text())
    ann = desk.act_as("Ann")
    desk.do(lambda house: house.db.submit(assign(ann, ticket.id, client_id="assigned-away", to=ann.id, needs=house.needs)))
    expect(lin.row(ticket)).to_have_class(re.compile("gone"))
    expect(count).to_have_text(str(before - 1))
    lin.page.mouse.move(1000, 500)
    expect(lin.row(ticket)).to_have_count(0)


def test_filters_and_search_are_in_the_address(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Needle Person", "zh"), "In the haystack")
    other = desk.opens(desk.customer("Straw"), "Hay")
    lin = sit("Lin")
    lin.open("/desk?view=unassigned")
    lin.page.keyboard.press("f")
    lin.page.keyboard.type("needle")
    expect(lin.row(ticket)).to_be_visible()
    expect(lin.row(other)).to_have_count(0)
    expect(lin.page).to_have_url(re.compile("q=needle"))
    lin.page.keyboard.press("Control+a")
    lin.page.keyboard.press("Delete")
    lin.page.keyboard.press("Escape")
    lin.page.get_by_role("button", name="Filter", exact=True).click()
    lin.page.keyboard.type("中文")
    lin.page.keyboard.press("Enter")
    expect(lin.page).to_have_url(re.compile("language=zh"))
    expect(lin.row(other)).to_have_count(0)
    lin.page.reload()
    expect(lin.page.locator(".chip")).to_have_text("中文")
    expect(lin.row(ticket)).to_be_visible()
    lin.page.locator(".chip").click()
    expect(lin.row(other)).to_be_visible()


def test_the_keyboard_alone_does_a_whole_day(desk: RunningDesk, sit: Sit) -> None:
    desk.opens(desk.customer("Second"), "Under the first")
    ticket = desk.opens(desk.customer("First"), "On top")
    lin = sit("Lin")
    lin.open("/desk")
    keys = lin.page.keyboard
    keys.press("g")
    keys.press("u")
    expect(lin.page).to_have_url(re.compile("view=unassigned"))
    expect(lin.row(ticket)).to_be_visible()
    keys.press("j")
    keys.press("k")
    expect(lin.row(ticket)).to_be_focused()
    keys.press("Enter")
    expect(lin.page.locator(".ticket-head .number")).to_have_text(ticket.number)

    keys.press("a")
    expect(lin.page.get_by_role("combobox", name="Assign to")).to_be_focused()
    keys.type("me")
    keys.press("Enter")
    expect(lin.page.locator(".property[data-command=assign]")).to_contain_text("Lin")
    keys.press("p")
    keys.type("p1")
    keys.press("Enter")
    expect(lin.page.locator(".property[data-command=priority]")).to_contain_text("P1")
    keys.press("s")
    keys.type("hold")
    keys.press("Enter")
    expect(lin.page.locator(".property[data-command=status]")).to_contain_text("On hold")
    keys.press("t")
    keys.type("Chain Analysis")
    keys.press("Enter")
    keys.press("Control+Enter")
    expect(lin.page.locator(".property[data-command=tags]")).to_contain_text("chain-analysis")

    keys.press("Control+k")
    keys.type("waiting on")
    keys.press("Enter")
    expect(lin.page.locator(".property[data-command=status]")).to_contain_text("Waiting on customer")
    keys.press("?")
    expect(lin.page.locator("tp-help dialog")).to_be_visible()
    keys.press("Escape")
    keys.press("r")
    keys.type("j k ? are letters here")
    expect(lin.page.locator("tp-composer textarea")).to_have_value("j k ? are letters here")
    keys.press("Escape")
    keys.press("Escape")
    expect(lin.page).to_have_url(re.compile(r"/desk(\?|$)"))


def test_tickets_lie_open_in_tabs_and_are_remembered(desk: RunningDesk, sit: Sit) -> None:
    customer = desk.customer("Tabs")
    first, second = desk.opens(customer, "First tab"), desk.opens(customer, "Second tab")
    lin = sit("Lin")
    lin.open("/desk?view=unassigned")
    lin.row(first).dblclick()
    lin.row(second).click()
    tabs = lin.page.locator(".tab")
    expect(tabs).to_have_count(2)
    lin.page.keyboard.press("[")
    expect(lin.page.locator(".ticket-head .number")).to_have_text(first.number)
    lin.page.reload()
    expect(tabs).to_have_count(2)
    lin.page.keyboard.press("x")
    expect(tabs).to_have_count(1)
    expect(lin.page.locator(".ticket-head .number")).to_have_text(second.number)


@pytest.mark.slow
def test_ten_thousand_rows_scroll_like_fifty(desk: RunningDesk, sit: Sit) -> None:
    customer = desk.customer("Many")

    async def fill(house: House) -> None:
        for start in range(0, 10_000, 500):
            await asyncio.gather(
                *[
                    house.db.submit(
                        open_ticket(
                            customer, client_id=f"many-{n:08d}", text="Again", subject=f"No. {n}", needs=house.needs, channel="portal"
                        )
                    )
                    for n in range(start, start + 500)
                ]
            )

    desk.do(fill)
    lin = sit("Lin")
    lin.open("/desk?view=all")
    rows = lin.page.locator(".rows")
    assert (
        rows.evaluate("box => box.scrollHeight") == int(lin.page.locator(".list-total").inner_text().replace(",", "")) * 56 >= 10_000 * 56
    )
    for place in (120_000, 300_000, 560_000):
        rows.evaluate("(box, top) => box.scrollTo(0, top)", place)
        expect(lin.page.locator(".row.skeleton")).to_have_count(0, timeout=30_000)
        assert lin.page.locator(".slot").count() < 60

    lin.open("/desk?view=all&channel=portal")
    expect(lin.page.locator(".list-total")).to_have_text("1,000+")
    for _ in range(5):
        before = rows.evaluate("box => { box.scrollTo(0, box.scrollHeight); return box.scrollHeight; }")
        until_sync(lin.page, "([box, before]) => box.scrollHeight > before", [rows.element_handle(), before])
    assert rows.evaluate("box => box.scrollHeight") > 500 * 56
