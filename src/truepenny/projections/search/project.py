"""What is erased or replaced leaves the index in the very transaction that erases it; everything else the indexer brings later.

Rare, so it may read a ticket's events. The row in search_state is the lock between this and a group that was read before: that one is read
anew (follow.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, update

from truepenny.contracts.identity import TicketId
from truepenny.log.read import Stored, list_events
from truepenny.log.recorded import Recorded
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.schema import search_state
from truepenny.projections.search.entries import changed_contents, ref_of
from truepenny.projections.search.schema import SAID
from truepenny.projections.search.state import NAME, set_wiped

SMALL = 4_000
"""An index of no more entries is tidied at once; a larger one by the indexer, in short steps."""


class ForgetWords:
    """A projection of the log."""

    def __init__(self) -> None:
        self._index = SearchIndex(SAID, numbered=True)

    def apply(self, conn: Connection, events: Sequence[Recorded]) -> None:
        changed = changed_contents(events)
        if not changed:
            return
        wipes = conn.execute(
            update(search_state).where(search_state.c.name == NAME).values(wipes=search_state.c.wipes + 1).returning(search_state.c.wipes)
        ).scalar()
        keys = [str(one.position) for ticket, ids in changed.items() for one in that_say(conn, ticket, ids)]
        if not self._index.drop(conn, keys) or wipes is None:
            return
        if self._index.size(conn) <= SMALL:
            self._index.wipe(conn)
            set_wiped(conn, wipes)

    def clear(self, conn: Connection) -> None:
        """Nothing: the indexer keeps the index, and `truepenny search rebuild` makes it anew."""


def that_say(conn: Connection, ticket: str, ids: set[str]) -> list[Stored]:
    """The events of a ticket that hold these words."""
    return [one for one in list_events(conn, TicketId(ticket)) if (ref := ref_of(one.body)) is not None and ref.id in ids]
