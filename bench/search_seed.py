"""Fills a desk for the search benchmark by bulk insert, past the log's own door: what is measured is the search, not the writing.

Rows are as the log writes them, but for digests, which nothing here reads. The index is what the indexer would make, made in large groups.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import asyncpg
from sqlalchemy import Connection, Index, update

from bench.people import add_agent
from bench.search_words import make_texts
from truepenny.contracts.identity import ContentId, Role
from truepenny.log.events import Actor, ContentRef, MessageReceived, MessageSent, encode
from truepenny.log.schema import content, event, log_head
from truepenny.main.house import House
from truepenny.people.audit import COMMAND_LINE
from truepenny.platform.db.bulk import BulkInsert
from truepenny.platform.search.entries import Entry, Prepared, facet
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.schema import search_state
from truepenny.projections.inbox.schema import NEVER, SLOT_BITS, inbox
from truepenny.projections.search.schema import SAID
from truepenny.projections.search.state import NAME, begin_anew
from truepenny.tickets.numbers import make_number

CHUNK = 5_000
AHEAD = 4
DAY_US = 86_400_000_000
_EVENTS = BulkInsert(event, [column.name for column in event.c])
_CONTENTS = BulkInsert(content, [column.name for column in content.c])
_INBOX = BulkInsert(inbox, [column.name for column in inbox.c])


async def seed_messages(house: House, *, tickets: int, messages: int, tell: Callable[[str], None]) -> tuple[str, str, float]:
    """Tokens of a lead and of an agent of one team in three; seconds that indexing took."""
    teams = [await house.people.teams.add(name, by=COMMAND_LINE) for name in ("Withdrawals", "Accounts", "Cards")]
    _, lead = await add_agent(house, "lead", "Lead", Role.LEAD)
    agent, member = await add_agent(house, "agent", "Agent", Role.AGENT)
    await house.people.agents.change(agent.id, by=COMMAND_LINE, teams=[teams[0]])
    now, luck = house.clock.now_us(), random.Random(11)
    numbers = _numbers(tickets)
    await house.db.write(lambda conn: _put_tickets(conn, numbers, [*map(str, teams), None], now, luck))
    indexing = 0.0
    await house.db.write(_drop_vectors)
    with ProcessPoolExecutor(max(1, os.cpu_count() or 1)) as pool:
        jobs = [(house.db.dialect, numbers, first, min(CHUNK, messages - first), now) for first in range(0, messages, CHUNK)]
        for done, (rows, words, prepared) in enumerate(_ahead(pool, jobs), 1):
            await house.db.write(lambda conn, rows=rows, words=words: (_EVENTS.run(conn, rows), _CONTENTS.run(conn, words)))  # type: ignore[misc]
            began = time.perf_counter()
            await house.db.write(lambda conn, prepared=prepared: SearchIndex(SAID, numbered=True).put_prepared(conn, prepared))  # type: ignore[misc]
            indexing += time.perf_counter() - began
            if done % 20 == 0:
                tell(f"seeded {done * CHUNK:,} of {messages:,} messages")
    began = time.perf_counter()
    await house.db.write(lambda conn: _finish(conn, messages))
    if house.db.dialect == "postgresql":
        await _make_vectors(str(house.settings.database_url))
    return lead, member, indexing + time.perf_counter() - began


def _numbers(count: int) -> list[str]:
    """All different: of a hundred thousand drawn at random, two are the same one time in seven."""
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        numbers[str(make_number())] = None
    return list(numbers)


def _ahead(pool: ProcessPoolExecutor, jobs: Sequence[Any]) -> Iterator[Any]:
    """What the processes make, in order, and never much more of it than is wanted next."""
    waiting = [pool.submit(_make_chunk, job) for job in jobs[:AHEAD]]
    for place in range(len(jobs)):
        yield waiting.pop(0).result()
        waiting += [pool.submit(_make_chunk, job) for job in jobs[place + AHEAD : place + AHEAD + 1]]


async def seed_articles(house: House, index: SearchIndex, *, articles: int) -> None:
    """Half Chinese, half English; of some 150 words."""
    luck = random.Random(13)
    for first in range(0, articles, 500):
        entries = []
        for language in ("en", "zh"):
            titles = make_texts(language, 250, mean=6, luck=luck)
            bodies = make_texts(language, 250, mean=150, luck=luck)
            marks = (facet("language", language),)
            said = enumerate(zip(titles, bodies, strict=True))
            entries += [Entry(f"{language}{first + n}", title, title[:80], body, marks, first + n) for n, (title, body) in said]
        await house.db.write(lambda conn, entries=entries: index.put(conn, entries))  # type: ignore[misc]


def _put_tickets(conn: Connection, numbers: Sequence[str], teams: Sequence[str | None], now: int, luck: random.Random) -> None:
    rows = []
    for n, number in enumerate(numbers):
        at = now - (len(numbers) - n) * DAY_US // 100
        values: dict[str, Any] = {
            "ticket_id": number, "position": n + 1, "activity_at": at, "activity_slot": at >> SLOT_BITS, "preview": None,
            "preview_by": "customer", "assurance": 2, "waiting_key": NEVER, "status": luck.choice(("open", "solved", "solved", "waiting")),
            "live": True, "assignee": None, "team": luck.choice(teams), "priority": luck.choice(("P1", "P2", "P3", "P3")), "tags": "",
            "subject": f"subject{n}", "contact": f"contact{n % 20_000}", "channel": luck.choice(("webchat", "portal", "email")),
            "language": luck.choice(("zh", "en")), "topic": None, "opened_at": at, "confirmed": None, "merged_into": None,
        }  # fmt: skip
        rows.append(tuple(values[column.name] for column in inbox.c))
    for start in range(0, len(rows), CHUNK):
        _INBOX.run(conn, rows[start : start + CHUNK])


def _make_chunk(job: tuple[str, Sequence[str], int, int, int]) -> tuple[list[Any], list[Any], list[Prepared]]:
    """Rows of events and words and what goes into the index; in a process of its own."""
    dialect, numbers, first, count, now = job
    luck = random.Random(first)
    texts = [*make_texts("zh", count // 2, mean=12, luck=luck), *make_texts("en", count - count // 2, mean=12, luck=luck)]
    luck.shuffle(texts)
    rows, words, entries = [], [], []
    actor = encode(Actor("customer", "c1", assurance=2))
    for n, said in enumerate(texts):
        position = first + n + 1
        ticket = numbers[min(len(numbers) - 1, max(0, int(luck.gauss(position * len(numbers) / 1e6, 300))) % len(numbers))]
        ref = ContentRef(ContentId(f"w{position}"), "0" * 64)
        body = encode(MessageReceived("webchat", ref) if n % 3 else MessageSent(ref))
        at = now - (1_000_000 - position) * 60_000_000
        key = position.to_bytes(16, "big")
        rows.append((position, ticket, position, "message_received" if n % 3 else "message_sent", 1, at, actor, body, key, key * 2, key))
        words.append((ref.id, ticket, key, said))
        entries.append(Entry(str(position), body=said, facets=(facet("ticket", ticket),), at=at))
    return rows, words, SearchIndex(SAID, numbered=True).prepare(dialect, entries)


def _vectors() -> Iterator[Index]:
    return (index for index in SAID.entry.indexes if index.name in ("ix_search_ticket_words", "ix_search_ticket_heads"))


def _drop_vectors(conn: Connection) -> None:
    """GIN is made afterwards in one go, as PostgreSQL's manual says for loads."""
    for index in _vectors() if conn.dialect.name == "postgresql" else ():
        index.drop(conn)


def _finish(conn: Connection, messages: int) -> None:
    conn.execute(update(log_head).values(position=messages))
    begin_anew(conn)
    conn.execute(update(search_state).where(search_state.c.name == NAME).values(position=messages))


async def _make_vectors(url: str) -> None:
    """By a connection of its own: it takes longer than the desk would wait for anything."""
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("SET maintenance_work_mem = '512MB'")
        for index in _vectors():
            await conn.execute(f"CREATE INDEX {index.name} ON {SAID.entry.name} USING gin ({index.columns[0].name})")
    finally:
        await conn.close()
