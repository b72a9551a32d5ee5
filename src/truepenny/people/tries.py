"""How often something may be tried: counted in the database, so that the limit holds over all nodes and restarts.

A try is counted before it is checked, so that a thousand guesses at once are no better than one after another; a right one is given back.
Keys (logins, addresses) rest as keyed hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from truepenny.contracts.errors import Refused
from truepenny.people.schema import tries
from truepenny.platform.clock import DAY, HOUR, MINUTE, SECOND
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert


@dataclass(frozen=True, slots=True)
class Rule:
    """limit tries in window_us; the last one allowed starts a pause of pause_us, unless it was right."""

    name: str
    limit: int
    window_us: int = 15 * MINUTE
    pause_us: int = 15 * MINUTE


LOGIN_FROM_ADDRESS = Rule("login_from_address", 5)
LOGIN = Rule("login", 20)
"""From all addresses together: higher, so that a stranger cannot easily keep an agent out, and still far too few to guess."""
ADDRESS = Rule("address", 40)
"""All logins from one address: an office shares one."""
CODE = Rule("code", 5)
LINK = Rule("link", 10)
GUEST = Rule("guest", 120, window_us=10 * MINUTE, pause_us=2 * MINUTE)
REVEAL = Rule("reveal", 30, window_us=60 * MINUTE, pause_us=10 * MINUTE)
LOOK_UP = Rule("look_up", 300, window_us=60 * MINUTE, pause_us=10 * MINUTE)
"""Whole addresses and numbers that one agent looks for: far more than anybody is called by, far too few to guess a masked one."""
PASSWORD_AGAIN = Rule("password_again", 5)
MAIL_CODE_HOUR = Rule("mail_code_hour", 3, window_us=HOUR, pause_us=HOUR)
MAIL_CODE_DAY = Rule("mail_code_day", 8, window_us=DAY, pause_us=DAY)
"""Codes mailed to one address: nobody's mailbox is filled by us."""
MAIL_CODE_PLACE = Rule("mail_code_place", 30, window_us=HOUR)
"""Codes that one network asks for, to whatever addresses."""
MAIL_CODE_ALL = Rule("mail_code_all", 600, window_us=10 * MINUTE, pause_us=2 * MINUTE)
"""All codes together: ten times what a large site needs."""
MAIL_CODE_ENTRY = Rule("mail_code_entry", 40)
"""Codes that are typed in from one network; each of them has its own five tries besides."""
MAIL_VERIFY = Rule("mail_verify", 60, window_us=10 * MINUTE, pause_us=5 * MINUTE)
AGENT_CHECK_PLACE = Rule("agent_check_place", 30, window_us=10 * MINUTE, pause_us=5 * MINUTE)
"""Questions about agent IDs that one network asks on the public page."""
AGENT_CHECK = Rule("agent_check", 60, window_us=10 * MINUTE, pause_us=2 * MINUTE)
"""Words that are tried with one agent ID, from all networks: of 65,280 pairs, one of which may hold for two minutes."""


def try_key(keyring: Keyring, *parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(keyring.derive("tries"), joined, hashlib.sha256).hexdigest()


def same_place(address: str) -> str:
    """What counts as one address: of IPv6 the /64 network, because whoever has one address of it has them all."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((ip, 64), strict=False))


def take_try(conn: Connection, rule: Rule, key: str, *, now_us: int) -> bool:
    """Counts one try; True when it starts a pause. Raises Refused 429 (too_many_tries, retry_after_s) during one, uncounted."""
    count, wait_us = _count(conn, rule, key, now_us)
    if wait_us > 0:
        raise too_many_tries(wait_us)
    return count >= rule.limit


def may_try(conn: Connection, rule: Rule, key: str, *, now_us: int) -> bool:
    """The same where whoever tries must not learn of the pause: False during one, after the same statements."""
    return _count(conn, rule, key, now_us)[1] <= 0


def _count(conn: Connection, rule: Rule, key: str, now_us: int) -> tuple[int, int]:
    """Tries taken in this window with this one, and how long the pause still lasts; a try during a pause does not count."""
    conn.execute(
        upsert(tries, conn)
        .values(rule=rule.name, key_hash=key, started_at=now_us, taken=0, paused_until=0)
        .on_conflict_do_nothing(index_elements=["rule", "key_hash"])
    )
    where = (tries.c.rule == rule.name) & (tries.c.key_hash == key)
    row = conn.execute(select(tries).where(where).with_for_update()).one()
    # A wall clock that was set back must not keep anyone out for longer than one pause.
    wait_us = min(row.paused_until - now_us, rule.pause_us)
    fresh = not 0 <= now_us - row.started_at < rule.window_us or row.taken >= rule.limit
    count = 1 if fresh else row.taken + 1
    counted = {
        "started_at": now_us if fresh else row.started_at,
        "taken": count,
        "paused_until": now_us + rule.pause_us if count >= rule.limit else 0,
    }
    as_it_is = {"started_at": row.started_at, "taken": row.taken, "paused_until": row.paused_until}
    conn.execute(update(tries).where(where).values(as_it_is if wait_us > 0 else counted))
    return (row.taken if wait_us > 0 else count), wait_us


def give_back(conn: Connection, rule: Rule, key: str) -> None:
    """The try was right: it does not count, and the pause that it may have started is lifted."""
    conn.execute(
        update(tries)
        .where((tries.c.rule == rule.name) & (tries.c.key_hash == key) & (tries.c.taken > 0))
        .values(taken=tries.c.taken - 1, paused_until=0)
    )


def clear_tries(conn: Connection, rule: Rule, key: str) -> None:
    conn.execute(delete(tries).where((tries.c.rule == rule.name) & (tries.c.key_hash == key)))


def prune_tries(conn: Connection, *, now_us: int) -> None:
    """Drops what no rule can still look at."""
    conn.execute(delete(tries).where((tries.c.started_at < now_us - DAY) & (tries.c.paused_until < now_us)))


def too_many_tries(wait_us: int) -> Refused:
    seconds = max(1, -(-wait_us // SECOND))
    minutes = max(1, -(-seconds // 60))
    return Refused(
        429,
        "too_many_tries",
        "There were too many tries.",
        "Wait {minutes} min, then try again.",
        params={"minutes": minutes},
        retry_after_s=seconds,
    )
