"""Rebuild the projections from zero: reads the log in order and writes every read model again, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert

from truepenny.log.append import Fold, StateCodec
from truepenny.log.read import iter_events
from truepenny.log.recorded import Projection, Recorded
from truepenny.log.schema import ticket_head


def rebuild(conn: Connection, *, fold: Fold, codec: StateCodec, projections: Sequence[Projection]) -> int:
    """Gives the number of events read. Run it while nothing writes, inside one transaction."""
    for projection in projections:
        projection.clear(conn)
    states: dict[str, Any] = {}
    digests: dict[str, tuple[int, bytes]] = {}
    count = 0
    for chunk in iter_events(conn):
        batch: list[Recorded] = []
        for stored in chunk:
            event = Recorded(
                stored.ticket_id, stored.seq, at=stored.at, actor=stored.actor, body=stored.body, dedupe_key=stored.dedupe_key, texts={}
            )
            event.position, event.digest = stored.position, stored.digest
            event.before = states.get(stored.ticket_id)
            event.after = states[stored.ticket_id] = fold(event.before, event)
            digests[stored.ticket_id] = (stored.seq, stored.digest)
            batch.append(event)
        for projection in projections:
            projection.apply(conn, batch)
        count += len(batch)
    conn.execute(delete(ticket_head))
    rows = [
        {"ticket_id": ticket, "seq": seq, "digest": digest, "state": codec.encode(states[ticket])}
        for ticket, (seq, digest) in digests.items()
    ]
    if rows:
        conn.execute(insert(ticket_head), rows)
    return count
