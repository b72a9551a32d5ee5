"""Very many mails wait at once: none of them slows down the look for the next, and a sign-in code does not wait behind them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert
from tests.email.out.conftest import CUSTOMER, OutDesk
from tests.email.out.test_limits import ask_code

from truepenny.outbound.mail.rows import list_due
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.ids import new_id

pytestmark = pytest.mark.anyio


async def put(desk: OutDesk, count: int, **more: Any) -> None:
    now = desk.clock.now_us()
    row = {"what": "reply", "about_seq": 3, "language": "en", "state": "queued", "attempt": 0, "created_at": now, "lease_until": 0, **more}
    rows = [{"id": new_id(), "ticket_id": new_id()[-8:], "due_at": now - n, **row} for n in range(count)]
    await desk.house.db.write(lambda conn: conn.execute(insert(deliveries), rows))


async def test_a_look_for_what_is_due_costs_the_same_however_many_wait(one_desk: OutDesk) -> None:
    now = one_desk.clock.now_us()

    def steps(conn: Connection) -> int:
        """Of the machine that runs a statement in SQLite."""
        counted: list[None] = []
        database: Any = conn.connection.driver_connection
        database.set_progress_handler(lambda: counted.append(None), 1)
        assert len(list_due(conn, now_us=now, limit=4, busy={"K7M24QDX"})) == 4
        database.set_progress_handler(None, 0)
        return len(counted)

    await put(one_desk, 50)
    few = await one_desk.house.db.write(steps)
    for state in ("queued", "failed", "sent"):
        await put(one_desk, 1500, state=state)
    assert await one_desk.house.db.write(steps) < 2 * few


async def test_the_longest_due_goes_first_and_a_code_before_all(desk: OutDesk) -> None:
    now = desk.clock.now_us()
    for late, state in ((5, "failed"), (9, "queued"), (7, "sending")):
        await put(desk, 1, due_at=now - late, state=state, language=state)
    await put(desk, 1, due_at=now + 1)
    await put(desk, 1, due_at=now - 20, lease_until=now + 1)
    await ask_code(desk, CUSTOMER)
    languages = {row.id: "code" if row.what == "code" else row.language for row in await desk.rows()}
    for limit in (1, 2, 9):
        found = await desk.house.db.read(lambda conn, n=limit: list_due(conn, now_us=now, limit=n))
        assert [languages[one] for one in found] == ["code", "queued", "sending", "failed"][:limit]
