"""Announcements on their way to those who asked: rows in the queue of mails, a few hundred at a time, and what each mail says."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from truepenny.contracts.errors import NotFound
from truepenny.knowledge.announcements.bodies import plain_of
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.announcements.labels import KIND_WORDS, state_words
from truepenny.knowledge.announcements.rows import load_one
from truepenny.outbound.announcing.subscribers import SEAL, Question, find_confirmed, leave_key_of, list_confirmed, wish_of
from truepenny.outbound.mail.apart import queue_apart
from truepenny.outbound.mail.rows import OPEN
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.crypto import Keyring

ROOM = 200
"""So many wait in the queue at most: they come after all other mail, and what is queued later goes as it stands then."""


class NewsPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """n: number of the update."""

    subscriber: str
    announcement: str
    n: int


def count_open(conn: Connection) -> int:
    waiting = (deliveries.c.what == "announcement") & deliveries.c.state.in_(OPEN)
    return conn.execute(select(func.count()).select_from(deliveries).where(waiting)).scalar_one()


def queue_next(
    conn: Connection, keyring: Keyring, one: Announcement, n: int, *, after: str, limit: int, now_us: int
) -> tuple[str, int, int]:
    """A mail for each of the next subscribers who want it. Gives up to whom it went, how many were looked at, and how many get one."""
    rows = list_confirmed(conn, after=after, limit=limit)
    queued = 0
    for row in rows:
        if not wish_of(row).wants(one):
            continue
        payload = msgspec.json.encode(NewsPayload(row.id, one.id, n))
        queued += queue_apart(
            conn, keyring, delivery=delivery_id(one.id, n, row.id), what="announcement", payload=payload, language=row.language,
            address=keyring.open_sealed(SEAL, row.address_sealed).decode(), now_us=now_us,
        )  # fmt: skip
    return (rows[-1].id if rows else after), len(rows), queued


def delivery_id(announcement: str, n: int, subscriber: str) -> str:
    """The same for the same mail, so that nobody gets it twice."""
    return hashlib.sha256(f"announcement\0{announcement}\0{n}\0{subscriber}".encode()).hexdigest()[:32]


def write_news(conn: Connection, keyring: Keyring, public_url: str, what: str, payload: bytes, language: str) -> dict[str, Any] | None:
    """What a mail of this kind says: fields of contracts.mail.OutboundMail. None: nobody wants it any more."""
    if what == "subscribe":
        asked = msgspec.json.decode(payload, type=Question)
        return {"ticket_url": f"{public_url}/notices/mail/{asked.key}", "valid_minutes": asked.hours * 60}
    news = msgspec.json.decode(payload, type=NewsPayload)
    row = find_confirmed(conn, news.subscriber)
    try:
        one = load_one(conn, news.announcement)
    except NotFound:
        return None
    if row is None or not wish_of(row).wants(one):
        return None
    n = one.told_as(news.n)
    if n is None:
        return None
    update = next(each for each in one.updates if each.n == n)
    return {
        "subject": one.said(language)[0].title,
        "label": f"{KIND_WORDS[one.kind].said(language)} · {state_words(one.kind, update.state).said(language)}",
        "text": plain_of(one, n, language),
        "ticket_url": f"{public_url}/{language}/notices/{one.id}",
        "unsubscribe_url": f"{public_url}/notices/off/{leave_key_of(keyring, row.id)}",
    }
