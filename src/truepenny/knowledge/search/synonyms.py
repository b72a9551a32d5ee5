"""Words that mean the same, kept by editors: groups of them in, what a query's words also stand for out.

Remembered for five seconds in each process. A new desk begins with starter_synonyms.toml, once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.errors import NotFound, Refused
from truepenny.knowledge.search.schema import search_marks, search_synonyms
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database
    from truepenny.platform.search.query import Synonyms

STARTER: Final = Path(__file__).with_name("starter_synonyms.toml")
BY: Final = "system"
MAX_GROUPS = 2_000
MAX_WORDS = 24
MAX_WORD = 40
REMEMBER_US = 5 * SECOND


@dataclass(frozen=True, slots=True)
class Group:
    """words: as their editor wrote them, two at least. by: agent ID, or "system" for those that a desk begins with."""

    id: str
    words: tuple[str, ...]
    changed_at: int
    by: str


def check_group(words: Sequence[str]) -> tuple[str, ...]:
    """The words as they are kept. Raises Refused 400 naming the field words."""
    from truepenny.platform.search.text import normalise, tokens

    kept = tuple(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    if len({normalise(word) for word in kept}) < 2:
        raise _wrong("These are too few words.", "Write at least two that mean the same.")
    if len(kept) > MAX_WORDS:
        raise _wrong("These are too many words.", "Write at most {limit}, or make two groups.", limit=MAX_WORDS)
    for word in kept:
        if len(word) > MAX_WORD:
            raise _wrong("This is too long.", "Use at most {limit} characters.", limit=MAX_WORD)
        if not tokens(normalise(word)):
            raise _wrong("There is no word in {word}.", "Use letters, digits or characters.", word=word)
    return kept


class SynonymBook:
    def __init__(self, db: Database, clock: Clock, *, record: RecordChange) -> None:
        self._db = db
        self._clock = clock
        self._record = record
        self._same: Synonyms = {}
        self._mark = -1
        self._asked_at = 0

    @property
    def last_same(self) -> Synonyms:
        """What same() gave last, for who cannot wait for the database."""
        return self._same

    async def same(self) -> Synonyms:
        """Word to words that mean the same, for platform.search.query.parse; a change on another node shows within five seconds."""
        now = self._clock.now_us()
        if self._asked_at and 0 <= now - self._asked_at <= REMEMBER_US:
            return self._same
        mark = await self._db.read(_load_mark)
        if mark != self._mark:
            from truepenny.platform.search.query import both_ways

            groups = await self._db.read(_load_groups)
            self._same, self._mark = both_ways([group.words for group in groups]), mark
        self._asked_at = now
        return self._same

    async def plant_starter(self) -> int:
        """Gives a new desk its first groups, once in its life; how many were added."""
        if await self._db.read(_was_planted):
            return 0
        groups = [check_group(words) for words in tomllib.loads(STARTER.read_text(encoding="utf-8"))["groups"]]
        now = self._clock.now_us()
        planted = await self._db.write(lambda conn: _plant(conn, groups, now))
        self._asked_at = 0
        return planted

    async def list_groups(self) -> list[Group]:
        """In the order of their first words."""
        return sorted(await self._db.read(_load_groups), key=lambda group: group.words[0].lower())

    async def load(self, group: str) -> Group:
        """Raises NotFound."""
        return await self._db.read(lambda conn: _load_group(conn, group))

    async def compare(self, words: Sequence[str], *, group: str | None) -> tuple[Synonyms, Synonyms]:
        """What would be the same without this group (None: a new one), and with it as typed. Raises Refused 400."""
        from truepenny.platform.search.query import both_ways

        others = [one.words for one in await self._db.read(_load_groups) if one.id != group]
        return both_ways(others), both_ways([*others, check_group(words)])

    async def put(self, words: Sequence[str], *, group: str | None, by: str) -> str:
        """Adds (group None) or changes one; gives its id. Raises Refused 400, NotFound."""
        kept, now = check_group(words), self._clock.now_us()

        def put(conn: Connection) -> str:
            made = group or new_id()
            values = {"words": msgspec.json.encode(kept).decode(), "changed_at": now, "changed_by": by}
            if group is None:
                if conn.execute(select(func.count()).select_from(search_synonyms)).scalar_one() >= MAX_GROUPS:
                    raise Refused(409, "synonyms_full", "There are too many groups of words.", "Delete those that nobody needs.")
                conn.execute(search_synonyms.insert().values(id=made, **values))
            else:
                _load_group(conn, group)
                conn.execute(update(search_synonyms).where(search_synonyms.c.id == group).values(**values))
            _raise_mark(conn)
            what = "synonyms_added" if group is None else "synonyms_changed"
            self._record(conn, now, who=by, what=what, subject=made, detail={"words": list(kept)})
            return made

        made = await self._db.write(put)
        self._asked_at = 0
        return made

    async def delete(self, group: str, *, by: str) -> None:
        """Raises NotFound."""
        now = self._clock.now_us()

        def drop(conn: Connection) -> None:
            gone = _load_group(conn, group)
            conn.execute(delete(search_synonyms).where(search_synonyms.c.id == group))
            _raise_mark(conn)
            self._record(conn, now, who=by, what="synonyms_deleted", subject=group, detail={"words": list(gone.words)})

        await self._db.write(drop)
        self._asked_at = 0


def _plant(conn: Connection, groups: Sequence[Sequence[str]], now: int) -> int:
    mark = upsert(search_marks, conn).values(name="starter", value=now).on_conflict_do_nothing(index_elements=["name"])
    if not conn.execute(mark).rowcount:
        return 0
    rows = [{"id": new_id(), "words": msgspec.json.encode(words).decode(), "changed_at": now, "changed_by": BY} for words in groups]
    conn.execute(search_synonyms.insert(), rows)
    _raise_mark(conn)
    return len(rows)


def _was_planted(conn: Connection) -> bool:
    return conn.execute(select(search_marks.c.value).where(search_marks.c.name == "starter")).first() is not None


def _load_mark(conn: Connection) -> int:
    return conn.execute(select(search_marks.c.value).where(search_marks.c.name == "synonyms")).scalar() or 0


def _raise_mark(conn: Connection) -> None:
    row = upsert(search_marks, conn).values(name="synonyms", value=1)
    conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": search_marks.c.value + 1}))


def _load_groups(conn: Connection) -> list[Group]:
    rows = conn.execute(select(search_synonyms).order_by(search_synonyms.c.changed_at, search_synonyms.c.id))
    return [_group(row) for row in rows]


def _load_group(conn: Connection, group: str) -> Group:
    row = conn.execute(select(search_synonyms).where(search_synonyms.c.id == group)).first()
    if row is None:
        raise NotFound("synonyms_unknown", "There is no such group of words.", "Somebody may have deleted it: load the list again.")
    return _group(row)


def _group(row: object) -> Group:
    return Group(row.id, msgspec.json.decode(row.words, type=tuple[str, ...]), row.changed_at, row.changed_by)  # type: ignore[attr-defined]


def _wrong(title: str, cure: str, **params: object) -> Refused:
    return Refused(400, "words_wrong", title, cure, params=params, field="words")
