"""A desk with the starter articles, and one Chromium a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser as AsyncBrowser
from playwright.async_api import async_playwright
from tests.browser.demo_site import CHROMIUM, NO_CHROMIUM

from truepenny.knowledge.help.starter import plant_starter
from truepenny.main.house import House


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One loop for a file, so that its browser can stay."""
    return "asyncio"


@pytest.fixture(scope="module")
async def own_loop_chromium(anyio_backend: str) -> AsyncIterator[AsyncBrowser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(NO_CHROMIUM)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def with_articles(house: House) -> House:
    await plant_starter(house.db, house.clock, languages=("en", "zh"))
    await house.truth.help.tell_news()
    return house


async def counts(house: House, slug: str, language: str = "en") -> tuple[int, int, int, int]:
    """offered, opened, answered, sent."""
    found = [one for one in await house.truth.offers.totals(days=1) if (one.slug, one.language) == (slug, language)]
    return (found[0].offered, found[0].opened, found[0].answered, found[0].sent) if found else (0, 0, 0, 0)
