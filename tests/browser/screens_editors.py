"""Pictures of what editors and leads see: help centre, announcements, services, contacts, impostors, words that mean the same."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.browser.camera import Camera


def admin_help(camera: Camera) -> None:
    page = camera.agent("omar", "/admin/help")
    camera.take(page, "help")
    for name, path in (
        ("help-new", "new"), ("help-categories", "categories"), ("help-pictures", "pictures"), ("help-answers", "answers"),
    ):  # fmt: skip
        page.goto(f"{camera.site.url}/admin/help/{path}")
        camera.take(page, name, whole=True)
    page.goto(f"{camera.site.url}/admin/help")
    page.locator("a.help-row").first.click()
    page.locator("#body-en").wait_for()
    article = page.url
    camera.take(page, "help-editor", whole=True)
    body = page.locator("#body-en")
    words = body.input_value()
    body.fill(words + "\n\nRead [this](/en/help/no-such-article) too.")
    side = page.locator("#side-en")
    expect(side.locator("[data-preview] .tp-article")).to_be_visible()
    page.wait_for_timeout(800)
    camera.take(page, "help-editor-preview", whole=True)
    page.reload()
    page.goto(f"{article}/en/versions")
    camera.take(page, "help-versions", whole=True)
    page.goto(f"{article}/en/versions/1")
    camera.take(page, "help-version", whole=True)


def admin_help_conflict(camera: Camera) -> None:
    """Somebody else saved while this one was writing."""
    first, second = camera.agent("omar", "/admin/help"), camera.agent("ann", "/admin/help")
    for page in (first, second):
        page.locator("a.help-row").last.click()
        page.locator("#body-en").wait_for()
    for page, words in ((first, "One more line, by Omar."), (second, "One more line, by Ann.")):
        body = page.locator("#body-en")
        body.fill(body.input_value() + "\n\n" + words)
        page.locator("#side-en button[value=save], #side-en form button[type=submit]").first.click()
        page.wait_for_load_state()
    camera.take(second, "help-conflict", whole=True)


def admin_announcements(camera: Camera) -> None:
    page = camera.agent("omar", "/admin/notices")
    camera.take(page, "notices", whole=True)
    page.goto(f"{camera.site.url}/admin/notices/new?kind=incident")
    camera.take(page, "notice-new", whole=True)
    page.goto(f"{camera.site.url}/admin/notices")
    page.locator("main .tp-list a").first.click()
    page.locator("#state").wait_for()
    camera.take(page, "notice", whole=True)
    page.goto(f"{camera.site.url}/admin/services")
    camera.take(page, "services", whole=True)


def admin_directory(camera: Camera) -> None:
    page = camera.agent("ann", "/admin/directory")
    camera.take(page, "directory", whole=True)
    for name, path in (("directory-new", "new"), ("directory-never", "never/new")):
        page.goto(f"{camera.site.url}/admin/directory/{path}")
        camera.take(page, name, whole=True)
    page.goto(f"{camera.site.url}/admin/directory")
    page.locator("main .tp-list a[href^='/admin/directory/']").first.click()
    page.wait_for_load_state()
    camera.take(page, "directory-entry", whole=True)


def admin_impostors(camera: Camera) -> None:
    _report(camera, "https://acrne-exchange.example/refund")
    page = camera.agent("omar", "/admin/checks")
    camera.take(page, "campaigns", whole=True)
    page.locator("main a[href^='/admin/checks/']").first.click()
    page.wait_for_load_state()
    camera.take(page, "campaign", whole=True)
    page.goto(f"{camera.site.url}/admin/false")
    camera.take(page, "known-false", whole=True)


def _report(camera: Camera, claim: str) -> None:
    """What a customer does who met an impostor."""
    page = camera.page()
    page.goto(f"{camera.site.url}/{camera.look.language}/check")
    page.locator("#text").fill(claim)
    page.locator("#check-form button[type=submit]").click()
    page.locator("#report summary").click()
    page.locator("#note").fill("A stranger on Telegram sent it." if not camera.zh else "Telegram 上的陌生人发给我的。")
    page.locator("#report button[type=submit]").click()
    page.wait_for_load_state()
    camera.take(page, "check-reported", whole=True)


def admin_search(camera: Camera) -> None:
    page = camera.agent("omar", "/admin/search")
    camera.take(page, "search", whole=True)
    page.goto(f"{camera.site.url}/admin/search/new")
    camera.take(page, "search-group-new", whole=True)


def desk_search(camera: Camera) -> None:
    page = camera.agent("omar", "/desk?search=")
    page.locator("tp-search .state").wait_for()
    camera.take(page, "search-empty")
    page.goto(f"{camera.site.url}/desk?search={'提现' if camera.zh else 'withdrawal'}")
    page.locator(".match").first.wait_for()
    camera.take(page, "search-found")
    if not camera.look.phone:
        page.locator(".match").first.click()
        page.locator(".message.sought").wait_for()
        camera.take(page, "search-opened")
    page.goto(f"{camera.site.url}/desk?search=qqzzyy")
    page.locator("tp-search .state").wait_for()
    camera.take(page, "search-nothing")


def desk_composer(camera: Camera) -> None:
    """What may not go out, what is not on the list, official contacts and articles to put in."""
    subject = "5000" if camera.zh else "Bitcoin"
    page = camera.agent("lin" if camera.zh else "sofia", f"/desk?view=all&q={subject}")
    page.locator("tp-list a.row", has_text=subject).first.click()
    page.locator(".message").first.wait_for()
    for key, name in (("c", "picker-contact"), ("l", "picker-article"), ("o", "picker-topic"), ("w", "picker-countersign")):
        page.locator(".events").focus()
        page.keyboard.press(key)
        page.locator("dialog[open]").first.wait_for()
        page.wait_for_timeout(400)
        camera.take(page, name)
        page.keyboard.press("Escape")
        page.locator("dialog[open]").first.wait_for(state="detached")
    for name, words in (
        ("refusal-ask", "请把验证码发给我。" if camera.zh else "Please send me the code you got!"),
        ("refusal-contact", "请拨打 +1 202 555 0199。" if camera.zh else "Please call +1 202 555 0199 today."),
    ):  # fmt: skip
        page.locator(".events").focus()
        page.keyboard.press("r")
        area = page.locator("tp-composer textarea")
        area.fill(words)
        page.keyboard.press("Control+Enter")
        page.locator("tp-composer .refusal").first.wait_for()
        camera.take(page, name)
        area.fill("")


DESK = (desk_search, desk_composer)
ADMIN = (admin_help, admin_help_conflict, admin_announcements, admin_directory, admin_impostors, admin_search)
