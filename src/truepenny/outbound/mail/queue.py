"""Keeps the mails that are to be sent: for each fact "queued" in the log, one row in the same transaction.

Built anew from the log it adds nothing that is there: what was sent stays sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from truepenny.log.events import DeliveryChanged
from truepenny.log.recorded import Recorded
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.clock import MINUTE
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id

NOTICE_WAIT_US = 2 * MINUTE
"""Who is at the portal reads the answer there, and needs no mail."""


class MailQueue:
    def apply(self, conn: Connection, events: Sequence[Recorded]) -> None:
        for event in events:
            if isinstance(event.body, DeliveryChanged) and event.body.state == "queued":
                _put(conn, event, event.body)

    def clear(self, conn: Connection) -> None:
        """Nothing goes: a rebuild must not send again what was sent."""


def _put(conn: Connection, event: Recorded, body: DeliveryChanged) -> None:
    due_at = event.at + (NOTICE_WAIT_US if body.what == "notice" else 0)
    row = upsert(deliveries, conn).values(
        id=new_id(), what=body.what, ticket_id=event.ticket_id, about_seq=body.about_seq, contact_id=event.after.contact,
        language=event.after.language, state="queued", attempt=body.attempt, created_at=event.at, due_at=due_at, lease_until=0, code=None,
    )  # fmt: skip
    # Sent again by an agent: the row is there, given up; of a mail that is on its way it changes nothing.
    over = deliveries.c.state.in_(("failed", "bounced", "given_up", "dropped"))
    again = {"state": "queued", "due_at": event.at, "tried_at": None, "lease_until": 0, "code": None}
    is_new_order = (deliveries.c.created_at < event.at) & over
    conn.execute(
        row.on_conflict_do_update(
            index_elements=["ticket_id", "about_seq", "what"], set_={**again, "created_at": event.at}, where=is_new_order
        )
    )
