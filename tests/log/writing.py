"""Units of work for tests of the log itself: they append whatever is asked for, past the actions and their rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import text

from truepenny.contracts.identity import ContactId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import Actor, NoteAdded, TicketOpened
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.db.batch import Work
from truepenny.platform.settings import Settings
from truepenny.tickets.numbers import make_number

WHO = Actor("agent", "A-1", "Lin")


class Boom(Exception):
    """A fault of a unit of work."""


@dataclass(frozen=True)
class Unit:
    """What one unit of work does: events to each ticket, a change of an ordinary table, and whether it fails at the end."""

    tickets: tuple[int, ...]
    events: int = 1
    touches_tables: bool = False
    fails: bool = False


def open_in(tx: Tx, ticket: TicketId, *, key: bytes | None = None) -> Receipt:
    subject = tx.put_text(ticket, f"subject of {ticket}")
    return tx.append(ticket, TicketOpened(ContactId("c" * 32), "portal", "en", subject), actor=WHO, key=key)


def work_of(unit: Unit, tickets: list[TicketId]) -> Work[list[Receipt]]:
    """The receipts of its events."""
    mine = [tickets[n] for n in unit.tickets]

    def run(tx: Tx) -> list[Receipt]:
        receipts = []
        if unit.touches_tables:
            touch(tx)
        for ticket in mine:
            if tx.find_state(ticket) is None:
                receipts.append(open_in(tx, ticket))
            for n in range(unit.events):
                receipts.append(tx.append(ticket, NoteAdded(tx.put_text(ticket, f"note {n}"), (), ""), actor=WHO))
        if unit.fails:
            raise Boom
        return receipts

    return Work(run, tickets=tuple(mine))


def touch(tx: Tx) -> None:
    """A change of an ordinary table in the unit's savepoint."""
    tx.conn.execute(text("INSERT INTO node_pulse (node, at) VALUES ('touched', 1) ON CONFLICT (node) DO UPDATE SET at = node_pulse.at + 1"))


def fresh(count: int) -> list[TicketId]:
    return [make_number() for _ in range(count)]


async def load_log(house: House) -> list[Any]:
    """All events: position, ticket_id, seq, kind, dedupe_key."""
    return await house.db.read(
        lambda conn: list(conn.execute(text("SELECT position, ticket_id, seq, kind, dedupe_key FROM event ORDER BY position")))
    )


@dataclass(frozen=True)
class Standing:
    """A running house in a thread of its own, for hypothesis: call(coroutine function, ...) runs on its loop."""

    portal: BlockingPortal
    house: House

    def call(self, job: Any, *arguments: Any) -> Any:
        return self.portal.call(job, *arguments)


@contextmanager
def standing_house(settings: Settings) -> Iterator[Standing]:
    with start_blocking_portal("asyncio") as portal, portal.wrap_async_context_manager(running(settings)) as house:
        yield Standing(portal, house)
