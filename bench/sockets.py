"""sockets: how much memory the whole desk takes with many idle customers, each signed in and following a ticket of their own."""

from __future__ import annotations

import argparse
import asyncio

import msgspec
import uvloop

from bench.desk import DeskProcess, a_desk, a_place
from bench.machine import cpu_s, raise_file_limit, rss_mb
from bench.people import Cast, make_cast
from bench.report import Value, show_table
from bench.wire import Wire, connect_many

KB_PER_MB = 1024


def run(options: argparse.Namespace) -> dict[str, Value]:
    count: int = options.sockets
    if raise_file_limit() < count + 200:
        raise SystemExit(f"this system allows too few open files for {count} sockets: raise ulimit -n")
    with a_place(options.database) as place:
        cast = make_cast(place, count, with_tickets=True)
        with a_desk(place) as desk:
            before = rss_mb(desk.pid)
            used = uvloop.run(_hold(options, desk, cast))
    each = (used["rss_mb"] - before) * KB_PER_MB / count
    show_table(
        f"sockets on {options.database}: {count:,} customers at rest",
        [
            ("whole process, MB", used["rss_mb"], "resident"),
            ("before the first of them, MB", before, ""),
            ("each connection, kB", each, ""),
            ("let in, a second", used["accepts_per_s"], "hello, welcome, the ticket's conversation"),
            ("processor while they rest", f"{used['idle_share']:.1%}", "of a core"),
        ],
    )
    return {"sockets": count, "rss_mb": used["rss_mb"], "kb_per_socket": each, "before_mb": before, "accepts_per_s": used["accepts_per_s"]}


async def _hold(options: argparse.Namespace, desk: DeskProcess, cast: Cast) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    there = 0

    def hear(_wire: Wire, frame: bytes) -> None:
        nonlocal there
        if frame.startswith(b'{"type":"caught_up"'):
            there += 1
        elif frame.startswith((b'{"type":"refused"', b'{"type":"bye"')):
            raise RuntimeError(frame.decode())

    began = loop.time()
    wires: list[Wire] = []
    for first in range(0, len(cast.customers), 200):
        some = cast.customers[first : first + 200]
        opened = await connect_many(hear, desk.port, len(some))
        for wire, visitor in zip(opened, some, strict=True):
            hello = {"type": "hello", "protocol": 1, "token": visitor.token, "resume": {"tickets": {visitor.ticket: visitor.seq}}}
            wire.send(msgspec.json.encode(hello))
        wires += opened
        async with asyncio.timeout(60):
            while there < len(wires):
                await asyncio.sleep(0.005)
    taken = loop.time() - began
    rest_s = min(options.seconds, 15.0)
    before = cpu_s(desk.pid)
    await asyncio.sleep(rest_s)
    found = {"rss_mb": rss_mb(desk.pid), "accepts_per_s": len(wires) / taken, "idle_share": (cpu_s(desk.pid) - before) / rest_s}
    if any(wire.closed for wire in wires):
        raise RuntimeError("some connections did not stay open")
    for wire in wires:
        wire.close()
    return found
