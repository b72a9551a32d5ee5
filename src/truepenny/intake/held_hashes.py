"""What may be a transaction hash or a private key, sealed until the customer says which; then it is taken out once, and gone from here.

Plain functions of a connection, each part of the caller's transaction. Nothing here is ever shown, logged or searched.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, and_, delete, insert, select

from truepenny.contracts.identity import TicketId
from truepenny.intake.held_hash_schema import held_hashes
from truepenny.platform.clock import DAY
from truepenny.platform.crypto import Keyring
from truepenny.tickets.needs import HeldHash, TakenHash

KEEP_US = 7 * DAY
"""Without an answer in this time it is deleted unseen."""
_PURPOSE = "held hash"


def hold_hash(conn: Connection, keyring: Keyring, ticket: TicketId, about_seq: int, held: HeldHash, *, now_us: int) -> None:
    conn.execute(
        insert(held_hashes).values(
            question=held.question,
            ticket_id=ticket,
            about_seq=about_seq,
            sealed=keyring.seal(_PURPOSE, held.value.encode()),
            expires_at=now_us + KEEP_US,
        )
    )


def take_hash(conn: Connection, keyring: Keyring, ticket: TicketId, question: str) -> TakenHash | None:
    """Gives it to the one caller that deletes it; None when it is gone, or another ticket's."""
    this = and_(held_hashes.c.question == question, held_hashes.c.ticket_id == ticket)
    row = conn.execute(delete(held_hashes).where(this).returning(held_hashes.c.sealed, held_hashes.c.about_seq)).first()
    if row is None:
        return None
    try:
        return TakenHash(keyring.open_sealed(_PURPOSE, row.sealed).decode(), row.about_seq)
    except InvalidTag:  # sealed with another secret file, as after a restore without it
        return TakenHash(None, row.about_seq)


def forget_hashes(conn: Connection, ticket: TicketId, about_seq: int) -> Sequence[str]:
    """The words beside them are erased. Gives the questions that nobody need answer any more."""
    these = and_(held_hashes.c.ticket_id == ticket, held_hashes.c.about_seq == about_seq)
    return sorted(conn.execute(delete(held_hashes).where(these).returning(held_hashes.c.question)).scalars())


def list_expired(conn: Connection, *, now_us: int, limit: int = 200) -> Sequence[tuple[TicketId, str]]:
    """Ticket and question, oldest first."""
    due = select(held_hashes.c.ticket_id, held_hashes.c.question).where(held_hashes.c.expires_at <= now_us)
    rows = conn.execute(due.order_by(held_hashes.c.expires_at).limit(limit))
    return [(TicketId(row.ticket_id), row.question) for row in rows]
