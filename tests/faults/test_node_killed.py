"""SIGKILL of one of two nodes on one PostgreSQL, under load: its customers go on at the other, and an agent there misses nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.faults.desk_process import Writer, desk_process, prepare
from tests.faults.test_kill import check_all, kill_while_writing
from tests.live.serving import Colleague, Served
from tests.live.speaking import Copy, line_of
from tests.log.test_two_nodes import pair_settings
from tests.postgresql_server import MakeUrl

from truepenny.contracts.identity import Role
from truepenny.main.running import running
from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql, pytest.mark.slow]


async def sign_in_a_lead(settings: Settings) -> Colleague:
    async with running(settings) as house:
        return await Served(house, None, 0).agent("Omar", role=Role.LEAD)  # type: ignore[arg-type]


async def test_who_was_at_the_killed_node_goes_on_at_the_other(make_migrated: MakeUrl, tmp_path: Path) -> None:
    first, second = pair_settings(make_migrated(), tmp_path)
    people = await prepare(first, 4)
    omar = await sign_in_a_lead(first)
    async with desk_process(first) as a, desk_process(second) as b:
        writers = [Writer(visitor, ticket, a.port, [b.port]) for visitor, ticket in people]
        at_b: Any = b  # a line wants no more of a desk than its port
        tickets = {writer.ticket: 0 for writer in writers}
        async with line_of(at_b, omar, resume={"tickets": tickets, "inbox": 0}, copy=Copy()) as desk:
            over = asyncio.Event()
            writing = [asyncio.create_task(writer.write(over)) for writer in writers]
            await asyncio.sleep(1.0)
            heard_before = {event["client_id"] for event in desk.events() if event["kind"] == "message_received"}
            assert len(heard_before) > 5, "the premise: what is written at one node is heard at the other"
            assert all(writer.port == a.port for writer in writers), "the premise: all of them are at the node that dies"
            before = [len(writer.acknowledged) for writer in writers]
            await kill_while_writing(a, writers)
            async with asyncio.timeout(15):
                while any(len(writer.acknowledged) < count + 5 for writer, count in zip(writers, before, strict=True)):
                    await asyncio.sleep(0.05)
            assert all(writer.port == b.port for writer in writers)
            over.set()
            await asyncio.gather(*writing)
            for writer in writers:
                writer.port, writer.elsewhere = b.port, []
            await asyncio.gather(*(writer.settle() for writer in writers))
            for writer in writers:
                wanted = {(name, receipt["seq"]) for name, receipt in writer.acknowledged.items()}
                await desk.until(lambda writer=writer, wanted=wanted: wanted <= heard_of(desk.copy, writer.ticket))
                mine = [event["seq"] for event in desk.events() if event["ticket"] == writer.ticket]
                assert mine == list(range(1, len(mine) + 1)), "each event once, in order, through it all"
        await b.kill()
    await check_all(replace(first, port=0), writers)


def heard_of(copy: Copy, ticket: str) -> set[tuple[str, int]]:
    return {(event.get("client_id", ""), event["seq"]) for event in copy.tickets[ticket]["events"].values()}
