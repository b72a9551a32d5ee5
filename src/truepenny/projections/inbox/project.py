"""Keeps the inbox up to date: events of one commit in, at most one statement a kind of change out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, delete

from truepenny.log.recorded import Recorded
from truepenny.platform.db.bulk import BulkInsert, BulkUpdate
from truepenny.projections.inbox.schema import NEVER, SLOT_BITS, inbox, inbox_count
from truepenny.tickets.state import TicketState

_COLUMNS = [column.name for column in inbox.c]
_TOUCHED = ["position", "activity_at", "preview", "preview_by", "assurance", "ticket_id"]
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
        moved: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        counts: Counter[tuple[str, str, str]] = Counter()
        for ticket, event in last.items():
            before, after = first[ticket], event.after
            if before is not None and _rest(before) == _rest(after):
                row = (event.position, after.activity_at, after.preview, after.preview_by, after.assurance, ticket)
                slot = after.activity_at >> SLOT_BITS
                if before.activity_at >> SLOT_BITS == slot:
                    touched.append(row)
                else:
                    moved.append((slot, *row))
                continue
            changed.append(_row(after, event.position))
            if before is not None:
                counts[_count_key(before)] -= 1
            counts[_count_key(after)] += 1
        _TOUCH.run(conn, touched)
        _MOVE.run(conn, moved)
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
        state.activity_at >> SLOT_BITS,
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


def _all_anew(statement: Any) -> Any:
    fresh = {name: statement.excluded[name] for name in _COLUMNS if name != "ticket_id"}
    return statement.on_conflict_do_update(index_elements=["ticket_id"], set_=fresh)


def _add_up(statement: Any) -> Any:
    total = {"n": inbox_count.c.n + statement.excluded.n}
    return statement.on_conflict_do_update(index_elements=["assignee", "team", "status"], set_=total)


_UPSERT = BulkInsert(inbox, _COLUMNS, on_conflict=_all_anew)
_TOUCH = BulkUpdate(inbox, _TOUCHED)
_MOVE = BulkUpdate(inbox, ["activity_slot", *_TOUCHED])
_COUNT = BulkInsert(inbox_count, ["assignee", "team", "status", "n"], on_conflict=_add_up)
