"""Contacts by mail address: the one of a mail's sender, and where mail to a contact goes.

A sender whose domain vouches for them is the contact who has proven this address, everywhere. Anyone can write any other From: such a
sender is a contact of their own, apart from the one who has proven the address, and stays unproven.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, String, bindparam, or_, select

from truepenny.contracts.identity import Assurance, ContactId
from truepenny.people.contacts import SEAL, lookup_hash, mask
from truepenny.people.names import MAX_CONTACT_NAME, clean_line
from truepenny.people.schema import contacts, identities
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.bulk import BulkInsert
from truepenny.platform.ids import new_id

_EMAIL = identities.c.kind == "email"
_PROVEN = identities.c.assurance >= int(Assurance.MAIL_PROVEN)


def find_sender(conn: Connection, keyring: Keyring, address: str, *, proven: bool) -> ContactId:
    """Which contact a sender is, or is going to be; at any node the same one. Of several who have proven the address, the one who also has
    an account, then the oldest."""
    return _sender(conn, keyring, lookup_hash(keyring, "email", address), proven=proven)


def contact_of_sender(
    conn: Connection, keyring: Keyring, address: str, *, proven: bool, name: str | None, language: str, now_us: int
) -> ContactId:
    """The same, made at first sight."""
    hashed = lookup_hash(keyring, "email", address)
    contact = _sender(conn, keyring, hashed, proven=proven)
    if conn.execute(_CONTACT, {"contact": contact}).first() is None:
        cleaned = clean_line(name or "", MAX_CONTACT_NAME) or None
        sure = Assurance.MAIL_PROVEN if proven else Assurance.UNPROVEN
        sealed = keyring.seal(SEAL, address.encode())
        _ADD_CONTACT.run(conn, [(contact, cleaned, language, now_us)])
        _ADD_ADDRESS.run(conn, [(new_id(), contact, "email", hashed, sealed, mask("email", address), int(sure), now_us)])
    return contact


def goes_by(conn: Connection, keyring: Keyring, contact: ContactId, address: str) -> bool:
    """Whether this is a mail address of the contact. What an account only says of itself is not: it can be anybody's address."""
    mine = (identities.c.contact_id == contact) & _EMAIL & (identities.c.lookup_hash == lookup_hash(keyring, "email", address))
    return conn.execute(select(identities.c.id).where(mine, _holds(identities))).first() is not None


def is_proven_by(conn: Connection, keyring: Keyring, contact: ContactId, address: str) -> bool:
    """Whether the contact has proven this address, and still has it."""
    mine = (identities.c.contact_id == contact) & _EMAIL & (identities.c.lookup_hash == lookup_hash(keyring, "email", address))
    return conn.execute(select(identities.c.id).where(mine, _PROVEN)).first() is not None


def find_mail_address(conn: Connection, keyring: Keyring, contact: ContactId) -> str | None:
    """Where mail to this contact goes: the address that they have proven last, else the one that they wrote from."""
    mine = select(identities.c.sealed).where(identities.c.contact_id == contact, _EMAIL)
    best = mine.order_by(identities.c.assurance.desc(), identities.c.created_at.desc(), identities.c.id)
    sealed = conn.execute(best).scalars().first()
    return None if sealed is None else keyring.open_sealed(SEAL, sealed).decode()


def list_proven(conn: Connection, keyring: Keyring, contact: ContactId) -> list[str]:
    """The addresses that the contact has proven, the newest first; at most ten."""
    mine = select(identities.c.sealed).where(identities.c.contact_id == contact, _EMAIL, _PROVEN)
    sealed = conn.execute(mine.order_by(identities.c.created_at.desc(), identities.c.id).limit(10)).scalars()
    return [keyring.open_sealed(SEAL, one).decode() for one in sealed]


def find_proven(conn: Connection, keyring: Keyring, address: str) -> ContactId | None:
    """Who has proven this address; of several the one who also has an account, then the oldest."""
    return _find_proven(conn, lookup_hash(keyring, "email", address))


def has_proven_mail(conn: Connection, contact: ContactId) -> bool:
    return conn.execute(select(identities.c.id).where(identities.c.contact_id == contact, _EMAIL, _PROVEN).limit(1)).first() is not None


def share_mail(conn: Connection, one: ContactId, other: ContactId) -> bool:
    """Whether two contacts go by the same mail address, so that the other may read what the one wrote."""
    theirs = identities.alias()
    both = (identities.c.contact_id == one) & _EMAIL & (theirs.c.contact_id == other) & (theirs.c.kind == "email") & _holds(theirs)
    return conn.execute(select(theirs.c.id).where(both, theirs.c.lookup_hash == identities.c.lookup_hash).limit(1)).first() is not None


def _holds(email: FromClause) -> ColumnElement[bool]:
    """Proven, or of somebody whom we reach there and nowhere else, so that what is told to them is told to that mailbox."""
    return or_(email.c.assurance >= int(Assurance.MAIL_PROVEN), email.c.contact_id.not_in(_ACCOUNT))


def _unless_there(statement: Any) -> Any:
    return statement.on_conflict_do_nothing()


_CONTACT = select(contacts.c.id).where(contacts.c.id == bindparam("contact", type_=String()))
_ACCOUNT = select(identities.c.contact_id).where(identities.c.kind == "uid").correlate(None)
_BEST_PROVEN = (
    select(identities.c.contact_id)
    .where(identities.c.lookup_hash == bindparam("hashed", type_=String()), _EMAIL, _PROVEN)
    .order_by(identities.c.contact_id.in_(_ACCOUNT).desc(), identities.c.created_at, identities.c.id)
)
_ADD_CONTACT = BulkInsert(contacts, ["id", "name", "language", "created_at"], on_conflict=_unless_there)
_ADD_ADDRESS = BulkInsert(
    identities,
    ["id", "contact_id", "kind", "lookup_hash", "sealed", "masked", "assurance", "created_at"],
    on_conflict=_unless_there,
)
"""Made once, because every mail runs them: making a statement costs as much as running it."""


def _sender(conn: Connection, keyring: Keyring, hashed: str, *, proven: bool) -> ContactId:
    if proven and (found := _find_proven(conn, hashed)) is not None:
        return found
    words = f"{'proven' if proven else 'unproven'}\0{hashed}".encode()
    return ContactId(hmac.new(keyring.derive("contact of mail"), words, hashlib.sha256).hexdigest()[:32])


def _find_proven(conn: Connection, hashed: str) -> ContactId | None:
    found = conn.execute(_BEST_PROVEN, {"hashed": hashed}).scalars().first()
    return None if found is None else ContactId(found)
