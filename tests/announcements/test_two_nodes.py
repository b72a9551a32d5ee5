"""Two nodes on one PostgreSQL tell the tickets that wait for several incidents: each hears of each update once, in its language."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.announcements.telling import TRON, open_tickets, told_in
from tests.log.test_two_nodes import pair_settings
from tests.people_of import make_agent
from tests.postgresql_server import MakeUrl

from truepenny.contracts.identity import Role
from truepenny.knowledge.announcements.kinds import NewUpdate, Written
from truepenny.knowledge.announcements.schema import announcement_jobs
from truepenny.main.house import House
from truepenny.main.running import running

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]
NETWORKS = ("TRON", "Ethereum", "Solana", "Polygon")
TICKETS = 150
LEFT = select(func.count()).select_from(announcement_jobs).where(announcement_jobs.c.finished_at.is_(None))


async def work(house: House) -> int:
    """What a node does on its own, as quickly as it can, until nothing is left. Gives how many jobs it took."""
    taken = 0
    while await house.db.read(lambda conn: conn.execute(LEFT).scalar()):
        taken += await house.announcer.work_once()
    return taken


async def test_two_nodes_tell_each_ticket_once_of_each_update_in_its_language(make_migrated: MakeUrl, tmp_path: Path) -> None:
    first, second = pair_settings(make_migrated(), tmp_path)
    async with running(first) as a, running(second) as b:
        for node in (a, b):
            await node.announcer.stop()
        lead = await make_agent(a, "Wu", role=Role.LEAD)
        tickets = await open_tickets(a, TICKETS)
        for name in NETWORKS:
            said = {"en": Written(f"{name} paused", "It waits."), "zh": Written(f"{name} 暂停", "正在等待。")}
            made = await a.truth.announcements.publish(replace(TRON, words=said), by=lead.id)
            await a.truth.incidents.link(lead, made, tickets, tell=False)
            for n, state in ((2, "identified"), (3, "resolved")):
                update = NewUpdate(state, {"en": f"Word {n}.", "zh": f"第 {n} 次。"}, tell=True)  # type: ignore[arg-type]
                await (a, b)[n % 2].truth.announcements.add_update(made, update, by=lead.id)
        assert await told_in(a) == {}, "the premise"
        taken = await asyncio.gather(work(a), work(b))
        assert all(taken), "the premise: both had their hands in it"
        told = await told_in(b)
        assert set(told) == set(tickets)
        for k, ticket in enumerate(tickets):
            word, name_of = (("第 {n} 次。", "{name} 暂停"), ("Word {n}.", "{name} paused"))[k % 2]
            heard = sorted((text.split("\n")[0], n, text.split("\n")[-1]) for n, text in told[ticket])
            assert heard == sorted((name_of.format(name=name), n, word.format(n=n)) for name in NETWORKS for n in (2, 3))
