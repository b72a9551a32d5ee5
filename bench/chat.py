"""chat: customers write over WebSocket, each in a ticket of their own; one agent's socket follows all of them and has the inbox on.

Saturating: each customer sends the next message when the last one was acknowledged. Steady: so many a second, whatever the desk does.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import time
from dataclasses import dataclass, field

import msgspec
import uvloop

from bench.ceilings import echo_server, measure_commit
from bench.desk import DeskProcess, Place, a_desk, a_place
from bench.machine import cpu_s
from bench.people import Cast, make_cast
from bench.report import Value, median, percentile, show_table
from bench.wire import Wire, connect, connect_many

TEXT = "我的提币一直没有到账，请帮我看看。 My withdrawal has not arrived yet, please have a look at it. "
PER_SOCKET_PER_S = 20.0
"""What the desk allows one connection (surfaces/live/peer.py), after a first burst."""
_ID = re.compile(rb'"(?:client_)?id":"(m[0-9a-f]{15})"')


@dataclass
class Phase:
    """What happened in one stretch of time. sent_at: when each message left; acks and deliveries: how long each took, seconds."""

    sent_at: dict[bytes, float] = field(default_factory=dict)
    acks: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0


class Load:
    """The customers' and the agent's connections, in this process."""

    def __init__(self, desk: DeskProcess, cast: Cast) -> None:
        self._desk = desk
        self._cast = cast
        self.phase = Phase()
        self.tickets: list[str] = [""] * len(cast.customers)
        self._numbers = [0] * len(cast.customers)
        self._saturating = False
        self._caught_up = 0
        self._came_in = asyncio.Event()
        self.customers: list[Wire] = []

    async def connect(self) -> None:
        """Everyone in, each customer with a ticket, the agent following them all."""
        self.customers = await connect_many(self._hear_customer, self._desk.port, len(self._cast.customers))
        for wire, visitor in zip(self.customers, self._cast.customers, strict=True):
            wire.send(msgspec.json.encode({"type": "hello", "protocol": 1, "token": visitor.token}))
        for first in range(0, len(self.customers), 50):
            for wire in self.customers[first : first + 50]:
                self._send(wire)
            while any(not self.tickets[wire.tag] for wire in self.customers[first : first + 50]):
                await self._wait()
        self.agent = await connect(self._hear_agent, self._desk.port, cookie=f"tp_agent={self._cast.agent_token}")
        resume = {"tickets": dict.fromkeys(self.tickets, 0), "inbox": 0}
        self.agent.send(msgspec.json.encode({"type": "hello", "protocol": 1, "side": "agent", "resume": resume}))
        while self._caught_up < len(self.tickets):
            await self._wait()

    def close(self) -> None:
        for wire in [*self.customers, self.agent]:
            wire.close()

    async def saturate(self, seconds: float) -> Phase:
        phase = self._begin()
        self._saturating = True
        for wire in self.customers:
            self._send(wire)
        await asyncio.sleep(seconds)
        self._saturating = False
        return await self._end(phase)

    async def keep_steady(self, per_s: float, seconds: float) -> Phase:
        phase = self._begin()
        total, sent = int(per_s * seconds), 0
        order = random.Random(1).sample(self.customers, len(self.customers))
        before = time.perf_counter()
        while sent < total:
            due = min(total, int((time.perf_counter() - before) * per_s) + 1)
            while sent < due:
                self._send(order[sent % len(order)])
                sent += 1
            await asyncio.sleep(0.001)
        return await self._end(phase)

    def _begin(self) -> Phase:
        self.phase = Phase(seconds=time.perf_counter(), cpu_s=cpu_s(self._desk.pid))
        return self.phase

    async def _end(self, phase: Phase) -> Phase:
        """Takes the time, then waits for the messages that are still on their way."""
        phase.seconds = time.perf_counter() - phase.seconds
        acknowledged, delivered = len(phase.acks), len(phase.deliveries)
        phase.cpu_s = cpu_s(self._desk.pid) - phase.cpu_s
        until = time.perf_counter() + 20
        while min(len(phase.acks), len(phase.deliveries)) < len(phase.sent_at) - phase.refused and time.perf_counter() < until:
            await asyncio.sleep(0.02)
        lost = len(phase.sent_at) - phase.refused - len(phase.deliveries)
        if lost or len(phase.acks) != len(phase.deliveries):
            raise RuntimeError(f"{lost} messages were not delivered, {len(phase.acks)} acknowledged")
        del phase.acks[acknowledged:], phase.deliveries[delivered:]
        return phase

    def _send(self, wire: Wire) -> None:
        who = wire.tag
        self._numbers[who] += 1
        name = b"m%06x%09x" % (who, self._numbers[who])
        ticket = self.tickets[who]
        to = f'"{ticket}"' if ticket else "null"
        self.phase.sent_at[name] = time.perf_counter()
        wire.send(f'{{"type":"send","id":"{name.decode()}","ticket":{to},"text":"{TEXT}{self._numbers[who]}"}}'.encode())

    def _hear_customer(self, wire: Wire, frame: bytes) -> None:
        if frame.startswith(b'{"type":"accepted"'):
            now = time.perf_counter()
            found = _ID.search(frame)
            assert found is not None
            sent_at = self.phase.sent_at.get(found[1])
            if not self.tickets[wire.tag]:
                self.tickets[wire.tag] = msgspec.json.decode(frame)["ticket"]
                self._came_in.set()
            elif sent_at is not None:
                self.phase.acks.append(now - sent_at)
            if self._saturating:
                self._send(wire)
        elif frame.startswith(b'{"type":"refused"'):
            self._refused(wire, frame)

    def _refused(self, wire: Wire, frame: bytes) -> None:
        said = msgspec.json.decode(frame)
        if said["code"] != "too_fast":
            raise RuntimeError(frame.decode())
        self.phase.refused += 1
        asyncio.get_running_loop().call_later(3 / PER_SOCKET_PER_S, self._send_again, wire)

    def _send_again(self, wire: Wire) -> None:
        if self._saturating:
            self._send(wire)

    def _hear_agent(self, _wire: Wire, frame: bytes) -> None:
        if frame.startswith(b'{"type":"event"'):
            found = _ID.search(frame)
            if found is not None:
                sent_at = self.phase.sent_at.get(found[1])
                if sent_at is not None and self._caught_up == len(self.tickets):
                    self.phase.deliveries.append(time.perf_counter() - sent_at)
        elif frame.startswith(b'{"type":"caught_up"'):
            self._caught_up += 1
            self._came_in.set()
        elif frame.startswith((b'{"type":"refused"', b'{"type":"bye"')):
            raise RuntimeError(frame.decode())

    async def _wait(self) -> None:
        async with asyncio.timeout(20):
            await self._came_in.wait()
        self._came_in.clear()


async def measure_echo(connections: int, seconds: float) -> float:
    """Round trips a second with the same client and as many connections."""
    done, running = 0, True
    frame = f'{{"type":"send","id":"m00000000000001","ticket":"K7M24QDX","text":"{TEXT}"}}'.encode()

    def hear(wire: Wire, _frame: bytes) -> None:
        nonlocal done
        done += 1
        if running:
            wire.send(frame)

    with echo_server() as port:
        wires = await connect_many(hear, port, connections)
        for wire in wires:
            wire.send(frame)
        await asyncio.sleep(seconds)
        running = False
        for wire in wires:
            wire.close()
    return done / seconds


def run(options: argparse.Namespace) -> dict[str, Value]:
    with a_place(options.database) as place:
        cast = make_cast(place, options.customers)
        with a_desk(place) as desk:
            return uvloop.run(_measure(options, place, desk, cast))


async def _measure(options: argparse.Namespace, place: Place, desk: DeskProcess, cast: Cast) -> dict[str, Value]:
    load = Load(desk, cast)
    await load.connect()
    await load.saturate(min(1.0, options.seconds))  # caches and branches warm
    saturated: list[Phase] = []
    steady: list[Phase] = []
    commits: list[float] = []
    echoes: list[float] = []
    for n in range(options.rounds):
        parts = ["full", "commit", "echo", "steady"]
        random.Random(n).shuffle(parts)
        for part in parts:
            if part == "full":
                saturated.append(await load.saturate(options.seconds))
            elif part == "steady":
                await asyncio.sleep(min(2.0, options.seconds))  # the allowance of each connection fills up again
                steady.append(await load.keep_steady(options.rate, options.seconds))
            elif part == "commit":
                commits.append(await asyncio.to_thread(measure_commit, options.database, ceiling_of(place, n), min(3.0, options.seconds)))
            else:
                echoes.append(await measure_echo(options.customers, min(3.0, options.seconds)))
    load.close()
    return _report(options, saturated, steady, commits, echoes)


def ceiling_of(place: Place, n: int) -> str:
    """Where the bare group commit writes: beside the desk's own database."""
    return place.settings.database_url or str(place.folder / f"ceiling{n}.db")


def _report(
    options: argparse.Namespace, saturated: list[Phase], steady: list[Phase], commits: list[float], echoes: list[float]
) -> dict[str, Value]:
    rates = [len(phase.deliveries) / phase.seconds for phase in saturated]
    rate, commit, echo = median(rates), median(commits), median(echoes)
    cpu_us = median([phase.cpu_s / max(1, len(phase.acks)) * 1e6 for phase in saturated])
    share = median([phase.cpu_s / phase.seconds for phase in saturated])
    acks = [median([percentile(phase.acks, p) * 1e3 for phase in steady]) for p in (0.5, 0.99)]
    deliveries = [median([percentile(phase.deliveries, p) * 1e3 for phase in steady]) for p in (0.5, 0.99)]
    refused = sum(phase.refused for phase in saturated)
    show_table(
        f"chat on {options.database}: {options.customers} customers, 1 agent, {options.rounds} rounds of {options.seconds:g} s",
        [
            ("messages a second", rate, f"committed, acknowledged, delivered ({', '.join(f'{r:,.0f}' for r in rates)})"),
            ("ceiling: group commit, rows a second", commit, f"{rate / commit:.0%} of it"),
            ("ceiling: bare echo, messages a second", echo, f"{rate / echo:.0%} of it"),
            ("processor time of the desk, us a message", cpu_us, f"{share:.0%} of a core in use"),
            ("answered too_fast", refused, "beyond what one connection may send" if refused else ""),
            (f"at {options.rate:g} a second: acknowledged, ms", acks[0], f"median; p99 {acks[1]:.2f}"),
            (f"at {options.rate:g} a second: delivered, ms", deliveries[0], f"median; p99 {deliveries[1]:.2f}"),
        ],
    )
    return {
        "messages_per_s": round(rate),
        "ack_p99_ms": acks[1],
        "delivery_p99_ms": deliveries[1],
        "ceiling_commit_per_s": round(commit),
        "ceiling_echo_per_s": round(echo),
        "cpu_us_per_message": cpu_us,
        "ack_p50_ms": acks[0],
        "delivery_p50_ms": deliveries[0],
    }
