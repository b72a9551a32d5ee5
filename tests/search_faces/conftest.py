"""A desk on a socket with the starter articles and words, found; and one Chromium for a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright
from tests.portal.site import Site, site

from truepenny.knowledge.help.starter import plant_starter
from truepenny.main.house import House
from truepenny.platform.settings import Settings

CHROMIUM = "/usr/bin/chromium"


async def furnish(house: House) -> None:
    """With what a new desk begins with, all of it found."""
    await plant_starter(house.db, house.clock, languages=house.settings.languages)
    await house.truth.synonyms.plant_starter()
    await house.truth.help.tell_news()
    await house.truth.search.catch_up()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def furnished(sqlite_settings: Settings, tmp_path: Path, chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, chromium) as here:
        await furnish(here.house)
        yield here
