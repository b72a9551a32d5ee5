"""A burglar with the keys of the database: a plain connection past the desk, and the triggers gone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, text
from tests.people_of import make_agent, make_customer

from truepenny.contracts.identity import Agent, Customer, Role, TicketId
from truepenny.log.verify import Finding, verify
from truepenny.main.wiring import House
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.reply import reply

DROP = {
    "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
    "postgresql": ["DROP TRIGGER event_no_change ON event"],
}


async def break_in(house: House, change: Callable[[Connection], None]) -> None:
    """Drops the triggers and does the change. The desk's own connection serves: what counts is that the log's code takes no part."""

    def burgle(conn: Connection) -> None:
        for statement in DROP[conn.dialect.name]:
            conn.execute(text(statement))
        change(conn)

    await house.db.write(burgle)


def statement(sql: str, **values: object) -> Callable[[Connection], None]:
    return lambda conn: (conn.execute(text(sql), values), None)[1]


async def findings(house: House) -> list[Finding]:
    return await house.db.read(lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path)))


async def two_tickets(house: House) -> tuple[TicketId, TicketId, Customer, Agent]:
    """Two tickets whose events lie mixed in the log: positions of the first 1 2 5 7 9, of the second 3 4 6 8."""
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    opened = [
        await house.portal.open_ticket(li, client_id=f"open-{n:04}", subject="", text=f"words {n}", topic=None, language="en", files=[])
        for n in range(2)
    ]
    first, second = (TicketId(one.receipt.ticket) for one in opened)
    for n, ticket in enumerate((first, second, first, second, first)):
        await house.db.submit(note(lead, ticket, client_id=f"note-{n:04}", text=f"note {n}", needs=house.needs))
    return first, second, li, lead


__all__ = ["break_in", "erase", "findings", "reply", "statement", "two_tickets"]
