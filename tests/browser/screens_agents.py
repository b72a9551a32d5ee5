"""Pictures of what agents see: the desk with its sheets, the pages of administration, and the way in."""

from __future__ import annotations

import re

import pyotp
from playwright.sync_api import Page, expect
from tests.browser.camera import Camera


def desk_inbox(camera: Camera) -> None:
    login = "lin" if camera.zh else "sofia"
    page = camera.agent(login)
    page.locator("tp-list a.row").first.wait_for()
    camera.take(page, "inbox-mine")
    page.goto(f"{camera.site.url}/desk?view=unassigned")
    page.locator("tp-list a.row").first.wait_for()
    camera.take(page, "inbox-unassigned")
    page.goto(f"{camera.site.url}/desk?view=all&q=nothing-of-this-name")
    page.locator("tp-list .state").first.wait_for()
    camera.take(page, "inbox-nothing-found")
    page = camera.agent("wen" if camera.zh else "ann")
    page.locator("tp-list .state").first.wait_for()
    camera.take(page, "inbox-empty")


def desk_ticket(camera: Camera) -> None:
    page = _open(camera, "lin" if camera.zh else "sofia", "5000 USDT" if camera.zh else "Bitcoin")
    camera.take(page, "ticket")
    _key(page, "n")
    page.keyboard.press("Control+a")  # the draft of the look before
    page.keyboard.type("客户已添加资产" if camera.zh else "Customer holds the wallet himself")
    camera.take(page, "ticket-note")
    page.keyboard.press("Escape")
    address = page.url
    for key, name in (("/", "canned"), ("s", "status"), ("a", "assign"), ("t", "tags")):
        page.goto(address)
        page.locator(".message").first.wait_for()
        _key(page, key)
        camera.take(page, f"picker-{name}")
    page.goto(address)
    page.locator(".message").first.wait_for()
    if camera.look.phone:
        _key(page, "d")
        camera.take(page, "ticket-panel")


def desk_sheets(camera: Camera) -> None:
    page = _open(camera, "lin" if camera.zh else "sofia", "5000 USDT" if camera.zh else "Bitcoin")
    for key, name in (("Control+k", "palette"), ("?", "help"), ("e", "solve"), ("m", "merge"), (",", "settings")):
        _key(page, key)
        page.locator("dialog[open]").first.wait_for()
        camera.take(page, f"sheet-{name}")
        page.reload()
        page.locator(".message").first.wait_for()


def desk_more_tickets(camera: Camera) -> None:
    for name, subject in (
        ("ticket-long", "Treasury"),
        ("ticket-solved", "1,200 EUR"),
        ("ticket-merged-in", "840 XRP"),
        ("ticket-reopened", "ETH deposit not"),
    ):
        page = _open(camera, "omar", subject)
        camera.take(page, name)
    page.context.set_offline(True)
    page.locator("tp-connection p").wait_for()
    camera.take(page, "offline")
    page.context.set_offline(False)
    page.goto(f"{camera.site.url}/desk/t/2222-2222")
    page.wait_for_timeout(600)
    camera.take(page, "ticket-unknown")


def admin_pages(camera: Camera) -> None:
    page = camera.agent("wen" if camera.zh else "ann", "/admin")
    for name, path in (
        ("agents", "/admin/agents"), ("agent-new", "/admin/agents/new"), ("agent", "/admin/agents/A-1027"), ("teams", "/admin/teams"),
        ("team", "/admin/teams/demo-payments"), ("canned", "/admin/canned"), ("canned-new", "/admin/canned/new"), ("brand", "/admin/brand"),
        ("languages", "/admin/languages"), ("record", "/admin/record"),
    ):  # fmt: skip
        page.goto(camera.site.url + path)
        camera.take(page, name, whole=True)
    page.goto(f"{camera.site.url}/admin/agents/new")
    page.locator("main form").evaluate("form => { form.noValidate = true; }")
    page.locator("#login").fill("x")
    page.locator("main form button.tp-button--primary").first.click()
    camera.take(page, "agent-new-wrong", whole=True)
    page = camera.agent("lin" if camera.zh else "sofia", "/admin/agents")
    camera.take(page, "not-an-admin", whole=True)


def admin_screen(camera: Camera) -> None:
    """The rules of the screen: none yet, one that is tried, one that is wrong, and the list with it."""
    page = camera.agent("wen" if camera.zh else "ann", "/admin/screen")
    look = camera.look
    name = f"{'工牌' if camera.zh else 'Badges'} {look.theme} {look.size}"
    camera.take(page, "screen", whole=True)
    page.goto(f"{camera.site.url}/admin/screen/new")
    for field, words in (
        ("name", name), ("pattern", "BDG-[0-9]+"), ("context", "badge\n工牌"), ("label_en", "badge number"), ("label_zh", "工牌号"),
        ("sample", "我的工牌是 BDG-204417，密码是 Hunter22x，订单号 20260411" if camera.zh
         else "My badge is BDG-204417, my password is hunter22x, and the order is 20260411."),
    ):  # fmt: skip
        page.locator(f"#{field}").fill(words)
    page.locator("button[value=try]").click()
    page.locator("#tried").wait_for()
    camera.take(page, "screen-rule-tried", whole=True)
    page.locator("#pattern").fill("(BDG|[A-Z]+)+[0-9]+")
    page.locator("button[value=try]").click()
    page.locator(".admin-fault").wait_for()
    camera.take(page, "screen-rule-wrong", whole=True)
    page.locator("#pattern").fill("BDG-[0-9]+")
    page.locator("input[name=enabled]").check()
    page.locator("button[value=save]").click()
    page.locator("ul.tp-list").wait_for()
    customer = camera.customer("li-wei" if camera.zh else "maria")
    for n, words in enumerate(("my password is hunter22x", "badge BDG-204417", "the code is 482913, the password: hunter22x")):
        sent = {"id": f"screens-{n}-{look.language}-{look.theme}-{look.size}", "text": words}
        answer = customer.request.post(f"{camera.site.url}/api/customer/tickets", data=sent, headers={"origin": camera.site.url})
        assert answer.ok, answer.text()
    page.reload()
    camera.take(page, "screen-saved", whole=True)


def admin_sign_in(camera: Camera) -> None:
    page = camera.page()
    page.goto(f"{camera.site.url}/desk/sign-in")
    camera.take(page, "sign-in")
    _sign_in(page, "nobody-here", "not the password at all")
    camera.take(page, "sign-in-wrong")
    ann = camera.site.agents["ann"]
    _sign_in(page, ann.login, ann.password)
    camera.take(page, "sign-in-code")
    look = camera.look
    login = f"new-{look.language}-{look.theme}-{look.size}"
    said = camera.command("user", "add", login, f"New {look.language} {look.theme} {look.size}")
    found = re.search(r"[a-z2-9]{5}(?:-[a-z2-9]{5}){3}", said)
    assert found is not None, said
    page.goto(f"{camera.site.url}/desk/sign-in")
    _sign_in(page, login, found[0])
    camera.take(page, "sign-in-set-up", whole=True)
    secret = re.sub(r"\s", "", page.locator(".admin-secret").text_content() or "")
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.locator("main form .tp-button--primary").first.click()
    camera.take(page, "sign-in-recovery-codes", whole=True)


def _sign_in(page: Page, login: str, password: str) -> None:
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.locator("main form .tp-button--primary").first.click()
    page.wait_for_load_state()


def _open(camera: Camera, login: str, subject: str) -> Page:
    page = camera.agent(login, f"/desk?view=all&q={subject}")
    row = page.locator("tp-list a.row", has_text=subject).first
    row.click()
    expect(page.locator(".message").first).to_be_visible()
    return page


def _key(page: Page, key: str) -> None:
    page.locator(".events").focus()
    page.keyboard.press(key)
    page.wait_for_timeout(200)


DESK = (desk_inbox, desk_ticket, desk_sheets, desk_more_tickets)
ADMIN = (admin_pages, admin_screen, admin_sign_in)
