"""One slice of the rescan after another: words read, looked at beside the loop, and what is found taken out of them.

In: a cursor and the detectors. Out: the next cursor, and what was found (place, kind, size; never the secret). The words of events are
redacted (tickets/actions/redact.py, docs/adr/0009), others are overwritten. 64 hex digits that only the customer can tell apart are told
and left. Safe to stop at any moment and to do again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.secrets import Place, Removed
from truepenny.contracts.views import ClosingView, MailHead, Parameter
from truepenny.intake.files.store import Files
from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.hex_keys import addresses_in
from truepenny.intake.screen_counts import RESCAN, count_removed, day_of
from truepenny.intake.screening import Screening, place_of, replace_found
from truepenny.log.append import Tx
from truepenny.log.events import TicketSolved
from truepenny.log.read import load_words
from truepenny.main.rescan.in_files import FileRescan
from truepenny.main.rescan.stored import (
    PARTS,
    Part,
    Words,
    find_ends,
    is_from_customer,
    load_events,
    load_recent,
    load_rows,
    put_row,
    with_mails,
)
from truepenny.main.rescan.told import FILES, LOG, Cursor, Sighting, Slice
from truepenny.platform.clock import Clock
from truepenny.platform.db.batch import Batch, Work
from truepenny.platform.db.database import Database
from truepenny.tickets.actions.redact import redact
from truepenny.tickets.needs import Needs

log = logging.getLogger(__name__)
AT_ONCE = 200
MAX_CHARACTERS = 200_000
"""Of one slice: some tenths of a second of looking, beside the loop."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found in words, and what is left of them. head: of a mail, what is left of its head, where that changes."""

    words: Words
    found: tuple[Finding, ...]
    left: str
    removed: tuple[Removed, ...]
    head: str = ""


@dataclass(frozen=True, slots=True)
class Rescan:
    """files None: they are not read. count: told kind and channel of each removal, for the metrics."""

    db: Database
    clock: Clock
    screening: Screening
    record: RecordChange
    count: Callable[[str, str], None]
    files: Files | None
    needs: Needs

    async def step(self, cursor: Cursor, *, since: int = 0, dry_run: bool = False) -> Slice:
        """One slice. since: older events and files are passed over (microseconds). Raises DatabaseAway."""
        if cursor.part == FILES:
            return await self._files(cursor, since=since, dry_run=dry_run)
        if cursor.part != LOG:
            return await self._rows(cursor, dry_run=dry_run)
        if not cursor.after:
            first, last = await self.db.read(lambda conn: find_ends(conn, since))
            cursor = Cursor(LOG, (last + 1,), first)
        return await self._events(cursor, dry_run=dry_run)

    async def _rows(self, cursor: Cursor, *, dry_run: bool) -> Slice:
        place = [part.name for part in PARTS].index(cursor.part)
        part = PARTS[place]
        words = await self.db.read(lambda conn: load_rows(conn, part, cursor.after, limit=AT_ONCE))
        seen, unread = await asyncio.to_thread(self._look, words)
        done = [not dry_run and bool(one.removed) and await self.db.submit(self._overwrite(part, one)) for one in seen]
        following = Cursor(PARTS[place + 1].name if place + 1 < len(PARTS) else LOG)
        return Slice(Cursor(part.name, words[-1].keys) if words else following, 0, 0, _sightings(seen, done), unread)

    async def _events(self, cursor: Cursor, *, dry_run: bool) -> Slice:
        before = int(cursor.after[0])
        words = await self.db.read(lambda conn: with_mails(conn, _cut(load_events(conn, before, first=cursor.first, limit=AT_ONCE))))
        seen, unread = await asyncio.to_thread(self._look, words)
        seen = [await self._look_for_keys(one) if _asks(one) else one for one in seen]
        done = [False] * len(seen) if dry_run else await asyncio.gather(*map(self._redact, seen))
        for last in [one for one in words if is_from_customer(one) and self.screening.is_part(one.text)]:
            spread = await self._look_back(last)
            seen += spread
            done += [not dry_run and await self._redact(one) for one in spread]
        left = max(0, int(words[-1].keys[0]) - cursor.first) if words else 0
        following = None if self.files is None else Cursor(FILES)
        return Slice(Cursor(LOG, words[-1].keys, cursor.first) if left else following, len(words), left, _sightings(seen, done), unread)

    async def _files(self, cursor: Cursor, *, since: int, dry_run: bool) -> Slice:
        if self.files is None:
            return Slice(None)
        reading = FileRescan(self.db, self.clock, self.files, self.needs, self.record, partial(self._counted, place="file"))
        one = await reading.step(str(cursor.after[0]) if cursor.after else "", since=since, dry_run=dry_run)
        return Slice(None if one.after is None else Cursor(FILES, (one.after,)), 0, 0, one.sightings, one.unread)

    def _look(self, words: Sequence[Words]) -> tuple[list[_Seen], tuple[str, ...]]:
        seen, unread = [], []
        for one in words:
            try:
                looked = _look_at(one, self.screening)
            except Exception as fault:  # what the detectors fail on is told, and the rest is looked at
                log.error("stored words could not be screened", extra={"reason": f"{type(fault).__name__} in {place_of(fault)}"})
                unread.append(one.where)
                continue
            if looked.found:
                seen.append(looked)
        return seen, tuple(unread)

    async def _look_for_keys(self, seen: _Seen) -> _Seen:
        """64 hex digits are a private key when they are that of an address anywhere in the ticket."""
        ticket = seen.words.ticket
        assert ticket is not None
        known = addresses_in(await self.db.read(lambda conn: load_words(conn, ticket)))
        return await asyncio.to_thread(_look_at, seen.words, self.screening, known) if known else seen

    async def _look_back(self, last: Words) -> list[_Seen]:
        """What is spread over this message and those of its customer shortly before it, as they are now."""
        recent = await self.db.read(lambda conn: load_recent(conn, last))
        found = await asyncio.to_thread(self.screening.spread, [one.text for one in recent])
        return [self._seen(one, tuple(findings)) for one, findings in zip(recent, found, strict=True) if findings]

    def _seen(self, words: Words, found: tuple[Finding, ...]) -> _Seen:
        left = replace_found(words.text, found, words.language, self.screening.label_of)
        return _Seen(words, found, left.text, left.removed)

    async def _redact(self, seen: _Seen) -> bool:
        words = seen.words
        ticket = words.ticket
        if ticket is None or not seen.removed:
            return False

        def run(tx: Tx) -> bool:
            receipt = redact(
                tx, ticket, seq=words.seq, before=words.text, after=seen.left, removed=seen.removed, needs=self.needs, place=words.place,
                head=seen.head,
            )  # fmt: skip
            if receipt is None:
                return False
            self._counted(tx, seen.removed, place=words.place)
            return True

        return await self.db.submit(Work(run, tickets=(ticket,)))

    def _overwrite(self, part: Part, seen: _Seen) -> Work[bool]:
        def run(batch: Batch) -> bool:
            if not put_row(batch.conn, part, seen.words, seen.left):
                return False
            batch.wipe()
            kinds = sorted({one.kind for one in seen.removed})
            detail = {"where": part.name, "kind": kinds}
            self.record(
                batch.conn, self.clock.now_us(), who="system", what="secret_removed", subject=str(seen.words.keys[0]), detail=detail
            )
            self._counted(batch, seen.removed, place=seen.words.place)
            return True

        return Work(run)

    def _counted(self, batch: Batch, removed: Sequence[Removed], *, place: Place) -> None:
        count_removed(batch.conn, removed, channel=RESCAN, day=day_of(self.clock.now_us()), place=place)
        for one in removed:
            batch.after_commit(partial(self.count, one.kind, RESCAN))


def _cut(words: list[Words]) -> list[Words]:
    """As many of them, in order, as may be looked at in one go; at least one."""
    size = 0
    for n, one in enumerate(words):
        size += len(one.text)
        if size > MAX_CHARACTERS:
            return words[: n + 1]
    return words


def _asks(seen: _Seen) -> bool:
    return seen.words.ticket is not None and any(one.certainty == "ask" for one in seen.found)


def _look_at(words: Words, screening: Screening, addresses: Collection[str] = ()) -> _Seen:
    found: list[Finding] = []
    removed: list[Removed] = []

    def clean(text: str) -> str:
        here = screening.find(text, addresses=addresses)
        screened = replace_found(text, [one for one in here if one.certainty != "ask"], words.language, screening.label_of)
        found.extend(here)
        removed.extend(screened.removed)
        return screened.text

    left = _clean_closing(words.text, clean) if isinstance(words.body, TicketSolved) and words.text else clean(words.text)
    in_words = tuple(removed)
    head = _clean_head(words.head, clean) if words.head else ""
    if words.html:
        clean(words.html)
    besides = tuple(one for one in dict.fromkeys(removed[len(in_words) :]) if one not in in_words)
    return _Seen(words, tuple(found), left, in_words + besides, head if head != words.head else "")


def _clean_head(head: str, clean: Callable[[str], str]) -> str:
    said = msgspec.json.decode(head, type=MailHead)
    cleaned = MailHead(
        clean(said.sender), tuple(map(clean, said.to)), tuple(map(clean, said.cc)), tuple(map(clean, said.reply_to)), clean(said.subject),
        said.domain, said.at, said.spf, said.dkim, said.dmarc, said.policy, said.false_name,
    )  # fmt: skip
    return msgspec.json.encode(cleaned).decode()


def _clean_closing(record: str, clean: Callable[[str], str]) -> str:
    """The closing record is JSON: each of its texts alone."""
    closing = msgspec.json.decode(record, type=ClosingView)
    cleaned = ClosingView(
        tuple(map(clean, closing.steps)),
        tuple(Parameter(clean(one.name), clean(one.value)) for one in closing.parameters),
        tuple(map(clean, closing.cautions)),
    )
    return msgspec.json.encode(cleaned).decode()


def _sightings(seen: Sequence[_Seen], done: Sequence[Any]) -> tuple[Sighting, ...]:
    return tuple(
        Sighting(one.words.where, found.kind, found.rule, found.certainty, found.size, found.unit, bool(ok) and found.certainty != "ask")
        for one, ok in zip(seen, done, strict=True)
        for found in one.found
    )
