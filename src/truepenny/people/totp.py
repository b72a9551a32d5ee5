"""One-time codes of agents: RFC 6238 (SHA-1, six digits, 30 s), and recovery codes for a lost device. Secrets rest sealed, codes hashed."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, delete, select, update

from truepenny.contracts.identity import AgentId
from truepenny.people.schema import agents, recovery_codes
from truepenny.platform.clock import SECOND
from truepenny.platform.crypto import Keyring

STEP_S = 30
SEAL = "agent totp"
RECOVERY_CODES = 10
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_secret() -> str:
    """160 random bits in base32."""
    import pyotp

    return pyotp.random_base32()


def code_at(secret: str, at_us: int) -> str:
    """The code that the agent's app shows at this time."""
    return _code(secret, at_us // SECOND // STEP_S)


def _code(secret: str, step: int) -> str:
    import pyotp

    return pyotp.HOTP(secret).at(step)


def provisioning_uri(secret: str, *, login: str, issuer: str) -> str:
    """What the QR code says to the app."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer.replace(":", " "))


def find_step(secret: str, code: str, *, now_us: int) -> int | None:
    """The time step that the code belongs to: this one, or one before or after for clocks that differ."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii():
        return None
    now = now_us // SECOND // STEP_S
    found = None
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(_code(secret, step), digits):
            found = step
    return found


def use_code(conn: Connection, agent: AgentId, code: str, *, keyring: Keyring, now_us: int) -> bool:
    """True when the code is right and was not used before; it is used up then."""
    sealed = conn.execute(select(agents.c.totp_sealed).where(agents.c.id == agent)).scalar()
    if sealed is None:
        return False
    step = find_step(keyring.open_sealed(SEAL, sealed).decode(), code, now_us=now_us)
    if step is None:
        return False
    return (
        conn.execute(update(agents).where((agents.c.id == agent) & (agents.c.totp_last_step < step)).values(totp_last_step=step)).rowcount
        == 1
    )


def new_recovery_codes(conn: Connection, agent: AgentId, *, keyring: Keyring) -> list[str]:
    """Ten new codes like 7KQ2M-X9DTB; the old ones are void. This is the only time that they can be read."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    conn.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == agent))
    conn.execute(
        recovery_codes.insert(),
        [{"agent_id": agent, "code_hash": _recovery_hash(code, agent, keyring=keyring), "used_at": None} for code in codes],
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_recovery_code(conn: Connection, agent: AgentId, code: str, *, keyring: Keyring, now_us: int) -> bool:
    """True once for each code."""
    bare = "".join(char for char in code.upper() if char.isalnum())
    hashed = _recovery_hash(bare, agent, keyring=keyring)
    unused = (recovery_codes.c.agent_id == agent) & (recovery_codes.c.code_hash == hashed) & recovery_codes.c.used_at.is_(None)
    return conn.execute(update(recovery_codes).where(unused).values(used_at=now_us)).rowcount == 1


def _recovery_hash(code: str, agent: AgentId, *, keyring: Keyring) -> str:
    # Keyed and rate-limited: 49 random bits are then beyond guessing, with the database in hand and without.
    return hmac.new(keyring.derive("recovery codes"), f"{agent}\0{code}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
