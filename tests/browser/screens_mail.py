"""Pictures of mail at the desk, and of the portal's pages around it: signing in by a mailed code, the phrase, whether a mail is ours."""

from __future__ import annotations

from collections.abc import Sequence

from tests.browser.camera import Camera, Shot
from tests.email.out.mails import KINDS, a_mail_of, catalog

from truepenny.channels.email.compose import html_of


def sign_in_by_mail(camera: Camera) -> None:
    page = camera.page()
    page.goto(f"{camera.site.url}/sign-in?next=/tickets")
    page.locator("#address").fill("li at acme")
    page.locator("#mail button").click()
    camera.take(page, "mail-1-no-address", whole=True)
    page.locator("#address").fill(f"{camera.look.language}.{camera.look.theme}.{camera.look.size}@mail.example")
    page.locator("#mail button").click()
    page.wait_for_url("**/sign-in/code*")
    camera.take(page, "mail-2-code", whole=True)
    for n in range(5):
        page.locator("#code").fill(f"0000000{n}")
        page.locator("form[action='/sign-in/code'] button").click()
        page.wait_for_load_state()
        if n in (0, 4):
            camera.take(page, "mail-3-wrong-code" if n == 0 else "mail-4-code-over", whole=True)
    page.locator(".resend button").click()
    page.wait_for_url("**again*")
    camera.take(page, "mail-5-new-code", whole=True)


def mail_phrase(camera: Camera) -> None:
    page = camera.customer("li-wei" if camera.zh else "maria", "/me/phrase")
    if page.locator("form[action$=remove]").count():
        page.locator("form[action$=remove] button").click()
        page.wait_for_url("**removed")
    camera.take(page, "phrase-1-none", whole=True)
    page.locator("#phrase").fill("acme.example")
    page.locator("#phrase").press("Enter")
    page.locator("#phrase-wrong").wait_for()
    camera.take(page, "phrase-2-refused", whole=True)
    page.locator("#phrase").fill("桥头的白鹭" if camera.zh else "the heron on the pier")
    page.locator("#phrase").press("Enter")
    page.wait_for_url("**set")
    camera.take(page, "phrase-3-chosen", whole=True)


def mail_asked(camera: Camera) -> None:
    page = camera.page()
    page.goto(f"{camera.site.url}/mail")
    camera.take(page, "did-we-send-this", whole=True)
    page.goto(f"{camera.site.url}/mail/AAAAAAAAAAAAAAAAAAAAAA")
    camera.take(page, "did-we-send-this-no", whole=True)


def mails_that_go_out(camera: Camera) -> None:
    page = camera.page()
    for kind in KINDS:
        page.set_content(html_of(a_mail_of(kind, camera.look.language), catalog()))
        camera.take(page, f"mail-out-{kind}", whole=True)


def desk_mail(camera: Camera) -> None:
    """The tickets that came by mail: each as it opens, and with everything unfolded."""
    page = camera.agent("lin" if camera.zh else "sofia", "/desk?view=all&channel=email")
    rows = page.locator("tp-list a.row")
    rows.first.wait_for()
    camera.take(page, "inbox-mail")
    addresses = [rows.nth(n).get_attribute("href") or "" for n in range(min(rows.count(), 4))]
    for n, address in enumerate(addresses, 1):
        page.goto(camera.site.url + address)
        page.locator("tp-mail").first.wait_for()
        page.locator(".events").evaluate("events => { events.scrollTop = 0; }")
        camera.take(page, f"ticket-mail-{n}")
        page.locator("tp-mail summary").first.click()
        for folded in page.locator("tp-mail .fold-toggle").all():
            folded.click()
        camera.take(page, f"ticket-mail-{n}-unfolded")


def mailbox_pages(camera: Camera) -> None:
    """The demo's mailbox: list, a mail in both versions, writing and answering, what was sent, a mailbox without mail."""
    page = camera.page()
    at = f"{camera.site.exchange_url}/mailbox/{'li-wei' if camera.zh else 'maria'}"
    page.goto(f"{at}/")
    camera.take(page, "mailbox-list")
    page.locator(".mails a").last.click()
    page.locator("iframe[height]").wait_for()
    camera.take(page, "mailbox-mail", whole=True)
    mail = page.url
    page.goto(f"{mail}/text")
    camera.take(page, "mailbox-mail-text", whole=True)
    page.goto(f"{at}/write?answers={mail.rsplit('/', 1)[1]}")
    camera.take(page, "mailbox-answer", whole=True)
    page.locator("#to").fill("somebody@mail.example")
    page.locator("form button").last.click()
    page.locator(".fault").wait_for()
    camera.take(page, "mailbox-wrong-address", whole=True)
    page.goto(f"{at}/sent")
    camera.take(page, "mailbox-sent")
    page.goto(f"{camera.site.exchange_url}/mailbox/mallory/sent")
    camera.take(page, "mailbox-empty")


def admin_mail(camera: Camera) -> None:
    camera.take(camera.agent("wen" if camera.zh else "ann", "/admin/mail"), "mail", whole=True)


DESK: Sequence[Shot] = (desk_mail,)
PORTAL: Sequence[Shot] = (sign_in_by_mail, mail_phrase, mail_asked, mails_that_go_out)
EXCHANGE: Sequence[Shot] = (mailbox_pages,)
ADMIN: Sequence[Shot] = (admin_mail,)
