"""What an agent may not ask for does not leave the desk: the sentence is marked, the words are kept, and a better answer goes out."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk

SELECTED = "area => area.value.slice(area.selectionStart, area.selectionEnd)"


def test_an_ask_comes_back_to_the_composer_with_its_sentence_marked_and_a_better_answer_goes_out(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Code does not come")
    ann = sit("Ann")
    ann.open_ticket(ticket)
    text = "Hello 🧑‍🚀 Maria. Please send me the code you got! Thank you."
    with ann.page.expect_response(re.compile("/reply$")) as refused:
        ann.write(text, mode="r")
    assert refused.value.status == 422
    area, alert = ann.page.locator("tp-composer textarea"), ann.page.locator("tp-composer .refusal[role=alert]")
    expect(alert).to_contain_text("This sentence asks for a one-time code.")
    expect(alert.locator("q")).to_have_text("Please send me the code you got!")
    expect(area).to_have_value(text)
    expect(area).to_be_focused()
    assert area.evaluate(SELECTED) == "Please send me the code you got!"
    expect(ann.page.locator("tp-composer .faults mark")).to_have_text("Please send me the code you got!")
    expect(ann.page.locator("tp-held li, .message.pending")).to_have_count(0)

    ann.page.keyboard.press("End")
    alert.locator("button.quote").focus()
    ann.page.keyboard.press("Enter")
    expect(area).to_be_focused()
    ann.page.keyboard.type("Please enter the code in the app, and nowhere else.")
    expect(alert).to_have_count(0)
    expect(ann.page.locator("tp-composer .faults")).to_have_count(0)
    ann.page.keyboard.press("Control+Enter")
    expect(ann.page.locator("tp-held li")).to_contain_text("Please enter the code in the app")
    expect(ann.page.locator(".message.ours")).to_contain_text("Please enter the code in the app")


def test_the_refusal_waits_in_the_ticket_where_it_was_written(desk: RunningDesk, sit: Sit) -> None:
    customer = desk.customer("Omar Haddad")
    first, second = desk.opens(customer, "First"), desk.opens(customer, "Second")
    ann = sit("Ann")
    ann.open("/desk?view=unassigned")
    ann.row(first).click()
    expect(ann.page.locator(".ticket-head .number")).to_have_text(first.number)
    ann.page.route(re.compile("/reply$"), lambda route: (ann.page.wait_for_timeout(600), route.continue_()))
    ann.write("What is your password?", mode="r")
    ann.row(second).click()
    expect(ann.page.locator(".ticket-head .number")).to_have_text(second.number)
    expect(ann.page.locator("tp-composer .refusal[role=alert]")).to_have_count(0)
    ann.page.wait_for_timeout(1_200)
    expect(ann.page.locator("tp-composer textarea")).to_have_value("")
    ann.row(first).click()
    expect(ann.page.locator("tp-composer .refusal[role=alert]")).to_contain_text("This sentence asks for a password.")
    expect(ann.page.locator("tp-composer textarea")).to_have_value("What is your password?")


def test_a_closing_record_that_asks_stays_open_at_its_line(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Wei Chen", language="zh"), "两步验证丢失")
    ann = sit("Ann")
    ann.context.add_cookies([{"name": "tp_lang", "value": "zh", "url": desk.url}])
    ann.open_ticket(ticket)
    ann.page.locator(".events").focus()
    ann.page.keyboard.press("e")
    sheet = ann.page.locator("dialog.solve")
    steps = sheet.locator('[data-list="steps"] textarea')
    steps.first.fill("核实身份。")
    sheet.get_by_role("button", name="添加一行").first.click()
    steps.nth(1).fill("完成。请把验证码发给我。")
    ann.page.keyboard.press("Control+Enter")
    alert = sheet.locator("[role=alert] .refusal")
    expect(alert).to_contain_text("这句话在索要验证码。")
    expect(alert.locator("q")).to_have_text("请把验证码发给我。")
    expect(steps.nth(1)).to_be_focused()
    assert steps.nth(1).evaluate(SELECTED) == "请把验证码发给我。"
    ann.page.keyboard.type("验证码请只填在 App 里。")
    ann.page.keyboard.press("Control+Enter")
    expect(sheet).to_have_count(0)
