"""For stories in browsers: the demo in a process of its own, one Chromium a file, and visitors whose pages must not complain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser as AsyncBrowser
from playwright.async_api import async_playwright
from playwright.sync_api import Browser, sync_playwright
from tests.browser.demo_site import CHROMIUM, NO_CHROMIUM, DemoSite, Visitors, launch


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoSite]:
    """`truepenny demo` on free ports, with replies that wait one second."""
    site = DemoSite.start()
    yield site
    assert site.stop() == 0


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file: playwright's loop must not stay open while other files run loops of their own."""
    if not Path(CHROMIUM).exists():
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One loop for a file, so that its browser can stay."""
    return "asyncio"


@pytest.fixture(scope="module")
async def own_loop_chromium(anyio_backend: str) -> AsyncIterator[AsyncBrowser]:
    """For one file of stories that run in the loop of their desk."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
def visitors(chromium: Browser, demo: DemoSite) -> Iterator[Visitors]:
    """Opens browsers for people; an error in the console or in a page's script fails the test."""
    found = Visitors(chromium, demo)
    yield found
    found.close()
    assert found.complaints == []
