"""How the desk stands up: lost network, no WebSockets, a phone, the dark, Chinese, a screen reader, a wrong address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.chromium import until_sync
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
NO_SOCKETS = """window.WebSocket = class {
  constructor() { this.on = {}; setTimeout(() => this.on.close?.(), 20); }
  addEventListener(type, fn) { this.on[type] = fn; }
  send() {} close() {}
};"""

ELSEWHERE = """
  window.elsewhere = true; window.notices = [];
  document.hasFocus = () => !window.elsewhere;
  window.Notification = class extends EventTarget {
    static permission = Notification.permission;
    static requestPermission = async () => Notification.permission;
    constructor(title, { body }) { super(); window.notices.push([title, body]); }
    close() {}
  };
"""
"""Another window has the focus; what the browser would show as a notice is written down."""


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document)")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def test_without_network_one_writes_on_and_it_goes_out_later(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Lost line")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.context.set_offline(True)
    expect(lin.page.locator(".connection.away")).to_contain_text("No network")
    lin.write("Written in the tunnel", mode="n")
    expect(lin.page.locator(".message.pending")).to_contain_text("There is no connection to the desk.")
    desk.writes(ticket, "Are you there?")
    lin.context.set_offline(False)
    expect(lin.page.locator(".message.customer").last).to_contain_text("Are you there?")
    expect(lin.page.locator(".message.note .words")).to_have_text("Written in the tunnel")
    expect(lin.page.locator(".message.pending")).to_have_count(0)
    expect(lin.page.locator(".message.note")).to_have_count(1)


def test_no_row_moves_when_the_network_goes_and_comes(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Stay where you are")
    lin = sit("Lin")
    lin.open("/desk?view=unassigned")
    row = lin.row(ticket)
    expect(row).to_be_visible()
    stood = row.bounding_box()
    lin.context.set_offline(True)
    expect(lin.page.locator(".connection.away")).to_be_visible()
    assert row.bounding_box() == stood
    lin.context.set_offline(False)
    expect(lin.page.locator(".connection.away")).to_have_count(0)
    assert row.bounding_box() == stood


def test_a_phone_shows_the_whole_subject_and_the_number(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "My withdrawal to the new address has not arrived since yesterday")
    lin = sit("Lin", width=390, height=844)
    lin.open("/desk?view=unassigned")
    lin.row(ticket).click()
    subject = lin.page.locator(".subject")
    expect(subject).to_be_visible()
    assert subject.evaluate("words => words.scrollWidth <= words.clientWidth && words.scrollHeight <= words.clientHeight + 1")
    expect(lin.page.locator(".ticket-head .number")).to_be_visible()


def test_where_websockets_do_not_pass_the_twin_does(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Behind a proxy")
    lin = sit("Lin")
    lin.page.add_init_script(NO_SOCKETS)
    lin.open(f"/desk/t/{ticket.number}?view=unassigned")
    expect(lin.page.locator(".message")).to_have_count(1)
    until_sync(lin.page, "document.querySelector('tp-connection p') === null")
    desk.writes(ticket, "Can you see me?")
    expect(lin.page.locator(".message").last).to_contain_text("Can you see me?")
    expect(lin.page.locator(".row").first).to_contain_text("Can you see me?")


def test_a_number_that_is_none_says_so_and_leads_back(desk: RunningDesk, sit: Sit) -> None:
    lin = sit("Lin")
    lin.open("/desk/t/ZZZZ-ZZZZ")
    expect(lin.page.locator("tp-ticket [role=alert]")).to_be_visible()
    lin.page.get_by_role("button", name="Back to the list").click()
    expect(lin.page).to_have_url(re.compile("/desk$"))


def test_on_a_phone_one_pane_at_a_time(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Phone"), "From the tram")
    lin = sit("Lin", width=390, height=844, has_touch=True)
    lin.open("/desk?view=unassigned")
    assert lin.page.evaluate("document.documentElement.scrollWidth") <= 390
    lin.row(ticket).tap()
    expect(lin.page.locator(".message")).to_be_visible()
    expect(lin.page.locator(".rows")).not_to_be_visible()
    lin.page.get_by_role("button", name="Customer's details").tap()
    expect(lin.page.locator("tp-panel .contact")).to_be_visible()
    expect(lin.page.locator(".message")).not_to_be_visible()
    lin.page.get_by_role("button", name="Back to the conversation").tap()
    lin.page.get_by_role("button", name="Back to the list").tap()
    expect(lin.row(ticket)).to_be_visible()
    assert lin.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_empty_inbox_offers_the_next_step_and_names_keys_only_where_there_are_keys(desk: RunningDesk, sit: Sit) -> None:
    for width, keys in ((1440, True), (390, False)):
        ann = sit("Ann", width=width, height=844)
        ann.open("/desk?view=mine")
        step = ann.page.locator("tp-list .state button")
        expect(step).to_contain_text("Unassigned")
        expect(step.locator("kbd").first).to_be_visible(visible=keys)
        step.click()
        expect(ann.page.locator(".view-button")).to_contain_text("Unassigned")


def test_on_a_phone_the_lost_line_is_told_over_every_pane(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Tunnel"), "From the tunnel")
    lin = sit("Lin", width=390, height=844, has_touch=True)
    lin.page.goto(f"{desk.url}/desk/t/{ticket.number}")
    expect(lin.page.locator(".message")).to_be_visible()
    lin.context.set_offline(True)
    away = lin.page.locator(".connection.away")
    expect(away).to_be_visible()
    lin.page.get_by_role("button", name="Customer's details").tap()
    expect(away).to_be_visible()
    lin.context.set_offline(False)
    expect(away).to_have_count(0)


def test_panes_are_as_wide_as_one_left_them(desk: RunningDesk, sit: Sit) -> None:
    lin = sit("Lin")
    lin.open("/desk")
    edge = lin.page.get_by_role("separator", name="Width of the list")
    before = int(edge.get_attribute("aria-valuenow") or 0)
    edge.focus()
    lin.page.keyboard.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", str(before + 16))
    lin.page.reload()
    expect(edge).to_have_attribute("aria-valuenow", str(before + 16))
    expect(lin.page.locator(".list-pane")).to_have_css("width", f"{before + 16}px")


def test_chinese_and_dark_are_one_tap_away_and_stay(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("王芳", "zh"), "无法登录")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.page.keyboard.press(",")
    lin.page.get_by_role("radio", name="中文").check()
    expect(lin.page.get_by_role("heading", name="设置")).to_be_visible()
    lin.page.get_by_role("radio", name="深色").check()
    lin.page.keyboard.press("Escape")
    for _ in range(2):
        expect(lin.page.locator(".rail-item.mine")).to_contain_text("我的")
        expect(lin.page.locator("html")).to_have_attribute("lang", "zh-Hans")
        assert lin.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        lin.page.reload()
        expect(lin.page.locator(".message")).to_be_visible()
    assert not re.search(r"\{\w+\}", lin.page.locator("body").inner_text())


def test_my_other_sessions_can_be_ended(desk: RunningDesk, sit: Sit) -> None:
    here, there = sit("Ann"), sit("Ann")
    here.open("/desk")
    there.open("/desk")
    here.page.keyboard.press(",")
    ends = here.page.get_by_role("button", name="End", exact=True)
    ends.first.wait_for()
    while ends.count():
        count = ends.count()
        ends.first.click()
        expect(ends).to_have_count(count - 1)
    there.page.keyboard.press(",")
    there.page.wait_for_url(re.compile("/desk/sign-in"))


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "zh")])
def test_a_screen_reader_finds_nothing_amiss(desk: RunningDesk, sit: Sit, scheme: str, language: str) -> None:
    ticket = desk.opens(desk.customer("Axe"), "Everything on one page")
    lin = sit("Lin", color_scheme=scheme)
    lin.context.add_cookies([{"name": "tp_lang", "value": language, "url": desk.url}])
    lin.open_ticket(ticket)
    lin.write("A note to see", mode="n")
    expect(lin.page.locator(".message.note")).to_be_visible()
    lin.page.keyboard.press("Escape")
    assert violations(lin.page) == []
    for key in ("Control+k", "?", ",", "e", "m", "t", "/"):
        lin.page.keyboard.press(key)
        expect(lin.page.locator("dialog:modal")).to_be_visible()
        lin.page.wait_for_timeout(250)
        assert violations(lin.page) == [], key
        lin.page.keyboard.press("Escape")
        expect(lin.page.locator("dialog:modal")).to_have_count(0)


def test_who_looks_elsewhere_is_called_by_the_title_and_a_desktop_notice(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Maria Silva"), "Call me", team=desk.teams["Withdrawals"])
    lin = sit("Lin")
    lin.context.grant_permissions(["notifications"], origin=desk.url)
    lin.page.add_init_script(ELSEWHERE)
    lin.open("/desk?view=unassigned")
    expect(lin.row(ticket)).to_be_visible()
    title = lin.page.title()
    lin.page.keyboard.press(",")
    lin.page.get_by_label("Desktop notices when a customer writes").check()
    lin.page.keyboard.press("Escape")
    desk.writes(ticket, "Hello?")
    expect(lin.page).to_have_title(re.compile(r"^\(1\) "))
    assert lin.page.evaluate("window.notices") == [["Maria Silva", "Call me"]]
    lin.page.evaluate("window.elsewhere = false; dispatchEvent(new Event('focus'))")
    assert lin.page.title() == title
    desk.writes(ticket, "Are you there?")
    expect(lin.row(ticket)).to_contain_text("Are you there?")
    assert lin.page.title() == title, "nobody is called to what is before their eyes"
