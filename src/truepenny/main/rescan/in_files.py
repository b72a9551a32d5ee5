"""Stored files under the screen of today: each is read anew, apart, and one that holds a secret is erased and told in its ticket.

In: where to go on. Out: where to go on next, and what was found. It takes long (pictures are read letter by letter), so it is only done
when it is asked for, and a slice ends after some seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import TicketId
from truepenny.contracts.secrets import Removed
from truepenny.intake.files.reading.examine import Outcome
from truepenny.intake.files.records import StoredFile, find_file, list_stored
from truepenny.intake.files.store import Files
from truepenny.log.append import Tx
from truepenny.log.read import load_state
from truepenny.main.rescan.told import Sighting
from truepenny.platform.clock import Clock
from truepenny.platform.db.batch import Batch, Work
from truepenny.platform.db.database import Database
from truepenny.tickets.actions.redact import erase_file
from truepenny.tickets.needs import Needs
from truepenny.tickets.numbers import show_number
from truepenny.tickets.state import Codec

AT_ONCE = 20
SLICE_S = 2.0
WAIT_S = 1.0
_codec = Codec()


@dataclass(frozen=True, slots=True)
class FileSlice:
    """after: the last one that was read, None when there are no more."""

    after: str | None
    sightings: tuple[Sighting, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRescan:
    """counted: adds what was removed to the counts, in the transaction of the removal."""

    db: Database
    clock: Clock
    files: Files
    needs: Needs
    record: RecordChange
    counted: Callable[[Batch, tuple[Removed, ...]], None]

    async def step(self, after: str, *, since: int, dry_run: bool) -> FileSlice:
        """Raises DatabaseAway."""
        rows = await self.db.read(lambda conn: list_stored(conn, after=after, since=since, limit=AT_ONCE))
        sightings: list[Sighting] = []
        unread: list[str] = []
        ends = time.monotonic() + SLICE_S
        for row in rows:
            try:
                outcome = await self.files.read_again(row, language=await self._language(row))
            except Refused:  # too many of the customers' own wait to be read
                await asyncio.sleep(WAIT_S)
                return FileSlice(after, tuple(sightings), tuple(unread))
            except OSError:
                unread.append(f"{_where(row)} (its bytes cannot be read)")
            else:
                if outcome is not None:
                    done = bool(outcome.removed) and not dry_run and await self.db.submit(self._erase(row, outcome.removed))
                    sightings += _sightings(row, outcome, done=done)
                    if outcome.unread not in (None, "sound") and row.unread is None:
                        unread.append(f"{_where(row)} (could not be read whole: {outcome.unread})")
            after = row.id
            if time.monotonic() > ends:
                break
        return FileSlice(after if rows else None, tuple(sightings), tuple(unread))

    async def _language(self, row: StoredFile) -> str:
        ticket = row.ticket
        if ticket is None:
            return ""
        state = await self.db.read(lambda conn: load_state(conn, ticket))
        return "" if state is None else _codec.decode(state).language

    def _erase(self, row: StoredFile, removed: tuple[Removed, ...]) -> Work[bool]:
        tickets = () if row.ticket is None or row.carried_at is None else (row.ticket,)

        def run(tx: Tx) -> bool:
            if find_file(tx.conn, row.id) is None:
                return False
            told = [erase_file(tx, TicketId(ticket), file=row.id, removed=removed, needs=self.needs) for ticket in tickets]
            if not any(told):
                self.needs.erase_files(tx.conn, (row.id,))
                detail = {"where": "file", "kind": sorted({one.kind for one in removed})}
                self.record(tx.conn, self.clock.now_us(), who="system", what="secret_removed", subject=row.id, detail=detail)
            self.counted(tx, removed)
            return True

        return Work(run, tickets=tickets)


def _where(row: StoredFile) -> str:
    return f"file {row.id}" if row.ticket is None else f"{show_number(row.ticket)} file {row.id}"


def _sightings(row: StoredFile, outcome: Outcome, *, done: bool) -> list[Sighting]:
    found = [Sighting(_where(row), one.kind, "file", "found", one.size, one.unit, done) for one in outcome.removed]
    return found + [Sighting(_where(row), "private_key", "file", "ask", 64, "characters", False)] * outcome.asks  # noqa: FBT003
