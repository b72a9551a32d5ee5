"""Reads of the inbox: pages by cursor, rows by ticket, rows changed since a position, counts. Permissions are part of each query."""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, FromClause, RowMapping, Select, and_, false, func, or_, select, true, tuple_

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, ContactId
from truepenny.contracts.views import Imitates, InboxCounts, InboxRow
from truepenny.knowledge.brand import load_brand_name
from truepenny.log import schema as log_schema
from truepenny.people.imitation import find_imitations
from truepenny.people.schema import agents, contacts
from truepenny.projections.inbox.schema import NEVER, inbox, inbox_count
from truepenny.tickets.numbers import parse_number, show_number

View = Literal["mine", "unassigned", "team", "waiting", "hold", "solved", "all"]
Sort = Literal["activity", "waiting", "priority"]
PREVIEW = 160
MAX_PAGE = 200
COUNTED = 1_000
LOOK_BACK = 10
"""So many events a ticket are looked at to find which tickets changed; after more, the list is loaded anew."""
NOBODY = "none"
"""The assignee of a filter that asks for tickets without one."""


class Filter(msgspec.Struct, frozen=True):
    """Which tickets to list, and in which order: activity newest first, waiting longest first, priority highest first."""

    view: View = "mine"
    sort: Sort = "activity"
    team: str | None = None
    priority: str | None = None
    channel: str | None = None
    language: str | None = None
    tag: str | None = None
    assignee: str | None = None
    q: str | None = None

    @property
    def is_plain(self) -> bool:
        return not any((self.team, self.priority, self.channel, self.language, self.tag, self.assignee, self.q))


class Page(msgspec.Struct, frozen=True):
    rows: tuple[InboxRow, ...]
    next: str | None


class InboxPage(msgspec.Struct, frozen=True):
    rows: Sequence[InboxRow]
    next: str | None
    counts: InboxCounts
    position: int
    total: int | None
    at_least: int | None = None
    """A lower bound, where total is not known."""


def load_inbox(conn: Connection, agent: Agent, wanted: Filter, *, after: str | None, limit: int) -> InboxPage:
    """A page with the counts and the position of the same moment. total is that of the whole list, where it is cheap to know."""
    page = load_page(conn, agent, wanted, after=after, limit=limit)
    counts = load_counts(conn, agent)
    total, at_least = _count(conn, agent, wanted, page=page, counts=counts, after=after)
    return InboxPage(page.rows, page.next, counts, load_position(conn), total, at_least)


def _count(
    conn: Connection, agent: Agent, wanted: Filter, *, page: Page, counts: InboxCounts, after: str | None
) -> tuple[int | None, int | None]:
    """Total and lower bound, on the first page only. Filters are counted up to COUNTED. Words are looked for in one row after the other:
    they are counted where the view holds no more rows than that."""
    if wanted.is_plain:
        return int(getattr(counts, wanted.view)), None
    if after:
        return None, None
    if page.next is None:
        return len(page.rows), None
    if wanted.q and getattr(counts, wanted.view) > COUNTED:
        return None, len(page.rows)
    some = select(inbox.c.ticket_id).where(sees(agent), *_view(agent, wanted), *filters(wanted)).limit(COUNTED + 1).subquery()
    found = conn.execute(select(func.count()).select_from(some)).scalar_one()
    return (None, COUNTED) if found > COUNTED else (found, None)


def load_page(conn: Connection, agent: Agent, wanted: Filter, *, after: str | None, limit: int) -> Page:
    """At most limit rows after the cursor. Raises Refused for a cursor that is none of ours."""
    limit = max(1, min(limit, MAX_PAGE))
    order, descending = _order(wanted)
    statement = select(inbox).where(sees(agent), *_view(agent, wanted), *filters(wanted))
    if after:
        cursor = tuple_(*order)
        place = decode_cursor(after, [column.type.python_type for column in order])
        statement = statement.where(cursor < place if descending else cursor > place)
    page = statement.order_by(*_ordered(order, descending)).limit(limit + 1).subquery("page")
    shown = _rows(page).order_by(*_ordered([page.c[column.name] for column in order], descending))
    found = conn.execute(shown).mappings().all()
    rows = _to_rows(conn, found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows, None if last is None else encode_cursor([last[column.name] for column in order]))


def load_rows(conn: Connection, agent: Agent, tickets: Sequence[str]) -> list[InboxRow]:
    """Those of the tickets that the agent may see."""
    if not tickets:
        return []
    statement = _rows(inbox).where(sees(agent), inbox.c.ticket_id.in_(tickets))
    return list(_to_rows(conn, conn.execute(statement).mappings().all()))


def list_changed(conn: Connection, position: int, limit: int) -> list[str] | None:
    """Tickets that changed after a position, or None when there are more than limit, or far more events than that."""
    event = log_schema.event
    since = select(event.c.ticket_id).where(event.c.position > position).order_by(event.c.position).limit(LOOK_BACK * limit + 1)
    found = list(conn.execute(since).scalars())
    tickets = sorted(set(found))
    return None if len(found) > LOOK_BACK * limit or len(tickets) > limit else tickets


def list_moved(conn: Connection, tickets: Collection[str], *, after: int) -> list[str]:
    """Those of the tickets that went to another agent or team after a position: they may have left somebody's sight."""
    event = log_schema.event
    moved = event.c.ticket_id.in_(tickets), event.c.position > after, event.c.kind.in_(("assigned", "team_changed", "reopened"))
    return sorted(conn.execute(select(event.c.ticket_id).where(*moved).distinct()).scalars()) if tickets else []


def load_position(conn: Connection) -> int:
    """The last position of the log."""
    return conn.execute(select(log_schema.log_head.c.position)).scalar() or 0


def list_of_contact(conn: Connection, contact: ContactId, limit: int = 50) -> list[str]:
    """The contact's tickets, newest activity first."""
    statement = (
        select(inbox.c.ticket_id).where(inbox.c.contact == contact).order_by(inbox.c.activity_at.desc(), inbox.c.ticket_id).limit(limit)
    )
    return list(conn.execute(statement).scalars())


def list_of_contacts(conn: Connection, agent: Agent, found: Collection[ContactId], *bounds: ColumnElement[bool], limit: int) -> list[str]:
    """Tickets of these contacts that the agent may see, newest activity first."""
    if not found:
        return []
    statement = select(inbox.c.ticket_id).where(inbox.c.contact.in_(found), inbox.c.status != "merged", sees(agent), *bounds)
    return list(conn.execute(statement.order_by(inbox.c.activity_at.desc(), inbox.c.ticket_id).limit(limit)).scalars())


def load_counts(conn: Connection, agent: Agent) -> InboxCounts:
    """How many tickets each view of the agent holds."""
    statement = select(inbox_count.c.assignee, inbox_count.c.team, inbox_count.c.status, inbox_count.c.n)
    totals: dict[str, int] = {}

    def add(view: str, n: int) -> None:
        totals[view] = totals.get(view, 0) + n

    for assignee, team, status, n in conn.execute(statement):
        if not (agent.leads or not team or team in agent.teams or assignee == agent.id):
            continue
        if status != "merged":
            add("all", n)
        if status in ("waiting", "hold", "solved"):
            add(status, n)
        if status in ("open", "waiting", "hold"):
            if assignee == agent.id:
                add("mine", n)
            if not assignee:
                add("unassigned", n)
            if team and team in agent.teams:
                add("team", n)
    return InboxCounts(**totals)


# Parts of the query


def _rows(source: FromClause) -> Select[Any]:
    """source: the inbox or a page of it; words and names are joined to what is shown, not to what was sorted."""
    subject = log_schema.content.alias("subject_content")
    preview = log_schema.content.alias("preview_content")
    return (
        select(
            source,
            contacts.c.name.label("contact_name"),
            agents.c.name.label("assignee_name"),
            subject.c.body.label("subject_text"),
            func.substr(preview.c.body, 1, PREVIEW).label("preview_text"),
        )
        .select_from(source)
        .outerjoin(contacts, contacts.c.id == source.c.contact)
        .outerjoin(agents, agents.c.id == source.c.assignee)
        .outerjoin(subject, subject.c.id == source.c.subject)
        .outerjoin(preview, preview.c.id == source.c.preview)
    )


def sees(agent: Agent) -> ColumnElement[bool]:
    """tickets.access.may_see, in SQL. coalesce keeps the planner from gathering and sorting all that the agent may see by these columns."""
    if agent.leads:
        return true()
    return or_(func.coalesce(inbox.c.team, "").in_(["", *agent.teams]), func.coalesce(inbox.c.assignee, "") == agent.id)


def _view(agent: Agent, wanted: Filter) -> list[ColumnElement[bool]]:
    match wanted.view:
        case "mine":
            return [inbox.c.assignee == agent.id, inbox.c.live.is_(True)]
        case "unassigned":
            return [inbox.c.assignee.is_(None), inbox.c.live.is_(True)]
        case "team":
            return [_in_teams(agent), inbox.c.live.is_(True)]
        case "waiting" | "hold" | "solved":
            return [inbox.c.status == wanted.view]
        case _ if wanted.q and parse_number(wanted.q.strip()) is not None:
            return []  # whoever knows the number finds a merged ticket too
        case _:
            return [inbox.c.status != "merged"]


def _in_teams(agent: Agent) -> ColumnElement[bool]:
    if not agent.teams:
        return false()
    return inbox.c.team == agent.teams[0] if len(agent.teams) == 1 else inbox.c.team.in_(agent.teams)


def filters(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in ("team", "priority", "channel", "language", "assignee"):
        value = getattr(wanted, name)
        if name == "assignee" and value == NOBODY:
            found.append(inbox.c.assignee.is_(None))
        elif value:
            found.append(inbox.c[name] == value)
    if wanted.tag:
        found.append(inbox.c.tags.contains(f",{wanted.tag.lower()},", autoescape=True))
    if wanted.q:
        found.append(_words(wanted.q.strip()))
    return found


def _words(q: str) -> ColumnElement[bool]:
    number = parse_number(q)
    if number is not None:
        return inbox.c.ticket_id == number
    subjects = log_schema.content.alias("searched")
    in_subject = select(subjects.c.id).where(and_(subjects.c.id == inbox.c.subject, subjects.c.body.icontains(q, autoescape=True)))
    of_contact = select(contacts.c.id).where(contacts.c.id == inbox.c.contact, contacts.c.name.icontains(q, autoescape=True))
    return or_(
        in_subject.exists(),
        of_contact.exists(),
        inbox.c.tags.contains(f",{q.lower()},", autoescape=True),
    )


def _order(wanted: Filter) -> tuple[list[ColumnElement[Any]], bool]:
    match wanted.sort:
        case "waiting":
            return [inbox.c.waiting_key, inbox.c.ticket_id], False
        case "priority":
            return [inbox.c.priority, inbox.c.waiting_key, inbox.c.ticket_id], False
        case _:
            return [inbox.c.activity_slot, inbox.c.activity_at, inbox.c.ticket_id], True


def _ordered(columns: Sequence[ColumnElement[Any]], descending: bool) -> list[ColumnElement[Any]]:  # noqa: FBT001
    return [column.desc() if descending else column.asc() for column in columns]


def encode_cursor(place: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(list(place))).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> tuple[Any, ...]:
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list[str | int])
    except (ValueError, msgspec.MsgspecError):
        place = []
    if [type(value) for value in place] != list(kinds):
        raise Refused(400, "cursor_invalid", "This list cannot go on from here.", "Load the list again from its beginning.", field="after")
    if any(isinstance(value, int) and abs(value) >= 1 << 63 for value in place):
        raise Refused(400, "cursor_invalid", "This list cannot go on from here.", "Load the list again from its beginning.", field="after")
    return tuple(place)


def _to_rows(conn: Connection, rows: Sequence[RowMapping]) -> tuple[InboxRow, ...]:
    """With a mark on names that could be taken for ours."""
    false = find_imitations(conn, {row["contact_name"] for row in rows}, brand=load_brand_name(conn))
    return tuple(_to_row(row, false.get(row["contact_name"] or "")) for row in rows)


def _to_row(row: RowMapping, imitates: Imitates | None) -> InboxRow:
    return InboxRow(
        ticket=row["ticket_id"],
        number=show_number(row["ticket_id"]),
        position=row["position"],
        subject=row["subject_text"] or "",
        preview=row["preview_text"] or "",
        preview_by=row["preview_by"],
        status=row["status"],
        priority=row["priority"],
        channel=row["channel"],
        language=row["language"],
        assurance=row["assurance"],
        contact_name=row["contact_name"] or "",
        opened_at=row["opened_at"],
        activity_at=row["activity_at"],
        assignee=row["assignee"],
        assignee_name=row["assignee_name"],
        team=row["team"],
        tags=tuple(tag for tag in row["tags"].split(",") if tag),
        topic=row["topic"],
        waiting_since=None if row["waiting_key"] == NEVER else row["waiting_key"],
        confirmed=row["confirmed"],
        imitates=imitates,
    )
