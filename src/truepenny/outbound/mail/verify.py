"""Which mail of ours a link belongs to: the token of the link in, what may be told of the mail out. Never its words or its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, select

from truepenny.contracts.mail import MailKind
from truepenny.outbound.mail.schema import sent_mails
from truepenny.people.tokens import MAX_TOKEN_CHARS, token_hash


@dataclass(frozen=True, slots=True)
class SentBefore:
    """A mail of ours, as far as everybody may know who has its link. at: the date that stands in it, microseconds UTC; ticket_id: eight
    characters."""

    what: MailKind
    at: int
    recipient_masked: str
    ticket_id: str | None
    agent_id: str | None


def find_by_verify_token(conn: Connection, token: str) -> SentBefore | None:
    """None when no mail of ours carries this link."""
    if not token or len(token) > MAX_TOKEN_CHARS:
        return None
    s = sent_mails.c
    found = select(s.what, s.at, s.recipient_masked, s.ticket_id, s.agent_id).where(s.verify_hash == token_hash(token))
    row = conn.execute(found).first()
    return None if row is None else SentBefore(cast("MailKind", row.what), row.at, row.recipient_masked, row.ticket_id, row.agent_id)
