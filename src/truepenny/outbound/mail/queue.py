"""Keeps the mails that are to be sent: for each fact "queued" in the log, one row in the same transaction.

Built anew from the log it adds nothing that is there: what was sent stays sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, literal_column

from truepenny.log.events import DeliveryChanged
from truepenny.log.recorded import Recorded
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.clock import MINUTE
from truepenny.platform.db.bulk import BulkInsert
from truepenny.platform.ids import new_id

NOTICE_WAIT_US = 2 * MINUTE
"""Who is at the portal reads the answer there, and needs no mail."""


class MailQueue:
    def apply(self, conn: Connection, events: Sequence[Recorded]) -> None:
        rows = {
            (event.ticket_id, event.body.about_seq, event.body.what): _row(event, event.body)
            for event in events
            if isinstance(event.body, DeliveryChanged) and event.body.state == "queued"
        }
        _PUT.run(conn, list(rows.values()))

    def clear(self, conn: Connection) -> None:
        """Nothing goes: a rebuild must not send again what was sent."""


def _row(event: Recorded, body: DeliveryChanged) -> tuple[Any, ...]:
    reads_here = body.what == "notice" or (body.what == "told" and event.after.channel != "email")
    waits = reads_here and body.attempt == 0
    return (
        new_id(), body.what, event.ticket_id, body.about_seq, event.after.contact, event.after.language, "queued", body.attempt, event.at,
        event.at + (NOTICE_WAIT_US if waits else 0), 0, None, None,
    )  # fmt: skip


def _again(statement: Any) -> Any:
    """Sent again by an agent: the row is there, over, or sent, when the next server reported that it still tries. Of a mail that we are
    sending at this moment it changes nothing."""
    over = deliveries.c.state.in_([literal_column(f"'{state}'") for state in ("failed", "bounced", "given_up", "dropped", "sent")])
    fresh = {name: statement.excluded[name] for name in ("state", "due_at", "tried_at", "lease_until", "code", "created_at")}
    is_new_order = (deliveries.c.created_at < statement.excluded.created_at) & over
    return statement.on_conflict_do_update(index_elements=["ticket_id", "about_seq", "what"], set_=fresh, where=is_new_order)


_PUT = BulkInsert(
    deliveries,
    ["id", "what", "ticket_id", "about_seq", "contact_id", "language", "state", "attempt", "created_at", "due_at", "lease_until",
     "tried_at", "code"],
    on_conflict=_again,
)  # fmt: skip
