"""rest: the demo with nobody there. From exec until /readyz says 200, on a warm disk; then its memory when it has settled."""

from __future__ import annotations

import argparse
import socket
import time

from bench.desk import a_desk, a_place
from bench.machine import cpu_s, rss_mb
from bench.report import Value, median, show_table


def run(options: argparse.Namespace) -> dict[str, Value]:
    """The first start, with an empty folder and cold caches, does not count; the others find its folder, as a restart does."""
    ready: list[float] = []
    memory: list[float] = []
    idle: list[float] = []
    worked: list[float] = []
    first = 0.0
    with a_place(options.database) as place:
        for n in range(options.rounds + 1):
            with a_desk(place, "demo", port=_free_ports()) as desk:
                until_ready = cpu_s(desk.pid)
                time.sleep(min(5.0, options.seconds))
                before = cpu_s(desk.pid)
                time.sleep(min(3.0, options.seconds))
                if n or not options.rounds:
                    ready.append(desk.ready_s)
                    worked.append(until_ready)
                    memory.append(rss_mb(desk.pid))
                    idle.append((cpu_s(desk.pid) - before) / min(3.0, options.seconds))
                else:
                    first = desk.ready_s
    show_table(
        f"the demo at rest on {options.database}, {options.rounds} rounds",
        [
            ("memory, MB", median(memory), "resident, whole process"),
            ("ready after, s", median(ready), f"from exec to /readyz; the very first start {first:.2f}"),
            ("of that in the processor, s", median(worked), ""),
            ("processor", f"{median(idle):.1%}", "of a core"),
        ],
    )
    return {"rss_mb": median(memory), "ready_s": median(ready), "ready_cpu_s": median(worked), "first_ready_s": first}


def _free_ports() -> int:
    """A port that is free, and the one after it too: the sample exchange takes that."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
