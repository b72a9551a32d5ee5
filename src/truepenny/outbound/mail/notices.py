"""Notices ("you have an answer"): sent only to who has not read it yet, once for several answers, and to nobody who does not want them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select

from truepenny.contracts.identity import ContactId, TicketId
from truepenny.outbound.mail.ids import contact_of_off_token
from truepenny.outbound.mail.schema import deliveries, notices_off
from truepenny.platform.clock import DAY
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert
from truepenny.projections.timeline.marks import load_read_by_customer


def find_needless(
    conn: Connection, ticket: TicketId, contact: ContactId, *, about_seq: int, now_us: int, says_it: bool = False
) -> str | None:
    """Why this notice need not go: "read", "told" of an earlier answer that is unread since, or "off". None: it goes.

    says_it: the mail holds the words themselves, which no earlier one can stand for.
    """
    if is_off(conn, contact):
        return "off"
    read = load_read_by_customer(conn, [ticket]).get(ticket, 0)
    if read >= about_seq:
        return "read"
    if says_it:
        return None
    d = deliveries.c
    earlier = (d.ticket_id == ticket) & (d.what == "notice") & (d.state == "sent") & d.about_seq.between(read + 1, about_seq - 1)
    told_at = conn.execute(select(func.max(d.due_at)).where(earlier)).scalar()
    return "told" if told_at is not None and told_at > now_us - DAY else None


def is_off(conn: Connection, contact: ContactId) -> bool:
    return conn.execute(select(notices_off.c.contact_id).where(notices_off.c.contact_id == contact)).first() is not None


def switch_off(conn: Connection, keyring: Keyring, token: str, *, now_us: int) -> bool:
    """By the key of an unsubscribe link. Doing it twice changes nothing; False when the key is not one of ours."""
    contact = contact_of_off_token(keyring, token)
    if contact is None:
        return False
    conn.execute(upsert(notices_off, conn).values(contact_id=contact, since=now_us).on_conflict_do_nothing())
    return True


def switch_on(conn: Connection, keyring: Keyring, token: str) -> bool:
    """Takes it back."""
    contact = contact_of_off_token(keyring, token)
    if contact is None:
        return False
    conn.execute(delete(notices_off).where(notices_off.c.contact_id == contact))
    return True
