"""What this machine could do at best: bare group commit on the same disk, bare WebSocket echo. Programs of their own, on the desk's core.

python -m bench.ceilings commit sqlite PATH SECONDS     prints rows a second
python -m bench.ceilings commit postgresql URL SECONDS
python -m bench.ceilings echo PORT                      serves until it is ended
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from bench.machine import pin_desk

BATCH = 256
BODY = os.urandom(400)
"""About what an event and its words take."""


def measure_commit(database: str, where: str, seconds: float) -> float:
    """Rows a second in a process of its own on the desk's core."""
    command = [sys.executable, "-m", "bench.ceilings", "commit", database, where, str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    pin_desk(process.pid)
    said, _ = process.communicate(timeout=seconds + 30)
    return float(said)


@contextlib.contextmanager
def echo_server() -> Iterator[int]:
    """The port of a bare echo server on the desk's core."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", "bench.ceilings", "echo", str(port)])
    pin_desk(process.pid)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(500):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError("the echo server does not come up")


def _commit_sqlite(path: str, seconds: float) -> float:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("PRAGMA wal_autocheckpoint=4000")
    conn.execute("CREATE TABLE event (position INTEGER PRIMARY KEY, ticket TEXT, seq INTEGER, body BLOB, UNIQUE (ticket, seq))")
    done, before = 0, time.perf_counter()
    while time.perf_counter() - before < seconds:
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", [(done + n, f"T{n:07d}", done, BODY) for n in range(BATCH)])
        conn.execute("COMMIT")
        done += BATCH
    return done / (time.perf_counter() - before)


async def _commit_postgresql(url: str, seconds: float) -> float:
    import asyncpg

    conn = await asyncpg.connect(url)
    await conn.execute("DROP TABLE IF EXISTS ceiling")
    await conn.execute("CREATE TABLE ceiling (position BIGINT PRIMARY KEY, ticket TEXT, seq BIGINT, body BYTEA, UNIQUE (ticket, seq))")
    done, before = 0, time.perf_counter()
    while time.perf_counter() - before < seconds:
        async with conn.transaction():
            rows = [(done + n, f"T{n:07d}", done, BODY) for n in range(BATCH)]
            await conn.executemany("INSERT INTO ceiling VALUES ($1, $2, $3, $4)", rows)
        done += BATCH
    taken = time.perf_counter() - before
    await conn.execute("DROP TABLE ceiling")
    await conn.close()
    return done / taken


async def _echo(_scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


def _serve_echo(port: int) -> None:
    import uvicorn

    uvicorn.run(
        _echo, host="127.0.0.1", port=port, loop="uvloop", http="httptools", ws="websockets-sansio", ws_per_message_deflate=False,
        ws_ping_interval=None, lifespan="off", log_config=None, access_log=False, backlog=4096,
    )  # fmt: skip


def main() -> None:
    if sys.argv[1] == "echo":
        _serve_echo(int(sys.argv[2]))
    elif sys.argv[2] == "sqlite":
        print(_commit_sqlite(sys.argv[3], float(sys.argv[4])))
    else:
        print(asyncio.run(_commit_postgresql(sys.argv[3], float(sys.argv[4]))))


if __name__ == "__main__":
    main()
