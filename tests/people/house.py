"""The objects of sign-in over one database, and what the stories do with them again and again."""

from __future__ import annotations

from dataclasses import dataclass

from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.people import audit, totp
from truepenny.people.agent_directory import AgentDirectory
from truepenny.people.agent_sessions import AgentSessions
from truepenny.people.agent_sign_in import AgentSignIn
from truepenny.people.contacts import Contacts
from truepenny.people.passwords import Passwords
from truepenny.people.teams import Teams
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database

PASSWORD = "copper kettle nine rivers"
HERE = "192.0.2.7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class House:
    db: Database
    clock: SetClock
    keyring: Keyring
    directory: AgentDirectory
    sessions: AgentSessions
    sign_in: AgentSignIn
    contacts: Contacts
    teams: Teams

    async def add(self, login: str, name: str, *, role: Role = Role.AGENT) -> tuple[AgentId, str]:
        """An agent with PASSWORD and one-time codes; (ID, secret)."""
        secret = totp.new_secret()
        agent, _ = await self.directory.add(login, name, by=audit.COMMAND_LINE, role=role, password=PASSWORD, totp_secret=secret)
        return agent, secret

    def code(self, secret: str) -> str:
        return totp.code_at(secret, self.clock.now_us())

    async def enter(self, login: str, secret: str, *, address: str = HERE, device: str = FIREFOX) -> str:
        """Signs in all the way; the session token. Moves the clock on, for a code works once."""
        self.clock.advance(30)
        step = await self.sign_in.start(login, PASSWORD, address=address)
        done = await self.sign_in.check_code(step.step_token, self.code(secret), address=address, device=device)
        assert done.session is not None
        return done.session.token

    async def agent(self, token: str) -> Agent:
        found = await self.sessions.find_agent(token)
        assert found is not None
        return found


def build_house(db: Database, clock: SetClock, keyring: Keyring) -> House:
    passwords, sessions = Passwords(), AgentSessions(db, clock)
    return House(
        db,
        clock,
        keyring,
        AgentDirectory(db, clock, keyring, passwords=passwords, sessions=sessions),
        sessions,
        AgentSignIn(db, clock, keyring, passwords=passwords, sessions=sessions),
        Contacts(db, clock, keyring),
        Teams(db, clock),
    )
