"""Keeps the links between tickets and incidents up to date with the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, delete

from truepenny.log.events import IncidentLinked, IncidentTold, IncidentUnlinked, TicketMerged
from truepenny.log.recorded import Recorded
from truepenny.platform.db.bulk import BulkInsert
from truepenny.projections.incidents.schema import incident_tickets

_COLUMNS = ["announcement_id", "ticket_id", "linked_at", "told_n"]
_Pair = tuple[str, str]


class IncidentTickets:
    def apply(self, conn: Connection, events: Sequence[Recorded]) -> None:
        linked: dict[_Pair, tuple[int, int]] = {}
        gone: dict[_Pair, None] = {}
        told: dict[_Pair, int] = {}
        for event in events:
            body, ticket = event.body, event.ticket_id
            if isinstance(body, IncidentLinked):
                linked[body.announcement, ticket] = (event.at, 0)
            elif isinstance(body, IncidentTold):
                pair = (body.announcement, ticket)
                if pair in linked:
                    at, before = linked[pair]
                    linked[pair] = (at, max(before, body.update))
                else:
                    told[pair] = max(told.get(pair, 0), body.update)
            elif isinstance(body, IncidentUnlinked | TicketMerged):
                ends = [body.announcement] if isinstance(body, IncidentUnlinked) else event.before.incidents
                for pair in ((announcement, ticket) for announcement in ends):
                    linked.pop(pair, None)
                    told.pop(pair, None)
                    gone[pair] = None
        if gone:
            conn.execute(_DROP, [{"one": announcement, "of": ticket} for announcement, ticket in gone])
        _LINK.run(conn, [(*pair, at, n) for pair, (at, n) in linked.items()])
        _TELL.run(conn, [(*pair, 0, n) for pair, n in told.items()])

    def clear(self, conn: Connection) -> None:
        conn.execute(delete(incident_tickets))


def _anew(statement: Any) -> Any:
    fresh = {name: statement.excluded[name] for name in ("linked_at", "told_n")}
    return statement.on_conflict_do_update(index_elements=["announcement_id", "ticket_id"], set_=fresh)


def _further(statement: Any) -> Any:
    new, old = statement.excluded.told_n, incident_tickets.c.told_n
    return statement.on_conflict_do_update(
        index_elements=["announcement_id", "ticket_id"], set_={"told_n": case((new > old, new), else_=old)}
    )


_DROP = delete(incident_tickets).where(
    and_(incident_tickets.c.announcement_id == bindparam("one"), incident_tickets.c.ticket_id == bindparam("of"))
)
_LINK = BulkInsert(incident_tickets, _COLUMNS, on_conflict=_anew)
_TELL = BulkInsert(incident_tickets, _COLUMNS, on_conflict=_further)
