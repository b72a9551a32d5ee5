"""A desk with the starter articles, and one Chromium a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser as AsyncBrowser
from tests.chromium import open_chromium

from truepenny.knowledge.help.starter import plant_starter
from truepenny.main.house import House


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One loop for a file, so that its browser can stay."""
    return "asyncio"


@pytest.fixture(scope="module")
async def own_loop_chromium(anyio_backend: str) -> AsyncIterator[AsyncBrowser]:
    async with open_chromium() as browser:
        yield browser


async def with_articles(house: House) -> House:
    await plant_starter(house.db, house.clock, languages=("en", "zh"))
    await house.truth.help.tell_news()
    return house


async def counts(house: House, slug: str, language: str = "en") -> tuple[int, int, int, int]:
    """offered, opened, answered, sent."""
    found = [one for one in await house.truth.offers.totals(days=1) if (one.slug, one.language) == (slug, language)]
    return (found[0].offered, found[0].opened, found[0].answered, found[0].sent) if found else (0, 0, 0, 0)
