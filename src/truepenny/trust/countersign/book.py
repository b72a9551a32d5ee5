"""The book of countersigns: rows for a ticket, and the words that follow from a row. Plain functions of a connection, in the caller's
transaction. The words are stored nowhere: whoever has the database and not our secret cannot tell them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from truepenny.contracts.countersign import AskedBy, Outcome, Purpose
from truepenny.contracts.identity import AgentId, Assurance, ContactId, TicketId
from truepenny.platform.clock import DAY, MINUTE
from truepenny.platform.crypto import Keyring
from truepenny.trust.countersign.schema import countersigns
from truepenny.trust.countersign.words import Pair, draw_pair

LIFE_US = 2 * MINUTE
LATE_US = 30 * MINUTE
"""For so long after the words are over, a "they did not match" still raises the alarm."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One asking, as it is kept. language: the customer's, in which the words are shown to both. assurance: the customer's at that time."""

    id: str
    ticket: TicketId
    contact: ContactId
    agent: AgentId
    agent_name: str
    channel: str
    purpose: Purpose
    asked_by: AskedBy
    language: str
    assurance: Assurance
    asked_at: int
    expires_at: int
    outcome: Outcome | None = None

    def runs(self, now_us: int) -> bool:
        """A clock that was set back makes nothing young again."""
        return self.outcome is None and self.asked_at <= now_us < self.expires_at


class Book:
    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def words_of(self, asking: Asking) -> Pair:
        """Bound to everything that was asked: another customer, agent, ticket, channel or purpose has other words."""
        return draw_pair(
            self._keyring, asking.id, asking.ticket, asking.contact, asking.agent, asking.channel, asking.purpose, str(asking.asked_at)
        )

    def digest_of(self, agent: str, pair: Pair) -> str:
        said = f"{agent}\0{pair[0]}\0{pair[1]}".encode()
        return hmac.new(self._keyring.derive("countersign digest"), said, hashlib.sha256).hexdigest()

    def put(self, conn: Connection, asking: Asking) -> None:
        conn.execute(
            insert(countersigns).values(
                id=asking.id, ticket_id=asking.ticket, contact_id=asking.contact, agent_id=asking.agent, agent_name=asking.agent_name,
                channel=asking.channel, purpose=asking.purpose, asked_by=asking.asked_by, language=asking.language,
                assurance=int(asking.assurance), asked_at=asking.asked_at, expires_at=asking.expires_at, outcome=None,
                words_digest=self.digest_of(asking.agent, self.words_of(asking)),
            )
        )  # fmt: skip

    def find(self, conn: Connection, ticket: TicketId, name: str) -> Asking | None:
        """By its id, whatever came of it; None for another ticket's."""
        this = (countersigns.c.id == name) & (countersigns.c.ticket_id == ticket)
        row = conn.execute(select(countersigns).where(this)).first()
        return None if row is None else _asking(row)

    def find_open(self, conn: Connection, ticket: TicketId) -> Asking | None:
        """The one of a ticket that nobody has answered; its time may be over."""
        open_one = (countersigns.c.ticket_id == ticket) & countersigns.c.outcome.is_(None)
        row = conn.execute(select(countersigns).where(open_one)).first()
        return None if row is None else _asking(row)

    def find_running_of(self, conn: Connection, contact: ContactId, *, now_us: int) -> Asking | None:
        """Of all the tickets of a customer."""
        running = (countersigns.c.contact_id == contact) & countersigns.c.outcome.is_(None) & (countersigns.c.expires_at > now_us)
        row = conn.execute(select(countersigns).where(running).order_by(countersigns.c.asked_at.desc())).first()
        return None if row is None else _asking(row)

    def settle(self, conn: Connection, name: str, outcome: Outcome, *, late: bool = False) -> bool:
        """False when somebody was faster. late: also what has another outcome already; a no takes back a yes, never the other way."""
        open_one = countersigns.c.outcome.is_(None)
        which = (countersigns.c.id == name) & (open_one | (countersigns.c.outcome != outcome) if late else open_one)
        return conn.execute(update(countersigns).where(which).values(outcome=outcome)).rowcount == 1

    def count_asked(self, conn: Connection, *, since_us: int, ticket: TicketId | None = None, contact: ContactId | None = None) -> int:
        whose = countersigns.c.ticket_id == ticket if ticket is not None else countersigns.c.contact_id == contact
        return conn.execute(select(func.count()).where(whose, countersigns.c.asked_at > since_us)).scalar_one()

    def list_overdue(self, conn: Connection, *, now_us: int, limit: int = 200) -> Sequence[tuple[TicketId, str]]:
        """Ticket and id of those that nobody answered in time."""
        due = countersigns.c.outcome.is_(None) & (countersigns.c.expires_at <= now_us)
        rows = conn.execute(select(countersigns.c.ticket_id, countersigns.c.id).where(due).order_by(countersigns.c.expires_at).limit(limit))
        return [(TicketId(row.ticket_id), row.id) for row in rows]

    def find_said(self, conn: Connection, agent: str, pair: Pair, *, now_us: int) -> Asking | None:
        """What stands behind words that somebody claims to share with a customer of ours: running, or matched and not yet over."""
        said = (countersigns.c.agent_id == agent) & (countersigns.c.words_digest == self.digest_of(agent, pair))
        good = (countersigns.c.outcome.is_(None) | (countersigns.c.outcome == "matched")) & (countersigns.c.asked_at <= now_us)
        row = conn.execute(select(countersigns).where(said, good, countersigns.c.expires_at > now_us)).first()
        return None if row is None else _asking(row)


def prune_countersigns(conn: Connection, *, now_us: int) -> None:
    conn.execute(delete(countersigns).where(countersigns.c.asked_at < now_us - DAY, countersigns.c.outcome.is_not(None)))


def _asking(row: Row[*tuple[object, ...]]) -> Asking:
    found = row._mapping
    return Asking(
        id=found["id"],
        ticket=TicketId(found["ticket_id"]),
        contact=ContactId(found["contact_id"]),
        agent=AgentId(found["agent_id"]),
        agent_name=found["agent_name"],
        channel=found["channel"],
        purpose=cast("Purpose", found["purpose"]),
        asked_by=cast("AskedBy", found["asked_by"]),
        language=found["language"],
        assurance=Assurance(found["assurance"]),
        asked_at=found["asked_at"],
        expires_at=found["expires_at"],
        outcome=cast("Outcome | None", found["outcome"]),
    )
