"""The Chromium of this machine for asynchronous stories: launched once for as long as a fixture wants it, or the story is skipped.

And waiting for what only a script can see. Playwright's own way evaluates a string in the page, again and again, which our pages forbid
(no unsafe-eval): it fails whenever the first look does not find it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright
from playwright.sync_api import Page as SyncPage
from tests.browser.demo_site import CHROMIUM, NO_CHROMIUM


@contextlib.asynccontextmanager
async def open_chromium() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(NO_CHROMIUM)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


PATIENCE_S = 20.0
LOOK_AGAIN_MS = 50


async def until(page: Page, seen: str, arg: Any = None) -> None:
    """Waits until the script is true of the page; fails after PATIENCE_S seconds."""
    latest = time.monotonic() + PATIENCE_S
    while not await page.evaluate(seen, arg):
        assert time.monotonic() < latest, f"not within {PATIENCE_S} s: {seen}"
        await page.wait_for_timeout(LOOK_AGAIN_MS)


def until_sync(page: SyncPage, seen: str, arg: Any = None) -> None:
    """The same for stories that are not asynchronous."""
    latest = time.monotonic() + PATIENCE_S
    while not page.evaluate(seen, arg):
        assert time.monotonic() < latest, f"not within {PATIENCE_S} s: {seen}"
        page.wait_for_timeout(LOOK_AGAIN_MS)
