"""The whole desk with Acme's directory, asked as readers without script and programs ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from tests.directory.acme import LONDON, WEN, draft, moment
from tests.portal.browser import PlainBrowser

from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings
from truepenny.trust.checks.checks import Asker
from truepenny.trust.checks.verdict import Verdict


@dataclass
class Desk:
    house: House
    clock: SetClock
    reader: PlainBrowser

    async def ask(self, pasted: str | bytes, *, place: str = "198.51.100.7") -> Verdict:
        return await self.house.truth.checks.check(pasted, asker=Asker(place))


async def fill(house: House, clock: SetClock) -> None:
    """A site, mail, a number, a name on Telegram, one that was given up, and no WhatsApp."""
    directory = house.truth.directory
    await directory.put(draft("site", "https://acme.example", "Acme Exchange"), by=WEN)
    await directory.put(draft("email_domain", "acme.example", "All our mail"), by=WEN)
    await directory.put(draft("phone", LONDON, "London line"), by=WEN)
    await directory.put(draft("telegram", "@AcmeExchangeHelp", "On Telegram"), by=WEN)
    old = await directory.put(draft("email", "help@old-acme.example", "Old mail"), by=WEN)
    clock.advance(86_400)
    await directory.end(old.item, ending="lost", reason="The domain was sold", by=WEN)
    clock.advance(86_400)
    await directory.put_never("whatsapp", {"en": "We have no WhatsApp.", "zh": "我们没有 WhatsApp。"}, by=WEN)


@pytest.fixture
async def desk(sqlite_settings: Settings) -> AsyncIterator[Desk]:
    clock, url = SetClock(moment("2026-09-28T09:00")), sqlite_settings.public_url
    async with running(sqlite_settings, clock=clock) as house:
        await fill(house, clock)
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(house.app), base_url=url, headers={"accept": "text/html", "sec-fetch-site": "same-origin"}
        )
        async with http:
            yield Desk(house, clock, PlainBrowser(http))
