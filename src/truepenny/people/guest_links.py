"""Private links by which a guest comes back to one ticket: /t/{number}/{key}. The key has 192 bits and rests as a hash.

It is derived from the root secret, so that asking again for the link of the same ticket gives the same link until it is withdrawn.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import ContactId, TicketId
from truepenny.people.schema import guest_links
from truepenny.people.tokens import MAX_TOKEN_CHARS, token_hash
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert


@dataclass(frozen=True, slots=True)
class GuestLink:
    """made_at, withdrawn_at: microseconds UTC; withdrawn_at is None while the link opens its ticket."""

    made_at: int
    withdrawn_at: int | None


class LinkWithdrawn(Refused):
    """Who has the key had the link: they may know that it was right."""

    def __init__(self) -> None:
        super().__init__(
            410,
            "link_withdrawn",
            "This private link was withdrawn: it opens nothing any more.",
            "Use the link in our newest answer to this ticket. If you have none, write to us again and name the ticket's number.",
        )


def make_link(conn: Connection, keyring: Keyring, *, ticket: TicketId, contact: ContactId, now_us: int) -> str:
    """The key of the link, 32 URL-safe characters. The same on every call for the same ticket and contact, until withdrawn."""
    mine = (guest_links.c.ticket_id == ticket) & (guest_links.c.contact_id == contact)
    last, revoked = conn.execute(
        select(func.max(guest_links.c.edition), func.count(guest_links.c.revoked_at)).where(mine)
    ).one()  # fmt: skip
    # Editions count from 1 and all but the last are revoked, so their number says whether the last one is too.
    edition = 1 if last is None else last + 1 if revoked == last else last
    words = f"{ticket}\0{contact}\0{edition}".encode()
    key = base64.urlsafe_b64encode(hmac.new(keyring.derive("guest link"), words, hashlib.sha256).digest()[:24]).decode()
    insert = upsert(guest_links, conn).values(
        key_hash=token_hash(key), ticket_id=ticket, contact_id=contact, edition=edition, created_at=now_us, revoked_at=None
    )
    conn.execute(insert.on_conflict_do_nothing())
    return key


def find_link(conn: Connection, *, ticket: str, key: str) -> ContactId | None:
    """Whose link it is; None for a wrong key, or that of another ticket. Raises LinkWithdrawn."""
    if len(key) > MAX_TOKEN_CHARS:
        return None
    this = (guest_links.c.key_hash == token_hash(key)) & (guest_links.c.ticket_id == ticket)
    found = conn.execute(select(guest_links.c.contact_id, guest_links.c.revoked_at).where(this)).first()
    if found is None:
        return None
    if found.revoked_at is not None:
        raise LinkWithdrawn
    return ContactId(found.contact_id)


def find_newest_link(conn: Connection, ticket: TicketId) -> GuestLink | None:
    """The one that opens the ticket, else the one that was withdrawn last."""
    g = guest_links.c
    newest = select(g.created_at, g.revoked_at).where(g.ticket_id == ticket).order_by(g.revoked_at.is_(None).desc(), g.revoked_at.desc())
    found = conn.execute(newest.limit(1)).first()
    return None if found is None else GuestLink(found.created_at, found.revoked_at)


def withdraw_links(conn: Connection, *, ticket: TicketId, now_us: int) -> int:
    """How many links of the ticket ended. Sessions opened by them are ended by CustomerSignIn.withdraw_links."""
    live = (guest_links.c.ticket_id == ticket) & guest_links.c.revoked_at.is_(None)
    return conn.execute(update(guest_links).where(live).values(revoked_at=now_us)).rowcount
