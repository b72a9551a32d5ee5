"""Stories across all faces at once, on the demo: customers on the exchange's page and in the portal, agents at the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.demo_site import PHONE, DemoSite, Visitors, check_axe
from tests.browser.faces import AtDesk, Chat

pytestmark = pytest.mark.browser
SECURITY = re.compile("never ask for your password")


def at_desk(visitors: Visitors, demo: DemoSite, login: str, *, path: str = "/desk?view=unassigned") -> AtDesk:
    return AtDesk(visitors.agent(login, path=path), demo.url)


def test_on_a_phone_an_admin_has_one_row_of_header_and_the_whole_menu(demo: DemoSite, visitors: Visitors) -> None:
    for language, width in (("en", 390), ("zh", 390), ("en", 320)):
        ann = visitors.agent("ann", path="/admin/brand", language=language, size={"width": width, "height": 844})
        ann.locator(".admin-menu summary").click()
        header = ann.locator(".admin-top").bounding_box()
        assert header is not None
        assert header["height"] <= 64
        for entry in ann.locator(".admin-nav a, .admin-top a, .admin-top button").all():
            box = entry.bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= width - box["width"], entry.inner_text()
            assert box["height"] >= 44, entry.inner_text()
        slider = ann.locator("[data-hue-slider]").bounding_box()
        assert slider
        assert slider["height"] >= 44
        check_axe(ann)


def test_from_the_first_word_to_five_stars_without_a_reload(demo: DemoSite, visitors: Visitors) -> None:
    sofia = at_desk(visitors, demo, "sofia")
    expect(sofia.page.locator("a.row").first).to_be_visible()
    chat = Chat(visitors.customer("maria"))
    chat.begin("My withdrawal of 0.25 BTC has not arrived.")
    expect(chat.at(".said.mine .meta").last).to_contain_text("Delivered")
    ticket = chat.ticket()

    sofia.take_new_rows()
    row = sofia.row(ticket)
    expect(row).to_contain_text("0.25 BTC")
    row.click()
    expect(sofia.page.locator("tp-panel")).to_contain_text("Maria Silva")
    expect(sofia.page.locator("tp-panel")).to_contain_text("••• 7390")
    sofia.reply("Good morning Maria, I can see it: four of six confirmations.")

    answer = chat.at(".said:not(.mine)").last
    expect(answer.locator(".bubble")).to_contain_text("four of six confirmations")
    expect(answer.locator(".name")).to_contain_text("Sofia Costa")
    expect(answer.locator(".name")).to_contain_text("A-1034")
    expect(answer.locator(".verified")).to_have_attribute("aria-label", "verified agent")
    chat.say("Now it is there, thank you.")
    expect(sofia.page.locator(".message:not(.ours) .words").last).to_have_text("Now it is there, thank you.")

    sofia.solve("Watched the transfer until its sixth confirmation.", name="Amount", value="0.25 BTC", caution="Copy addresses whole.")
    expect(chat.at(".card")).to_contain_text("sixth confirmation")
    expect(chat.at(".card")).to_contain_text("0.25 BTC")
    expect(chat.at(".card")).to_contain_text("Copy addresses whole.")
    chat.confirm()
    chat.rate(5, "Clear and quick.")
    expect(sofia.page.locator(".fact.confirmed")).to_be_visible()
    expect(sofia.page.locator("tp-panel")).to_contain_text("Clear and quick.")
    expect(chat.at(".card").last).to_contain_text("Thank you.")


def test_a_guest_with_a_dark_phone_in_chinese_comes_back_by_the_private_link(demo: DemoSite, visitors: Visitors) -> None:
    phone = visitors.customer("guest", language="zh", dark=True, size=PHONE, permissions=["clipboard-read", "clipboard-write"])
    chat = Chat(phone)
    chat.begin("您好，我充值的 300 USDT 一直没有到账。")
    ticket = chat.ticket()
    lin = at_desk(visitors, demo, "lin")
    lin.open_ticket(ticket)
    lin.reply("您好，我是林晓，已经查到这笔充值，正在等待区块确认。")
    expect(chat.bubble("正在等待区块确认")).to_be_visible()
    expect(chat.at(".said:not(.mine) .name").last).to_contain_text("A-1027")
    check_axe(phone, within="truepenny-chat")

    chat.page.locator("truepenny-chat").get_by_role("button", name="工单详情").click()
    chat.page.locator("truepenny-chat").get_by_role("button", name=re.compile("^复制私密链接")).click()
    link = phone.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{demo.url}/t/{ticket[:4]}-{ticket[4:]}/")

    other = visitors.open(language="zh", dark=True, size=PHONE)
    other.goto(link)
    expect(other).to_have_url(re.compile(f"/tickets/{ticket}$"))
    expect(other.locator(".tp-bubble", has_text="正在等待区块确认")).to_be_visible()
    other.locator("#text").fill("我换了一台手机，还在这里。")
    other.locator("#composer button[type=submit]").click()
    expect(lin.page.locator(".message:not(.ours) .words").last).to_have_text("我换了一台手机，还在这里。")
    expect(chat.bubble("我换了一台手机")).to_be_visible()

    lin.solve("充值已确认并入账。", name="金额", value="300 USDT")
    expect(chat.at(".card")).to_contain_text("充值已确认并入账。")
    chat.confirm()
    chat.rate(4)
    expect(lin.page.locator(".fact.confirmed")).to_be_visible()
    expect(other.locator(".given")).to_contain_text("4")


def test_reload_lost_network_and_another_page_lose_and_double_nothing(demo: DemoSite, visitors: Visitors) -> None:
    page = visitors.customer("guest")
    chat = Chat(page)
    chat.begin("First message.")
    ticket = chat.ticket()
    noah = at_desk(visitors, demo, "noah")
    noah.open_ticket(ticket)

    page.reload()
    expect(chat.bubble("First message.")).to_be_visible()
    page.context.set_offline(True)
    chat.say("Written in the tunnel.")
    expect(chat.bubble("Written in the tunnel.")).to_be_visible()
    noah.reply("Are you still there?")
    expect(noah.page.locator(".message.ours .words")).to_have_text("Are you still there?")
    page.context.set_offline(False)
    expect(chat.bubble("Are you still there?")).to_be_visible()

    page.goto(f"{demo.exchange_url}/wallet")
    expect(chat.bubble("Written in the tunnel.")).to_be_visible()
    chat.say("Yes, on another page now.")
    expect(noah.page.locator(".message:not(.ours) .words").last).to_have_text("Yes, on another page now.")
    for face in (noah.page.locator(".message .words"), chat.at(".bubble:not(.typing)")):
        expect(face).to_have_count(4)
    assert sorted(noah.page.locator(".message .words").all_inner_texts()) == sorted(
        ["First message.", "Written in the tunnel.", "Are you still there?", "Yes, on another page now."]
    )


def test_two_agents_on_one_ticket_see_each_other(demo: DemoSite, visitors: Visitors) -> None:
    ticket = demo.guest("Petr").opens("Where is my statement?", "I cannot find the yearly statement.")
    omar, sofia = at_desk(visitors, demo, "omar"), at_desk(visitors, demo, "sofia")
    omar.open_ticket(ticket)
    sofia.open_ticket(ticket)
    expect(omar.page.locator("tp-presence")).to_contain_text("Sofia Costa")
    expect(sofia.page.locator("tp-presence")).to_contain_text("Omar Haddad")
    sofia.page.locator(".events").focus()
    sofia.page.keyboard.press("r")
    sofia.page.keyboard.type("Hello Petr")
    expect(omar.page.locator("tp-presence .rival")).to_contain_text("Sofia Costa")
    sofia.page.keyboard.press("Control+Enter")
    expect(omar.page.locator(".message.ours .words")).to_have_text("Hello Petr")


def test_without_javascript_the_portal_does_everything(demo: DemoSite, visitors: Visitors, tmp_path: Path) -> None:
    proof = tmp_path / "proof.csv"
    proof.write_text("time,amount\n2026-03-12T14:05Z,250\n")
    page = visitors.open(java_script_enabled=False)
    page.goto(f"{demo.url}/tickets/new?topic=other")
    expect(page.get_by_text(SECURITY).first).to_be_visible()
    page.locator("#subject").fill("Card deposit is missing")
    page.locator("#text").fill("I paid 250 EUR by card an hour ago.")
    page.locator("input[type=file]").set_input_files(proof)
    page.locator("button[value=send]").click()
    expect(page.locator("h1")).to_have_text("We have your message")
    number = page.locator(".number").first.inner_text()
    ticket = number.replace("-", "")
    link = page.locator("#private-link").inner_text()
    assert f"/t/{number}/" in link
    assert re.fullmatch(r"[0-9a-f]{32,}", page.locator(".digest").inner_text().replace(" ", ""))

    sofia = at_desk(visitors, demo, "sofia")
    sofia.open_ticket(ticket)
    expect(sofia.page.locator(".message:not(.ours)")).to_contain_text("proof.csv")
    sofia.reply("It waits for the bank. Please look again in an hour.")
    expect(sofia.page.locator(".message.ours .words")).to_have_text("It waits for the bank. Please look again in an hour.")

    page.get_by_role("link", name="Go to the ticket").click()
    reload_until(page, page.locator(".tp-bubble", has_text="It waits for the bank."))
    expect(page.locator(".turn-head").last).to_contain_text("A-1034")
    expect(page.locator(".tp-bubble").first).to_contain_text("proof.csv")
    page.locator("#text").fill("It is here now.")
    page.locator("#composer button[type=submit]").click()
    expect(page.locator(".tp-bubble").last).to_contain_text("It is here now.")
    sofia.solve("The bank released the payment.")
    expect(sofia.page.locator(".solved-card")).to_be_visible()

    reload_until(page, page.locator(".closing"))
    expect(page.locator(".closing")).to_contain_text("The bank released the payment.")
    page.get_by_role("button", name="Yes, it is solved").click()
    page.get_by_label("5 stars").check()
    page.locator("#comment").fill("Worked without any script.")
    page.get_by_role("button", name="Send rating").click()
    expect(page.locator(".given")).to_contain_text("5 of 5")
    expect(sofia.page.locator("tp-panel")).to_contain_text("Worked without any script.")


def test_a_joined_ticket_leads_the_customer_to_where_it_goes_on(demo: DemoSite, visitors: Visitors) -> None:
    customer = visitors.customer("li-wei", language="zh")
    chat = Chat(customer)
    chat.begin("第一次提问：提现没到。")
    first = chat.ticket()
    chat.page.locator("truepenny-chat .head button").first.click()
    chat.at(".start").click()
    chat.say("第二次提问：提现还是没到。")
    expect(chat.bubble("第二次提问")).to_be_visible()
    expect(chat.at(".intro .mono")).not_to_have_text(f"{first[:4]}-{first[4:]}")
    second = chat.ticket()

    omar = at_desk(visitors, demo, "omar")
    omar.open_ticket(second)
    omar.page.locator(".events").focus()
    omar.page.keyboard.press("m")
    omar.page.locator("tp-merge input").fill(f"{first[:4]}-{first[4:]}")
    omar.page.locator("tp-merge footer .primary").click()
    expect(omar.page.locator(".ticket-head .number")).to_have_text(f"{first[:4]}-{first[4:]}")
    expect(omar.page.locator("details.merged")).to_contain_text("第二次提问")

    go_there = chat.at(".composer .action.main")
    expect(go_there).to_be_visible()
    go_there.click()
    expect(chat.bubble("第一次提问")).to_be_visible()
    omar.reply("两张工单已合并，我在这里继续为您处理。")
    expect(chat.bubble("两张工单已合并")).to_be_visible()

    portal = hand_over_to_portal(visitors, demo)
    portal.goto(f"{demo.url}/tickets/{second}")
    expect(portal.locator("#after")).to_contain_text(f"{first[:4]}-{first[4:]}")


def reload_until(page: Page, shown: Locator) -> None:
    """For pages without script, which do not follow by themselves."""
    for _ in range(40):
        if shown.count():
            return
        page.wait_for_timeout(250)
        page.reload()
    expect(shown).to_be_visible()


def hand_over_to_portal(visitors: Visitors, demo: DemoSite) -> Page:
    """Li Wei follows the exchange's link to the portal, and is signed in there."""
    page = visitors.customer("li-wei", language="zh")
    page.goto(f"{demo.exchange_url}/support")
    page.wait_for_url(f"{demo.url}/tickets")
    expect(page.locator("body")).to_contain_text("李伟")
    return page


@pytest.mark.parametrize("path", ["/", "/wallet", "/short", "/codes"])
@pytest.mark.parametrize(("language", "dark"), [("en", False), ("zh", True)])
def test_the_sample_exchange_is_a_good_page_itself(visitors: Visitors, path: str, language: str, dark: bool) -> None:
    page = visitors.customer("maria", path=path, language=language, dark=dark)
    expect(page.locator("main h1")).to_be_visible()
    check_axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_styles_of_the_page_do_not_reach_the_chat(visitors: Visitors) -> None:
    plain, hostile = Chat(visitors.customer("guest", path="/short")), Chat(visitors.customer("guest", path="/hostile"))
    pictures = []
    for chat in (plain, hostile):
        chat.open()
        expect(chat.at(".start")).to_be_visible()
        chat.page.wait_for_timeout(300)
        pictures.append(chat.at(".panel").evaluate("e => JSON.stringify([...e.querySelectorAll('*')].map(x => x.getBoundingClientRect()))"))
    assert pictures[0] == pictures[1]
