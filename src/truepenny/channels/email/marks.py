"""Up to where each mailbox was fetched, who fetches it, and what is wrong with it. Only the node that holds the lease writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select, update

from truepenny.channels.email.schema import mailbox_marks
from truepenny.platform.clock import SECOND
from truepenny.platform.db.dialect import upsert

LEASE_S = 45
_m = mailbox_marks.c


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything up to last_uid, under this UIDVALIDITY (RFC 9051, 2.3.1.1), is on disk or left out for good."""

    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class MailboxState:
    """For people. changed_at: when a mail was last taken, microseconds UTC, 0 for never. fetched_by: node, "" when nobody fetches."""

    mailbox: str
    last_uid: int
    changed_at: int
    trouble: str
    left_out: int
    fetched_by: str


def take_lease(conn: Connection, mailbox: str, node: str, *, now_us: int) -> Mark | None:
    """The mark, when this node may fetch from now on; None while another one does. Also renews the lease.

    A lease that ends later than any can have been given (a clock went back) counts as over.
    """
    first = {"mailbox": mailbox, "uidvalidity": 0, "last_uid": 0, "changed_at": 0, "left_out": 0, "lease_until": 0}
    conn.execute(upsert(mailbox_marks, conn).values(**first).on_conflict_do_nothing())
    length = LEASE_S * SECOND
    is_free = or_(_m.lease_node == node, _m.lease_until <= now_us, _m.lease_until > now_us + 2 * length)
    taken = update(mailbox_marks).where(_m.mailbox == mailbox, is_free).values(lease_node=node, lease_until=now_us + length)
    row = conn.execute(taken.returning(_m.uidvalidity, _m.last_uid)).first()
    return None if row is None else Mark(row.uidvalidity, row.last_uid)


def end_lease(conn: Connection, mailbox: str, node: str) -> None:
    ours = update(mailbox_marks).where(_m.mailbox == mailbox, _m.lease_node == node)
    conn.execute(ours.values(lease_node=None, lease_until=0))


def move_mark(conn: Connection, mailbox: str, node: str, mark: Mark, *, left_out: int, now_us: int) -> bool:
    """left_out: how many more stay in the mailbox for good. False when the lease went to another node: then nothing is written."""
    moved = update(mailbox_marks).where(_m.mailbox == mailbox, _m.lease_node == node)
    values = {"uidvalidity": mark.uidvalidity, "last_uid": mark.last_uid, "changed_at": now_us}
    return conn.execute(moved.values(**values, left_out=_m.left_out + left_out)).rowcount == 1


def tell_trouble(conn: Connection, mailbox: str, node: str, trouble: str | None) -> None:
    conn.execute(update(mailbox_marks).where(_m.mailbox == mailbox, _m.lease_node == node).values(trouble=trouble))


def list_mailboxes(conn: Connection, *, now_us: int) -> Sequence[MailboxState]:
    """All that were ever fetched from, by name."""
    return [
        MailboxState(
            row.mailbox, row.last_uid, row.changed_at, row.trouble or "", row.left_out,
            row.lease_node if row.lease_node and row.lease_until > now_us else "",
        )
        for row in conn.execute(select(mailbox_marks).order_by(_m.mailbox))
    ]  # fmt: skip
