"""PostgreSQL goes away for some seconds and comes back: said in words, nothing lost, and everything goes on by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from tests.live.serving import Served, serving
from tests.live.speaking import Copy, SocketLine, line_of
from tests.live.streaming import request
from tests.postgresql_server import PostgresqlServer, find_programs

from truepenny.contracts.identity import TicketId
from truepenny.log.verify import verify
from truepenny.platform.settings import Settings, load_settings

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresqlServer]:
    """To be stopped without hurting other tests."""
    if find_programs() is None:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    server = PostgresqlServer()
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture
def away_settings(own_server: PostgresqlServer, tmp_path: object) -> Settings:
    given = {"data_dir": f"{tmp_path}/data", "database_url": own_server.make_database(), "undo_s": "1", "log_level": "error"}
    return load_settings({}, given=given)


async def ready(desk: Served) -> int:
    return (await request(desk, "GET", "/readyz"))[0]


async def until_ready(desk: Served, status: int) -> None:
    async with asyncio.timeout(20):
        while await ready(desk) != status:
            await asyncio.sleep(0.2)


async def come_back(desk: Served, line: SocketLine) -> None:
    """Asks until the desk takes messages again."""
    async with asyncio.timeout(20):
        while True:
            await line.send("send", id="after-it-all", ticket=next(iter(line.copy.tickets)), text="are you back?")
            heard = await line.until(lambda: [f for f in line.frames if f.get("id") == "after-it-all"])
            if heard[-1]["type"] == "accepted":
                return
            await asyncio.sleep(0.3)


@pytest.mark.parametrize("mode", ["immediate", "fast"])
async def test_the_desk_says_so_and_recovers_by_itself(own_server: PostgresqlServer, away_settings: Settings, mode: str) -> None:
    async with serving(away_settings) as desk:
        li, lin = await desk.customer(), await desk.agent()
        ticket = TicketId((await desk.ticket(li)).ticket)
        assert await ready(desk) == 200
        known = Copy()
        async with line_of(desk, li, resume={"tickets": {ticket: 0}}, copy=known) as chat:
            await chat.next("caught_up")
            await desk.house.held.hold(lin.who, ticket, client_id="held-0001", text="held over the gap")
            await asyncio.to_thread(own_server.stop, mode)
            try:
                await chat.send("send", id="into-the-gap", ticket=ticket, text="hello?")
                refused = await chat.next("refused", id="into-the-gap")
                assert (refused["status"], refused["code"], refused["retry_after_s"]) == (503, "store_unavailable", 5)
                bearer = {"authorization": f"Bearer {li.token}"}
                status, headers, raw = await request(
                    desk, "POST", f"/api/customer/tickets/{ticket}/messages", {"id": "by-http-01", "text": "hello?"}, headers=bearer
                )
                assert (status, headers["retry-after"], json.loads(raw)["code"]) == (503, "5", "store_unavailable")
                status, headers, raw = await request(desk, "GET", f"/api/customer/tickets/{ticket}", headers=bearer)
                assert (status, headers["content-type"]) == (503, "application/problem+json")
                await until_ready(desk, 503)
                assert (await request(desk, "GET", "/healthz"))[0] == 200, "the process lives"
                assert not chat.closed.is_set() or chat.heard("bye"), "the connection stays, or is told when to come back"
            finally:
                await asyncio.to_thread(own_server.resume)
            await until_ready(desk, 200)
        async with (
            line_of(desk, lin, resume={"tickets": {ticket: 0}}) as agent,
            line_of(desk, li, resume=known.cursors(), copy=known) as chat,
        ):
            await come_back(desk, chat)
            await agent.event("message_received", client_id="after-it-all")
            await chat.until(lambda: [e for e in known.tickets[ticket]["events"].values() if e.get("client_id") == "held-0001"])
        texts = [event.text for event in (await desk.house.portal.load_ticket(li.who, ticket)).events]
        assert texts.count("held over the gap") == 1
        assert "hello?" not in texts, "what was refused was not accepted in secret"
        house = desk.house
        assert await house.db.read(lambda conn: list(verify(conn, house.keyring, away_settings.anchors_path))) == []


async def test_a_desk_that_starts_while_the_database_is_away_says_so(own_server: PostgresqlServer, away_settings: Settings) -> None:
    from truepenny.main.running import running

    await asyncio.to_thread(own_server.stop, "fast")
    try:
        with pytest.raises(Exception, match=r"refused|Connect|reach"):
            async with running(away_settings):
                pass
    finally:
        await asyncio.to_thread(own_server.resume)
    async with running(away_settings) as house:
        assert await house.db.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar()) == 1
