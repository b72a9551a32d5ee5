"""search: articles and messages found in a full desk, and whether what people type finds the article that answers it.

Server time: parsing, index, permissions, rows and extracts; for messages the application is called in this process, without a network.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import uvloop
from sqlalchemy import Connection, select, text

from bench.desk import ROOT, a_place
from bench.inbox import ask_desk
from bench.machine import pin_load
from bench.report import Value, percentile, show_table
from bench.search_seed import seed_articles, seed_messages
from bench.search_words import make_queries
from truepenny.knowledge.help.markup import render
from truepenny.knowledge.help.starter import load_starter
from truepenny.knowledge.search.schema import PUBLISHED
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.search.asked import Asked
from truepenny.platform.search.entries import Entry, Hit, facet
from truepenny.platform.search.extract import extract
from truepenny.platform.search.fts5 import match_of
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.query import Synonyms, both_ways, parse
from truepenny.platform.search.spelling import Speller
from truepenny.platform.search.tsvector import tsquery_of

LABELLED = ROOT / "tests" / "search" / "labelled.toml"
SYNONYMS = ROOT / "src" / "truepenny" / "knowledge" / "search" / "starter_synonyms.toml"
FIRST = 5
LITTLE = 3


def run(options: argparse.Namespace) -> dict[str, Value]:
    return uvloop.run(_measure(options))


async def _measure(options: argparse.Namespace) -> dict[str, Value]:
    tickets = max(10, options.messages // 10)
    calls = max(30, min(400, int(options.seconds * 50)))
    with a_place(options.database) as place:
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        began = time.perf_counter()
        async with running(place.settings) as house:
            await house.search.indexer.stop()
            await house.db.write(SearchIndex(PUBLISHED).clear)
            recall, missed = await _recall(house)
            await seed_articles(house, SearchIndex(PUBLISHED), articles=options.articles)
            lead, member, indexing = await seed_messages(
                house, tickets=tickets, messages=options.messages, tell=lambda said: print(said, file=sys.stderr)
            )
            await house.db.write(_settle)
        seeding = time.perf_counter() - began
        pin_load()
        async with running(place.settings) as house:
            await house.search.indexer.stop()
            articles = await _time_articles(house, calls)
            newest = await _time_messages(house, (lead, member), "newest", calls)
            best = await _time_messages(house, (lead, member), "best", calls)
            bare = await _time_bare(house, calls)
    show_table(
        f"search on {options.database}: {options.articles:,} articles, {options.messages:,} messages",
        [
            ("articles, ten with extracts, p95 ms", percentile(articles, 0.95), f"p50 {percentile(articles, 0.5):.2f}"),
            (
                "messages newest first, p95 ms",
                percentile(newest, 0.95),
                f"p50 {percentile(newest, 0.5):.2f}, by API with rows and extracts",
            ),
            ("messages best first, p95 ms", percentile(best, 0.95), f"p50 {percentile(best, 0.5):.2f}"),
            ("ceiling: 20 numbers newest first, p95 ms", percentile(bare["newest"], 0.95), "the database alone, no permissions, no rows"),
            ("ceiling: 20 by the database's own rank, p95 ms", percentile(bare["ranked"], 0.95), "bm25() or ts_rank_cd over all matches"),
            (f"recall in the first {FIRST}", recall, "missed: " + ", ".join(missed[:12])),
            ("indexing, messages a second", options.messages / indexing, f"seeding in all {seeding:.0f} s"),
        ],
    )
    return {
        "articles_p95_ms": percentile(articles, 0.95),
        "newest_p95_ms": percentile(newest, 0.95),
        "ranked_p95_ms": percentile(best, 0.95),
        "recall_5": recall,
        "ceiling_newest_p95_ms": percentile(bare["newest"], 0.95),
        "ceiling_ranked_p95_ms": percentile(bare["ranked"], 0.95),
        "indexed_per_s": options.messages / indexing,
    }


def _settle(conn: Connection) -> None:
    """What autovacuum does to a desk in the course of time."""
    conn.execute(text("ANALYZE"))


# Articles


async def _time_articles(house: House, calls: int) -> list[float]:
    index, times = SearchIndex(PUBLISHED), []
    for n, asked in enumerate(make_queries(calls + 30, luck=random.Random(17))):
        marks = [facet("language", "zh" if n % 2 else "en")]
        before = time.perf_counter()
        query = parse(asked)

        def look(conn: Connection, query: Any = query, marks: Sequence[str] = marks) -> int:
            hits = index.find(conn, query, limit=10, all_of=marks, loosely=True)
            entry = PUBLISHED.entry
            rows = conn.execute(select(entry.c.title, entry.c.body).where(entry.c.id.in_([hit.id for hit in hits])))
            return sum(len(extract(row.title, query)) + len(extract(row.body, query)) for row in rows)

        await house.db.read(look)
        if n >= 30:
            times.append((time.perf_counter() - before) * 1e3)
    return times


async def _recall(house: House) -> tuple[float, list[str]]:
    """Share of the labelled queries that find one of their articles among the first five, and those that do not."""
    index = SearchIndex(PUBLISHED)
    await house.db.write(lambda conn: index.put(conn, starter_entries()))
    missed = await house.db.read(lambda conn: find_missed(conn, index))
    await house.db.write(index.clear)
    return 1 - len(missed) / len(load_labelled()), missed


def load_labelled() -> list[tuple[str, str, list[str]]]:
    """Language, what was typed, and the articles of which one should be found."""
    groups = tomllib.loads(LABELLED.read_text())["query"]
    return [(group["language"], typed, slugs) for group in groups for typed, *slugs in group["asked"]]


def find_missed(conn: Connection, index: SearchIndex) -> list[str]:
    """With the site's synonyms, and what was probably meant where little is found: as the help centre searches."""
    same, speller = load_synonyms(), Speller()
    speller.learn(index.vocabulary(conn), also=list(same))
    return [typed for language, typed, slugs in load_labelled() if not _finds(conn, index, speller, same, typed, language, slugs)]


def _finds(conn: Connection, index: SearchIndex, speller: Speller, same: Synonyms, typed: str, language: str, slugs: Sequence[str]) -> bool:
    def find(said: str, *, limit: int = FIRST, loosely: bool = True) -> list[Hit]:
        return index.find(conn, parse(said, same), limit=limit, all_of=[facet("language", language)], loosely=loosely)

    hits = find(typed)
    if len(find(typed, limit=LITTLE, loosely=False)) < LITTLE:
        better = speller.suggest(parse(typed, same), lambda words: [bool(find(word, limit=1, loosely=False)) for word in words])
        hits = hits if better is None else find(better)
    return any(hit.key.partition(":")[0] in slugs for hit in hits)


def starter_entries() -> list[Entry]:
    """The starter articles as the help centre puts them into the index."""
    found = []
    for one in load_starter().files:
        words = render(one.words.body, language=one.language).words
        marks = (facet("language", one.language),)
        found.append(Entry(f"{one.frame.slug}:{one.language}", one.words.title, one.words.summary, words, marks))
    return found


def load_synonyms() -> Synonyms:
    return both_ways(tomllib.loads(SYNONYMS.read_text())["groups"])


# Messages


async def _time_messages(house: House, tokens: Sequence[str], order: str, calls: int) -> list[float]:
    times = []
    for n, asked in enumerate(make_queries(calls + 30, luck=random.Random(19))):
        ms = await ask_desk(house, f"/api/desk/search?q={quote(asked)}&order={order}", tokens[n % 3 == 0])
        if n >= 30:
            times.append(ms)
    return times


async def _time_bare(house: House, calls: int) -> dict[str, list[float]]:
    """The same queries by the database alone."""
    sqlite = house.db.dialect == "sqlite"
    if sqlite:
        newest = "SELECT rowid FROM search_ticket_fts WHERE search_ticket_fts MATCH :q ORDER BY rowid DESC LIMIT 20"
        ranked = "SELECT rowid FROM search_ticket_fts WHERE search_ticket_fts MATCH :q ORDER BY rank LIMIT 20"
    else:
        newest = "SELECT id FROM search_ticket WHERE words @@ CAST(:q AS tsquery) ORDER BY id + 0 DESC LIMIT 20"
        ranked = (
            "SELECT id FROM search_ticket WHERE words @@ CAST(:q AS tsquery) ORDER BY ts_rank_cd(words, CAST(:q AS tsquery)) DESC LIMIT 20"
        )
    said: Callable[[Asked], str] = match_of if sqlite else tsquery_of
    queries = [said(Asked(parse(asked))) for asked in make_queries(min(calls, 100) + 10, luck=random.Random(19))]
    times: dict[str, list[float]] = {"newest": [], "ranked": []}
    for name, statement in (("newest", newest), ("ranked", ranked)):
        for n, query in enumerate(queries):
            before = time.perf_counter()
            await house.db.read(lambda conn, statement=statement, query=query: conn.execute(text(statement), {"q": query}).all())  # type: ignore[misc]
            if n >= 10:
                times[name].append((time.perf_counter() - before) * 1e3)
    return times
