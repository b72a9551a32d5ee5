"""The agents of the desk, for the admin pages, the command line and the desk itself: what is in agents.py, each as one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from truepenny.contracts.identity import AgentId, Role, TeamId
from truepenny.people import agents as rows
from truepenny.people import audit, totp
from truepenny.people.agent_sessions import AgentSessions
from truepenny.people.agents import AgentCard, NewAgent
from truepenny.people.passwords import Passwords, check_new_password, new_password
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database


class AgentDirectory:
    """by: the agent ID of who does it, or audit.COMMAND_LINE."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, *, passwords: Passwords, sessions: AgentSessions) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._passwords = passwords
        self._sessions = sessions

    async def add(
        self,
        login: str,
        name: str,
        *,
        by: str,
        role: Role = Role.AGENT,
        language: str = "en",
        teams: Sequence[TeamId] = (),
        password: str | None = None,
        totp_secret: str | None = None,
        agent_id: AgentId | None = None,
    ) -> tuple[AgentId, str]:
        """(agent ID, password). Without a password a first one is made, which must be changed at the first sign-in."""
        if password is not None:
            check_new_password(password, login=login, name=name)
        first = password or new_password()
        new = NewAgent(
            login=login,
            name=name,
            password_hash=await self._passwords.hash(first),
            role=role,
            language=language,
            teams=tuple(teams),
            must_change_password=password is None,
            totp_sealed=self._keyring.seal(totp.SEAL, totp_secret.encode()) if totp_secret else None,
            id=agent_id,
        )
        now = self._clock.now_us()
        return await self._db.write(lambda conn: rows.add_agent(conn, new, by=by, now_us=now)), first

    async def list_agents(self, *, with_disabled: bool = True) -> list[AgentCard]:
        now = self._clock.now_us()
        return await self._db.read(lambda conn: rows.list_agents(conn, now_us=now, with_disabled=with_disabled))

    async def find(self, agent: str) -> AgentCard | None:
        """By public ID."""
        now = self._clock.now_us()
        return await self._db.read(lambda conn: rows.find_agent_card(conn, agent, now_us=now))

    async def load(self, agent: str) -> AgentCard:
        """By public ID; raises NotFound."""
        now = self._clock.now_us()
        return await self._db.read(lambda conn: rows.load_agent_card(conn, agent, now_us=now))

    async def find_id(self, login_or_id: str) -> AgentId | None:
        return await self._db.read(lambda conn: rows.find_agent_id(conn, login_or_id))

    async def present(self, agent: AgentId) -> bool:
        """Seen within two minutes and not disabled."""
        now = self._clock.now_us()
        return await self._db.read(lambda conn: rows.is_present(conn, agent, now_us=now))

    async def change(
        self,
        agent: str,
        *,
        by: str,
        name: str | None = None,
        role: Role | None = None,
        language: str | None = None,
        teams: Sequence[str] | None = None,
    ) -> None:
        """Changes what is given, all or nothing."""
        now = self._clock.now_us()

        def change(conn: Connection) -> None:
            rows.change_agent(conn, agent, by=by, now_us=now, name=name, role=role, language=language)
            if teams is not None:
                rows.set_agent_teams(conn, agent, teams, by=by, now_us=now)

        await self._db.write(change)
        self._sessions.ended([])

    async def disable(self, agent: str, *, by: str) -> None:
        """Ends the agent's sessions everywhere. Raises Refused for the last admin."""
        now, ids = self._clock.now_us(), await self._sessions.live_ids(agent)
        await self._db.write(lambda conn: rows.disable_agent(conn, agent, by=by, now_us=now))
        self._sessions.ended(ids)

    async def enable(self, agent: str, *, by: str) -> None:
        now = self._clock.now_us()
        await self._db.write(lambda conn: rows.enable_agent(conn, agent, by=by, now_us=now))

    async def set_password(self, agent: str, password: str | None, *, by: str) -> str:
        """A new password for someone else, made when none is given; to be changed at the next sign-in. Ends all sessions."""
        card = await self.load(agent)
        if password is not None:
            check_new_password(password, login=card.login, name=card.name)
        given = password or new_password()
        hashed = await self._passwords.hash(given)
        now, ids = self._clock.now_us(), await self._sessions.live_ids(agent)
        await self._db.write(lambda conn: rows.set_password(conn, agent, hashed, by=by, now_us=now, must_change=True))
        self._sessions.ended(ids)
        return given

    async def drop_totp(self, agent: str, *, by: str) -> None:
        """For a lost device: the next sign-in leads through set-up. Ends all sessions."""
        now, ids = self._clock.now_us(), await self._sessions.live_ids(agent)
        await self._db.write(lambda conn: rows.drop_totp(conn, agent, by=by, now_us=now))
        self._sessions.ended(ids)

    async def list_audit(self, *, before: str | None = None, limit: int = 100) -> list[audit.AuditLine]:
        return await self._db.read(lambda conn: audit.list_lines(conn, before=before, limit=limit))
