"""Articles for somebody who is writing: which ones are offered, and what is counted of it, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection

from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.deflection import Totals
from truepenny.knowledge.help.offers import MAX_WORDS, HelpOffers
from truepenny.knowledge.help.starter import plant_starter
from truepenny.people.audit import record
from truepenny.platform.clock import DAY, SECOND, SetClock
from truepenny.platform.db.choose import make_database
from truepenny.platform.settings import Settings
from truepenny.trust.never_ask.refusal import check_published

pytestmark = pytest.mark.anyio
ARRIVED = "withdrawal-not-arrived"


@dataclass
class Shop:
    offers: HelpOffers
    centre: HelpCentre
    clock: SetClock

    async def slugs(self, words: str, language: str = "en", topic: str | None = None) -> list[str]:
        return [head.slug for head in await self.offers.suggest(words, topic=topic, language=language)]

    async def totals(self, days: int = 30, **more: str) -> list[Totals]:
        return list(await self.offers.totals(days=days, **more))  # type: ignore[arg-type]


@pytest.fixture
async def shop(settings: Settings) -> AsyncIterator[Shop]:
    db, clock = make_database(settings), SetClock()
    await db.start()

    def no_limit(_conn: Connection, _what: str, _address: str) -> None:
        """Not what these stories are about."""

    centre = HelpCentre(
        db, clock, languages=("en", "zh"), record=record, check=check_published, screen=lambda words, _: words, limit=no_limit,
        has_reviewer=lambda _conn, _but: True,
    )  # fmt: skip
    await plant_starter(db, clock, languages=("en", "zh"))
    yield Shop(HelpOffers(db, clock, centre, is_clean=lambda words: "secret" not in words), centre, clock)
    await db.stop()


FIRST = {
    ("my withdrawal has not arrived", "en"): ARRIVED,
    ("I forgot the memo", "en"): "missing-tag",
    ("usdt sent on wrong network", "en"): "wrong-network",
    ("complaint about an agent", "en"): "complaints",
    ("提现没到账", "zh"): ARRIVED,
    ("帳戶被鎖定了", "zh"): "account-locked",
    ("有人冒充客服", "zh"): "fake-support",
    ("忘记填标签", "zh"): "missing-tag",
    ("hi, I need help please", "en"): None,
    ("你好", "zh"): None,
}
"""What somebody writes, and the article that is offered first."""


async def test_what_somebody_writes_finds_what_may_answer_it(shop: Shop) -> None:
    for (words, language), first in FIRST.items():
        found = await shop.slugs(words, language)
        assert (found[0] if found else None) == first, words
        assert len(found) <= 3


async def test_a_chosen_topic_offers_its_articles_before_a_word_is_written(shop: Shop) -> None:
    assert await shop.slugs("", topic="WD.MISSING") == [ARRIVED, "read-a-txid"]
    assert (await shop.slugs("how do I read the transaction ID", topic="WD.MISSING"))[0] == "read-a-txid"
    assert await shop.slugs("") == []


async def test_whoever_is_in_danger_is_given_nothing_to_read(shop: Shop) -> None:
    assert await shop.slugs("someone is in my account", topic="SEC.ATO")
    assert await shop.slugs("someone is in my account", topic="HARM") == []


async def test_words_that_may_hold_a_secret_are_not_looked_at(shop: Shop) -> None:
    assert shop.offers.clean("a secret in my withdrawal") == ""
    assert shop.offers.clean("   ") == ""
    assert len(shop.offers.clean("withdrawal " * 100)) == MAX_WORDS


async def test_where_there_is_a_search_it_decides_and_the_topic_goes_first(shop: Shop) -> None:
    asked: list[tuple[str, str]] = []

    async def search(words: str, language: str, limit: int) -> Sequence[str]:
        asked.append((words, language))
        return ["complaints", "gone-since", "read-a-txid", "api-problems", "screenshots"][:limit]

    offers = HelpOffers(shop.offers._db, shop.clock, shop.centre, is_clean=bool, search=search)
    found = await offers.suggest("tx", topic="WD.MISSING", language="zh")
    assert [head.slug for head in found] == ["read-a-txid", "complaints", "api-problems"]
    assert all(head.language == "zh" for head in found)
    assert asked == [("tx", "zh")]


async def test_where_the_search_finds_nothing_titles_and_summaries_do(shop: Shop) -> None:
    async def search(_words: str, _language: str, _limit: int) -> Sequence[str]:
        return []

    offers = HelpOffers(shop.offers._db, shop.clock, shop.centre, is_clean=bool, search=search)
    assert [head.slug for head in await offers.suggest("充错链了", topic=None, language="zh")] == ["wrong-network"]


async def test_counts_are_kept_by_day_place_and_language_and_nothing_else(shop: Shop) -> None:
    for did in ("offered", "offered", "opened", "answered", "sent"):
        await shop.offers.count(did, [ARRIVED], place="portal", language="en")  # type: ignore[arg-type]
    await shop.offers.count("offered", [ARRIVED, "complaints"], place="widget", language="zh")
    assert await shop.totals() == [
        Totals(ARRIVED, "en", offered=2, opened=1, answered=1, sent=1),
        Totals("complaints", "zh", offered=1),
        Totals(ARRIVED, "zh", offered=1),
    ]
    assert await shop.totals(place="portal") == [Totals(ARRIVED, "en", offered=2, opened=1, answered=1, sent=1)]
    shop.clock.advance(6 * DAY / SECOND)
    await shop.offers.count("opened", [ARRIVED], place="portal", language="en")
    assert await shop.totals(days=6) == [Totals(ARRIVED, "en", opened=1)]
    assert (await shop.totals(days=7))[0] == Totals(ARRIVED, "en", offered=2, opened=2, answered=1, sent=1)


async def test_what_is_no_article_or_no_language_counts_nothing(shop: Shop) -> None:
    await shop.offers.count("offered", ["no-such-article"], place="portal", language="en")
    await shop.offers.count("offered", [ARRIVED], place="portal", language="xx")
    assert await shop.totals() == []
    await shop.offers.count("offered", ["no-such-article", ARRIVED, ARRIVED], place="portal", language="en")
    assert await shop.totals() == [Totals(ARRIVED, "en", offered=1)]


async def test_many_at_once_are_all_counted(shop: Shop) -> None:
    both = [ARRIVED, "complaints"]
    await asyncio.gather(*(shop.offers.count("offered", both[:: (-1) ** n], place="widget", language="en") for n in range(40)))
    assert [one.offered for one in await shop.totals()] == [40, 40]
