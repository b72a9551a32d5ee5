"""Pictures of the source of truth as customers see it: help centre, announcements, contacts, "is this really us?", two words."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.camera import Camera
from tests.browser.faces import Chat

_MAIL = """Authentication-Results: mx.mail.example; spf=fail; dkim=none; dmarc=fail header.from=acme.example
From: Acme Support <support@acme.example>
Reply-To: help@acme-refunds.example
Subject: Your account

Please answer within 24 hours."""
CLAIMS = {
    "official": "https://acme.example",
    "was-official": "+44 20 7946 0990",
    "never-used": "help@freemail.example",
    "looks-like": "https://acrne-exchange.example/refund",
    "unknown": "+49 30 901820",
    "agent": "A-1027",
    "mail": _MAIL,
    "hostile": "http://acme.example@203.0.113.9/\u200b\u202ereversed\u202c " + "a" * 300,
}
_PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def portal_help(camera: Camera) -> None:
    page, language = camera.page(), camera.look.language
    for name, path in (
        ("help", "help"), ("help-category", "help/c/money"), ("help-article", "help/deposit-not-credited"),
        ("help-article-urgent", "help/cheated-first-minutes"), ("help-search", "search?q=TRON"), ("help-search-nothing", "search?q=qqzzyy"),
    ):  # fmt: skip
        page.goto(f"{camera.site.url}/{language}/{path}")
        camera.take(page, name, whole=True)
    page.goto(f"{camera.site.url}/{language}/help/deposit-not-credited")
    page.emulate_media(media="print")
    camera.take(page, "help-article-printed", whole=True)
    page.emulate_media(media="screen")
    page.locator("form[action$='/helpful'] button").last.click()
    page.wait_for_url("**/thanks*")
    camera.take(page, "help-article-not-helpful", whole=True)


def portal_announcements(camera: Camera) -> None:
    page, language = camera.page(), camera.look.language
    page.goto(f"{camera.site.url}/{language}/status")
    camera.take(page, "status", whole=True)
    page.goto(f"{camera.site.url}/{language}/promotions")
    camera.take(page, "promotions", whole=True)
    page.goto(f"{camera.site.url}/{language}/notices")
    camera.take(page, "notices", whole=True)
    page.locator("main .tp-list a").first.click()
    page.wait_for_url(re.compile("/notices/[^?]+"))
    camera.take(page, "notice", whole=True)
    page.goto(f"{camera.site.url}/{language}/notices")
    page.locator("#follow-mail, input[type=email]").first.fill("nadia@mail.example")
    page.locator("form[action='/notices/mail'] button[type=submit]").click()
    camera.take(page, "notices-link-mailed", whole=True)
    for name, path in (("notices-off-wrong", "/notices/off/no-such-key"), ("notices-confirm-wrong", "/notices/mail/no-such-key")):
        page.goto(camera.site.url + path)
        camera.take(page, name, whole=True)


def portal_contacts(camera: Camera) -> None:
    page = camera.page()
    page.goto(f"{camera.site.url}/{camera.look.language}/contact")
    camera.take(page, "contacts", whole=True)
    page.locator(".all-hours summary").first.click()
    camera.take(page, "contacts-hours")


def portal_check(camera: Camera) -> None:
    page = camera.page()
    for name, claim in (("empty", ""), *CLAIMS.items()):
        page.goto(f"{camera.site.url}/{camera.look.language}/check")
        if claim:
            page.locator("#text").fill(claim)
            page.locator("#check-form button[type=submit]").click()
            page.locator("#answer").wait_for()
        camera.take(page, f"check-{name}", whole=True)
    page.locator("#report summary").click()
    camera.take(page, "check-report", whole=True)
    page.locator("#text").fill(_PHRASE)
    page.wait_for_timeout(600)
    camera.take(page, "check-phrase-held-back", whole=True)
    for name, given in (("agent", "A-1027"), ("agent-unknown", "A-9999")):
        page.goto(f"{camera.site.url}/{camera.look.language}/check/agent")
        page.locator("main input[type=text], main input:not([type])").first.fill(given)
        page.locator("main form button[type=submit]").click()
        camera.take(page, f"check-{name}-answer", whole=True)


def portal_offers(camera: Camera) -> None:
    """What is broken, and articles, while the customer writes."""
    page = camera.page()
    page.goto(f"{camera.site.url}/tickets/new?topic=WD.MISSING")
    page.locator("#q_asset").fill("USDT TRON")
    page.locator("[data-matching] .broken").wait_for()
    camera.take(page, "new-matching", whole=True)
    page.goto(f"{camera.site.url}/tickets/new?topic=DEP.MISSING")
    camera.take(page, "new-facts-deposit", whole=True)


def portal_proof(camera: Camera) -> None:
    """Two words in the portal and at the desk, and who is talking to the customer."""
    who, subject = ("li-wei", "5000") if camera.zh else ("maria", "Bitcoin")
    page = camera.customer(who, "/now")
    camera.take(page, "now", whole=True)
    page.goto(f"{camera.site.url}/tickets")
    page.locator("main a", has_text=subject).first.click()
    desk = camera.agent("lin" if camera.zh else "sofia", f"/desk?view=all&q={subject}")
    desk.locator("tp-list a.row", has_text=subject).first.click()
    desk.locator(".message").first.wait_for()
    page.locator("#proof-ask summary").click()
    camera.take(page, "ticket-proof-ask", whole=True)
    page.locator("#proof-ask button").first.click()
    page.locator(".proof-words strong").first.wait_for()
    camera.take(page, "ticket-proof-words")
    desk.locator(".cs-word").first.wait_for()
    camera.take(desk, "desk-proof-words")
    page.locator(".proof button").first.click()
    page.locator(".proof-words").wait_for(state="detached")
    camera.take(page, "ticket-proof-matched")
    expect(desk.locator(".cs-word")).to_have_count(0)
    camera.take(desk, "desk-proof-matched")


def portal_errors(camera: Camera) -> None:
    page = camera.page()
    for name, path in (("no-article", f"/{camera.look.language}/help/no-such-article"), ("no-notice", "/en/notices/no-such")):
        page.goto(camera.site.url + path)
        camera.take(page, f"error-{name}", whole=True)
    _too_fast(page, camera.site.url)
    camera.take(page, "error-too-fast", whole=True)


def _too_fast(page: Page, url: str) -> None:
    """Checks until the desk says that it is enough for now."""
    for _ in range(80):
        answer = page.request.post(f"{url}/en/check", form={"text": "acme.example"}, headers={"origin": url})
        if answer.status == 429:
            break
    page.goto(f"{url}/en/check")
    page.locator("#text").fill("acme.example")
    page.locator("#check-form button[type=submit]").click()


def widget_truth(camera: Camera) -> None:
    """Notices, help search with an article, two words, in the chat."""
    chat = Chat(camera.exchange("guest"))
    chat.open()
    chat.at("a.notice").first.wait_for()
    camera.take(chat.page, "home-notice")
    chat.at(".row").first.click()
    field = chat.at(".find input")
    field.fill("提现" if camera.zh else "withdrawal")
    chat.at(".found li").first.wait_for()
    camera.take(chat.page, "help-search")
    field.fill("qqzzyy")
    chat.at(".found li").first.wait_for(state="detached")
    camera.take(chat.page, "help-search-nothing")
    chat.page.reload()
    chat.at(".start").wait_for()
    chat.at(".row").last.click()
    chat.page.wait_for_timeout(800)
    camera.take(chat.page, "contacts")


PORTAL = (portal_help, portal_announcements, portal_contacts, portal_check, portal_offers, portal_proof, portal_errors)
WIDGET = (widget_truth,)
