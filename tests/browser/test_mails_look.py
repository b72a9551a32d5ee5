"""Our mails as a mail program shows them: readable on the smallest phone, in the dark, to assistive programs, and without a style sheet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.demo_site import check_axe
from tests.email.out.mails import KINDS, LANGUAGES, a_mail_of, catalog

from truepenny.channels.email.compose import html_of
from truepenny.contracts.mail import MailKind

pytestmark = pytest.mark.browser
every_mail = pytest.mark.parametrize(("kind", "language"), [(kind, language) for kind in KINDS for language in LANGUAGES])
LONG = {"agent_name": "W" * 60, "brand": "Wide Brand Of A Very Long Name Indeed Ltd"}


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=True)
    yield context.new_page()
    context.close()


def show(page: Page, kind: MailKind, language: str, *, width: int, dark: bool = False, hue: int = 258, **more: object) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.set_viewport_size({"width": width, "height": 700})
    page.set_content(html_of(a_mail_of(kind, language, hue=hue, **more), catalog()))


def ground(page: Page, selector: str) -> str:
    return str(page.evaluate(f"getComputedStyle(document.querySelector({selector!r})).backgroundColor"))


@every_mail
def test_it_fits_the_smallest_phone(page: Page, kind: MailKind, language: str) -> None:
    long_words = {"text": "w" * 300} if kind in ("reply", "solution") else {}
    for more in ({}, {**LONG, **long_words}):
        show(page, kind, language, width=320, **more)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@every_mail
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_can_be_read_by_everybody(page: Page, kind: MailKind, language: str, *, dark: bool) -> None:
    for hue in (30, 110, 258):
        show(page, kind, language, width=390, dark=dark, hue=hue)
        check_axe(page)
        assert (ground(page, ".sheet") == "rgb(255, 255, 255)") is not dark


@every_mail
def test_it_stays_in_order_where_the_head_is_thrown_away(page: Page, kind: MailKind, language: str) -> None:
    """Some mail programs drop the style sheet: what counts is written at each element."""
    show(page, kind, language, width=390)
    page.evaluate("document.querySelector('style').remove()")
    assert ground(page, ".sheet") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_axe(page)
