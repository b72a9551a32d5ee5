"""Who asked for announcements by mail: nobody before they used the link that was mailed to them, and nobody any more after one click.

Known and unknown addresses get the same answer after the same work. Addresses rest sealed, and are found by keyed digests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, select, update

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer
from truepenny.knowledge.announcements.checks import known_names
from truepenny.knowledge.announcements.kinds import KINDS, Announcement
from truepenny.knowledge.announcements.names import ASSETS, NETWORKS
from truepenny.outbound.announcing.schema import subscribers
from truepenny.outbound.mail.apart import queue_apart
from truepenny.outbound.mail.ids import make_leave_key, subscriber_of_leave_key
from truepenny.outbound.mail.registry import recipient_key
from truepenny.people.addresses import check_address, mailbox_of
from truepenny.people.mail_contacts import find_mail_address, is_proven_by
from truepenny.people.tokens import MAX_TOKEN_CHARS, token_hash
from truepenny.people.tries import Rule, may_try, same_place, take_try, try_key
from truepenny.platform.clock import DAY, HOUR, MINUTE, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id, new_token

PER_ADDRESS_HOUR = Rule("subscribe_hour", 2, window_us=HOUR, pause_us=HOUR)
PER_ADDRESS_DAY = Rule("subscribe_day", 4, window_us=DAY, pause_us=DAY)
PER_PLACE = Rule("subscribe_place", 20, window_us=HOUR)
ALL = Rule("subscribe_all", 600, window_us=10 * MINUTE, pause_us=2 * MINUTE)
HOURS = 48
"""So long the link in the mail works."""
KEEP_UNCONFIRMED_US = 7 * DAY
SEAL = "subscriber address"
_s = subscribers.c


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """kinds of announcements; services (ids), assets and networks (names as announcements have them): none for all of them."""

    kinds: tuple[str, ...]
    services: tuple[str, ...] = ()
    language: str = "en"
    assets: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()

    def wants(self, one: Announcement) -> bool:
        """What concerns no service, asset or network in particular is for everybody who wants its kind."""
        scope = one.scope
        narrowed = ((self.services, scope.services), (self.assets, scope.assets), (self.networks, scope.networks))
        return one.kind in self.kinds and all(not mine or not meant or set(mine) & set(meant) for mine, meant in narrowed)


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the mail that asks "was it you" is made of. key: that of its link."""

    key: str
    hours: int = HOURS


class Subscribers:
    """is_on: the desk sends mail. ours: its own address. known: ids of the services that there are."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, *, ours: str) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._ours = mailbox_of(ours)
        self.is_on = bool(ours)

    async def ask(self, address: str, wish: Wish, *, place: str) -> None:
        """Mails the link by which its owner says that it was they, unless too many were mailed there: who asks is told the same.

        place: the client's IP address. Raises Refused 404 mail_off; 422 mail_address_wrong, kinds_wrong, assets_wrong,
        networks_wrong; 429 too_many_tries.
        """
        self._check_on()
        to, now, wanted = check_address(address), self._clock.now_us(), check_wish(wish)
        mine = mailbox_of(to)

        def put(conn: Connection) -> None:
            take_try(conn, PER_PLACE, try_key(self._keyring, same_place(place)), now_us=now)
            rules = ((PER_ADDRESS_HOUR, mine), (PER_ADDRESS_DAY, mine), (ALL, ""))
            may = [may_try(conn, rule, try_key(self._keyring, rule.name, key), now_us=now) for rule, key in rules]
            sends = all(may) and mine != self._ours
            key = new_token()
            self._keep(conn, to, wanted, key=key, now=now, anew=sends)
            queue_apart(
                conn, self._keyring, delivery=new_id(), what="subscribe", address=to, payload=msgspec.json.encode(Question(key)),
                language=wanted.language, now_us=now, sends=sends,
            )  # fmt: skip

        await self._db.write(put)

    async def find_asked(self, key: str) -> Wish | None:
        """What the link of a mail would order; None when it does not work any more."""
        if not key or len(key) > MAX_TOKEN_CHARS:
            return None
        now = self._clock.now_us()
        row = await self._db.read(lambda conn: _asked(conn, key, now))
        return None if row is None or row.asked_wish is None else _wish(row.asked_wish)

    async def confirm(self, key: str) -> Wish | None:
        """From now on mails go there. None when the link does not work any more; used twice it says the same."""
        if not key or len(key) > MAX_TOKEN_CHARS:
            return None
        now = self._clock.now_us()

        def put(conn: Connection) -> Wish | None:
            row = _asked(conn, key, now)
            if row is None or row.asked_wish is None:
                return None
            wish = _wish(row.asked_wish)
            values = {"wish": row.asked_wish, "language": wish.language, "confirmed_at": row.confirmed_at or now}
            conn.execute(update(subscribers).where(_s.id == row.id).values(**values))
            return wish

        return await self._db.write(put)

    async def put_proven(self, customer: Customer, wish: Wish) -> bool:
        """At once, for who has proven an address; an empty wish ends it. False where there is no such address."""
        self._check_on()
        wanted, now = check_wish(wish) if wish.kinds else None, self._clock.now_us()

        def put(conn: Connection) -> bool:
            to = self._proven(conn, customer)
            if to is None:
                return False
            if wanted is None:
                conn.execute(delete(subscribers).where(_s.address_key == recipient_key(self._keyring, to)))
                return True
            self._keep(conn, to, wanted, key=new_token(), now=now)
            values = {"wish": msgspec.json.encode(wanted).decode(), "confirmed_at": now, "language": wanted.language}
            conn.execute(update(subscribers).where(_s.address_key == recipient_key(self._keyring, to)).values(**values))
            return True

        return await self._db.write(put)

    async def of_customer(self, customer: Customer) -> tuple[bool, Wish | None]:
        """Whether they have a proven address, and what is mailed there."""
        if not self.is_on:
            return False, None

        def load(conn: Connection) -> tuple[bool, Wish | None]:
            to = self._proven(conn, customer)
            if to is None:
                return False, None
            this = (_s.address_key == recipient_key(self._keyring, to)) & _s.confirmed_at.is_not(None)
            kept = conn.execute(select(_s.wish).where(this)).scalar()
            return True, None if kept is None else _wish(kept)

        return await self._db.read(load)

    async def leave(self, key: str) -> bool:
        """By the key of an unsubscribe link: nothing of them is kept. Doing it twice changes nothing; False when the key is not ours."""
        subscriber = subscriber_of_leave_key(self._keyring, key)
        if subscriber is None:
            return False
        await self._db.write(lambda conn: conn.execute(delete(subscribers).where(_s.id == subscriber)))
        return True

    def _proven(self, conn: Connection, customer: Customer) -> str | None:
        if customer.only_ticket is not None:
            return None
        to = find_mail_address(conn, self._keyring, customer.contact)
        return to if to is not None and is_proven_by(conn, self._keyring, customer.contact, to) else None

    def _keep(self, conn: Connection, to: str, wish: Wish, *, key: str, now: int, anew: bool = True) -> None:
        """anew False: the link that was mailed last goes on working."""
        asked = {
            "asked_wish": msgspec.json.encode(wish).decode(), "confirm_hash": token_hash(key), "confirm_until": now + HOURS * HOUR,
            "asked_at": now,
        }  # fmt: skip
        row = upsert(subscribers, conn).values(
            id=new_id(), address_key=recipient_key(self._keyring, to), address_sealed=self._keyring.seal(SEAL, to.encode()),
            language=wish.language, wish="{}", confirmed_at=None, **asked,
        )  # fmt: skip
        conn.execute(row.on_conflict_do_update(index_elements=["address_key"], set_=asked if anew else {"asked_at": now}))

    def _check_on(self) -> None:
        if not self.is_on:
            raise Refused(404, "mail_off", "This desk sends no mail.", "Follow the feed, or look here again.")


def check_wish(wish: Wish) -> Wish:
    """Raises Refused 422."""
    kinds = tuple(kind for kind in KINDS if kind in wish.kinds)
    if not kinds:
        raise Refused(422, "kinds_wrong", "Nothing is chosen.", "Choose at least one kind.", field="kinds")
    assets, networks = known_names(wish.assets, ASSETS, "assets"), known_names(wish.networks, NETWORKS, "networks")
    return Wish(kinds, tuple(sorted(set(wish.services)))[:40], wish.language, assets, networks)


def list_confirmed(conn: Connection, *, after: str, limit: int) -> Sequence[Row[Any]]:
    """In the order of their ids."""
    these = (_s.id > after) & _s.confirmed_at.is_not(None)
    return conn.execute(select(subscribers).where(these).order_by(_s.id).limit(limit)).all()


def find_confirmed(conn: Connection, subscriber: str) -> Row[Any] | None:
    return conn.execute(select(subscribers).where(_s.id == subscriber, _s.confirmed_at.is_not(None))).first()


def count_confirmed(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(subscribers).where(_s.confirmed_at.is_not(None))).scalar_one()


def prune_subscribers(conn: Connection, *, now_us: int) -> int:
    """Forgets addresses of which nobody said that it was they."""
    old = _s.confirmed_at.is_(None) & (_s.asked_at < now_us - KEEP_UNCONFIRMED_US)
    return conn.execute(delete(subscribers).where(old)).rowcount


def wish_of(row: Row[Any]) -> Wish:
    return _wish(row.wish)


def leave_key_of(keyring: Keyring, subscriber: str) -> str:
    return make_leave_key(keyring, subscriber)


def _asked(conn: Connection, key: str, now: int) -> Row[Any] | None:
    return conn.execute(select(subscribers).where(_s.confirm_hash == token_hash(key), _s.confirm_until > now)).first()


def _wish(kept: str) -> Wish:
    return msgspec.json.decode(kept, type=Wish)
