"""kill: the desk is killed under load again and again; then everything is read back. Is anything lost that was acknowledged, or doubled?

Customers are the ordinary client (truepenny.client): they come back by themselves and say again what was not acknowledged.
With --database postgresql every second round stops the database server at once (pg_ctl -m immediate) instead of the desk.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
from collections import Counter
from dataclasses import dataclass, field

import uvloop

from bench.desk import TRUEPENNY, DeskProcess, Place, a_desk, a_place
from bench.people import Cast, make_cast
from bench.report import Value, show_table
from truepenny.client import Client

LOAD_S = (0.4, 1.6)
CUSTOMERS = 40


@dataclass
class Heard:
    """What one customer's side knows: every name that was used, and the seq of each that was acknowledged."""

    ticket: str = ""
    sent: set[str] = field(default_factory=set)
    acknowledged: dict[str, int] = field(default_factory=dict)


def run(options: argparse.Namespace) -> dict[str, Value]:
    with a_place(options.database) as place:
        cast = make_cast(place, min(options.customers, CUSTOMERS), with_tickets=True)
        with a_desk(place) as desk:
            found = uvloop.run(_torment(options, place, desk, cast))
        faults = _verify(place)
    show_table(
        f"kill on {options.database}: {options.rounds} rounds, {len(cast.customers)} customers",
        [
            ("acknowledged", found["acknowledged"], "messages"),
            ("lost", found["lost"], "acknowledged, and not there afterwards under the number of the receipt"),
            ("doubled", found["doubled"], "there more than once"),
            ("sent again after a kill", found["again"], "connections that came back"),
            ("chains", "whole" if not faults else "BROKEN", "truepenny verify"),
        ],
    )
    return {
        "rounds": options.rounds, "acknowledged": found["acknowledged"], "lost": found["lost"], "doubled": found["doubled"],
        "chain_faults": faults,
    }  # fmt: skip


async def _torment(options: argparse.Namespace, place: Place, desk: DeskProcess, cast: Cast) -> dict[str, int]:
    luck = random.Random(options.rounds)
    heard = [Heard(visitor.ticket) for visitor in cast.customers]
    stop = asyncio.Event()
    clients = [Client(desk.url, token=visitor.token, tickets=[visitor.ticket]) for visitor in cast.customers]
    for client in clients:
        await client.__aenter__()
    talking = [asyncio.create_task(_talk(client, one, stop)) for client, one in zip(clients, heard, strict=True)]
    try:
        for n in range(options.rounds):
            await _until_most_are_back(clients)
            await asyncio.sleep(min(options.seconds, luck.uniform(*LOAD_S)))
            await asyncio.to_thread(_hurt, place, desk, database_too=n % 2 == 1)
        await asyncio.sleep(min(options.seconds, 1.0))
        stop.set()
        async with asyncio.timeout(60):
            await asyncio.gather(*talking)
        lost, doubled = 0, 0
        for client, one in zip(clients, heard, strict=True):
            missing, twice = await _compare(client, one)
            lost, doubled = lost + missing, doubled + twice
        return {
            "acknowledged": sum(len(one.acknowledged) for one in heard), "lost": lost, "doubled": doubled,
            "again": sum(client.connections - 1 for client in clients),
        }  # fmt: skip
    finally:
        for task in talking:
            task.cancel()
        await asyncio.gather(*(client.close() for client in clients), *talking, return_exceptions=True)


async def _until_most_are_back(clients: list[Client]) -> None:
    """A kill with nobody there proves nothing."""
    async with asyncio.timeout(60):
        while sum(client.connected for client in clients) < 0.8 * len(clients):
            await asyncio.sleep(0.02)


async def _talk(client: Client, one: Heard, stop: asyncio.Event) -> None:
    """As fast as it is acknowledged, up to what one connection may send."""
    while not stop.is_set():
        name = f"{one.ticket}-{len(one.sent):06d}"
        one.sent.add(name)
        accepted = await client.send(f"message {name}", ticket=one.ticket, client_id=name)
        one.acknowledged[name] = accepted.seq
        await asyncio.sleep(0.045)


def _hurt(place: Place, desk: DeskProcess, *, database_too: bool) -> None:
    from tests.postgresql_server import PostgresqlServer

    if database_too and isinstance(place.server, PostgresqlServer):
        place.server.stop("immediate")
        place.server.resume()
    else:
        desk.kill()
        desk.start()


async def _compare(client: Client, one: Heard) -> tuple[int, int]:
    """(lost, doubled)"""
    events = (await client.load_ticket(one.ticket)).events
    there = Counter(event.client_id for event in events)
    places = {event.client_id: event.seq for event in events}
    lost = sum(1 for name, seq in one.acknowledged.items() if places.get(name) != seq)
    return lost, sum(n - 1 for name, n in there.items() if name and n > 1)


def _verify(place: Place) -> int:
    """1 when the program finds fault with the chains."""
    done = subprocess.run(
        [str(TRUEPENNY), "verify"], check=False, env=dict(place.environment), cwd=place.folder, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stdout, done.stderr)
    return int(done.returncode != 0)
