"""Announcements read from their tables and written to them; an update is only ever added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, select, update

from truepenny.contracts.errors import NotFound
from truepenny.knowledge.announcements.kinds import FINAL, Announcement, Draft, NewUpdate, Scope, Update, Written
from truepenny.knowledge.announcements.schema import announcement_jobs, announcement_updates, announcement_words, announcements

_a = announcements.c
_decode_scope = msgspec.json.Decoder(Scope).decode
_decode_words = msgspec.json.Decoder(dict[str, str]).decode
_decode_before = msgspec.json.Decoder(dict[str, Written]).decode


def list_open(conn: Connection) -> list[Announcement]:
    """All that are not over, the newest first. There are never many."""
    return _load(conn, _a.ended_at.is_(None))


def list_over(conn: Connection, *, before: int | None = None, limit: int = 50, kinds: Sequence[str] = ()) -> list[Announcement]:
    """Those that somebody ended, the last ended first. before: ended earlier than that."""
    where = _a.ended_at.is_not(None) if before is None else _a.ended_at < before
    if kinds:
        where &= _a.kind.in_(kinds)
    return _load(conn, where, order=_a.ended_at.desc(), limit=limit)


def list_since(conn: Connection, since: int) -> list[Announcement]:
    """All that ran at some time since then, or may still."""
    return _load(conn, _a.ended_at.is_(None) | (_a.ended_at >= since))


def load_one(conn: Connection, announcement: str) -> Announcement:
    """Raises NotFound."""
    found = _load(conn, _a.id == announcement)
    if not found:
        raise NotFound("announcement_unknown", "There is no such announcement.", "Look it up in the list of all announcements.")
    return found[0]


def load_some(conn: Connection, ids: Sequence[str]) -> list[Announcement]:
    return _load(conn, _a.id.in_(ids)) if ids else []


def _load(conn: Connection, where: ColumnElement[bool], *, order: Any = None, limit: int | None = None) -> list[Announcement]:
    statement = select(announcements).where(where).order_by(_a.created_at.desc() if order is None else order, _a.id.desc())
    rows = conn.execute(statement.limit(limit) if limit else statement).all()
    ids = [row.id for row in rows]
    words: defaultdict[str, dict[str, Written]] = defaultdict(dict)
    updates: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    w, u = announcement_words.c, announcement_updates.c
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        for row in conn.execute(select(announcement_words).where(w.announcement_id.in_(some)).order_by(w.language)):
            words[row.announcement_id][row.language] = Written(row.title, row.body)
        for row in conn.execute(select(announcement_updates).where(u.announcement_id.in_(some)).order_by(u.n)):
            updates[row.announcement_id].append(row)
    return [_announcement(row, words[row.id], updates[row.id]) for row in rows]


def _announcement(row: Row[Any], words: dict[str, Written], updates: Sequence[Row[Any]]) -> Announcement:
    corrected = {one.corrects: one.n for one in updates if one.corrects is not None}
    return Announcement(
        row.id, row.kind, row.state, row.effect, words, _decode_scope(row.scope), row.planned_start, row.planned_end, row.started_at,
        row.ended_at, row.contact, row.created_at, row.changed_at, row.created_by,
        tuple(
            Update(
                one.n, one.at, one.state, one.effect, one.by, _decode_words(one.words), one.tell, one.corrects,
                _decode_before(one.before) if one.before else {}, corrected.get(one.n),
            )
            for one in updates
        ),
    )  # fmt: skip


def put_new(conn: Connection, announcement: str, draft: Draft, *, by: str, now_us: int, tell: bool) -> None:
    """draft: checked. Its first update carries no words: those of the announcement are what is said."""
    over = draft.state in FINAL
    conn.execute(
        announcements.insert().values(
            id=announcement, kind=draft.kind, state=draft.state, effect=draft.effect, scope=msgspec.json.encode(draft.scope).decode(),
            planned_start=draft.planned_start, planned_end=draft.planned_end, started_at=draft.started_at,
            ended_at=now_us if over else None, contact=draft.contact, created_at=now_us, changed_at=now_us, created_by=by, last_update=0,
        )
    )  # fmt: skip
    put_words(conn, announcement, draft)
    first = NewUpdate(draft.state, tell=tell)
    add_update(conn, announcement, first, effect=draft.effect, at=draft.started_at or now_us, by=by, now_us=now_us)


def put_words(conn: Connection, announcement: str, draft: Draft) -> None:
    conn.execute(announcement_words.delete().where(announcement_words.c.announcement_id == announcement))
    for language, said in draft.words.items():
        values = {"announcement_id": announcement, "language": language, "title": said.title, "body": said.body}
        conn.execute(announcement_words.insert().values(**values))


def put_change(conn: Connection, announcement: str, draft: Draft, *, now_us: int) -> None:
    """What is known of it, beside its state; draft: checked."""
    values = {
        "scope": msgspec.json.encode(draft.scope).decode(), "planned_start": draft.planned_start, "planned_end": draft.planned_end,
        "started_at": draft.started_at, "contact": draft.contact, "changed_at": now_us,
    }  # fmt: skip
    conn.execute(update(announcements).where(_a.id == announcement).values(**values))
    put_words(conn, announcement, draft)


def lock(conn: Connection, announcement: str) -> Announcement:
    """For one change at a time: two agents' updates follow one another. Raises NotFound."""
    conn.execute(select(_a.id).where(_a.id == announcement).with_for_update())
    return load_one(conn, announcement)


def add_update(
    conn: Connection,
    announcement: str,
    new: NewUpdate,
    *,
    effect: str,
    at: int,
    by: str,
    now_us: int,
    before: dict[str, Written] | None = None,
) -> int:
    """Its number. With it, in the same transaction, the jobs that follow from it."""
    n = int(conn.execute(select(_a.last_update).where(_a.id == announcement)).scalar_one()) + 1
    conn.execute(
        announcement_updates.insert().values(
            announcement_id=announcement, n=n, at=at, state=new.state, effect=effect, by=by,
            words=msgspec.json.encode(dict(new.words)).decode(), tell=new.tell, corrects=new.corrects,
            before=msgspec.json.encode(before).decode() if before else None,
        )
    )  # fmt: skip
    conn.execute(update(announcements).where(_a.id == announcement).values(last_update=n, changed_at=now_us))
    if new.tell:
        for what in ("tell", "mail") if n > 1 else ("mail",):  # nothing is linked to what is new
            conn.execute(
                announcement_jobs.insert().values(
                    announcement_id=announcement, n=n, what=what, mark="", total=0, done=0, failed=0, lease_until=0, created_at=now_us
                )
            )
    return n


def set_state(conn: Connection, announcement: str, *, state: str, effect: str, started_at: int | None, ended_at: int | None) -> None:
    values = {"state": state, "effect": effect, "started_at": started_at, "ended_at": ended_at}
    conn.execute(update(announcements).where(_a.id == announcement).values(**values))
