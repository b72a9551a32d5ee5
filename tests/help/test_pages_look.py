"""The help centre in a real Chromium: nothing for axe-core to find, nothing too wide, nothing that the policy for scripts stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from tests.chromium import open_chromium
from tests.help.conftest import Library, fill
from tests.portal.browser import PlainBrowser
from tests.portal.site import DESKTOP, PHONE, Site, axe, site
from tests.screen.phrases_of import phrase

from truepenny.knowledge.help.versions import Words
from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
HOSTILE = Words(
    "<img src=x onerror=alert(1)>",
    "\u202e</script><script>alert(2)</script>",
    f"| a | b |\n|---|---|\n| {'wide' * 60} | y |\n\n[x](javascript:alert(3)) <svg onload=alert(4)>\n\n"
    '::: note "><script>alert(5)</script>\nx\n:::',
)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One loop for the file, so that its browser can stay."""
    return "asyncio"


@pytest.fixture(scope="module")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    async with open_chromium() as browser:
        yield browser


@pytest.fixture
async def desk(sqlite_settings: Settings, tmp_path: Path, chromium: Browser) -> AsyncIterator[tuple[Site, Library]]:
    def no_plain_reader(**_options: str) -> PlainBrowser:
        raise NotImplementedError

    async with site(sqlite_settings, tmp_path, chromium) as here:
        yield here, await fill(here.house, no_plain_reader)


@pytest.mark.parametrize(
    ("size", "theme", "language"), [(PHONE, "light", "en"), (PHONE, "dark", "zh"), (DESKTOP, "dark", "en"), (DESKTOP, "light", "zh")]
)
async def test_axe_finds_nothing_and_nothing_is_too_wide(
    desk: tuple[Site, Library], size: dict[str, int], theme: str, language: str
) -> None:
    here, _ = desk
    page = await here.visitor(viewport=size, color_scheme=theme, locale="zh-CN" if language == "zh" else "en-GB")
    paths = ("", "/c/money", "/withdrawal-fees", "/withdrawal-limits", "/withdrawal-fees/thanks?helped=no")
    for path in paths:
        answer = await page.goto(f"/{language}/help{path}")
        assert answer is not None
        assert answer.status == 200
        assert await axe(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


async def test_structured_data_is_there_and_the_policy_does_not_complain(desk: tuple[Site, Library]) -> None:
    here, _ = desk
    page = await here.visitor()
    await page.goto("/en/help/withdrawal-fees")
    told = await page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)['@graph'][0].headline"
    )
    assert told == "Withdrawal <fees>"
    assert here.complaints == []


async def test_hostile_words_of_an_author_do_nothing(desk: tuple[Site, Library]) -> None:
    here, library = desk
    await library.put_out(library.fees, "en", HOSTILE)
    page = await here.visitor(viewport=PHONE)
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for path in ("/en/help/withdrawal-fees", "/en/help", "/en/help/c/money", "/en/help/withdrawal-fees/thanks?helped=yes"):
        await page.goto(path)
        assert await page.locator("main script:not([type]), main img, main iframe, main svg[onload]").count() == 0
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert said == []


async def test_an_article_can_be_read_and_judged_by_keyboard_alone(desk: tuple[Site, Library]) -> None:
    here, _ = desk
    page = await here.visitor()
    await page.goto("/en/help/withdrawal-fees")
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.name === 'helped'"):
            break
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/thanks?helped=yes")
    assert await page.locator("h1").inner_text() == "Thank you"


async def test_paper_holds_the_article_and_nothing_around_it(desk: tuple[Site, Library]) -> None:
    here, _ = desk
    page = await here.visitor()
    await page.goto("/en/help/withdrawal-fees")
    await page.emulate_media(media="print")
    assert await page.locator("article h1").is_visible()
    assert await page.locator(".callout-warning").is_visible()
    for gone in ("header.bar", "nav.crumbs", ".helpful", ".person"):
        assert not await page.locator(gone).is_visible()


async def test_a_reader_is_stopped_before_a_secret_leaves_the_form_about_an_article(desk: tuple[Site, Library]) -> None:
    here, library = desk
    page = await here.visitor()
    await page.goto("/en/help/withdrawal-fees/thanks?helped=no")
    await page.locator("#words").fill(f"My words: {' '.join(phrase('en', 12))}")
    await page.locator("main form .tp-button--primary").click(force=True)  # the reader clicks, whether or not it is shut already
    await expect(page.locator("main form [type=submit]")).to_have_attribute("aria-disabled", "true")
    assert page.url.endswith("/thanks?helped=no")
    assert await library.house.truth.help.feedback.list_words(library.fees) == []
