"""SIGKILL under load: nothing that was acknowledged is lost, nothing is doubled, and the log is whole."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.faults.desk_process import DeskProcess, Writer, desk_process, prepare

from truepenny.log.events import MessageReceived, decode
from truepenny.log.verify import verify
from truepenny.main.running import running
from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
ROUNDS = 3


async def check_all(settings: Settings, writers: list[Writer]) -> None:
    """Each message of each writer stands once in its ticket, where its receipt says."""
    async with running(settings) as house:
        rows = await house.db.read(lambda conn: conn.execute(text("SELECT ticket_id, seq, version, body, digest FROM event")).all())
        assert await house.db.read(lambda conn: list(verify(conn, house.keyring, settings.anchors_path))) == []
    stored: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for row in rows:
        body = decode(row.version, bytes(row.body))
        if isinstance(body, MessageReceived):
            stored.setdefault((row.ticket_id, body.client_id), []).append((row.seq, bytes(row.digest).hex()))
    for writer in writers:
        assert writer.acknowledged
        for name, receipt in writer.acknowledged.items():
            assert stored[writer.ticket, name] == [(receipt["seq"], receipt["digest"])]
        mine = {name for ticket, name in stored if ticket == writer.ticket} - {"open-ticket"}
        assert mine == set(writer.acknowledged), "and nothing stands there that was never acknowledged, once all is settled"


async def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(settings: Settings) -> None:
    people = await prepare(settings, 6)
    async with desk_process(settings) as desk:
        writers = [Writer(visitor, ticket, desk.port) for visitor, ticket in people]
        over = asyncio.Event()
        writing = [asyncio.create_task(writer.write(over)) for writer in writers]
        for _ in range(ROUNDS):
            await asyncio.sleep(0.8)
            await kill_while_writing(desk, writers)
            await desk.start()
        await asyncio.sleep(0.5)
        over.set()
        await asyncio.gather(*writing)
        await asyncio.gather(*(writer.settle() for writer in writers))
        await desk.kill()
    await check_all(replace(settings, port=0), writers)


async def kill_while_writing(desk: DeskProcess, writers: list[Writer]) -> None:
    assert any(writer.waiting for writer in writers), "the premise: something is under way"
    await desk.kill()
