"""Agents' sessions: opened with a new token at every sign-in, found by it, listed, ended. The token rests as a hash.

A session ends after 12 hours without a sign of life, after 7 days in any case, and at once when it is ended here or the agent is
disabled or gets a new password. An open desk is a sign of life.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Agent, AgentId, Role, TeamId
from truepenny.people import audit
from truepenny.people.schema import agent_sessions, agent_sign_ins, agents, team_members, teams
from truepenny.people.tokens import MAX_TOKEN_CHARS, TokenCache, token_hash
from truepenny.platform.clock import DAY, HOUR, MINUTE, Clock
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.platform.ids import new_id, new_token

log = logging.getLogger(__name__)
IDLE_US = 12 * HOUR
ABSOLUTE_US = 7 * DAY
TOUCH_US = MINUTE
PRESENT_US = 2 * MINUTE


@dataclass(frozen=True, slots=True)
class AgentSession:
    """One line of an agent's own list. device: what the browser says about itself, shortened. current: the one that asks."""

    id: str
    created_at: int
    last_seen_at: int
    address: str
    device: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """token: for the cookie, never to be seen again. expires_at: the latest end."""

    token: str
    id: str
    agent: AgentId
    expires_at: int


def open_session(conn: Connection, agent: AgentId, *, address: str, device: str, now_us: int) -> OpenedSession:
    opened = OpenedSession(new_token(), new_id(), agent, now_us + ABSOLUTE_US)
    conn.execute(
        agent_sessions.insert().values(
            id=opened.id,
            token_hash=token_hash(opened.token),
            agent_id=agent,
            created_at=now_us,
            last_seen_at=now_us,
            expires_at=opened.expires_at,
            address=address[:45],
            device=device_words(device),
            ended_at=None,
        )
    )
    conn.execute(agent_sessions.delete().where(agent_sessions.c.agent_id == agent, agent_sessions.c.expires_at < now_us - ABSOLUTE_US))
    return opened


def end_sessions(conn: Connection, agent: AgentId, *, now_us: int, but: str | None = None) -> list[str]:
    """Ends all of the agent's sessions and sign-ins under way; but: the id of a session that stays. The ids of those that ended."""
    live = (agent_sessions.c.agent_id == agent) & agent_sessions.c.ended_at.is_(None)
    if but is not None:
        live &= agent_sessions.c.id != but
    ended = list(conn.execute(update(agent_sessions).where(live).values(ended_at=now_us).returning(agent_sessions.c.id)).scalars())
    conn.execute(agent_sign_ins.delete().where(agent_sign_ins.c.agent_id == agent))
    return ended


def device_words(user_agent: str) -> str:
    """Such as "Firefox, Windows" of a User-Agent header; of an unknown one its visible characters, cut."""
    browsers = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for mark, name in browsers if mark in user_agent), "")
    system = next((name for mark, name in systems if mark in user_agent), "")
    if browser:
        return f"{browser}, {system}" if system else browser
    return "".join(char for char in user_agent if char.isascii() and char.isprintable())[:60].strip()


@dataclass(frozen=True, slots=True)
class _Found:
    agent: Agent
    alive_until: int
    last_seen_at: int


def _find(conn: Connection, key: str, now_us: int) -> _Found | None:
    s = agent_sessions.c
    row = conn.execute(
        select(s.id, s.last_seen_at, s.expires_at, s.agent_id, agents.c.name, agents.c.role, agents.c.language)
        .join_from(agent_sessions, agents)
        .where(s.token_hash == key, s.ended_at.is_(None), agents.c.disabled_at.is_(None))
    ).first()
    if row is None:
        return None
    alive_until = min(row.expires_at, row.last_seen_at + IDLE_US)
    if alive_until <= now_us:
        return None
    member_of = (
        select(teams.c.id).join_from(team_members, teams).where(team_members.c.agent_id == row.agent_id, teams.c.closed_at.is_(None))
    )
    ids = tuple(TeamId(team) for team in conn.execute(member_of.order_by(teams.c.name_key)).scalars())
    agent = Agent(id=AgentId(row.agent_id), name=row.name, role=Role(row.role), teams=ids, session=row.id, language=row.language)
    return _Found(agent, alive_until, row.last_seen_at)


class AgentSessions:
    """Sessions for the surfaces. on_end: told the ids of sessions that ended here, so that their live connections can be closed.
    on_seen: told that an agent is here whom this process does not remember from the last seconds."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._cache: TokenCache[_Found] = TokenCache()
        self.on_end: list[Callable[[list[str]], None]] = []
        self.on_seen: list[Callable[[], None]] = []

    async def find_agent(self, token: str | None) -> Agent | None:
        """Whom the token stands for. From memory for five seconds; notes a sign of life at most once a minute."""
        if not token or len(token) > MAX_TOKEN_CHARS:
            return None
        now, key = self._clock.now_us(), token_hash(token)
        found = self._cache.find(key, now)
        if found is None:
            edition = self._cache.edition
            found = await self._db.read(lambda conn: _find(conn, key, now))
            if found is None:
                return None
            self._cache.keep(key, found, now_us=now, edition=edition)
            for told in self.on_seen:
                told()
            if now - found.last_seen_at >= TOUCH_US:
                await self._touch(found.agent.session, now)
        return found.agent if now < found.alive_until else None

    async def _touch(self, session: str, now_us: int) -> None:
        alive = (agent_sessions.c.id == session) & agent_sessions.c.ended_at.is_(None)
        try:
            await self._db.write(lambda conn: conn.execute(update(agent_sessions).where(alive).values(last_seen_at=now_us)).rowcount)
        except DatabaseAway:  # who may read goes on reading; the next request notes it
            log.warning("a sign of life waits for the database")

    async def list_sessions(self, agent: Agent) -> list[AgentSession]:
        """The agent's own live sessions, the newest sign of life first."""
        now = self._clock.now_us()
        s = agent_sessions.c
        query = (
            select(agent_sessions)
            .where(s.agent_id == agent.id, s.ended_at.is_(None), s.expires_at > now, s.last_seen_at > now - IDLE_US)
            .order_by(s.last_seen_at.desc(), s.id.desc())
        )
        rows = await self._db.read(lambda conn: conn.execute(query).all())
        return [AgentSession(r.id, r.created_at, r.last_seen_at, r.address, r.device, r.id == agent.session) for r in rows]

    async def end_session(self, agent: Agent, session: str) -> None:
        """Ends one of the agent's own sessions. Raises NotFound for any other."""
        now = self._clock.now_us()
        live = (agent_sessions.c.id == session) & (agent_sessions.c.agent_id == agent.id) & agent_sessions.c.ended_at.is_(None)

        def end(conn: Connection) -> None:
            if conn.execute(update(agent_sessions).where(live).values(ended_at=now)).rowcount == 0:
                raise NotFound("session_unknown", "There is no such session.", "It may have ended already: load the list again.")
            audit.record(conn, now, who=agent.id, what="session_ended", subject=agent.id)

        await self._db.write(end)
        self.ended([session])

    async def end_all(self, agent: Agent, *, but_this: bool) -> None:
        """Ends the agent's sessions; but_this: the one that asks stays."""
        now = self._clock.now_us()

        def end(conn: Connection) -> list[str]:
            ended = end_sessions(conn, agent.id, now_us=now, but=agent.session if but_this else None)
            audit.record(conn, now, who=agent.id, what="sessions_ended", subject=agent.id, detail={"count": len(ended)})
            return ended

        self.ended(await self._db.write(end))

    async def live_ids(self, agent: str) -> list[str]:
        """Ids of the agent's sessions that have not been ended."""
        query = select(agent_sessions.c.id).where(agent_sessions.c.agent_id == agent, agent_sessions.c.ended_at.is_(None))
        return await self._db.read(lambda conn: list(conn.execute(query).scalars()))

    def ended(self, ids: list[str]) -> None:
        """Forgets what is remembered and tells the listeners. Called after the commit."""
        self._cache.forget()
        if ids:
            for told in self.on_end:
                told(ids)
