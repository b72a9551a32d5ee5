"""What is known to be false: kept with reason and history, remembered in each process for five seconds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.errors import NotFound, Refused
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id
from truepenny.trust.checks.schema import known_false

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

REMEMBER_US = 5 * SECOND
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Impostor:
    """removed_at: None while it counts. Times in microseconds UTC."""

    id: str
    key: str
    kind: str
    shown: str
    reason: str
    added_at: int
    added_by: str
    removed_at: int | None
    removed_by: str | None
    removed_reason: str


class KnownFalse:
    def __init__(self, db: Database, clock: Clock, *, record: RecordChange) -> None:
        self._db = db
        self._clock = clock
        self._record = record
        self._keys: Mapping[str, Impostor] = {}
        self._looked: int | None = None

    async def keys(self) -> Mapping[str, Impostor]:
        """What counts now, by key."""
        now = self._clock.now_us()
        if self._looked is None or not 0 <= now - self._looked <= REMEMBER_US:
            self._keys = {one.key: one for one in await self.history() if one.removed_at is None}
            self._looked = now
        return self._keys

    def forget(self) -> None:
        """Looks again at the next question, as after five seconds."""
        self._looked = None

    async def history(self) -> list[Impostor]:
        """All that ever counted, newest first."""
        query = select(known_false).order_by(known_false.c.added_at.desc(), known_false.c.id)
        return await self._db.read(lambda conn: [Impostor(*row) for row in conn.execute(query)])

    async def add(self, key: str, *, kind: str, shown: str, reason: str, by: str) -> None:
        """Twice is once. Raises Refused for a reason that is missing or too long."""
        words, now = _reason(reason), self._clock.now_us()

        def act(conn: Connection) -> None:
            row: dict[str, Any] = {
                "id": new_id(), "key": key, "kind": kind, "shown": shown[:300], "reason": words, "added_at": now, "added_by": by,
                "removed_reason": "",
            }  # fmt: skip
            if conn.execute(upsert(known_false, conn).values(row).on_conflict_do_nothing()).rowcount == 0:
                return
            self._record(conn, now, who=by, what="known_false_added", detail={"kind": kind, "value": shown[:300], "reason": words})

        await self._db.write(act)
        self.forget()

    async def remove(self, item: str, *, reason: str, by: str) -> None:
        words, now = _reason(reason), self._clock.now_us()

        def act(conn: Connection) -> None:
            live = (known_false.c.id == item) & known_false.c.removed_at.is_(None)
            row = conn.execute(select(known_false).where(live)).first()
            if row is None:
                raise NotFound("known_false_gone", "This does not count any more.", "Load the list again.")
            gone = update(known_false).where(live).values(removed_at=now, removed_by=by, removed_reason=words)
            conn.execute(gone)
            self._record(conn, now, who=by, what="known_false_removed", detail={"kind": row.kind, "value": row.shown, "reason": words})

        await self._db.write(act)
        self.forget()


def find_false(conn: Connection, keys: Collection[str]) -> set[str]:
    """Which of these keys are known to be false, inside a transaction of the caller."""
    live = known_false.c.key.in_(list(keys)) & known_false.c.removed_at.is_(None)
    return set(conn.execute(select(known_false.c.key).where(live)).scalars())


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise Refused(400, "reason_wrong", "This field is empty.", "Write at least one letter.", field="reason")
    if len(words) > MAX_REASON:
        raise Refused(
            400, "reason_wrong", "This is too long.", "Use at most {limit} characters.", params={"limit": MAX_REASON}, field="reason"
        )
    return words
