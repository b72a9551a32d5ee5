"""Each change of what is official is an announcement, in both languages; other hours or words of the same contact are no news."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.directory.acme import LONDON, NINE_TO_FIVE, WEN, draft

from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import DAY, SetClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(sqlite_settings: Settings) -> AsyncIterator[House]:
    async with running(sqlite_settings) as built:
        yield built


async def _titles(house: House, language: str) -> list[str]:
    return [one.words[language].title for one in await house.truth.announcements.list_all()]


async def test_customers_hear_of_a_new_contact_a_change_and_an_end(house: House) -> None:
    lists = house.truth.directory
    made = await lists.put(draft("phone", LONDON), by=WEN)
    assert await _titles(house, "en") == ["New official contact: +44 20 7946 0123"]
    await lists.put(draft("phone", LONDON, "London line", hours=NINE_TO_FIVE), item=made.item, base=1, by=WEN)
    await lists.put_never("whatsapp", {"en": "We have no WhatsApp."}, by=WEN)
    await lists.propose(draft("x", "@acme"), by=WEN)
    assert len(await _titles(house, "en")) == 1, "nothing of this changes what is official"
    await lists.put(draft("phone", "+44 20 7946 0124", "London line"), item=made.item, base=2, by=WEN)
    await lists.end(made.item, ending="lost", reason="", by=WEN)
    assert await _titles(house, "en") == [
        "No longer ours: +44 20 7946 0124",
        "Official contact changed: +44 20 7946 0123 is now +44 20 7946 0124",
        "New official contact: +44 20 7946 0123",
    ]
    assert (await _titles(house, "zh"))[2] == "新增官方联系方式：+44 20 7946 0123"


async def test_a_contact_that_begins_and_ends_by_its_dates_is_told_on_these_days_once(sqlite_settings: Settings) -> None:
    clock = SetClock()
    async with running(sqlite_settings, clock=clock) as house:
        lists, now = house.truth.directory, clock.now_us()
        await lists.put(draft("phone", LONDON, valid_from=now + DAY, valid_until=now + 3 * DAY), by=WEN)
        await lists.put(draft("x", "@acme_old", valid_until=now - DAY), by=WEN)
        await lists.tell_days()
        assert await _titles(house, "en") == []
        clock.at_us += DAY + 1
        for _ in range(2):
            await lists.tell_days()
        assert await _titles(house, "en") == ["New official contact: +44 20 7946 0123"]
        clock.at_us += 2 * DAY
        for _ in range(2):
            await lists.tell_days()
        assert (await _titles(house, "en"))[0] == "No longer ours: +44 20 7946 0123"
        assert len(await _titles(house, "en")) == 2
