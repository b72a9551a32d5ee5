"""Editors look through the list of articles: each filter finds what the overviews of all articles say, in the same order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import product

import pytest
from sqlalchemy import Connection
from tests.help.conftest import Library

from truepenny.knowledge.help import moves, rows
from truepenny.knowledge.help.listing import Wanted
from truepenny.knowledge.help.rows import Overview, Standing
from truepenny.knowledge.help.versions import Frame, Key, Words
from truepenny.platform.clock import DAY, HOUR

pytestmark = pytest.mark.anyio
LANGUAGES = ("en", "zh")
STATES = ("", "draft", "review", "approved", "scheduled", "published", "retired")
MARKS = ("", "out_of_date", "untranslated", "links")


async def write(library: Library, luck: random.Random) -> None:
    """Articles in two categories; their languages were drafted, handed in, approved, published, are to come, retired or behind."""
    names = {"en": "Safety", "zh": "安全"}
    await library.house.truth.help.editing.put_category("safety", names=names, icon="lock", place=0, by=library.lead)
    now = library.house.clock.now_us()

    def walk(conn: Connection) -> None:
        for n in range(30):
            frame = Frame(f"article-{n}", luck.choice(("money", "safety")), place=luck.randrange(3))
            article = rows.add_article(conn, frame, by="A-1", now_us=now)
            for step in range(luck.choice((0, 1, 2, 4, 6))):
                move(conn, Key(article, luck.choice(LANGUAGES)), now - DAY + step * HOUR, luck)

    await library.house.db.write(walk)


def move(conn: Connection, key: Key, now: int, luck: random.Random) -> None:
    """One more version of the article in this language, and whatever becomes of it."""
    base = rows.latest_number(conn, *key)
    words = Words(f"Straße {key.language} {base} fees", "", "Words.")
    number = moves.save(conn, key, words, base=base, education=(), by="A-1", now_us=now).number
    steps = luck.randrange(6)
    if steps == 1:
        moves.move(conn, key, number, come_from=("draft",), to="review", by="A-1", now_us=now)
    if steps >= 2:
        moves.approve(conn, key, number, by="A-2", now_us=now, education=(), record=no_record)
    if steps >= 3:
        at, change = now + 3 * DAY if steps == 3 else now, luck.choice(("meaning", "small", None))
        moves.publish(conn, key, number, at=at, change=change, by="A-2", now_us=now, record=no_record)
    if steps == 5 and luck.random() < 0.5:
        moves.retire(conn, key.article, [key.language], by="A-2", now_us=now, record=no_record)


def no_record(_conn: Connection, _at: int, **_said: object) -> None:
    """Who changed what is test_workflow.py's matter."""


def fits(one: Overview, wanted: Wanted) -> bool:
    """By what the whole list says of the article."""
    asked: Mapping[str, Standing | None] = {code: one.languages.get(code) for code in LANGUAGES if wanted.language in ("", code)}
    there = [standing for standing in asked.values() if standing is not None]
    first = one.languages.get(wanted.speaks) or next(iter(one.languages.values()), None)
    title = one.frame.slug if first is None else first.latest.words.title
    marked = {
        "": True, "out_of_date": any(standing.out_of_date for standing in there),
        "untranslated": any(code not in one.languages for code in LANGUAGES),
        "links": any(standing.latest.state in ("review", "approved") for standing in there),
    }  # fmt: skip
    return (
        marked[wanted.mark]
        and (not wanted.state or wanted.state in {standing.latest.state for standing in there})
        and wanted.category in ("", one.frame.category)
        and wanted.words.casefold() in f"{title} {one.frame.slug}".casefold()
    )


async def test_each_filter_finds_what_the_whole_list_says(library: Library) -> None:
    await write(library, random.Random(7))
    listing, whole = library.house.truth.help.listing, await library.house.truth.help.editing.list_all()
    met: set[tuple[str, str]] = set()
    for state, mark, language, words in product(STATES, MARKS, ("", "en", "zh"), ("", "STRASSE ZH")):
        wanted = Wanted(LANGUAGES, "zh", words, state, language, "", mark)
        found = await listing.find(wanted, at=1, per_page=50)
        assert list(found.articles) == [one for one in whole if fits(one, wanted)], wanted
        assert (found.fitting, found.every) == (len(found.articles), len(whole))
        met |= {(state, mark)} if found.articles else set()
    assert {state for state, mark in met if not mark} == set(STATES), "each state was there to be found"
    assert {mark for state, mark in met if not state} == set(MARKS)


async def test_pages_follow_one_another_and_end(library: Library) -> None:
    await write(library, random.Random(9))
    listing = library.house.truth.help.listing
    wanted = Wanted(LANGUAGES, "en", category="money")
    whole = await listing.find(wanted, at=1, per_page=50)
    assert {one.frame.category for one in whole.articles} == {"money"}
    first, second = await listing.find(wanted, at=1, per_page=3), await listing.find(wanted, at=2, per_page=3)
    assert [*first.articles, *second.articles] == list(whole.articles)[:6]
    beyond = await listing.find(wanted, at=900, per_page=3)
    assert whole.fitting % 3 == 0, "the last page is a full one"
    assert beyond.at == whole.fitting // 3
    assert list(beyond.articles) == list(whole.articles)[-3:], "and no empty one follows it"


async def test_what_readers_did_not_find_helpful(library: Library) -> None:
    wanted = Wanted(LANGUAGES, "en", mark="not_helpful", unhelpful={library.limits})
    assert [one.id for one in (await library.house.truth.help.listing.find(wanted, at=1, per_page=9)).articles] == [library.limits]


async def test_titles_to_link_to_begin_with_those_of_the_same_category(library: Library) -> None:
    await write(library, random.Random(7))
    listing, whole = library.house.truth.help.listing, await library.house.truth.help.editing.list_all()
    titles = await listing.titles("zh", category="money")
    assert {slug for slug, _ in titles} == {one.frame.slug for one in whole} == await listing.slugs()
    near = {one.frame.slug for one in whole if one.frame.category == "money"}
    assert {slug for slug, _ in titles[: len(near)]} == near
    assert dict(titles)["withdrawal-fees"] == "提现手续费"
    assert dict(titles)["withdrawal-limits"] == "Limits"
    assert await listing.count_by_category() == {"money": len(near), "safety": len(whole) - len(near)}
