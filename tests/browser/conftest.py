"""For stories in browsers: the demo in a process of its own, one Chromium a file, and visitors whose pages must not complain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
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


@pytest.fixture
def visitors(chromium: Browser, demo: DemoSite) -> Iterator[Visitors]:
    """Opens browsers for people; an error in the console or in a page's script fails the test."""
    found = Visitors(chromium, demo)
    yield found
    found.close()
    assert found.complaints == []
