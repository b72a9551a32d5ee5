"""A burglar with the keys of the database: the triggers dropped, the rows changed. All in a transaction that is taken back at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text
from tests.log.writing import Standing
from tests.people_of import make_agent, make_customer

from truepenny.contracts.identity import Agent, Role, TicketId
from truepenny.log.anchors import Anchor
from truepenny.log.verify import Finding, verify
from truepenny.main.house import House
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.note import note

Change = Callable[[Connection], object]
Found = tuple[object, object, object, object]
DROP = {
    "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
    "postgresql": ["DROP TRIGGER event_no_change ON event"],
}
NO_FILE = Path("/nonexistent/anchors")


class _TakenBack(Exception):
    pass


@dataclass(frozen=True)
class Scene:
    """Two tickets whose events lie mixed in the log: positions of the first 1 2 5 7 9, of the second 3 4 6 8. The words of 5 were erased
    by event 10. anchor stands at 10, in the database and in the file."""

    standing: Standing
    first: TicketId
    second: TicketId
    lead: Agent
    anchor: Anchor

    @property
    def anchors(self) -> Path:
        return self.standing.house.settings.anchors_path

    def after(self, change: Change, *, anchors: Path = NO_FILE) -> list[Finding]:
        """What verify finds after the change. Before it there was nothing to find."""
        house, found = self.standing.house, list[Finding]()
        assert self.standing.call(house.db.read, lambda conn: list(verify(conn, house.keyring, self.anchors))) == []

        def burgle(conn: Connection) -> None:
            for statement in DROP[conn.dialect.name]:
                conn.execute(text(statement))
            change(conn)
            found.extend(verify(conn, house.keyring, anchors))
            raise _TakenBack

        try:
            self.standing.call(house.db.write, burgle)
        except _TakenBack:
            return found
        raise AssertionError("unreachable")

    def names(self, change: Change, *, anchors: Path = NO_FILE) -> list[Found]:
        """(fault, position, ticket, seq) of each finding."""
        return [(one.fault, one.position, one.ticket, one.seq) for one in self.after(change, anchors=anchors)]


async def set_scene(house: House) -> tuple[TicketId, TicketId, Agent, Anchor]:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    opened = [
        await house.portal.open_ticket(
            li, client_id=f"open-{n:04}", subject="about it", text=f"words {n}", topic=None, language="en", files=[]
        )
        for n in range(2)
    ]
    first, second = (TicketId(one.receipt.ticket) for one in opened)
    for n, ticket in enumerate((first, second, first, second, first)):
        await house.db.submit(note(lead, ticket, client_id=f"note-{n:04}", text=f"note {n}", needs=house.needs))
    await house.db.submit(erase(lead, first, client_id="erase-01", seq=3, reason="asked for", needs=house.needs))
    anchor = await house.anchoring.write()
    assert anchor is not None
    return first, second, lead, anchor


def statement(sql: str, **values: object) -> Change:
    return lambda conn: conn.execute(text(sql), values)
