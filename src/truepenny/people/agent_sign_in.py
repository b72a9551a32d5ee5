"""How an agent signs in: password, one-time code (its set-up the first time), a new password where one is due, then a session.

The steps are held together by a token of their own, ten minutes at most. Wrong login, wrong password and disabled agent get the
same answer after the same time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from sqlalchemy import Connection, Row, select, update

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, AgentId
from truepenny.people import audit, totp
from truepenny.people.agent_sessions import AgentSessions, OpenedSession, open_session
from truepenny.people.agents import set_password
from truepenny.people.names import normalise_login
from truepenny.people.passwords import Passwords, check_new_password
from truepenny.people.schema import agent_sign_ins, agents
from truepenny.people.tokens import MAX_TOKEN_CHARS, token_hash
from truepenny.people.tries import (
    ADDRESS,
    CODE,
    LOGIN,
    LOGIN_FROM_ADDRESS,
    PASSWORD_AGAIN,
    clear_tries,
    give_back,
    same_place,
    take_try,
    try_key,
)
from truepenny.platform.clock import MINUTE, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.ids import new_token

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

STEP_US = 10 * MINUTE
Stage = Literal["code", "enrol", "password", "in"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SignInStep:
    """A sign-in under way. secret: for the set-up of one-time codes, only in stage enrol."""

    stage: Stage
    agent: AgentId
    login: str
    name: str
    language: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Advance:
    """What comes next. step_token: for the cookie of the sign-in under way; session: the agent is in; recovery_codes: to be shown once."""

    stage: Stage
    step_token: str = ""
    session: OpenedSession | None = None
    recovery_codes: tuple[str, ...] = ()


class AgentSignIn:
    def __init__(self, db: Database, clock: Clock, keyring: Keyring, *, passwords: Passwords, sessions: AgentSessions) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._passwords = passwords
        self._sessions = sessions

    async def start(self, login: str, password: str, *, address: str) -> Advance:
        """The next stage, code or enrol. Raises Refused 401 sign_in_wrong, 429 too_many_tries."""
        now, normal = self._clock.now_us(), normalise_login(login)
        from_address = try_key(self._keyring, normal, same_place(address))
        overall, place = try_key(self._keyring, normal), try_key(self._keyring, same_place(address))

        def take(conn: Connection) -> tuple[Row[*tuple[Any, ...]] | None, bool]:
            take_try(conn, ADDRESS, place, now_us=now)
            pauses = [take_try(conn, LOGIN, overall, now_us=now), take_try(conn, LOGIN_FROM_ADDRESS, from_address, now_us=now)]
            known = (agents.c.login == normal) & agents.c.disabled_at.is_(None)
            return conn.execute(select(agents.c.id, agents.c.password_hash).where(known)).first(), any(pauses)

        row, pauses = await self._db.write(take)
        right = await self._passwords.check(None if row is None else row.password_hash, password)
        if row is None or not right:
            if pauses:
                await self._db.write(lambda conn: _record_pause(conn, row, now_us=now))
            raise _sign_in_wrong()

        def advance(conn: Connection) -> Advance:
            clear_tries(conn, LOGIN_FROM_ADDRESS, from_address)
            clear_tries(conn, LOGIN, overall)
            give_back(conn, ADDRESS, place)
            unchanged = (agents.c.id == row.id) & (agents.c.password_hash == row.password_hash) & agents.c.disabled_at.is_(None)
            has_totp = conn.execute(select(agents.c.totp_sealed.is_not(None)).where(unchanged)).scalar()
            if has_totp is None:
                raise _sign_in_wrong()
            return self._begin(conn, row.id, stage="code" if has_totp else "enrol", now_us=now)

        return await self._db.write(advance)

    def _begin(self, conn: Connection, agent: str, *, stage: Stage, now_us: int) -> Advance:
        token = new_token()
        sealed = self._keyring.seal(totp.SEAL, totp.new_secret().encode()) if stage == "enrol" else None
        conn.execute(agent_sign_ins.delete().where(agent_sign_ins.c.expires_at <= now_us))
        conn.execute(
            agent_sign_ins.insert().values(
                token_hash=token_hash(token), agent_id=agent, stage=stage, totp_sealed=sealed, expires_at=now_us + STEP_US
            )
        )
        return Advance(stage, step_token=token)

    async def find_step(self, token: str | None) -> SignInStep | None:
        """Where the sign-in with this token stands; None when there is none or it took too long."""
        if not token or len(token) > MAX_TOKEN_CHARS:
            return None
        now = self._clock.now_us()
        row = await self._db.read(lambda conn: _find_row(conn, token, now_us=now))
        if row is None:
            return None
        secret = self._keyring.open_sealed(totp.SEAL, row.totp_sealed).decode() if row.totp_sealed is not None else ""
        return SignInStep(cast("Stage", row.stage), AgentId(row.agent_id), row.login, row.name, row.language, secret)

    async def check_code(self, token: str, code: str, *, address: str, device: str) -> Advance:
        """A one-time or recovery code. Raises Refused 401 code_wrong or sign_in_expired, 429 too_many_tries."""
        now = self._clock.now_us()

        def check(conn: Connection) -> Advance | None:
            row = _load_row(conn, token, "code", now_us=now)
            agent = AgentId(row.agent_id)
            key = try_key(self._keyring, agent)
            pauses = take_try(conn, CODE, key, now_us=now)
            if not self._use_any_code(conn, agent, code, now_us=now):
                if pauses:
                    _record_pause(conn, row, now_us=now)
                return None
            clear_tries(conn, CODE, key)
            return _finish(conn, row, token, address=address, device=device, now_us=now)

        return _unless_wrong(await self._db.write(check))

    def _use_any_code(self, conn: Connection, agent: AgentId, code: str, *, now_us: int) -> bool:
        if totp.use_code(conn, agent, code, keyring=self._keyring, now_us=now_us):
            return True
        if not totp.use_recovery_code(conn, agent, code, keyring=self._keyring, now_us=now_us):
            return False
        audit.record(conn, now_us, who=agent, what="recovery_code_used", subject=agent)
        return True

    async def confirm_enrolment(self, token: str, code: str, *, address: str, device: str) -> Advance:
        """The first code of a new secret: the secret is kept from here on. The answer has the recovery codes."""
        now = self._clock.now_us()

        def confirm(conn: Connection) -> Advance | None:
            row = _load_row(conn, token, "enrol", now_us=now)
            agent = AgentId(row.agent_id)
            key = try_key(self._keyring, agent)
            take_try(conn, CODE, key, now_us=now)
            step = totp.find_step(self._keyring.open_sealed(totp.SEAL, row.totp_sealed).decode(), code, now_us=now)
            if step is None:
                return None
            clear_tries(conn, CODE, key)
            conn.execute(update(agents).where(agents.c.id == agent).values(totp_sealed=row.totp_sealed, totp_last_step=step))
            codes = totp.new_recovery_codes(conn, agent, keyring=self._keyring)
            audit.record(conn, now, who=agent, what="totp_set", subject=agent)
            done = _finish(conn, row, token, address=address, device=device, now_us=now)
            return Advance(done.stage, done.step_token, done.session, tuple(codes))

        return _unless_wrong(await self._db.write(confirm))

    async def choose_password(self, token: str, password: str, *, address: str, device: str) -> Advance:
        """The agent's own password instead of the first one. Raises Refused 400 password_weak or password_same."""
        now = self._clock.now_us()
        row = await self._db.read(lambda conn: _load_row(conn, token, "password", now_us=now))
        check_new_password(password, login=row.login, name=row.name)
        if await self._passwords.check(row.password_hash, password):
            raise Refused(
                400, "password_same", "This is the password that you were given.", "Choose one that only you know.", field="password"
            )
        hashed = await self._passwords.hash(password)

        def choose(conn: Connection) -> Advance:
            again = _load_row(conn, token, "password", now_us=now)
            set_password(conn, again.agent_id, hashed, by=again.agent_id, now_us=now, must_change=False)
            session = open_session(conn, AgentId(again.agent_id), address=address, device=device, now_us=now)
            return Advance("in", session=session)

        done = await self._db.write(choose)
        self._sessions.ended([])
        return done

    async def change_password(self, agent: Agent, old: str, new: str) -> None:
        """The agent's own change; all other sessions end. Raises Refused 401 password_wrong, 400 password_weak, 429."""
        login = await self._check_password_again(agent, old)
        check_new_password(new, login=login, name=agent.name)
        hashed = await self._passwords.hash(new)
        now, ids = self._clock.now_us(), await self._sessions.live_ids(agent.id)
        await self._db.write(
            lambda conn: set_password(conn, agent.id, hashed, by=agent.id, now_us=now, must_change=False, keep_session=agent.session)
        )
        self._sessions.ended([session for session in ids if session != agent.session])

    async def begin_totp_change(self, agent: Agent, password: str, code: str) -> Advance:
        """A new device: password and a code of the old one (or a recovery code), then the set-up as at the first sign-in."""
        await self._check_password_again(agent, password)
        return await self._with_code(agent, code, lambda conn, now: self._begin(conn, agent.id, stage="enrol", now_us=now))

    async def renew_recovery_codes(self, agent: Agent, code: str) -> tuple[str, ...]:
        """Ten new ones against a code; the old ones are void."""

        def renew(conn: Connection, now_us: int) -> tuple[str, ...]:
            audit.record(conn, now_us, who=agent.id, what="recovery_codes_renewed", subject=agent.id)
            return tuple(totp.new_recovery_codes(conn, agent.id, keyring=self._keyring))

        return await self._with_code(agent, code, renew)

    async def _with_code(self, agent: Agent, code: str, then: Callable[[Connection, int], T]) -> T:
        now, key = self._clock.now_us(), try_key(self._keyring, agent.id)

        def check(conn: Connection) -> T | None:
            take_try(conn, CODE, key, now_us=now)
            if not self._use_any_code(conn, agent.id, code, now_us=now):
                return None
            clear_tries(conn, CODE, key)
            return then(conn, now)

        return _unless_wrong(await self._db.write(check))

    async def _check_password_again(self, agent: Agent, password: str) -> str:
        now, key = self._clock.now_us(), try_key(self._keyring, agent.id)

        def take(conn: Connection) -> Row[*tuple[Any, ...]] | None:
            take_try(conn, PASSWORD_AGAIN, key, now_us=now)
            return conn.execute(select(agents.c.login, agents.c.password_hash).where(agents.c.id == agent.id)).first()

        row = await self._db.write(take)
        if not await self._passwords.check(None if row is None else row.password_hash, password) or row is None:
            raise Refused(401, "password_wrong", "Your present password is wrong.", "Check it and try again.", field="old_password")
        await self._db.write(lambda conn: clear_tries(conn, PASSWORD_AGAIN, key))
        return str(row.login)


def _find_row(conn: Connection, token: str, *, now_us: int) -> Row[*tuple[Any, ...]] | None:
    a = agents.c
    query = (
        select(agent_sign_ins, a.login, a.name, a.language, a.password_hash, a.must_change_password)
        .join_from(agent_sign_ins, agents)
        .where(agent_sign_ins.c.token_hash == token_hash(token), agent_sign_ins.c.expires_at > now_us, a.disabled_at.is_(None))
    )
    return conn.execute(query).first()


def _load_row(conn: Connection, token: str, stage: Stage, *, now_us: int) -> Row[*tuple[Any, ...]]:
    row = _find_row(conn, token, now_us=now_us)
    if row is None or row.stage != stage:
        raise Refused(401, "sign_in_expired", "This sign-in took too long.", "Begin again with your password.")
    return row


def _finish(conn: Connection, row: Row[*tuple[Any, ...]], token: str, *, address: str, device: str, now_us: int) -> Advance:
    """The code was right: on to the new password where one is due, otherwise in, with a new token."""
    this = agent_sign_ins.c.token_hash == token_hash(token)
    if row.must_change_password:
        conn.execute(update(agent_sign_ins).where(this).values(stage="password", totp_sealed=None, expires_at=now_us + STEP_US))
        return Advance("password", step_token=token)
    conn.execute(agent_sign_ins.delete().where(this))
    audit.record(conn, now_us, who=row.agent_id, what="signed_in", subject=row.agent_id)
    return Advance("in", session=open_session(conn, AgentId(row.agent_id), address=address, device=device, now_us=now_us))


def _record_pause(conn: Connection, row: Row[*tuple[Any, ...]] | None, *, now_us: int) -> None:
    if row is not None:
        agent = row._mapping.get("agent_id") or row._mapping["id"]
        audit.record(conn, now_us, who=audit.SYSTEM, what="sign_in_paused", subject=agent)


def _unless_wrong(answer: T | None) -> T:
    # The refusal comes after the commit: a refusal inside the unit would undo the counting.
    if answer is None:
        raise Refused(
            401,
            "code_wrong",
            "This code is wrong, too old, or was used already.",
            "Wait for the next code in your app and enter it.",
            field="code",
        )
    return answer


def _sign_in_wrong() -> Refused:
    return Refused(
        401,
        "sign_in_wrong",
        "The sign-in name or the password is wrong.",
        "Check both. After several wrong tries you have to wait.",
        field="password",
    )
