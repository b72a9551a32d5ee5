"""Agents' search in tickets. Who may see what is asked of each match before anything is made of it, in the same snapshot.

In: what was typed, filters, an order. Out: matches with the ticket's row and an extract of the words as they are now. What was erased a
moment ago and is still in the index has no words any more, and is no match.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, or_, select

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, ContactId
from truepenny.contracts.views import InboxRow
from truepenny.log.events import decode
from truepenny.log.read import load_contents
from truepenny.log.schema import event
from truepenny.platform.clock import SECOND
from truepenny.platform.db.dialect import among
from truepenny.platform.search.entries import facet
from truepenny.platform.search.extract import extract
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.query import Query, Synonyms, parse
from truepenny.projections.inbox.query import Filter, decode_cursor, encode_cursor, filters, list_of_contacts, load_rows, sees
from truepenny.projections.inbox.schema import inbox
from truepenny.projections.search.entries import ref_of, said_in
from truepenny.projections.search.state import load_head, load_standing_and_head
from truepenny.tickets.numbers import parse_number

Order = Literal["newest", "best"]
MAX_PAGE = 50
FEWEST = 64
MOST = 2_048
"""So many matches are taken from the index and looked at by turns."""
LOOKED_UP = 400
"""So many are looked at in one statement: for more at once, PostgreSQL's planner would rather read all tickets there are."""
MAX_LOOKED_AT = 8_192
"""After so many matches that the agent may not see or the filters leave out, the page ends, and says where to go on."""
RANKED = 500
"""For the best, so many of the newest matches are ranked."""
FEW_TICKETS = 200
"""Where the filters leave no more tickets than that, only their words are looked through."""
RECENT_US = 90 * 86_400 * SECOND
WIDTH = 200
SLACK_US = 3_600 * SECOND


class Wanted(msgspec.Struct, frozen=True):
    """What to look for. since, until: microseconds UTC, when it was said. assignee "none": nobody's."""

    q: str
    order: Order = "newest"
    channel: str | None = None
    topic: str | None = None
    assignee: str | None = None
    team: str | None = None
    status: str | None = None
    language: str | None = None
    priority: str | None = None
    tag: str | None = None
    since: int | None = None
    until: int | None = None
    typing: bool = False


class Part(msgspec.Struct, frozen=True):
    text: str
    hit: bool = False


class Match(msgspec.Struct, frozen=True):
    """Words of a ticket in which something was found. ticket: its row is among the rows. by: customer, agent, note, subject, closing."""

    ticket: str
    seq: int
    at: int
    by: str
    parts: tuple[Part, ...]


class SearchPage(msgspec.Struct, frozen=True):
    """matches in the order asked for; rows: each ticket's row once. exact: the ticket of which the number was typed. of_customer: tickets
    of the customer whose whole mail address, phone number or account was typed, newest first. next: where the next page goes on.
    suggestion: what was probably meant, where little was found and more is there for this agent. behind: events that are not searched
    yet; whole: false while the index is made anew."""

    matches: Sequence[Match]
    rows: Sequence[InboxRow]
    exact: str | None
    of_customer: Sequence[str]
    next: str | None
    suggestion: str | None
    behind: int
    whole: bool


_BY = {"message_sent": "agent", "note_added": "note", "opened": "subject", "subject_changed": "subject", "solved": "closing"}
"""Who says what, by the kind of event; customers say the rest."""


@dataclass(frozen=True, slots=True)
class _Sifted:
    """Positions that may be seen, newest first; last: the oldest one looked at; more: there are older ones."""

    seen: list[int]
    last: int
    more: bool


def search_tickets(
    conn: Connection,
    agent: Agent,
    wanted: Wanted,
    *,
    index: SearchIndex,
    synonyms: Synonyms,
    after: str | None,
    limit: int,
    now_us: int,
    contacts: Sequence[ContactId] = (),
) -> SearchPage:
    """contacts: whose address was typed. Raises Refused for a cursor that is none of ours."""
    limit = max(1, min(limit, MAX_PAGE))
    query = parse(wanted.q, synonyms, typing=wanted.typing)
    place = None if after is None else decode_cursor(after, [str, int])
    if place is not None and place[0] != wanted.order:
        raise Refused(400, "cursor_invalid", "This list cannot go on from here.", "Load the list again from its beginning.", field="after")
    at = None if place is None else int(place[1])
    standing, head = load_standing_and_head(conn)
    if wanted.order == "best":
        said, onward = _best(conn, agent, wanted, query, index=index, head=head, start=at or 0, limit=limit, now_us=now_us)
    else:
        said, onward = _newest(conn, agent, wanted, query, index=index, before=head + 1 if at is None else at, limit=limit)
    matches = _show(conn, said, query)
    exact = parse_number(wanted.q.strip()) if at is None else None
    of_customer = list_of_contacts(conn, agent, contacts, *_filters(wanted), limit=limit)
    tickets = list(dict.fromkeys([*([exact] if exact else []), *of_customer, *(one.ticket for one in matches)]))
    rows = {row.ticket: row for row in load_rows(conn, agent, tickets)}
    return SearchPage(
        [one for one in matches if one.ticket in rows],
        [rows[ticket] for ticket in tickets if ticket in rows],
        exact if exact in rows else None,
        of_customer,
        None if onward is None else encode_cursor([wanted.order, onward]),
        None,
        head - (0 if standing is None else standing.position),
        standing is not None and standing.whole,
    )


def may_find(conn: Connection, agent: Agent, wanted: Wanted, queries: Sequence[Query], *, index: SearchIndex) -> list[bool]:
    """Of each query whether the agent would find anything: what a suggestion must pass before it is made.

    The newest matches of all are looked at together; only where the agent may see none of them, further back, one query after the other."""
    head = load_head(conn)
    asked = [query for query in queries if not query.is_empty]
    limit = 1 if agent.leads and not _bounds(wanted) else FEWEST
    newest = dict(zip(asked, index.list_newest_of_each(conn, asked, limit=limit, before=head + 1), strict=True))
    seen = set(_see(conn, agent, wanted, sorted({id_ for ids in newest.values() for id_ in ids}, reverse=True)))

    def finds(query: Query) -> bool:
        ids = newest.get(query, [])
        if not seen.isdisjoint(ids):
            return True
        return len(ids) == limit and bool(_newest(conn, agent, wanted, query, index=index, before=ids[-1], limit=1)[0])

    return [finds(query) for query in queries]


def _newest(
    conn: Connection, agent: Agent, wanted: Wanted, query: Query, *, index: SearchIndex, before: int, limit: int
) -> tuple[list[int], int | None]:
    """A page, and the position before which the next one begins. It may be short of matches where the next one goes on all the same."""
    found: list[int] = []
    onward: int | None = None
    for sifted in _sift(conn, agent, wanted, query, index=index, before=before, least=limit + 1):
        found += sifted.seen
        if len(found) > limit:
            return found[:limit], found[limit - 1]
        onward = sifted.last if sifted.more else None
    return found, onward


def _best(
    conn: Connection, agent: Agent, wanted: Wanted, query: Query, *, index: SearchIndex, head: int, start: int, limit: int, now_us: int
) -> tuple[list[int], int | None]:
    """A page, and the rank at which the next one begins. Ranked are the newest of what the agent may see."""
    found: list[int] = []
    for sifted in _sift(conn, agent, wanted, query, index=index, before=head + 1, least=RANKED):
        found += sifted.seen
        if len(found) >= RANKED:
            break
    hits = index.rank(conn, query, found[:RANKED], recent_us=RECENT_US, now_us=now_us)
    return [hit.id for hit in hits[start : start + limit]], start + limit if len(hits) > start + limit else None


def _sift(
    conn: Connection, agent: Agent, wanted: Wanted, query: Query, *, index: SearchIndex, before: int, least: int
) -> Iterator[_Sifted]:
    """Matches of the index, newest first, with what the agent may not see and the filters leave out taken away, in growing steps.

    least: so many are wanted; just as many are taken at first where nothing is taken away, and enough for who may see half of them."""
    few = _few_tickets(conn, agent, wanted)
    if few == []:
        return
    marks = [facet("ticket", ticket) for ticket in few or ()]
    lowest, highest = _positions(conn, wanted)
    before = before if highest is None else min(before, highest)
    looked = seen = 0
    size = least if agent.leads and not _bounds(wanted) else max(5 * least // 2, FEWEST)
    while looked < MAX_LOOKED_AT:
        ids = index.list_newest(conn, query, limit=size, any_of=marks, before=before)
        more = len(ids) == size and ids[-1] > lowest
        sifted = _Sifted(_see(conn, agent, wanted, ids), ids[-1] if ids else 0, more)
        yield sifted
        if not more:
            return
        before, looked, seen = ids[-1], looked + len(ids), seen + len(sifted.seen)
        likely = max(0, least - seen) * looked * 5 // (4 * max(1, seen))  # if as many of the next ones may be seen, and some more
        size = max(FEWEST, min(likely, 4 * size, MOST))


def _see(conn: Connection, agent: Agent, wanted: Wanted, ids: Sequence[int]) -> list[int]:
    bounds = _bounds(wanted)
    if not ids or (agent.leads and not bounds):
        return list(ids)
    seen = select(event.c.position).join_from(event, inbox, inbox.c.ticket_id == event.c.ticket_id).where(sees(agent), *bounds)
    found: list[int] = []
    for start in range(0, len(ids), LOOKED_UP):
        found += conn.execute(seen.where(among(event.c.position, ids[start : start + LOOKED_UP], conn))).scalars()
    return sorted(found, reverse=True)


def _bounds(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The filters and the time."""
    since = [event.c.at >= wanted.since] if wanted.since is not None else []
    until = [event.c.at < wanted.until] if wanted.until is not None else []
    return [*_filters(wanted), *since, *until]


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Those of the inbox, and status and topic. A topic stands for all below it."""
    same = ("team", "priority", "channel", "language", "tag", "assignee")
    found = filters(Filter(view="all", **{name: getattr(wanted, name) for name in same}))
    if wanted.status:
        found.append(inbox.c.status == wanted.status)
    if wanted.topic:
        found.append(or_(inbox.c.topic == wanted.topic, inbox.c.topic.startswith(f"{wanted.topic}.", autoescape=True)))
    return found


def _few_tickets(conn: Connection, agent: Agent, wanted: Wanted) -> list[str] | None:
    """The tickets that the filters leave, when they are few; None when they are many or there is no filter."""
    bounds = _filters(wanted)
    if not bounds:
        return None
    found = list(conn.execute(select(inbox.c.ticket_id).where(sees(agent), *bounds).limit(FEW_TICKETS + 1)).scalars())
    return found if len(found) <= FEW_TICKETS else None


def _positions(conn: Connection, wanted: Wanted) -> tuple[int, int | None]:
    """Between which positions the words of the time asked for must lie: the clock may have been put back a little."""
    lowest = 0 if wanted.since is None else _position_at(conn, wanted.since - SLACK_US)
    return lowest, None if wanted.until is None else _position_at(conn, wanted.until + SLACK_US) + 1


def _position_at(conn: Connection, at: int) -> int:
    """The last position that is older than this, by halving: times grow with positions."""
    low, high = 0, load_head(conn)
    while low < high:
        middle = (low + high + 1) // 2
        stored = conn.execute(select(event.c.at).where(event.c.position == middle)).scalar()
        low, high = (middle, high) if stored is not None and stored < at else (low, middle - 1)
    return low


def _show(conn: Connection, positions: Sequence[int], query: Query) -> list[Match]:
    """With the words as they are now; what has none any more is left out."""
    columns = (event.c.position, event.c.ticket_id, event.c.seq, event.c.at, event.c.kind, event.c.version, event.c.body)
    rows = (
        {row.position: row for row in conn.execute(select(*columns).where(among(event.c.position, positions, conn)))} if positions else {}
    )
    bodies = {position: decode(row.version, row.body) for position, row in rows.items()}
    refs = {position: ref for position, body in bodies.items() if (ref := ref_of(body)) is not None}
    texts = load_contents(conn, [ref.id for ref in refs.values()])
    found = []
    for position in positions:
        words = texts.get(refs[position].id) if position in refs else None
        if words:
            row = rows[position]
            parts = tuple(Part(*part) for part in extract(said_in(bodies[position], words), query, WIDTH))
            found.append(Match(row.ticket_id, row.seq, row.at, _BY.get(row.kind, "customer"), parts))
    return found
