"""Pictures of what customers see: the portal's pages and states, the chat on the sample exchange, the exchange itself."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.camera import Camera
from tests.browser.faces import Chat

from truepenny.main.demo.people import DemoCustomer

NOBODY = DemoCustomer("new", "Nadia New", "en", "20999001", "nadia@mail.example")


def portal_home(camera: Camera) -> None:
    page = camera.page()
    page.goto(camera.site.url)
    camera.take(page, "home-guest", whole=True)
    page = camera.customer("maria", "/")
    camera.take(page, "home-signed-in", whole=True)


def portal_sign_in(camera: Camera) -> None:
    page = camera.page()
    page.goto(f"{camera.site.url}/sign-in")
    camera.take(page, "sign-in", whole=True)
    page.locator("input[name=link]").fill("https://support.acme.example/what")
    page.locator("main form button").last.click()
    camera.take(page, "sign-in-wrong-link", whole=True)
    page.goto(f"{camera.site.url}/sign-in?token=not.a.token")
    camera.take(page, "sign-in-wrong-token", whole=True)
    page.goto(f"{camera.site.url}/t/K7M2-4QDX/this-is-not-the-right-key-at-all-12345678901")
    camera.take(page, "private-link-wrong", whole=True)
    page.goto(f"{camera.site.url}/tickets")
    camera.take(page, "sign-in-needed", whole=True)
    page.goto(f"{camera.site.url}/nothing/here")
    camera.take(page, "no-such-page", whole=True)


def portal_new_ticket(camera: Camera) -> None:
    page = camera.page()
    page.goto(f"{camera.site.url}/tickets/new")
    camera.take(page, "new-1-needs", whole=True)
    page.goto(f"{camera.site.url}/tickets/new?need=money")
    camera.take(page, "new-2-topics", whole=True)
    page.goto(f"{camera.site.url}/tickets/new?topic=WD.MISSING")
    camera.take(page, "new-3-facts", whole=True)
    page.goto(f"{camera.site.url}/tickets/new?topic=other")
    camera.take(page, "new-4-words", whole=True)
    plain = camera.page(java_script_enabled=False)
    plain.goto(f"{camera.site.url}/tickets/new?topic=other")
    plain.locator("button[value=send]").click()
    camera.take(plain, "new-5-errors", whole=True)
    subject, text = (
        ("出金未到账", "昨天的出金到现在还没有到账，请帮忙查一下。")
        if camera.zh
        else ("Payout missing", "My payout of yesterday is missing.")
    )
    _send_ticket(page, subject, text)
    page.wait_for_url("**/receipt")
    camera.take(page, "new-6-receipt", whole=True)


def _send_ticket(page: Page, subject: str, text: str) -> None:
    """A phone asks one question at a time."""
    send = page.locator("button[value=send]")
    page.locator("#subject").fill(subject)
    while not send.is_visible():
        page.locator(".actions .tp-button--primary:visible").click()
        if page.locator("#text").is_visible():
            page.locator("#text").fill(text)
    page.locator("#text").evaluate("(field, text) => { field.value = text; }", text)
    send.click()


def portal_tickets(camera: Camera) -> None:
    page = camera.customer("li-wei" if camera.zh else "maria")
    camera.take(page, "my-tickets", whole=True)
    page = camera.customer(NOBODY)
    camera.take(page, "my-tickets-empty", whole=True)


def portal_ticket(camera: Camera) -> None:
    for name, who, subject in (
        ("ticket-open", "li-wei" if camera.zh else "maria", "5000" if camera.zh else "Bitcoin"),
        ("ticket-waiting", "chen-yu" if camera.zh else "tom", "标签" if camera.zh else "840 XRP"),
        ("ticket-solved", "wu-lei" if camera.zh else "tom", "P2P" if camera.zh else "Yearly statement"),
        ("ticket-rated", "chen-yu" if camera.zh else "maria", "风险" if camera.zh else "1,200 EUR"),
        ("ticket-reopened", "aisha", "ETH deposit"),
        ("ticket-merged", "li-wei" if camera.zh else "tom", "没收到" if camera.zh else "missing tag"),
        ("ticket-long", "northfield", "Treasury"),
    ):
        page = camera.customer(who)
        page.locator("main a", has_text=subject).first.click()
        camera.take(page, name, whole=name != "ticket-long")


def widget_closed_and_home(camera: Camera) -> None:
    chat = Chat(camera.exchange("guest"))
    camera.take(chat.page, "closed")
    chat.open()
    expect(chat.at(".start")).to_be_visible()
    camera.take(chat.page, "home-guest")
    chat.at(".start").click()
    camera.take(chat.page, "chat-new")
    chat = Chat(camera.exchange("li-wei"))
    chat.open()
    expect(chat.at("li .row").first).to_be_visible()
    chat.page.evaluate("truepenny.close()")
    expect(chat.at(".count")).not_to_be_empty()
    camera.take(chat.page, "closed-unread")
    chat = Chat(camera.exchange("li-wei" if camera.zh else "maria"))
    chat.open()
    expect(chat.at("li .row").first).to_be_visible()
    camera.take(chat.page, "home-signed-in")
    chat.at(
        ".row",
    ).filter(has_text="5000" if camera.zh else "Bitcoin").first.click()
    expect(chat.at(".said").first).to_be_visible()
    camera.take(chat.page, "chat")
    chat.at(".head .square[aria-haspopup=dialog]").click()
    camera.take(chat.page, "chat-menu")


def widget_closing_and_rating(camera: Camera) -> None:
    words = _STORY_ZH if camera.zh else _STORY_EN
    chat = Chat(camera.exchange("guest"))
    chat.begin(words[0])
    ticket = chat.ticket()
    login = "lin" if camera.zh else "sofia"
    camera.act_as_agent(login, ticket, "reply", text=words[1])
    expect(chat.at(".said:not(.mine)").first).to_be_visible()
    chat.page.context.set_offline(True)
    chat.say(words[2])
    chat.page.wait_for_timeout(1500)
    camera.take(chat.page, "chat-offline")
    chat.page.context.set_offline(False)
    expect(chat.at(".said.mine")).to_have_count(2)
    chat.page.wait_for_timeout(1500)
    solution = {"steps": [words[3], words[4]], "parameters": [{"name": words[5], "value": "0.75 ETH"}], "cautions": [words[6]]}
    camera.act_as_agent(login, ticket, "solve", **solution)
    expect(chat.at(".card .ask")).to_be_visible()
    camera.take(chat.page, "closing")
    chat.confirm()
    chat.at(".stars label").nth(3).click()
    camera.take(chat.page, "rating")
    chat.at(".ask .action.main").click()
    camera.take(chat.page, "rated")


_STORY_EN = (
    "Hello, my deposit of 0.75 ETH does not show.",
    "Good morning, this is Sofia. It came from a contract, I am having it credited by hand.",
    "Thank you, I wait here.",
    "Found the deposit.",
    "Credited it by hand.",
    "Amount",
    "Deposits from contracts are not credited by themselves.",
)
_STORY_ZH = (
    "您好，我充值的 0.75 ETH 没有显示。",
    "您好，我是林晓。这笔转账由合约转出，我已安排人工入账。",
    "好的，谢谢，我在这里等。",
    "查到这笔充值。",
    "人工入账。",
    "数量",
    "合约转出的充值不会自动入账。",
)


def exchange_pages(camera: Camera) -> None:
    for name, path in (("markets", "/"), ("wallet", "/wallet"), ("codes", "/codes"), ("hostile", "/hostile")):
        page = camera.exchange("li-wei" if camera.zh else "maria", path)
        if name == "hostile":
            Chat(page).open()
            page.wait_for_timeout(400)
        camera.take(page, name)
    page = camera.exchange("guest", "/wallet")
    camera.take(page, "wallet-guest")


PORTAL = (portal_home, portal_sign_in, portal_new_ticket, portal_tickets, portal_ticket)
WIDGET = (widget_closed_and_home, widget_closing_and_rating)
EXCHANGE = (exchange_pages,)
