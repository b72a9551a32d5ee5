"""Agents insert official contacts instead of typing them; what they type and is not official is marked before it goes out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk
from tests.portal.site import AXE

from truepenny.main.house import House
from truepenny.trust.directory.entries import Draft
from truepenny.trust.directory.hours import Hours

OFFICE = Hours("Europe/London", (*(((540, 1050),),) * 5, (), ()))


@pytest.fixture(scope="module", autouse=True)
def contacts(desk: RunningDesk) -> None:
    async def fill(house: House) -> None:
        lists = house.truth.directory
        line = Draft("phone", "+44 20 7946 0123", {"en": "London line", "zh": "伦敦热线"}, regions="GB", languages="en", hours=OFFICE)
        await lists.put(line, by="A-1001")
        await lists.put(Draft("telegram", "@acme_help", {"en": "Community", "zh": "社群"}), by="A-1001")
        await lists.put_never("whatsapp", {"en": "We have no WhatsApp."}, by="A-1001")

    desk.do(fill)


def test_an_official_contact_is_found_by_typing_and_stands_in_the_customers_language(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Wei Chen", language="zh"), "请问电话是多少")
    ann = sit("Ann")
    ann.open_ticket(ticket)
    ann.page.locator(".events").focus()
    ann.page.keyboard.press("r")
    expect(ann.page.locator("tp-composer textarea")).to_be_focused()
    ann.page.locator("tp-composer [data-command=contact]").focus()
    ann.page.keyboard.press("Enter")
    picker = ann.page.locator("dialog.picker")
    expect(picker.get_by_role("option")).to_have_count(2)
    ann.page.keyboard.type("london")
    expect(picker.get_by_role("option")).to_have_count(1)
    ann.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert ann.page.evaluate("async () => (await axe.run('dialog.picker')).violations.map((v) => v.id)") == []
    ann.page.keyboard.press("Enter")
    area = ann.page.locator("tp-composer textarea")
    expect(area).to_have_value(re.compile(r"伦敦热线：\+44 20 7946 0123\n周一至周五 09:00–17:30，周六至周日 休息 \(伦敦，UTC"))
    ann.page.keyboard.press("Control+Enter")
    expect(ann.page.locator(".message.ours")).to_contain_text("+44 20 7946 0123")


def test_a_typed_number_is_marked_while_it_is_written_and_goes_out_only_by_a_click_more(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Which number?")
    ann = sit("Ann")
    ann.open_ticket(ticket)
    ann.page.locator(".events").focus()
    ann.page.keyboard.press("r")
    area, alert = ann.page.locator("tp-composer textarea"), ann.page.locator("tp-composer .refusal[role=alert]")
    expect(area).to_be_focused()
    text = "Hello Maria. Please call +1 202 555 0199 or @acme_desk_7 today. Thank you."
    ann.page.keyboard.type(text)
    expect(alert).to_contain_text("Before you send: This contact is not in the list of official contacts.")
    expect(alert.locator("q")).to_have_text("Please call +1 202 555 0199 or @acme_desk_7 today.")
    with ann.page.expect_response(re.compile("/reply$")) as refused:
        ann.page.keyboard.press("Control+Enter")
    assert refused.value.status == 422
    expect(alert).to_contain_text("Not sent.")
    expect(area).to_have_value(text)
    expect(ann.page.locator("tp-composer .faults mark")).to_have_count(1)
    ann.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert ann.page.evaluate("async () => (await axe.run('tp-composer')).violations.map((v) => v.id)") == []
    with ann.page.expect_response(re.compile("/reply$")) as accepted:
        alert.get_by_role("button", name="Send anyway").click()
    assert accepted.value.ok
    expect(ann.page.locator(".message.ours")).to_contain_text("+1 202 555 0199")
    lines = desk.do(lambda house: house.people.agents.list_audit(limit=50))
    assert [line.what for line in lines].count("contact_sent_anyway") == 1


def test_a_number_that_is_official_or_the_customers_own_raises_no_alarm(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Is it you?", "Somebody called from +1 202 555 0111.")
    ann = sit("Ann")
    ann.open_ticket(ticket)
    with ann.page.expect_response(re.compile("/contacts$")) as looked:
        ann.page.locator(".events").focus()
        ann.page.keyboard.press("r")
        ann.page.keyboard.type("+1 202 555 0111 is not us. Ours is 020 7946 0123.")
    assert looked.value.status == 204
    expect(ann.page.locator("tp-composer .refusal")).to_have_count(0)
    ann.page.keyboard.press("Control+Enter")
    expect(ann.page.locator(".message.ours")).to_contain_text("Ours is 020 7946 0123.")


def test_what_we_never_use_has_no_way_out(desk: RunningDesk, sit: Sit) -> None:
    ann = sit("Ann")
    ann.open_ticket(desk.opens(desk.customer(), "WhatsApp?"))
    ann.write("It is wa.me/12025550199 for you.", mode="r")
    alert = ann.page.locator("tp-composer .refusal.danger[role=alert]")
    expect(alert).to_contain_text("We tell customers that we never use this.")
    expect(alert.get_by_role("button", name="Send anyway")).to_have_count(0)
    alert.get_by_role("button", name="Official contact…").click()
    picker = ann.page.locator("dialog.picker")
    expect(picker.get_by_role("option")).to_have_count(2)
    ann.page.keyboard.type("community")
    expect(picker.get_by_role("option")).to_have_count(1)
    ann.page.keyboard.press("Enter")
    expect(ann.page.locator("tp-composer textarea")).to_have_value(re.compile(r"for you\.\nCommunity: @acme_help https://t\.me/acme_help"))


def test_a_closing_record_with_a_typed_contact_needs_a_click_more(desk: RunningDesk, sit: Sit) -> None:
    ann = sit("Ann")
    ann.open_ticket(desk.opens(desk.customer(), "Closing"))
    ann.page.locator(".events").focus()
    ann.page.keyboard.press("e")
    sheet = ann.page.locator("dialog.solve")
    sheet.locator('[data-list="steps"] textarea').first.fill("Told them to call +1 202 555 0199.")
    ann.page.keyboard.press("Control+Enter")
    expect(sheet.locator("[role=alert] .refusal")).to_contain_text("This contact is not in the list of official contacts.")
    sheet.get_by_role("button", name="Send anyway").click()
    expect(sheet).to_have_count(0)
