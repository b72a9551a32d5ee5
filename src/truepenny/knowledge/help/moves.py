"""How a version moves: saved, handed in, sent back, approved, published, scheduled, taken back, retired.

Each function is one transaction's work on one article, whose row it locks first. What may not happen is Refused with what to do instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.errors import Refused
from truepenny.knowledge.help.news import add_news
from truepenny.knowledge.help.rows import latest_number, load_version, lock_article
from truepenny.knowledge.help.schema import help_versions
from truepenny.knowledge.help.shelf import load_current, raise_stamp
from truepenny.knowledge.help.versions import Change, Key, Version, Words
from truepenny.platform.clock import SECOND
from truepenny.platform.ids import new_id

OPEN = ("draft", "review", "approved")


def save(
    conn: Connection, key: Key, words: Words, *, base: int, education: Sequence[str], by: str, now_us: int, author: str | None = None
) -> Version:
    """A new draft after version base. Raises Refused 409 version_old when somebody else was faster."""
    lock_article(conn, key.article)
    latest = latest_number(conn, *key)
    if latest != base:
        raise version_old(latest)
    c = help_versions.c
    conn.execute(_of(key).where(c.number == base, c.state.in_(OPEN)).values(state="replaced", moved_at=now_us, moved_by=by))
    row: dict[str, Any] = {
        "id": new_id(), "article_id": key.article, "language": key.language, "number": latest + 1, "title": words.title,
        "summary": words.summary, "body": words.body, "education": msgspec.json.encode(list(education)).decode(), "author": author or by,
        "at": now_us, "state": "draft", "moved_at": now_us, "moved_by": by, "note": "",
    }  # fmt: skip
    try:
        conn.execute(help_versions.insert().values(row))
    except IntegrityError as lost:
        raise version_old(latest + 1) from lost
    return load_version(conn, *key, latest + 1, now_us=now_us)


def move(conn: Connection, key: Key, number: int, *, come_from: Sequence[str], to: str, by: str, now_us: int, note: str = "") -> Version:
    """To another open state. Raises Refused 409 version_moved when it is not where it is expected, or no longer the latest."""
    version = load_open(conn, key, number, come_from, now_us=now_us)
    row: dict[str, Any] = {"state": to, "moved_at": now_us, "moved_by": by, "note": note}
    if to != "approved":
        row["approved_by"] = None
    conn.execute(_of(key).where(help_versions.c.number == version.number).values(row))
    return load_version(conn, *key, number, now_us=now_us)


def load_open(conn: Connection, key: Key, number: int, come_from: Sequence[str], *, now_us: int) -> Version:
    lock_article(conn, key.article)
    version = load_version(conn, *key, number, now_us=now_us)
    if version.state not in come_from or latest_number(conn, *key) != number:
        raise version_moved()
    return version


def approve(conn: Connection, key: Key, number: int, *, by: str, now_us: int, education: Sequence[str], record: RecordChange) -> Version:
    """education: sentences that the approver has confirmed as warnings."""
    row = lock_article(conn, key.article)
    version = load_open(conn, key, number, ("draft", "review"), now_us=now_us)
    values = {
        "state": "approved", "moved_at": now_us, "moved_by": by, "approved_by": by, "note": "",
        "education": msgspec.json.encode(list(education)).decode(),
    }  # fmt: skip
    conn.execute(_of(key).where(help_versions.c.number == number).values(values))
    detail: dict[str, object] = {"slug": row.slug, "language": key.language, "version": number}
    if by == version.author:
        detail["alone"] = True
    if education:
        detail["education"] = list(education)
    record(conn, now_us, who=by, what="article_approved", subject=key.article, detail=detail)
    return load_version(conn, *key, number, now_us=now_us)


def publish(
    conn: Connection, key: Key, number: int, *, at: int, change: Change | None, by: str, now_us: int, record: RecordChange
) -> Version:
    """at: now, or later. Raises Refused 409 version_moved when it is not approved."""
    row = lock_article(conn, key.article)
    load_open(conn, key, number, ("approved",), now_us=now_us)
    seen = load_current(conn, key, now_us=now_us)
    before = None if seen is None else seen.in_step_at
    told = change or _usual_change(conn, key, before, at)
    in_step = before if told == "small" and before is not None else at
    values = {"state": "published", "publish_at": at, "change": told, "in_step_at": in_step, "moved_at": now_us, "moved_by": by}
    conn.execute(_of(key).where(help_versions.c.number == number).values(values))
    add_news(conn, [key], due_us=at)
    raise_stamp(conn)
    detail: dict[str, object] = {"slug": row.slug, "language": key.language, "version": number, "change": told}
    if at > now_us:
        detail["publish_at"] = datetime.fromtimestamp(at / SECOND, UTC).isoformat(timespec="minutes")
    record(conn, now_us, who=by, what="article_scheduled" if at > now_us else "article_published", subject=key.article, detail=detail)
    return load_version(conn, *key, number, now_us=now_us)


def unschedule(conn: Connection, key: Key, number: int, *, by: str, now_us: int, record: RecordChange) -> Version:
    """Back to approved, before its time has come."""
    row = lock_article(conn, key.article)
    if load_version(conn, *key, number, now_us=now_us).state != "scheduled":
        raise version_moved()
    back = {"state": "approved" if latest_number(conn, *key) == number else "replaced", "publish_at": None, "change": None}
    conn.execute(_of(key).where(help_versions.c.number == number).values(**back, in_step_at=None, moved_at=now_us, moved_by=by))
    raise_stamp(conn)
    detail = {"slug": row.slug, "language": key.language, "version": number}
    record(conn, now_us, who=by, what="article_unscheduled", subject=key.article, detail=detail)
    return load_version(conn, *key, number, now_us=now_us)


def retire(conn: Connection, article: str, languages: Sequence[str], *, by: str, now_us: int, record: RecordChange) -> None:
    """Readers see it no longer in these languages; its versions stay, and a new one can be published. Raises Refused when none was."""
    row = lock_article(conn, article)
    c = help_versions.c
    where = (c.article_id == article) & c.language.in_(languages) & (c.state == "published")
    gone = sorted(set(conn.execute(select(c.language).where(where)).scalars()))
    if not gone:
        raise Refused(409, "not_published", "This article is not published.", "Load it again: somebody else may have retired it.")
    conn.execute(update(help_versions).where(where).values(state="retired", moved_at=now_us, moved_by=by))
    add_news(conn, [Key(article, code) for code in gone], due_us=now_us)
    raise_stamp(conn)
    record(conn, now_us, who=by, what="article_retired", subject=article, detail={"slug": row.slug, "languages": gone})


def _usual_change(conn: Connection, key: Key, before: int | None, at: int) -> Change:
    """What publishing means when the editor does not say: a translation catches up when there is something to catch up with."""
    c = help_versions.c
    others = select(func.max(c.publish_at)).where(
        c.article_id == key.article, c.language != key.language, c.state == "published", c.change == "meaning", c.publish_at <= at
    )
    said = conn.execute(others).scalar()
    return "caught_up" if said is not None and said > (before or 0) else "meaning"


def _is(key: Key) -> Any:
    return (help_versions.c.article_id == key.article) & (help_versions.c.language == key.language)


def _of(key: Key) -> Any:
    return update(help_versions).where(_is(key))


def version_old(latest: int) -> Refused:
    return Refused(
        409,
        "version_old",
        "Somebody else has saved this article since you opened it: version {latest}.",
        "Nothing that you wrote is lost. Compare both, then save yours again.",
        params={"latest": latest},
    )


def version_moved() -> Refused:
    return Refused(
        409,
        "version_moved",
        "This version has been moved, or there is a newer one.",
        "Load it again.",
    )
