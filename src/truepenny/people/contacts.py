"""Contacts: who writes to us, by which identities we know them, and how sure we are of each.

Values rest sealed, are found by keyed hash and shown masked; the clear value leaves only by reveal_identity.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from sqlalchemy import Connection, select, update

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, Assurance, ContactId
from truepenny.people import audit
from truepenny.people.addresses import check_address
from truepenny.people.exchange_tokens import AccountClaims
from truepenny.people.names import MAX_CONTACT_NAME, clean_line
from truepenny.people.schema import contacts, customer_sessions, identities
from truepenny.people.tries import REVEAL, take_try, try_key
from truepenny.platform.clock import MINUTE, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

SEAL = "identity"
FORM_US = 10 * MINUTE
IdentityKind = Literal["uid", "email", "phone", "guest"]


@dataclass(frozen=True, slots=True)
class Identity:
    """masked: fit to be seen by every agent."""

    kind: IdentityKind
    masked: str
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class Contact:
    """name: as given by the exchange or the guest, not proven; None when nobody said."""

    id: ContactId
    name: str | None
    language: str
    created_at: int
    assurance: Assurance
    identities: tuple[Identity, ...]


def mask(kind: IdentityKind, value: str) -> str:
    """••• 4821 of accounts and phones, l•••@acme.example of mail addresses. Short values show less or nothing."""
    if kind == "guest":
        return ""
    if kind == "email":
        name, at, domain = value.rpartition("@")
        return f"{name[:1] if len(name) > 1 else ''}•••{at}{domain}" if at else "•••"
    visible = "".join(char for char in value if char.isalnum())
    shown = 4 if len(visible) >= 8 else 2 if len(visible) >= 5 else 0
    return f"••• {visible[-shown:]}" if shown else "•••"


def normal_value(kind: IdentityKind, value: str) -> str:
    """What is compared: mail addresses in lower case, phones as their digits."""
    if kind == "email":
        return value.strip().lower()
    if kind == "phone":
        return "".join(char for char in value if char.isdigit())
    return value


def lookup_hash(keyring: Keyring, kind: IdentityKind, value: str, *, issuer: str = "") -> str:
    words = "\0".join((kind, issuer, normal_value(kind, value)))
    return hmac.new(keyring.derive("identity lookup"), words.encode(), hashlib.sha256).hexdigest()


def add_contact(conn: Connection, *, name: str | None, language: str, now_us: int, contact: ContactId | None = None) -> ContactId:
    cleaned = clean_line(name or "", MAX_CONTACT_NAME) or None
    made = contact or ContactId(new_id())
    conn.execute(contacts.insert().values(id=made, name=cleaned, language=language, created_at=now_us))
    return made


def put_identity(
    conn: Connection,
    keyring: Keyring,
    contact: ContactId,
    *,
    kind: IdentityKind,
    value: str,
    assurance: Assurance,
    now_us: int,
    issuer: str = "",
) -> bool:
    """Adds the identity or raises its assurance. False when it is an account that belongs to another contact."""
    hashed = lookup_hash(keyring, kind, value, issuer=issuer)
    insert = upsert(identities, conn).values(
        id=new_id(),
        contact_id=contact,
        kind=kind,
        lookup_hash=hashed,
        sealed=keyring.seal(SEAL, value.encode()),
        masked=mask(kind, value),
        assurance=int(assurance),
        created_at=now_us,
    )
    conn.execute(insert.on_conflict_do_nothing())
    mine = (identities.c.contact_id == contact) & (identities.c.kind == kind) & (identities.c.lookup_hash == hashed)
    present = conn.execute(select(identities.c.assurance).where(mine)).scalar()
    if present is not None and present < assurance:
        conn.execute(update(identities).where(mine).values(assurance=int(assurance)))
    return present is not None


def add_guest(conn: Connection, keyring: Keyring, *, name: str | None, language: str, now_us: int) -> ContactId:
    contact = add_contact(conn, name=name, language=language, now_us=now_us)
    put_identity(conn, keyring, contact, kind="guest", value=contact, assurance=Assurance.UNPROVEN, now_us=now_us)
    return contact


def guest_of_form(conn: Connection, keyring: Keyring, form: str, *, name: str | None, language: str, now_us: int) -> ContactId:
    """The guest of a form that may be sent twice at once, at any node: its id makes the contact's, so that both find the same one.

    Who sends the form again later than FORM_US is another guest: by then the page may be in other hands.
    """
    contact = ContactId(hmac.new(keyring.derive("guest of form"), form.encode(), hashlib.sha256).hexdigest()[:32])
    cleaned = clean_line(name or "", MAX_CONTACT_NAME) or None
    insert = upsert(contacts, conn).values(id=contact, name=cleaned, language=language, created_at=now_us)
    if conn.execute(insert.on_conflict_do_nothing().returning(contacts.c.id)).first() is None:
        made_at = conn.execute(select(contacts.c.created_at).where(contacts.c.id == contact)).scalar_one()
        is_fresh = abs(now_us - made_at) <= FORM_US
        return contact if is_fresh else add_guest(conn, keyring, name=name, language=language, now_us=now_us)
    put_identity(conn, keyring, contact, kind="guest", value=contact, assurance=Assurance.UNPROVEN, now_us=now_us)
    return contact


def find_account(conn: Connection, keyring: Keyring, *, issuer: str, subject: str) -> ContactId | None:
    hashed = lookup_hash(keyring, "uid", subject, issuer=issuer)
    found = conn.execute(select(identities.c.contact_id).where(identities.c.kind == "uid", identities.c.lookup_hash == hashed)).scalar()
    return None if found is None else ContactId(found)


def contact_for_account(conn: Connection, keyring: Keyring, claims: AccountClaims, *, language: str, now_us: int) -> ContactId:
    """The contact of (issuer, subject), made at the first sight; name and mail address follow what the exchange says now."""
    assurance = Assurance.DOCUMENTS_PROVEN if claims.documents_verified else Assurance.ACCOUNT_PROVEN
    contact = find_account(conn, keyring, issuer=claims.issuer, subject=claims.subject)
    name = clean_line(claims.name or "", MAX_CONTACT_NAME) or None
    if contact is None:
        contact = add_contact(conn, name=name, language=language, now_us=now_us)
        if not put_identity(
            conn, keyring, contact, kind="uid", value=claims.subject, assurance=assurance, now_us=now_us, issuer=claims.issuer
        ):
            # Another node made it in between.
            conn.execute(contacts.delete().where(contacts.c.id == contact))
            return _account_again(conn, keyring, claims)
    else:
        put_identity(conn, keyring, contact, kind="uid", value=claims.subject, assurance=assurance, now_us=now_us, issuer=claims.issuer)
        if name is not None:
            conn.execute(update(contacts).where(contacts.c.id == contact, contacts.c.name.is_distinct_from(name)).values(name=name))
    if claims.email:
        address = as_in_mail(claims.email)
        sure = Assurance.MAIL_PROVEN if claims.email_verified else Assurance.UNPROVEN
        put_identity(conn, keyring, contact, kind="email", value=address, assurance=sure, now_us=now_us)
        if claims.email_verified:
            _retire_others(conn, keyring, contact, address, now_us=now_us)
    return contact


def as_in_mail(address: str) -> str:
    """Its domain in A-labels, as it stands in mail and in what a customer types; as it is given where no mail can go to it."""
    try:
        return check_address(address)
    except Refused:
        return address


def _retire_others(conn: Connection, keyring: Keyring, contact: ContactId, address: str, *, now_us: int) -> None:
    """The account has another mail address now: whoever has the old mailbox is not proven to be its owner any more, nor signed in by it."""
    i, s = identities.c, customer_sessions.c
    others = (i.contact_id == contact) & (i.kind == "email") & (i.lookup_hash != lookup_hash(keyring, "email", address))
    proven = i.assurance >= int(Assurance.MAIL_PROVEN)
    if conn.execute(update(identities).where(others, proven).values(assurance=int(Assurance.UNPROVEN))).rowcount:
        by_mail = (s.contact_id == contact) & (s.assurance == int(Assurance.MAIL_PROVEN)) & s.ended_at.is_(None)
        conn.execute(update(customer_sessions).where(by_mail).values(ended_at=now_us))


def _account_again(conn: Connection, keyring: Keyring, claims: AccountClaims) -> ContactId:
    found = find_account(conn, keyring, issuer=claims.issuer, subject=claims.subject)
    if found is None:
        raise Refused(503, "try_again", "We could not sign you in at this moment.", "Try again.", retry_after_s=1)
    return found


def find_contact(conn: Connection, contact: ContactId) -> Contact | None:
    row = conn.execute(select(contacts).where(contacts.c.id == contact)).first()
    if row is None:
        return None
    i = identities.c
    found = conn.execute(select(i.kind, i.masked, i.assurance).where(i.contact_id == contact).order_by(i.assurance.desc(), i.id)).all()
    known = tuple(Identity(cast("IdentityKind", kind), masked, Assurance(sure)) for kind, masked, sure in found)
    best = max((identity.assurance for identity in known), default=Assurance.UNPROVEN)
    return Contact(ContactId(row.id), row.name, row.language, row.created_at, best, known)


def reveal_identity(conn: Connection, keyring: Keyring, contact: ContactId, *, kind: str, agent: Agent, reason: str, now_us: int) -> str:
    """The clear value, for an agent who says why. Recorded; 30 an hour for each agent. Raises NotFound, Refused 400 and 429."""
    why = clean_line(reason, 200)
    if len(why) < 3:
        raise Refused(400, "reason_missing", "Say why you need to see this.", "The reason is kept with your agent ID.", field="reason")
    take_try(conn, REVEAL, try_key(keyring, agent.id), now_us=now_us)
    found = select(identities.c.sealed).where(identities.c.contact_id == contact, identities.c.kind == kind, identities.c.kind != "guest")
    sealed = conn.execute(found.order_by(identities.c.assurance.desc(), identities.c.id)).scalars().first()
    if sealed is None:
        raise NotFound("identity_unknown", "We do not have this about the contact.", "Load the ticket again.")
    audit.record(conn, now_us, who=agent.id, what="identity_revealed", subject=contact, detail={"kind": kind, "reason": why})
    return keyring.open_sealed(SEAL, sealed).decode()


class Contacts:
    """The same, each as one transaction."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring

    async def find(self, contact: ContactId) -> Contact | None:
        return await self._db.read(lambda conn: find_contact(conn, contact))

    def shower(self, kind: str, *, agent: Agent, reason: str) -> Callable[[Connection, ContactId], str]:
        """reveal_identity for this agent and reason, to be run in the transaction that writes the fact of it."""

        def show(conn: Connection, contact: ContactId) -> str:
            now = self._clock.now_us()
            return reveal_identity(conn, self._keyring, contact, kind=kind, agent=agent, reason=reason, now_us=now)

        return show

    async def rename(self, contact: ContactId, name: str) -> None:
        """What a guest wants to be called."""
        cleaned = clean_line(name, MAX_CONTACT_NAME) or None
        await self._db.write(lambda conn: conn.execute(update(contacts).where(contacts.c.id == contact).values(name=cleaned)).rowcount)
