"""What keeps the desk from being a mail bomb: mail that no person wrote goes to one address seldom, and never where it bounced or to us.

Counted in the database, by keyed digests, so that the limits hold over all nodes and restarts.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from truepenny.contracts.errors import Refused
from truepenny.outbound.mail.registry import recipient_key
from truepenny.outbound.mail.schema import deliveries, sent_mails
from truepenny.people.addresses import mailbox_of
from truepenny.people.tries import Rule, take_try, try_key
from truepenny.platform.clock import DAY, HOUR
from truepenny.platform.crypto import Keyring

HOURLY = Rule("receipt_hour", 1, window_us=HOUR, pause_us=HOUR)
DAILY = Rule("receipt_day", 3, window_us=DAY, pause_us=DAY)
WHOLE_DESK = Rule("receipts_unproven", 600, window_us=HOUR, pause_us=HOUR)
"""To addresses that nobody has proven, over all of them."""
AUTOMATIC = ("receipt", "notice", "secret", "code", "told", "announcement", "subscribe")
COUNTED = ("receipt", "secret")
"""Kinds that anyone can cause by writing to us under another's address."""


class Stopped(Exception):
    """This mail may not go. code: why, for the ticket."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_address(conn: Connection, keyring: Keyring, to: str, *, what: str, own: str, now_us: int) -> None:
    """Raises Stopped "own" for our own address (own) and its plus-forms; of automatic mail "bounced" for a day after one bounced there."""
    if mailbox_of(to) == mailbox_of(own):
        raise Stopped("own")
    if what not in AUTOMATIC:
        return
    s, d = sent_mails.c, deliveries.c
    mine = (s.recipient_key == recipient_key(keyring, to)) & s.what.in_(AUTOMATIC)
    bounced = select(d.id).join(sent_mails, s.delivery_id == d.id).where(mine, d.state == "bounced", d.due_at > now_us - DAY)
    if conn.execute(bounced.limit(1)).first() is not None:
        raise Stopped("bounced")


def count_mail(conn: Connection, keyring: Keyring, to: str, *, what: str, proven: bool, now_us: int) -> None:
    """Before the first try of a mail of the COUNTED kinds. Raises Stopped "limit", and then the whole unit has to be undone."""
    mine = f"{what} {mailbox_of(to)}"
    rules = [(HOURLY, mine), (DAILY, mine), *([] if proven else [(WHOLE_DESK, "")])]
    try:
        for rule, key in rules:
            take_try(conn, rule, try_key(keyring, rule.name, key), now_us=now_us)
    except Refused as refused:
        raise Stopped("limit") from refused
