"""A guest's first form, sent twice: one guest and one ticket, wherever the sendings arrive."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from tests.log.test_two_nodes import pair_settings
from tests.portal.browser import PlainBrowser
from tests.postgresql_server import PostgresqlServer

from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people.contacts import FORM_US
from truepenny.people.schema import contacts
from truepenny.platform.clock import SECOND, SetClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
NEW = "/tickets/new"


def browser_at(house: House) -> PlainBrowser:
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False, client=("10.1.0.1", 4000))
    return PlainBrowser(httpx.AsyncClient(transport=transport, base_url=house.settings.public_url, headers={"accept": "text/html"}))


@pytest.fixture
async def nodes(postgresql: PostgresqlServer, tmp_path: Path) -> AsyncIterator[list[House]]:
    async with AsyncExitStack() as stack:
        url = postgresql.make_database()
        yield [await stack.enter_async_context(running(settings)) for settings in pair_settings(url, tmp_path)]


async def count_guests(house: House) -> int:
    return await house.db.read(lambda conn: conn.execute(select(func.count()).select_from(contacts)).scalar_one())


@pytest.mark.postgresql
async def test_two_nodes_hit_at_the_same_instant_make_one_guest_and_one_ticket(nodes: list[House]) -> None:
    page = browser_at(nodes[0])
    for n in range(1, 9):
        await page.open(f"{NEW}?topic=other")
        senders = [browser_at(nodes[i % 2]) for i in range(4)]  # the same form, each time without a cookie
        for sender in senders:
            sender.read, sender.page = page.read, page.page
        said = {"subject": f"Once {n}", "text": "Only once.", "name": "Mei", "go": "send"}
        answers = await asyncio.gather(*(sender.send(NEW, follow=False, **said) for sender in senders))
        assert [answer.status_code for answer in answers] == [303] * 4, [answer.text[:300] for answer in answers]
        assert len({answer.headers["location"] for answer in answers}) == 1
        assert await count_guests(nodes[0]) == n
        for sender in senders:
            assert len(set(re.findall(rf"Once {n}", await sender.open("/tickets")))) == 1, "each has a session of that guest"


async def test_who_sends_the_form_again_long_after_is_another_guest(sqlite_settings: Settings) -> None:
    clock = SetClock()
    async with running(sqlite_settings, clock=clock) as house:
        page, thief = browser_at(house), browser_at(house)
        await page.open(f"{NEW}?topic=other")
        thief.read, thief.page = page.read, page.page
        await page.send(NEW, subject="My account", text="It is locked.", go="send", follow=False)
        clock.advance(FORM_US // SECOND + 1)
        await thief.send(NEW, subject="Hello", text="Who was here?", go="send", follow=False)
        assert "My account" not in await thief.open("/tickets")
        assert await count_guests(house) == 2
