"""Teams: who answers what. A team is closed, never deleted, because tickets name it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import AgentId, TeamId
from truepenny.people import audit
from truepenny.people.names import MAX_TEAM_NAME, check_line
from truepenny.people.schema import agents, team_members, teams
from truepenny.platform.clock import Clock
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from truepenny.platform.db.database import Database


@dataclass(frozen=True, slots=True)
class Team:
    """members: agents who can sign in, by ID."""

    id: TeamId
    name: str
    closed: bool
    members: tuple[AgentId, ...]


def list_teams(conn: Connection, *, with_closed: bool = False) -> list[Team]:
    query = select(teams).order_by(teams.c.closed_at.is_not(None), teams.c.name_key)
    if not with_closed:
        query = query.where(teams.c.closed_at.is_(None))
    members: dict[str, tuple[AgentId, ...]] = {}
    listed = select(team_members).join_from(team_members, agents).where(agents.c.disabled_at.is_(None)).order_by(team_members.c.agent_id)
    for team, agent in conn.execute(listed):
        members[team] = (*members.get(team, ()), AgentId(agent))
    return [Team(TeamId(row.id), row.name, row.closed_at is not None, members.get(row.id, ())) for row in conn.execute(query)]


def is_team(conn: Connection, team: str) -> bool:
    """True for an open team: tickets may be given to it."""
    return conn.execute(select(teams.c.id).where(teams.c.id == team, teams.c.closed_at.is_(None))).first() is not None


def find_security_team(conn: Connection) -> TeamId | None:
    """The open team whose name says that it looks after security, the oldest of several; None where there is none."""
    named = teams.c.name_key.contains("security") | teams.c.name_key.contains("安全") | teams.c.name_key.contains("风控")
    query = select(teams.c.id).where(teams.c.closed_at.is_(None), named).order_by(teams.c.created_at, teams.c.id).limit(1)
    found = conn.execute(query).scalar()
    return None if found is None else TeamId(found)


def add_team(conn: Connection, name: str, *, by: str, now_us: int, team: TeamId | None = None) -> TeamId:
    """Raises Refused for a bad or taken name."""
    checked = check_line(name, MAX_TEAM_NAME, code="name_wrong", field="name")
    made = team or TeamId(new_id())
    _check_free(conn, checked, but=None)
    try:
        conn.execute(teams.insert().values(id=made, name=checked, name_key=_key(checked), created_at=now_us, closed_at=None))
    except IntegrityError as taken:
        raise _taken() from taken
    audit.record(conn, now_us, who=by, what="team_added", subject=made, detail={"name": checked})
    return made


def rename_team(conn: Connection, team: str, name: str, *, by: str, now_us: int) -> None:
    row = _load(conn, team)
    checked = check_line(name, MAX_TEAM_NAME, code="name_wrong", field="name")
    if checked == row.name:
        return
    _check_free(conn, checked, but=team)
    try:
        conn.execute(update(teams).where(teams.c.id == team).values(name=checked, name_key=_key(checked)))
    except IntegrityError as taken:
        raise _taken() from taken
    audit.record(conn, now_us, who=by, what="team_renamed", subject=team, detail={"from": row.name, "to": checked})


def set_members(conn: Connection, team: str, members: Sequence[str], *, by: str, now_us: int) -> None:
    """The team's agents, all of them. Unknown and disabled agents are refused."""
    _load(conn, team)
    wanted = set(members)
    known = set(conn.execute(select(agents.c.id).where(agents.c.id.in_(wanted), agents.c.disabled_at.is_(None))).scalars())
    if known != wanted:
        raise Refused(400, "agent_unknown", "There is no such agent.", "Load the page again and choose from the list.", field="members")
    in_team = select(team_members.c.agent_id).join_from(team_members, agents)
    current = set(conn.execute(in_team.where(team_members.c.team_id == team, agents.c.disabled_at.is_(None))).scalars())
    if current == wanted:
        return
    conn.execute(team_members.delete().where(team_members.c.team_id == team, team_members.c.agent_id.in_(current - wanted)))
    if wanted - current:
        conn.execute(team_members.insert(), [{"team_id": team, "agent_id": agent} for agent in sorted(wanted - current)])
    audit.record(
        conn,
        now_us,
        who=by,
        what="team_members_set",
        subject=team,
        detail={"added": sorted(wanted - current), "removed": sorted(current - wanted)},
    )


def close_team(conn: Connection, team: str, *, by: str, now_us: int) -> None:
    """Takes no new tickets; its name stays with the old ones."""
    if _load(conn, team).closed_at is None:
        conn.execute(update(teams).where(teams.c.id == team).values(closed_at=now_us))
        audit.record(conn, now_us, who=by, what="team_closed", subject=team)


def open_team(conn: Connection, team: str, *, by: str, now_us: int) -> None:
    if _load(conn, team).closed_at is not None:
        conn.execute(update(teams).where(teams.c.id == team).values(closed_at=None))
        audit.record(conn, now_us, who=by, what="team_opened", subject=team)


class Teams:
    """The same, each as one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def list_teams(self, *, with_closed: bool = False) -> list[Team]:
        return await self._db.read(lambda conn: list_teams(conn, with_closed=with_closed))

    async def add(self, name: str, *, by: str, team: TeamId | None = None) -> TeamId:
        now = self._clock.now_us()
        return await self._db.write(lambda conn: add_team(conn, name, by=by, now_us=now, team=team))

    async def change(self, team: str, *, by: str, name: str, members: Sequence[str]) -> None:
        """Name and members, all or nothing."""
        now = self._clock.now_us()

        def change(conn: Connection) -> None:
            rename_team(conn, team, name, by=by, now_us=now)
            set_members(conn, team, members, by=by, now_us=now)

        await self._db.write(change)

    async def close(self, team: str, *, by: str) -> None:
        now = self._clock.now_us()
        await self._db.write(lambda conn: close_team(conn, team, by=by, now_us=now))

    async def open(self, team: str, *, by: str) -> None:
        now = self._clock.now_us()
        await self._db.write(lambda conn: open_team(conn, team, by=by, now_us=now))


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()[:120]


def _load(conn: Connection, team: str) -> Row[*tuple[Any, ...]]:
    row = conn.execute(select(teams).where(teams.c.id == team).with_for_update()).first()
    if row is None:
        raise NotFound("team_unknown", "There is no such team.", "Load the list again.")
    return row


def _check_free(conn: Connection, name: str, *, but: str | None) -> None:
    other = conn.execute(select(teams.c.id).where(teams.c.name_key == _key(name))).scalar()
    if other is not None and other != but:
        raise _taken()


def _taken() -> Refused:
    return Refused(409, "name_taken", "Another team has this name.", "Choose another one.", field="name")
