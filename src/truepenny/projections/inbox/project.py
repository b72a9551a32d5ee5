"""Keeps the inbox up to date: events of one commit in, at most one statement a kind of change out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, delete, update

from truepenny.log.recorded import Recorded
from truepenny.platform.db.bulk import Bulk
from truepenny.platform.db.dialect import upsert
from truepenny.projections.inbox.schema import NEVER, inbox, inbox_count
from truepenny.tickets.state import TicketState

_COLUMNS = [column.name for column in inbox.c]
_TOUCHED = ["position", "activity_at", "preview", "preview_by", "assurance"]
_rest = attrgetter(
    "waiting_since", "status", "assignee", "team", "priority", "tags", "subject", "contact", "topic", "confirmed", "merged_into"
)
"""What a plain message leaves as it was."""


class InboxProjection:
    def apply(self, conn: Connection, events: Sequence[Recorded]) -> None:
        first: dict[str, TicketState | None] = {}
        last: dict[str, Recorded] = {}
        for event in events:
            first.setdefault(event.ticket_id, event.before)
            last[event.ticket_id] = event
        touched: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        counts: Counter[tuple[str, str, str]] = Counter()
        for ticket, event in last.items():
            before, after = first[ticket], event.after
            if before is not None and _rest(before) == _rest(after):
                touched.append((event.position, after.activity_at, after.preview, after.preview_by, after.assurance, ticket))
                continue
            changed.append(_row(after, event.position))
            if before is not None:
                counts[_count_key(before)] -= 1
            counts[_count_key(after)] += 1
        _TOUCH.run(conn, touched)
        _UPSERT.run(conn, changed)
        _COUNT.run(conn, [(*key, n) for key, n in sorted(counts.items()) if n])

    def clear(self, conn: Connection) -> None:
        conn.execute(delete(inbox))
        conn.execute(delete(inbox_count))


def _row(state: TicketState, position: int) -> tuple[Any, ...]:
    return (
        state.ticket,
        position,
        state.activity_at,
        state.preview,
        state.preview_by,
        state.assurance,
        NEVER if state.waiting_since is None else state.waiting_since,
        state.status,
        state.live,
        state.assignee,
        state.team,
        state.priority,
        f",{','.join(state.tags)}," if state.tags else "",
        state.subject,
        state.contact,
        state.channel,
        state.language,
        state.topic,
        state.opened_at,
        state.confirmed,
        state.merged_into,
    )


def _count_key(state: TicketState) -> tuple[str, str, str]:
    return (state.assignee or "", state.team or "", state.status)


def _build_upsert(conn: Connection) -> Any:
    statement = upsert(inbox, conn)
    fresh = {name: statement.excluded[name] for name in _COLUMNS if name != "ticket_id"}
    return statement.on_conflict_do_update(index_elements=["ticket_id"], set_=fresh)


def _build_count(conn: Connection) -> Any:
    statement = upsert(inbox_count, conn)
    return statement.on_conflict_do_update(
        index_elements=["assignee", "team", "status"], set_={"n": inbox_count.c.n + statement.excluded.n}
    )


_UPSERT = Bulk(_build_upsert, _COLUMNS)
_TOUCH = Bulk(lambda conn: update(inbox).where(inbox.c.ticket_id == bindparam("which")), [*_TOUCHED, "which"])
_COUNT = Bulk(_build_count, ["assignee", "team", "status", "n"])
