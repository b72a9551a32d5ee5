"""Agents' passwords: argon2id in threads, a few at a time; and what makes a password good enough. Never logged, never kept in clear."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from truepenny.contracts.errors import Refused

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_CHARS = 12
MAX_CHARS = 256
_AT_ONCE = 2
"""Each check takes 19 MiB and some 30 ms of a core."""
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRvZm5vYm9keQ$aXNub3RhbnlvbmVzcGFzc3dvcmRoYXNoYXRhbGxfX18"
"""Fits no password; checked when there is no such login, so that the answer takes as long."""
_COMMON: Final = (
    "password", "passw0rd", "123456", "qwerty", "letmein", "welcome", "iloveyou", "111111", "abc123", "admin", "truepenny", "changeme",
    "secret", "monkey", "dragon", "sunshine", "football", "baseball", "trustno1", "1q2w3e", "zaq12wsx", "5201314", "woaini", "support",
)  # fmt: skip


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def hash_password(password: str) -> str:
    """argon2id with the parameters of OWASP (19 MiB, 2 passes). Takes some 30 ms: call it in a thread."""
    return _hasher().hash(_bytes(password))


def is_password(password_hash: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(password_hash, _bytes(password[: MAX_CHARS + 1]))
    except (VerificationError, InvalidHashError):
        return False


class Passwords:
    """The two operations for async callers, at most two at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(hash_password, password)

    async def check(self, password_hash: str | None, password: str) -> bool:
        """None: there is no such agent; takes as long and says no."""
        async with self._turn:
            right = await asyncio.to_thread(is_password, password_hash or _NOBODY, password)
        return right and password_hash is not None


def check_new_password(password: str, *, login: str, name: str) -> None:
    """Raises Refused 400 (password_weak) with what to do. Long beats odd: no rule about signs and digits."""
    plain = unicodedata.normalize("NFKC", password)
    folded = plain.casefold()
    if len(plain) < MIN_CHARS:
        raise _weak("This password is too short.", "Use at least {limit} characters. Four or five words are good.", limit=MIN_CHARS)
    if len(plain) > MAX_CHARS:
        raise _weak("This password is too long.", "Use at most {limit} characters.", limit=MAX_CHARS)
    rest = folded
    for known in (*_COMMON, login.casefold(), login.partition("@")[0].casefold(), name.casefold()):
        if len(known) >= 3:
            rest = rest.replace(known, "")
    if len(set(rest)) < 5 or len(rest) < MIN_CHARS // 2:
        raise _weak(
            "This password is easy to guess.", "Do not build it from your name or well-known words. Four or five unrelated words are good."
        )


def new_password() -> str:
    """One that is easy to read out: four groups of five, 100 random bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _weak(title: str, cure: str, **params: object) -> Refused:
    return Refused(400, "password_weak", title, cure, params=params, field="password")
