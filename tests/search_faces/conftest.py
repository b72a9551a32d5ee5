"""A desk on a socket with the starter articles and words, found; and one Chromium for a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser
from tests.chromium import open_chromium
from tests.portal.site import Site, site

from truepenny.knowledge.help.starter import plant_starter
from truepenny.main.house import House
from truepenny.platform.settings import Settings


async def furnish(house: House) -> None:
    """With what a new desk begins with, all of it found."""
    await plant_starter(house.db, house.clock, languages=house.settings.languages)
    await house.truth.synonyms.plant_starter()
    await house.truth.help.tell_news()
    await house.truth.search.upkeep.catch_up()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with open_chromium() as browser:
        yield browser


@pytest.fixture
async def furnished(sqlite_settings: Settings, tmp_path: Path, chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, chromium) as here:
        await furnish(here.house)
        yield here
