"""The directory of one desk: asked by everybody, proposed to by leads, published by admins; each change a version, told to who listens.

Kept in memory; a change on another node is noticed within five seconds. What an action needs inside its transaction is book_now.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from truepenny.contracts.changes import CheckWords, RecordChange
from truepenny.contracts.errors import NotFound, Refused
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.ids import new_id
from truepenny.trust.directory import rows
from truepenny.trust.directory.book import Book, Known, glob
from truepenny.trust.directory.entries import Draft, Entry, NeverUse, check_draft, check_never, wrong
from truepenny.trust.directory.order import Shown, in_order
from truepenny.trust.directory.rows import Version
from truepenny.trust.directory.signed import fingerprint, issue_moment, raw_key, write_file
from truepenny.trust.directory.values import readings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection

    from truepenny.platform.db.database import Database

log = logging.getLogger(__name__)
REMEMBER_US = 5 * SECOND
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Change:
    """What was published. before: None for something new. after.valid_until in the past or at: it has ended. reason: the admin's words."""

    before: Entry | NeverUse | None
    after: Entry | NeverUse
    sequence: int
    at: int
    by: str
    reason: str


OnChange = Callable[[Change], Awaitable[None]]


class Directory:
    """desk: our public address. key: signs the file. is_topic: whether there is a topic, or a group of topics, of this code.

    on_change: told after each published change.
    """

    def __init__(
        self, db: Database, clock: Clock, *, desk: str, key: Ed25519PrivateKey, record: RecordChange, check: CheckWords,
        is_topic: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.desk = desk
        self._key = key
        self._db = db
        self._clock = clock
        self._record = record
        self._check = check
        self._is_topic = is_topic
        self._book = Book()
        self._looked: int | None = None
        self._file: tuple[tuple[int, int], bytes] | None = None
        self.on_change: list[OnChange] = []

    # Asking

    async def book(self) -> Book:
        """All of it, as of five seconds ago at most."""
        now = self._clock.now_us()
        if self._looked is None or not 0 <= now - self._looked <= REMEMBER_US:
            await self.refresh()
        return self._book

    @property
    def last_book(self) -> Book:
        """All of it as this process last knew it, however long ago: for checks that cannot wait."""
        return self._book

    async def refresh(self) -> Book:
        """All of it, as of now. Raises DatabaseAway."""
        now = self._clock.now_us()
        self._book = await self._db.read(self.book_now)
        self._looked = now
        return self._book

    def book_now(self, conn: Connection) -> Book:
        """Inside a transaction of the caller; read again only when something was published since."""
        known = self._book
        return known if rows.load_head(conn)[0] == known.sequence else rows.load_book(conn)

    async def entries(self, language: str | None, region: str | None = None, at: int | None = None) -> list[Shown]:
        """Those that are ours at this moment (now), the right one first."""
        moment = self._clock.now_us() if at is None else at
        book = await self.book()
        return in_order(book.valid(moment), language=language, region=region, at=moment)

    async def find(self, kind: str | None, value: str, at: int | None = None) -> Known:
        """What is known of a value as anybody writes it. kind: one of kinds.KINDS or FOREIGN, "handle", or None for any."""
        book = await self.book()
        return book.find(kind, value, at=self._clock.now_us() if at is None else at)

    async def contacts_for(self, topic: str | None, language: str | None, region: str | None = None) -> list[Shown]:
        """By which somebody answers on this topic, the right one first. Entries for other topics alone are left out."""
        now = self._clock.now_us()
        found = [entry for entry in (await self.book()).valid(now) if not entry.topics or (topic and entry.is_for_topic(topic))]
        return [one for one in in_order(found, language=language, region=region, at=now, topic=topic) if one.is_reached]

    async def never_used(self) -> tuple[NeverUse, ...]:
        return (await self.book()).never

    async def history(self, item: str) -> list[Version]:
        """All versions of an entry, newest first. Raises NotFound."""
        versions = await self._db.read(lambda conn: rows.list_versions(conn, item))
        if not versions:
            raise NotFound("entry_unknown", "There is no such entry.", "Load the list again.")
        return versions

    async def proposed(self) -> list[Version]:
        """Those that wait for an admin, newest first."""
        return await self._db.read(lambda conn: rows.list_versions(conn, state="proposed"))

    async def signed_file(self) -> bytes:
        """All of it for those who check without us (signed.py); made anew each hour and after each change."""
        book, now = await self.book(), self._clock.now_us()
        made_for = (book.sequence, issue_moment(book, now))
        if self._file is None or self._file[0] != made_for:
            self._file = (made_for, write_file(book, desk=self.desk, now=now, key=self._key))
        return self._file[1]

    @property
    def public_key(self) -> str:
        """64 hex digits."""
        return raw_key(self._key.public_key()).hex()

    @property
    def fingerprint(self) -> str:
        """Of the public key, in groups of four hex digits."""
        return fingerprint(self._key.public_key())

    # Changing

    def check(self, draft: Draft, *, item: str | None = None) -> Entry:
        """The entry as it would be kept, for a preview. Raises Refused, naming the field."""
        return check_draft(draft, id=item or new_id(), check=self._check, is_topic=self._is_topic)

    async def propose(self, draft: Draft, *, item: str | None = None, base: int | None = None, reason: str = "", by: str) -> Version:
        """A version that an admin has yet to publish. item, base: the entry and the version number that are changed; None for a new one.

        Raises Refused: 400 naming the field, 409 directory_twice, version_overtaken.
        """
        return await self._put(self.check(draft, item=item), base=base, reason=reason, by=by, publish=False)

    async def put(self, draft: Draft, *, item: str | None = None, base: int | None = None, reason: str = "", by: str) -> Version:
        """The same, published at once: for admins."""
        return await self._put(self.check(draft, item=item), base=base, reason=reason, by=by, publish=True)

    async def end(self, item: str, *, ending: str, reason: str, by: str, until: int | None = None, publish: bool = True) -> Version:
        """It stops being ours at this moment (now), and stays in the history. ending: a code of kinds.ENDINGS."""
        if not ending:
            raise wrong("ending", "This field is empty.", "Choose one of the list.")
        last, now = await self._newest(item), self._clock.now_us()
        entry = next((one for one in (await self.refresh()).entries if one.id == item), None)
        if entry is None:  # what was only proposed cannot end
            raise NotFound("entry_unknown", "There is no such entry.", "Load the list again.")
        ended = msgspec.structs.replace(entry, ending=ending, valid_until=now if until is None else until)
        return await self._put(ended, base=last.number, reason=reason, by=by, publish=publish)

    async def put_never(
        self, kind: str, words: Mapping[str, str], pattern: str = "", *, item: str | None = None, reason: str = "", by: str,
        publish: bool = True,
    ) -> Version:  # fmt: skip
        """Adds, or changes, a way by which we never speak to customers. Raises Refused, naming the field."""
        body = check_never(kind, words, pattern, id=item or new_id(), check=self._check)
        base = None if item is None else (await self._newest(item)).number
        return await self._put(body, base=base, reason=reason, by=by, publish=publish)

    async def drop_never(self, item: str, *, reason: str = "", by: str, publish: bool = True) -> Version:
        last = await self._newest(item)
        if not isinstance(last.body, NeverUse):
            raise NotFound("entry_unknown", "There is no such entry.", "Load the list again.")
        return await self._put(msgspec.structs.replace(last.body, gone=True), base=last.number, reason=reason, by=by, publish=publish)

    async def publish(self, version: str, *, by: str) -> Version:
        """What was proposed counts from now on. Raises Refused 409 version_settled, directory_twice; NotFound."""
        now = self._clock.now_us()

        def act(conn: Connection) -> tuple[Version, Change]:
            rows.take_turn(conn)
            waiting = rows.load_version(conn, version)
            return self._publish(conn, waiting, by=by, now=now)

        return await self._tell(*await self._db.write(act))

    async def drop(self, version: str, *, by: str) -> Version:
        """What was proposed is not published, and stays in the history."""
        now = self._clock.now_us()

        def act(conn: Connection) -> Version:
            dropped = rows.drop(conn, version, by=by, now_us=now)
            self._write_down(conn, dropped, "directory_dropped", by=by, now=now)
            return dropped

        return await self._db.write(act)

    async def tell_days(self) -> None:
        """Passes on which entries have begun or ended by their own dates. Called again and again, on every node."""
        now = self._clock.now_us()
        if not await self._db.read(lambda conn: rows.is_day_come(conn, now_us=now)):
            return
        for version in await self._db.write(lambda conn: rows.take_days(conn, now_us=now)):
            entry = version.entry
            assert entry is not None
            before = msgspec.structs.replace(entry, valid_until=None) if entry.is_over(now) else None
            await self._tell(version, Change(before, entry, version.sequence or 0, now, version.settled_by or "", version.reason))

    async def _newest(self, item: str) -> Version:
        last = await self._db.read(lambda conn: rows.newest(conn, item))
        if last is None:
            raise NotFound("entry_unknown", "There is no such entry.", "Load the list again.")
        return last

    async def _put(self, body: Entry | NeverUse, *, base: int | None, reason: str, by: str, publish: bool) -> Version:
        words = " ".join(reason.split())
        if len(words) > MAX_REASON:
            raise wrong("reason", "This is too long.", "Use at most {limit} characters.", limit=MAX_REASON)
        now = self._clock.now_us()

        def act(conn: Connection) -> tuple[Version, Change | None]:
            if publish:
                rows.take_turn(conn)
            self._check_alone(conn, body, now)
            made = rows.propose(conn, body, reason=words, by=by, now_us=now, base=base)
            if publish:
                return self._publish(conn, made, by=by, now=now)
            self._write_down(conn, made, "directory_proposed", by=by, now=now)
            return made, None

        return await self._tell(*await self._db.write(act))

    def _publish(self, conn: Connection, waiting: Version, *, by: str, now: int) -> tuple[Version, Change]:
        self._check_alone(conn, waiting.body, now)
        book = rows.load_book(conn)
        held: tuple[Entry | NeverUse, ...] = (*book.entries, *book.never)
        before = next((one for one in held if one.id == waiting.item), None)
        done = rows.publish(conn, waiting.id, by=by, now_us=now)
        self._write_down(conn, done, "directory_published", by=by, now=now)
        return done, Change(before, done.body, done.sequence or 0, now, by, done.reason)

    def _check_alone(self, conn: Connection, body: Entry | NeverUse, now: int) -> None:
        """Nothing is in the list twice, and nothing is both ours and never used."""
        book = rows.load_book(conn)
        others = [entry for entry in book.entries if entry.id != body.id and not entry.is_over(now)]
        if isinstance(body, NeverUse):
            with_it = replace(book, never=(body,), patterns={body.pattern: glob(body.pattern)})
            clash = None if body.gone else next((one for one in others if _is_forbidden(with_it, one)), None)
            if clash is not None:
                raise Refused(409, "directory_clash", "{value} is an official contact.",
                              "End that entry first, or write a narrower pattern.",
                              params={"value": clash.shown}, field="pattern")  # fmt: skip
        elif not body.is_over(now):
            if any((entry.kind, entry.value) == (body.kind, body.value) for entry in others):
                raise Refused(409, "directory_twice", "This contact is in the list already.", "Change that entry instead.", field="value")
            if _is_forbidden(book, body):
                raise Refused(409, "directory_clash", "We say that we never use this.", "Change the list of what we never use first.",
                              field="value")  # fmt: skip

    def _write_down(self, conn: Connection, version: Version, what: str, *, by: str, now: int) -> None:
        body = version.body
        shown = body.shown if isinstance(body, Entry) else body.pattern
        detail: dict[str, object] = {"kind": body.kind, "value": shown, "version": version.number, "reason": version.reason}
        if isinstance(body, NeverUse):
            detail["removed" if body.gone else "never"] = True
        elif body.ending:
            detail["ending"] = body.ending
        self._record(conn, now, who=by, what=what, subject=version.item, detail=detail)

    async def _tell(self, version: Version, change: Change | None) -> Version:
        if change is None:
            return version
        await self.refresh()
        for listener in self.on_change:
            try:
                await listener(change)
            except asyncio.CancelledError:
                raise
            except Exception:  # the change is on disk and counts, whoever fails to pass it on
                log.exception("a change of the directory was not passed on")
        return version


def _is_forbidden(book: Book, entry: Entry) -> bool:
    likely = readings(entry.kind, entry.value) or readings(entry.kind, entry.shown)
    return any(book.forbids(reading) for reading in likely)
