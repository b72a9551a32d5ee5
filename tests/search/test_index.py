"""The contract of an index: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, and_
from tests.search.conftest import SAME, Shelf

from truepenny.platform.search.entries import Entry, facet
from truepenny.platform.search.query import Query, parse

pytestmark = pytest.mark.anyio
ZH, EN = facet("language", "zh"), facet("language", "en")
ARTICLES = (
    Entry("missing-withdrawal:en", "A withdrawal has not arrived", "What to check first", "Look at the network and the TXID.", (EN,)),
    Entry("missing-withdrawal:zh", "提现没有到账怎么办", "先看网络和交易哈希", "每一笔提币都有交易哈希。", (ZH,)),
    Entry("deposit:en", "Deposit to a wrong network", "", "A withdrawal from elsewhere that came over another chain.", (EN,)),
    Entry("deposit:zh", "充值選錯了網路", "", "帳戶裡看不到充值的币。", (ZH,)),
    Entry("login:en", "Two-step login codes do not work", "Check the clock", "Order ORD-2024-7781. 100% \\ 'quoted' \"x\"", (EN,)),
)


async def test_title_comes_before_text(published: Shelf) -> None:
    await published.put(*ARTICLES)
    assert (await published.find("withdrawal", all_of=[EN])) == ["missing-withdrawal:en", "deposit:en"]


async def test_words_of_the_same_meaning_are_found_in_both_languages(published: Shelf) -> None:
    await published.put(*ARTICLES)
    assert set(await published.find("提币")) >= {"missing-withdrawal:en", "missing-withdrawal:zh"}
    assert await published.find("withdraw", all_of=[ZH]) == ["missing-withdrawal:zh"]


@pytest.mark.parametrize("asked", ["充值", "網路", "网路", "账户", "帳戶", "帐户", "币", "充", "选错", "選錯", "选", "看不到"])
async def test_one_and_two_characters_traditional_and_simplified(published: Shelf, asked: str) -> None:
    await published.put(*ARTICLES)
    assert "deposit:zh" in await published.find(asked)


@pytest.mark.parametrize("asked", ["ORD-2024-7781", "ord-2024-7781", '"TWO-STEP LOGIN"', "ｔｗｏ login", "100% 'quoted'", 'quoted "x"'])
async def test_numbers_quotes_and_signs(published: Shelf, asked: str) -> None:
    await published.put(*ARTICLES)
    assert await published.find(asked) == ["login:en"]


async def test_quoted_words_must_stand_side_by_side(published: Shelf) -> None:
    await published.put(*ARTICLES)
    assert await published.find('"codes login"') == []
    assert await published.find("codes login") == ["login:en"]


async def test_the_last_word_may_be_unfinished_while_typing(published: Shelf) -> None:
    await published.put(*ARTICLES)
    assert await published.find("netw") == []
    assert set(await published.find("netw", typing=True)) == {"missing-withdrawal:en", "deposit:en"}
    assert "missing-withdrawal:zh" in await published.find("提现没", typing=True)


async def test_some_of_the_words_do_only_when_asked_so(published: Shelf) -> None:
    await published.put(*ARTICLES)
    assert await published.find("network hippopotamus withdrawal") == []
    assert (await published.find("network hippopotamus withdrawal", loosely=True))[0] in ("missing-withdrawal:en", "deposit:en")


async def test_an_entry_put_again_is_replaced_and_a_dropped_one_is_gone(published: Shelf) -> None:
    await published.put(*ARTICLES)
    await published.put(Entry("login:en", "Something else", "", "altogether", (EN,)))
    assert await published.find("two-step") == []
    assert await published.find("altogether") == ["login:en"]
    assert await published.drop("login:en", "nobody") == 1
    assert await published.find("altogether") == []
    assert "altogether" not in await published.words()
    assert (await published.words())["withdrawal"] == 2


async def test_clear_leaves_nothing(published: Shelf) -> None:
    await published.put(*ARTICLES)
    await published.db.write(published.index.clear)
    assert await published.find("withdrawal") == []
    assert await published.words() == {}
    await published.put(ARTICLES[0])
    assert await published.find("withdrawal") == ["missing-withdrawal:en"]


async def test_what_the_asker_may_not_find_is_not_found(published: Shelf) -> None:
    await published.put(*ARTICLES)
    assert len(await published.find("withdrawal")) == 3
    assert await published.find("withdrawal", where=lambda id_: and_(id_ > 2)) == ["deposit:en"]


async def test_newest_first_and_further_down(said: Shelf) -> None:
    await said.put(*(Entry(str(n), body=f"withdrawal number {n}", at=n) for n in range(1, 40)))
    first = await said.find("withdrawal", order="newest", limit=10)
    assert first == [str(n) for n in range(39, 29, -1)]
    assert (await said.find("withdrawal", order="newest", limit=10, before=30))[0] == "29"


async def test_newest_first_over_many_thousands(said: Shelf) -> None:
    """Rare and common words, near and far apart: PostgreSQL looks in stretches of ids."""
    luck = random.Random(5)
    ids = sorted(luck.sample(range(1, 200_000), 3_000))
    rare = set(ids[:3])
    await said.put(*(Entry(str(id_), body="common " + ("rare" if id_ in rare else "other")) for id_ in ids))
    assert await said.find("common", order="newest", limit=50) == [str(id_) for id_ in ids[::-1][:50]]
    assert await said.find("rare", order="newest") == [str(id_) for id_ in sorted(rare, reverse=True)]
    assert await said.find("common other", order="newest", limit=5, before=ids[10]) == [str(id_) for id_ in ids[9:4:-1]]


async def test_newest_first_from_any_place_down(said: Shelf) -> None:
    """PostgreSQL looks in one stretch of ids after the other: none is left out where one ends, and none comes twice."""
    luck = random.Random(6)
    edges = [number << bits for bits in (12, 16) for number in (1, 2, 3, 5)]
    ids = sorted({*luck.sample(range(1, 400_000), 1_500), *(edge + by for edge in edges for by in (-1, 0, 1))})
    half = {id_ for id_ in ids if luck.random() < 0.5}
    await said.put(*(Entry(str(id_), body="common" + (" half" if id_ in half else "")) for id_ in ids))
    common, halves = parse("common"), parse("half")
    for before in (*(edge + by for edge in edges for by in (0, 1)), 300_000, 400_001):
        for limit in (1, 21, 500):
            wanted = [[id_ for id_ in reversed(some) if id_ < before][:limit] for some in (ids, sorted(half))]
            bounds: Any = {"limit": limit, "before": before}
            alone = await said.db.read(partial(lists, said, [common, halves], bounds))
            together = await said.db.read(partial(said.index.list_newest_of_each, queries=[common, halves], **bounds))
            assert (alone, together) == (wanted, wanted), bounds


def lists(said: Shelf, queries: Sequence[Query], bounds: Any, conn: Connection) -> list[list[int]]:
    return [said.index.list_newest(conn, query, **bounds) for query in queries]


async def test_which_of_many_words_are_there(published: Shelf) -> None:
    await published.put(*ARTICLES)
    asked = ["network", "hippopotamus", "提现", "!", *(f"nothing{n}" for n in range(30)), "login"]
    found = await published.db.read(lambda conn: published.index.find_any(conn, [parse(word) for word in asked]))
    assert [word for word, is_there in zip(asked, found, strict=True) if is_there] == ["network", "提现", "login"]


async def test_the_best_with_credit_for_being_recent(said: Shelf) -> None:
    day = 86_400_000_000
    await said.put(Entry("1", body="withdrawal pending", at=day), Entry("2", body="withdrawal pending and a few more words", at=100 * day))
    assert await said.find("withdrawal pending", order="best", recent_us=10 * day, now_us=100 * day) == ["2", "1"]
    assert await said.find("withdrawal pending", order="best") == ["1", "2"]


async def test_facets_bound_what_is_found(said: Shelf) -> None:
    one, two = facet("ticket", "AAAA"), facet("ticket", "BBBB")
    await said.put(Entry("1", body="fee", facets=(one,)), Entry("2", body="fee", facets=(two,)), Entry("3", body="fee"))
    assert await said.find("fee", order="newest", any_of=[one, two]) == ["2", "1"]
    assert await said.find("fee", order="newest", all_of=[two]) == ["2"]


async def test_texts_that_databases_dislike(published: Shelf) -> None:
    nasty = "a\x00b \ud800 \"'\\ :*&|!<-> NEAR( AND OR NOT {title}: ^x \u202e ٣ " + "长" * 40_000 + " end"
    await published.put(Entry("nasty", nasty[:300], nasty, nasty))
    assert await published.find("NEAR( AND {title}:") == ["nasty"]
    assert await published.find("end") == ["nasty"]
    await published.drop("nasty")
    assert await published.find("end") == []


async def test_what_was_said_again_and_again_counts_once(published: Shelf) -> None:
    await published.put(Entry("a", "fee fee fee", "", "fee " * 500), Entry("b", "fees", "", ""))
    assert (await published.words())["fee"] == 1
    assert set(await published.find("fee")) == {"a", "b"}


async def test_the_same_query_gives_the_same_order_twice(published: Shelf) -> None:
    await published.put(*(Entry(f"k{n}", f"withdrawal limits {n % 7}", "", f"text about limits {n}") for n in range(60)))
    query = parse("withdrawal limit", SAME)
    assert await published.find(query) == await published.find(query)
