"""Contacts by mail address: the one of a mail's sender, and where mail to a contact goes.

A sender whose domain vouches for them is the contact who has proven this address, everywhere. Anyone can write any other From: such a
sender is a contact of their own, apart from the one who has proven the address, and stays unproven.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import Connection, select

from truepenny.contracts.identity import Assurance, ContactId
from truepenny.people.contacts import SEAL, lookup_hash, put_identity
from truepenny.people.names import MAX_CONTACT_NAME, clean_line
from truepenny.people.schema import contacts, identities
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert

_EMAIL = identities.c.kind == "email"
_PROVEN = identities.c.assurance >= int(Assurance.MAIL_PROVEN)


def contact_of_sender(
    conn: Connection, keyring: Keyring, address: str, *, proven: bool, name: str | None, language: str, now_us: int
) -> ContactId:
    """The contact of a sender, made at first sight; at any node the same one. Of several who have proven the address, the one who also has
    an account, then the oldest."""
    hashed = lookup_hash(keyring, "email", address)
    if proven:
        found = _find_proven(conn, hashed)
        if found is not None:
            return found
    words = f"{'proven' if proven else 'unproven'}\0{hashed}".encode()
    contact = ContactId(hmac.new(keyring.derive("contact of mail"), words, hashlib.sha256).hexdigest()[:32])
    cleaned = clean_line(name or "", MAX_CONTACT_NAME) or None
    made = upsert(contacts, conn).values(id=contact, name=cleaned, language=language, created_at=now_us)
    conn.execute(made.on_conflict_do_nothing())
    sure = Assurance.MAIL_PROVEN if proven else Assurance.UNPROVEN
    put_identity(conn, keyring, contact, kind="email", value=address, assurance=sure, now_us=now_us)
    return contact


def goes_by(conn: Connection, keyring: Keyring, contact: ContactId, address: str) -> bool:
    """Whether this is a mail address of the contact, proven or not."""
    mine = (identities.c.contact_id == contact) & _EMAIL & (identities.c.lookup_hash == lookup_hash(keyring, "email", address))
    return conn.execute(select(identities.c.id).where(mine)).first() is not None


def find_mail_address(conn: Connection, keyring: Keyring, contact: ContactId) -> str | None:
    """Where mail to this contact goes: the address that they have proven last, else the one that they wrote from."""
    mine = select(identities.c.sealed).where(identities.c.contact_id == contact, _EMAIL)
    best = mine.order_by(identities.c.assurance.desc(), identities.c.created_at.desc(), identities.c.id)
    sealed = conn.execute(best).scalars().first()
    return None if sealed is None else keyring.open_sealed(SEAL, sealed).decode()


def find_proven(conn: Connection, keyring: Keyring, address: str) -> ContactId | None:
    """Who has proven this address; of several the one who also has an account, then the oldest."""
    return _find_proven(conn, lookup_hash(keyring, "email", address))


def has_proven_mail(conn: Connection, contact: ContactId) -> bool:
    return conn.execute(select(identities.c.id).where(identities.c.contact_id == contact, _EMAIL, _PROVEN).limit(1)).first() is not None


def share_mail(conn: Connection, one: ContactId, other: ContactId) -> bool:
    """Whether two contacts go by the same mail address, proven or not."""
    theirs = identities.alias()
    both = (identities.c.contact_id == one) & _EMAIL & (theirs.c.contact_id == other) & (theirs.c.kind == "email")
    return conn.execute(select(theirs.c.id).where(both, theirs.c.lookup_hash == identities.c.lookup_hash).limit(1)).first() is not None


def _find_proven(conn: Connection, hashed: str) -> ContactId | None:
    mine = (identities.c.lookup_hash == hashed) & _EMAIL & _PROVEN
    account = select(identities.c.contact_id).where(identities.c.kind == "uid").correlate(None)
    order = (identities.c.contact_id.in_(account).desc(), identities.c.created_at, identities.c.id)
    found = conn.execute(select(identities.c.contact_id).where(mine).order_by(*order)).scalars().first()
    return None if found is None else ContactId(found)
