"""Two nodes put one article into the index at once: whoever read it earlier and comes later does not bring old words back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.knowledge.announcements.kinds import Announcement, Draft, Written
from truepenny.knowledge.help.articles import Entry
from truepenny.knowledge.help.versions import Frame, Key, Words
from truepenny.knowledge.search.upkeep import PublishedIndex
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import SECOND, SetClock
from truepenny.platform.search.query import parse
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
OMAR = Agent(AgentId("A-1012"), "Omar Haddad", Role.LEAD, ())
T = TypeVar("T")
OLD, NEW = "oldestwords", "newestwords"


@dataclass
class HeldUp:
    """A node's help centre or announcements: what it has read of them reaches its index only later."""

    real: Any
    has_read: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def entries(self, keys: Collection[Key] | None = None) -> list[Entry]:
        return await self._late(self.real.entries(keys))

    async def list_all(self, *, past: int) -> list[Announcement]:
        return await self._late(self.real.list_all(past=past))

    async def _late(self, read: Coroutine[Any, Any, T]) -> T:
        found = await read
        self.has_read.set()
        await self.goes_on.wait()
        return found

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


@dataclass
class Pair:
    """house: the quick node. slow: the index as another node keeps it."""

    house: House
    clock: SetClock
    slow: PublishedIndex
    articles: HeldUp
    announcements: HeldUp
    article: str = ""
    numbers: int = 0

    @property
    def key(self) -> Key:
        return Key(self.article, "en")

    async def publish(self, words: str) -> None:
        """By the quick node, which puts it into the index before this returns."""
        editing = self.house.truth.help.editing
        self.clock.at_us += SECOND
        draft = await editing.put_draft(self.article, "en", Words("Fees", "", words), base=self.numbers, by=OMAR)
        self.numbers = draft.number
        await editing.approve(self.article, "en", draft.number, by=OMAR, alone=True)
        await editing.publish(self.article, "en", draft.number, by=OMAR)

    async def retire(self) -> None:
        await self.house.truth.help.editing.retire(self.article, by=OMAR)

    async def begin_slowly(self) -> asyncio.Task[None]:
        """The slow node hears of the article, reads it, and is held up."""
        task = asyncio.create_task(self.slow.hear_articles([self.key]))
        await self.articles.has_read.wait()
        return task

    async def end_slowly(self, task: asyncio.Task[None]) -> None:
        self.articles.goes_on.set()
        await task

    async def finds(self) -> list[str]:
        """Which of the words are in the index."""
        index, find = self.slow.index, self.house.db.read
        return [words for words in (OLD, NEW) if await find(lambda conn, words=words: index.find(conn, parse(words), limit=1))]  # type: ignore[misc]


@pytest.fixture
async def pair(settings: Settings) -> AsyncIterator[Pair]:
    clock = SetClock()
    async with running(settings, clock=clock) as house:
        articles, announcements = HeldUp(house.truth.help), HeldUp(house.truth.announcements)
        slow = PublishedIndex(house.db, clock, articles, announcements)  # type: ignore[arg-type]
        house.truth.help.news.listeners.remove(slow.hear_articles)
        made = Pair(house, clock, slow, articles, announcements)
        await house.truth.help.editing.put_category("money", names={"en": "Money"}, icon="money", place=1, by=OMAR)
        made.article = await house.truth.help.editing.add_article(Frame("fees", "money"), by=OMAR)
        await made.publish(OLD)
        yield made


async def test_an_older_version_does_not_overtake_a_newer_one(pair: Pair) -> None:
    late = await pair.begin_slowly()
    await pair.publish(NEW)
    await pair.end_slowly(late)
    assert await pair.finds() == [NEW]


async def test_what_was_retired_meanwhile_does_not_come_back(pair: Pair) -> None:
    late = await pair.begin_slowly()
    await pair.retire()
    await pair.end_slowly(late)
    assert await pair.finds() == []


async def test_what_was_published_again_meanwhile_stays(pair: Pair) -> None:
    await pair.retire()
    late = await pair.begin_slowly()
    await pair.publish(NEW)
    await pair.end_slowly(late)
    assert await pair.finds() == [NEW]


async def test_a_node_whose_clock_is_behind_does_not_put_old_words(pair: Pair) -> None:
    late = await pair.begin_slowly()
    await pair.publish(NEW)
    pair.clock.at_us -= SECOND // 2
    await pair.end_slowly(late)
    assert await pair.finds() == [NEW]


async def test_older_words_of_an_announcement_do_not_overtake_newer_ones(pair: Pair) -> None:
    announcements, quick = pair.house.truth.announcements, pair.house.truth.search.upkeep
    await pair.retire()
    made = await announcements.publish(Draft("incident", "investigating", {"en": Written("Slow", f"Wait: {OLD}.")}), by=OMAR.id)
    late = asyncio.create_task(pair.slow.catch_up())
    await pair.announcements.has_read.wait()
    pair.clock.at_us += SECOND
    await announcements.change(made, Draft("incident", "investigating", {"en": Written("Slow", f"Wait: {NEW}.")}), by=OMAR.id)
    await quick.catch_up()
    pair.announcements.goes_on.set()
    await late
    assert await pair.finds() == [NEW]
