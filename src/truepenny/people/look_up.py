"""Contacts found by a whole mail address, phone number or account: what an agent types when somebody calls and says who they are.

In: what was typed, and by whom. Out: contacts. Never by a part of it; counted for each agent, because many guesses would unmask what is
masked, and recorded where somebody is found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from truepenny.contracts.identity import Agent, ContactId
from truepenny.people import audit
from truepenny.people.contacts import as_in_mail, lookup_hash
from truepenny.people.schema import identities
from truepenny.people.tries import LOOK_UP, take_try, try_key
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MOST = 20
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,180}\.[^\s@.]{2,63}")
_NUMBER = re.compile(r"\+?[\d\s().\-/]{6,24}")
_ACCOUNT = re.compile(r"(?=.*\d)[A-Za-z0-9_\-]{4,40}")


class LookUp:
    """issuer: the exchange whose accounts customers have."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, *, issuer: str) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._issuer = issuer

    async def find(self, typed: str, *, agent: Agent) -> list[ContactId]:
        """Raises Refused 429 for who looks for very many."""
        hashed = self._hashes(typed.strip())
        if not hashed:
            return []

        def act(conn: Connection) -> list[ContactId]:
            now = self._clock.now_us()
            take_try(conn, LOOK_UP, try_key(self._keyring, agent.id), now_us=now)
            query = select(identities.c.contact_id, identities.c.kind).where(identities.c.lookup_hash.in_(hashed))
            rows = conn.execute(query.order_by(identities.c.assurance.desc(), identities.c.id).limit(MOST)).all()
            for row in rows:
                audit.record(conn, now, who=agent.id, what="contact_looked_up", subject=row.contact_id, detail={"kind": row.kind})
            return list(dict.fromkeys(ContactId(row.contact_id) for row in rows))

        return await self._db.write(act)

    def _hashes(self, typed: str) -> list[str]:
        """Of all that it may be, as a whole."""
        if _MAIL.fullmatch(typed):
            return [lookup_hash(self._keyring, "email", one) for one in {typed, as_in_mail(typed)}]
        found = [lookup_hash(self._keyring, "phone", typed)] if _NUMBER.fullmatch(typed) else []
        if _ACCOUNT.fullmatch(typed):
            found += [lookup_hash(self._keyring, "uid", typed, issuer=issuer) for issuer in {self._issuer, ""}]
        return found
