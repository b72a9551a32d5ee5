"""Agents as rows: read, added, changed, disabled. Every function works inside the caller's transaction and records what it changed.

Agents are never deleted: their ID and their name stay with what they wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import AgentId, Role, TeamId
from truepenny.people import audit
from truepenny.people.agent_sessions import PRESENT_US, end_sessions
from truepenny.people.names import check_agent_name, check_login, name_skeleton, normalise_login
from truepenny.people.schema import agent_sessions, agents, recovery_codes, series, team_members, teams
from truepenny.platform.db.dialect import upsert

FIRST_NUMBER = 1001


@dataclass(frozen=True, slots=True)
class AgentCard:
    """An agent as colleagues and admins see one. present: seen in the last two minutes. last_seen_at: 0 for never."""

    id: AgentId
    login: str
    name: str
    role: Role
    teams: tuple[TeamId, ...]
    language: str
    created_at: int
    disabled: bool
    present: bool
    last_seen_at: int
    has_totp: bool
    must_change_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """password_hash: argon2id. totp_sealed: sealed for totp.SEAL; None leads through set-up at the first sign-in."""

    login: str
    name: str
    password_hash: str
    role: Role = Role.AGENT
    language: str = "en"
    teams: tuple[TeamId, ...] = ()
    must_change_password: bool = True
    totp_sealed: bytes | None = None
    id: AgentId | None = None


def add_agent(conn: Connection, new: NewAgent, *, by: str, now_us: int) -> AgentId:
    """The new agent's public ID. Raises Refused for a bad or taken login, and for a name that is or resembles another's."""
    login, name = check_login(new.login), check_agent_name(new.name)
    _check_free(conn, login=login, name=name, but=None)
    agent = new.id or _next_id(conn)
    try:
        conn.execute(
            agents.insert().values(
                id=agent,
                login=login,
                name=name,
                skeleton=name_skeleton(name),
                role=new.role.value,
                language=new.language,
                password_hash=new.password_hash,
                password_changed_at=now_us,
                must_change_password=new.must_change_password,
                totp_sealed=new.totp_sealed,
                totp_last_step=0,
                created_at=now_us,
                disabled_at=None,
            )
        )
    except IntegrityError as taken:
        raise _taken("login", "This sign-in name or this name is taken.") from taken
    if new.teams:
        conn.execute(team_members.insert(), [{"team_id": team, "agent_id": agent} for team in dict.fromkeys(new.teams)])
    audit.record(conn, now_us, who=by, what="agent_added", subject=agent, detail={"login": login, "name": name, "role": new.role.value})
    return agent


def list_agents(conn: Connection, *, now_us: int, with_disabled: bool = True, only: Collection[str] | None = None) -> list[AgentCard]:
    """By name, those who can sign in first."""
    seen = (
        select(agent_sessions.c.agent_id, func.max(agent_sessions.c.last_seen_at).label("at"))
        .group_by(agent_sessions.c.agent_id)
        .subquery()
    )
    query = (
        select(agents, func.coalesce(seen.c.at, 0).label("seen"))
        .join_from(agents, seen, seen.c.agent_id == agents.c.id, isouter=True)
        .order_by(agents.c.disabled_at.is_not(None), agents.c.name, agents.c.id)
    )
    if only is not None:
        query = query.where(agents.c.id.in_(list(only)))
    if not with_disabled:
        query = query.where(agents.c.disabled_at.is_(None))
    member_of = teams_of(conn)
    present = set(list_present(conn, now_us=now_us))
    return [_card(row, member_of.get(row.id, ()), present) for row in conn.execute(query)]


def find_agent_card(conn: Connection, agent: str, *, now_us: int) -> AgentCard | None:
    """agent: a public ID."""
    cards = list_agents(conn, now_us=now_us, only=[agent])
    return cards[0] if cards else None


def load_agent_card(conn: Connection, agent: str, *, now_us: int) -> AgentCard:
    """Like find_agent_card; raises NotFound."""
    card = find_agent_card(conn, agent, now_us=now_us)
    if card is None:
        raise _no_agent()
    return card


def find_agent_id(conn: Connection, login_or_id: str) -> AgentId | None:
    """By login, or by public ID in any case."""
    word = normalise_login(login_or_id)
    found = conn.execute(select(agents.c.id).where((agents.c.login == word) | (agents.c.id == word.upper()))).scalar()
    return None if found is None else AgentId(found)


def teams_of(conn: Connection) -> Mapping[str, tuple[TeamId, ...]]:
    """Agent ID -> open teams, by name."""
    query = (
        select(team_members.c.agent_id, teams.c.id)
        .join_from(team_members, teams)
        .where(teams.c.closed_at.is_(None))
        .order_by(teams.c.name_key)
    )
    found: dict[str, tuple[TeamId, ...]] = {}
    for agent, team in conn.execute(query):
        found[agent] = (*found.get(agent, ()), TeamId(team))
    return found


def find_agent_name(conn: Connection, agent: AgentId) -> str | None:
    """The display name of an agent who can sign in; None for unknown and disabled ones. One row by its key."""
    found = conn.execute(select(agents.c.name).where(agents.c.id == agent, agents.c.disabled_at.is_(None))).scalar()
    return None if found is None else str(found)


def list_present(conn: Connection, *, now_us: int) -> list[AgentId]:
    """Agents who were seen in the last two minutes and are not disabled."""
    query = (
        select(agent_sessions.c.agent_id)
        .join_from(agent_sessions, agents)
        .where(agent_sessions.c.last_seen_at >= now_us - PRESENT_US, agent_sessions.c.ended_at.is_(None), agents.c.disabled_at.is_(None))
        .distinct()
    )
    return [AgentId(agent) for (agent,) in conn.execute(query)]


def is_present(conn: Connection, agent: AgentId, *, now_us: int) -> bool:
    """Seen within two minutes and not disabled: a reopened ticket may go back to them."""
    query = (
        select(agent_sessions.c.id)
        .join_from(agent_sessions, agents)
        .where(
            agent_sessions.c.agent_id == agent,
            agent_sessions.c.last_seen_at >= now_us - PRESENT_US,
            agent_sessions.c.ended_at.is_(None),
            agents.c.disabled_at.is_(None),
        )
        .limit(1)
    )
    return conn.execute(query).first() is not None


def change_agent(
    conn: Connection, agent: str, *, by: str, now_us: int, name: str | None = None, role: Role | None = None, language: str | None = None
) -> None:
    """Changes what is given. Raises Refused for a name that is taken, and when the last admin would lose the role."""
    admins = _lock_admins(conn) if role is not None else []
    row = _load(conn, agent)
    values: dict[str, object] = {}
    if name is not None and (checked := check_agent_name(name)) != row.name:
        _check_free(conn, login=None, name=checked, but=agent)
        values |= {"name": checked, "skeleton": name_skeleton(checked)}
    if role is not None and role.value != row.role:
        _check_other_admin(admins, agent)
        values["role"] = role.value
    if language is not None and language != row.language:
        values["language"] = language
    if not values:
        return
    try:
        conn.execute(update(agents).where(agents.c.id == agent).values(**values))
    except IntegrityError as taken:
        raise _taken("name", "Another agent has this name, or one that looks the same.") from taken
    detail = {key: {"from": getattr(row, key), "to": value} for key, value in values.items() if key != "skeleton"}
    audit.record(conn, now_us, who=by, what="agent_changed", subject=agent, detail=detail)


def set_agent_teams(conn: Connection, agent: str, team_ids: Sequence[str], *, by: str, now_us: int) -> None:
    """The teams that the agent belongs to, all of them. Unknown and closed teams are refused."""
    _load(conn, agent)
    wanted = set(team_ids)
    open_teams = set(conn.execute(select(teams.c.id).where(teams.c.closed_at.is_(None), teams.c.id.in_(wanted))).scalars())
    if open_teams != wanted:
        raise Refused(400, "team_unknown", "There is no such team.", "Load the page again and choose from the list.", field="teams")
    current = set(teams_of(conn).get(agent, ()))
    if current == wanted:
        return
    conn.execute(team_members.delete().where(team_members.c.agent_id == agent, team_members.c.team_id.in_(current)))
    if wanted:
        conn.execute(team_members.insert(), [{"team_id": team, "agent_id": agent} for team in sorted(wanted)])
    audit.record(conn, now_us, who=by, what="agent_teams_set", subject=agent, detail={"teams": sorted(wanted)})


def disable_agent(conn: Connection, agent: str, *, by: str, now_us: int) -> None:
    """Ends all sessions; the agent cannot sign in any more. Raises Refused 409 for the last admin."""
    admins = _lock_admins(conn)
    row = _load(conn, agent)
    if row.disabled_at is not None:
        return
    _check_other_admin(admins, agent)
    conn.execute(update(agents).where(agents.c.id == agent).values(disabled_at=now_us))
    end_sessions(conn, AgentId(agent), now_us=now_us)
    audit.record(conn, now_us, who=by, what="agent_disabled", subject=agent)


def enable_agent(conn: Connection, agent: str, *, by: str, now_us: int) -> None:
    if _load(conn, agent).disabled_at is None:
        return
    conn.execute(update(agents).where(agents.c.id == agent).values(disabled_at=None))
    audit.record(conn, now_us, who=by, what="agent_enabled", subject=agent)


def set_password(
    conn: Connection, agent: str, password_hash: str, *, by: str, now_us: int, must_change: bool, keep_session: str | None = None
) -> None:
    """Ends all other sessions and every sign-in under way."""
    _load(conn, agent)
    conn.execute(
        update(agents)
        .where(agents.c.id == agent)
        .values(password_hash=password_hash, password_changed_at=now_us, must_change_password=must_change)
    )
    end_sessions(conn, AgentId(agent), now_us=now_us, but=keep_session)
    audit.record(conn, now_us, who=by, what="password_set", subject=agent, detail={"must_change": must_change})


def drop_totp(conn: Connection, agent: str, *, by: str, now_us: int) -> None:
    """Lost device: the next sign-in leads through set-up. Ends all sessions; recovery codes are void."""
    _load(conn, agent)
    # totp_last_step stays: a code of the old secret says nothing about the new one, and time moves on anyway.
    conn.execute(update(agents).where(agents.c.id == agent).values(totp_sealed=None))
    conn.execute(recovery_codes.delete().where(recovery_codes.c.agent_id == agent))
    end_sessions(conn, AgentId(agent), now_us=now_us)
    audit.record(conn, now_us, who=by, what="totp_dropped", subject=agent)


def next_number(conn: Connection, name: str, *, first: int) -> int:
    """The next number of a series; never the same twice, also over several nodes."""
    insert = upsert(series, conn).values(name=name, last=first)
    taken = insert.on_conflict_do_update(index_elements=["name"], set_={"last": series.c.last + 1}).returning(series.c.last)
    return int(conn.execute(taken).scalar_one())


def _next_id(conn: Connection) -> AgentId:
    while True:
        agent = AgentId(f"A-{next_number(conn, 'agents', first=FIRST_NUMBER)}")
        if conn.execute(select(agents.c.id).where(agents.c.id == agent)).first() is None:
            return agent


def _load(conn: Connection, agent: str) -> Row[*tuple[Any, ...]]:
    row = conn.execute(select(agents).where(agents.c.id == agent).with_for_update()).first()
    if row is None:
        raise _no_agent()
    return row


def _check_free(conn: Connection, *, login: str | None, name: str, but: str | None) -> None:
    if login is not None and conn.execute(select(agents.c.id).where(agents.c.login == login)).first() is not None:
        raise _taken("login", "This sign-in name is taken.")
    other = conn.execute(select(agents.c.id).where(agents.c.skeleton == name_skeleton(name))).scalar()
    if other is not None and other != but:
        raise _taken("name", "Another agent has this name, or one that looks the same.")


def _lock_admins(conn: Connection) -> list[str]:
    """IDs of the admins who can sign in. Locked in one order and before anything else, so that two cannot remove each other at once."""
    admins = select(agents.c.id).where(agents.c.role == Role.ADMIN, agents.c.disabled_at.is_(None)).order_by(agents.c.id)
    return list(conn.execute(admins.with_for_update()).scalars())


def _check_other_admin(admins: list[str], agent: str) -> None:
    if admins == [agent]:
        raise Refused(409, "last_admin", "This is the last admin.", "Make another agent an admin first.")


def _card(row: Row[*tuple[Any, ...]], member_of: tuple[TeamId, ...], present: Collection[str]) -> AgentCard:
    return AgentCard(
        id=AgentId(row.id),
        login=row.login,
        name=row.name,
        role=Role(row.role),
        teams=member_of,
        language=row.language,
        created_at=row.created_at,
        disabled=row.disabled_at is not None,
        present=row.id in present,
        last_seen_at=row.seen,
        has_totp=row.totp_sealed is not None,
        must_change_password=row.must_change_password,
    )


def _taken(field: str, title: str) -> Refused:
    return Refused(409, f"{field}_taken", title, "Choose another one.", field=field)


def _no_agent() -> NotFound:
    return NotFound("agent_unknown", "There is no such agent.", "Check the agent ID, such as A-1027.")
