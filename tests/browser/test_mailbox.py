"""The demo's mailbox as a visitor meets it: a mail is written, answered at the desk, read, and answered again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.demo_site import PHONE, DemoSite, Visitors, check_axe
from tests.browser.faces import AtDesk

pytestmark = pytest.mark.browser
ANSWER = "Good morning, I have found it and it will be in your account within an hour."


def test_a_mail_there_and_back_without_a_reload(demo: DemoSite, visitors: Visitors) -> None:
    maria = visitors.open()
    maria.goto(f"{demo.exchange_url}/?as=maria&lang=en")
    maria.get_by_role("link", name="Mailbox").click()
    expect(maria).to_have_url(re.compile("/mailbox/maria/$"))
    maria.get_by_role("link", name="Write").first.click()
    maria.get_by_label("Subject").fill("Card top-up is missing")
    maria.get_by_label("Message").fill("Hello,\n\nmy top-up of 80 EUR by card is not there.\n\nMaria")
    maria.get_by_label("Files").set_input_files([{"name": "收据.csv", "mimeType": "text/csv", "buffer": b"day,amount\n1,80\n"}])
    check_axe(maria)
    maria.get_by_role("button", name="Send").click()
    expect(maria.get_by_role("status")).to_have_text("Sent. The desk has it.")
    maria.get_by_role("link", name="Inbox").click()
    receipt = maria.locator(".mails a", has_text=re.compile(r"We have your mail \[")).first
    expect(receipt).to_be_visible()

    sofia = AtDesk(visitors.agent("sofia", path="/desk?view=unassigned&q=top-up"), demo.url)
    sofia.page.locator("tp-list a.row", has_text="Card top-up is missing").click()
    mail = sofia.page.locator("tp-mail").first
    expect(mail).to_contain_text("The domain mail.example vouches for the sender of this mail.")
    expect(sofia.page.locator(".message").first).to_contain_text("收据.csv")
    sofia.reply(ANSWER)

    answer = maria.locator(".mails a", has_text="Re: Card top-up is missing").first
    expect(answer).to_be_visible()  # the list renews itself
    answer.click()
    frame = maria.frame_locator("iframe")
    expect(frame.get_by_text(ANSWER)).to_be_visible()
    expect(frame.get_by_role("heading", level=1)).to_contain_text("A-1034")
    expect(maria.locator("iframe")).to_have_attribute("height", re.compile("[0-9]{3}"))
    assert maria.locator("iframe").evaluate("frame => frame.contentDocument.documentElement.scrollHeight <= frame.clientHeight + 2")
    check_axe(maria, but=("iframe",))
    maria.get_by_role("link", name="Text only").click()
    expect(maria.locator(".words")).to_contain_text(ANSWER)
    maria.get_by_text("Headers").click()
    expect(maria.locator("pre")).to_contain_text("Message-ID:")
    maria.get_by_role("link", name="Reply").click()
    expect(maria.get_by_label("To", exact=True)).to_have_value(
        re.compile(r"^Acme Support <support\+[a-z0-9]{8}-[a-z2-7]{12}@acme\.example>$")
    )
    maria.get_by_label("Message").fill("It has come, thank you.")
    maria.get_by_role("button", name="Send").click()
    last = sofia.page.locator("tp-mail").last
    expect(last).to_contain_text("It has come, thank you.")
    expect(last.locator(".fold-toggle")).to_have_text(re.compile("Show quoted text"))


def test_what_the_desk_makes_of_an_impostor(demo: DemoSite, visitors: Visitors) -> None:
    maria = visitors.open(size=PHONE, dark=True)
    maria.goto(f"{demo.exchange_url}/mailbox/maria/write?lang=en")
    maria.get_by_label("Subject").fill("Change my phone number")
    maria.get_by_label("Message").fill("Please do it today.")
    maria.get_by_label("Send it as an impostor would").check()
    check_axe(maria)
    assert maria.evaluate("document.documentElement.scrollWidth <= innerWidth")
    maria.get_by_role("button", name="Send").click()
    expect(maria.locator(".mails .badge").first).to_have_text("sent as an impostor")
    check_axe(maria)
    noah = visitors.agent("noah", path="/desk?view=unassigned&q=Change+my+phone")
    noah.locator("tp-list a.row", has_text="Change my phone number").click()
    expect(noah.locator("tp-mail .mail-sure")).to_have_text("Anyone could have written this.")


def test_the_mailbox_speaks_chinese_on_a_phone(demo: DemoSite, visitors: Visitors) -> None:
    page = visitors.open(language="zh", size=PHONE)
    for path in ("/mailbox/li-wei/", "/mailbox/li-wei/sent", "/mailbox/li-wei/write", "/mailbox/mallory/"):
        page.goto(demo.exchange_url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        check_axe(page)
    page.goto(f"{demo.exchange_url}/mailbox/li-wei/")
    page.locator(".mails a").first.click()
    expect(page.get_by_role("link", name="回复")).to_be_visible()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("绝不会")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
