"""inbox: how long the desk takes for the first page, a ticket of 100 messages and the counts, with few tickets and with many.

Server time: the application is called in this process, without a network, from the request to the last byte of the answer.
"""

from __future__ import annotations

import argparse
import os
import random
import sys

import uvloop

from bench.asgi import get
from bench.desk import a_place
from bench.machine import pin_load
from bench.report import Value, percentile, show_table
from bench.seed import Seeded, seed
from truepenny.main.house import House
from truepenny.main.running import running

CALLS = 400
VIEWS = ("mine", "unassigned", "team", "waiting", "hold", "solved", "all")
PAGES = [(view, sort) for view in VIEWS for sort in ("activity", "waiting", "priority")]


class Times:
    """Milliseconds of each call, by what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, list[float]] = {}
        self.opens: list[float] = []

    @property
    def inbox_p95(self) -> float:
        return percentile([ms for found in self.pages.values() for ms in found], 0.95)

    @property
    def open_p95(self) -> float:
        return percentile(self.opens, 0.95)

    @property
    def slowest(self) -> str:
        """The page with the highest p95."""
        name = max(self.pages, key=lambda name: percentile(self.pages[name], 0.95))
        return f"slowest: {name}, p95 {percentile(self.pages[name], 0.95):.2f} ms"


def run(options: argparse.Namespace) -> dict[str, Value]:
    few = max(10, options.tickets // 10)
    small, _ = uvloop.run(_measure(options, few, max(few, options.messages // 10)))
    large, seeded = uvloop.run(_measure(options, options.tickets, options.messages))
    growth = max(large.inbox_p95 / small.inbox_p95, large.open_p95 / small.open_p95)
    show_table(
        f"inbox on {options.database}: {options.tickets:,} tickets, {options.messages:,} messages",
        [
            ("a first page with its counts, p95 ms", large.inbox_p95, large.slowest),
            ("a ticket of 100 messages, p95 ms", large.open_p95, ""),
            (f"the same with {few:,} tickets, page ms", small.inbox_p95, ""),
            (f"the same with {few:,} tickets, ticket ms", small.open_p95, ""),
            ("growth", growth, "the larger of the two ratios"),
            ("seeding, s", seeded.seconds, f"{options.messages / seeded.seconds:,.0f} messages a second through the log"),
        ],
    )
    return {
        "tickets": options.tickets,
        "messages": options.messages,
        "inbox_p95_ms": large.inbox_p95,
        "open_p95_ms": large.open_p95,
        "growth": growth,
        "seed_s": seeded.seconds,
    }


async def _measure(options: argparse.Namespace, tickets: int, messages: int) -> tuple[Times, Seeded]:
    with a_place(options.database) as place:
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        async with running(place.settings) as house:
            seeded = await seed(house, tickets=tickets, messages=messages, tell=lambda words: print(words, file=sys.stderr))
        pin_load()
        async with running(place.settings) as house:
            calls = min(CALLS, max(20, int(options.seconds * 50)))
            return await _time(house, seeded, calls), seeded


async def _time(house: House, seeded: Seeded, calls: int) -> Times:
    times, luck = Times(), random.Random(3)
    asks = [(token, view, sort) for token in (seeded.lead_token, seeded.member_token) for view, sort in PAGES]
    for warm in (True, False):
        for n in range(len(asks) if warm else max(calls, len(asks))):
            token, view, sort = asks[n % len(asks)]
            who = "lead" if token == seeded.lead_token else "agent"
            ms = await ask_desk(house, f"/api/desk/inbox?view={view}&sort={sort}&limit=50", token)
            if not warm:
                times.pages.setdefault(f"{view} by {sort} of {'a' if who == 'lead' else 'an'} {who}", []).append(ms)
    for n in range(calls):
        ms = await ask_desk(house, f"/api/desk/tickets/{luck.choice(seeded.long)}", seeded.lead_token)
        if n >= 5:
            times.opens.append(ms)
    return times


async def ask_desk(house: House, target: str, token: str) -> float:
    return await get(house, target, [(b"accept", b"application/json"), (b"cookie", f"tp_agent={token}".encode())])
