"""A file that was checked, held for a quarter of an hour in case its sender reports it: in a folder that all nodes share, beside the stored
files and outside of every backup.

In: name, bytes and the browser's secret. Out: the same, for that browser alone. What lies there is enciphered under a key that is made of
the browser's secret, which is kept nowhere here: we cannot read it either, until it is reported.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from truepenny.intake.files.staging import refused_storage
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.ids import new_token

LIFE_S = 900
MOST, MOST_OF_ONE = 100, 3
"""Files at a time, of all and of one place; the oldest make room."""
_NONCE = 12
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NAMED = re.compile(r"(\d+)\.([0-9a-f]{32})\.([0-9a-f]{32})(\.new)?")
"""Until when, whose place, which token."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Lying:
    path: Path
    until: int
    place: str
    token: str


class HeldChecks:
    """folder: shared by all nodes, as the stored files are."""

    def __init__(self, folder: Path, clock: Clock, keyring: Keyring) -> None:
        self._folder = folder
        self._clock = clock
        self._key = keyring.derive("held check")
        self._turns: dict[str, asyncio.Lock] = {}

    async def hold(self, name: str, content: bytes, secret: str, *, place: str) -> str:
        """The token that gives it back. Raises Refused when the disk does not take it."""
        token = new_token()
        with refused_storage():
            await asyncio.to_thread(self._write, HeldFile(name, content), secret, place, token)
        return token

    async def find(self, token: str, secret: str) -> HeldFile | None:
        """None when it was saved, is gone, or another browser's."""
        return await asyncio.to_thread(self._read, token, secret) if token else None

    async def is_saved(self, token: str) -> bool:
        """Whether it went with a report."""
        lying = await asyncio.to_thread(self._lying, token) if token else None
        return lying is not None and lying.path.stat().st_size == 0

    async def mark_saved(self, token: str, secret: str) -> None:
        """Its bytes go; that it was saved is known for as long as it would have been held."""
        if await self.find(token, secret) is not None:
            await asyncio.to_thread(self._empty, token)

    def turn(self, token: str) -> asyncio.Lock:
        """To be held while a report with this file is taken: the same form sent twice waits for itself."""
        return self._turns.setdefault(token, asyncio.Lock()) if _TOKEN.fullmatch(token) else asyncio.Lock()

    async def sweep(self) -> None:
        """What is over goes."""
        await asyncio.to_thread(self._list)
        self._turns = {token: lock for token, lock in self._turns.items() if lock.locked()}

    def _write(self, file: HeldFile, secret: str, place: str, token: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark, lying = self._digest("place", place), self._list()
        mine = [one for one in lying if one.place == mark]
        for old in [*mine[: max(0, len(mine) - MOST_OF_ONE + 1)], *lying[: max(0, len(lying) - MOST + 1)]]:
            old.path.unlink(missing_ok=True)
        until = self._clock.now_us() + LIFE_S * SECOND
        path = self._folder / f"{until}.{mark}.{self._digest('token', token)}"
        nonce, name = os.urandom(_NONCE), file.name.encode("utf-8", "replace")
        clear = len(name).to_bytes(4, "big") + name + file.content
        new = path.with_name(f"{path.name}.new")
        try:
            new.write_bytes(nonce + self._cipher(secret, token).encrypt(nonce, clear, None))
            new.chmod(0o600)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)

    def _read(self, token: str, secret: str) -> HeldFile | None:
        lying = self._lying(token)
        try:
            sealed = b"" if lying is None else lying.path.read_bytes()
            clear = self._cipher(secret, token).decrypt(sealed[:_NONCE], sealed[_NONCE:], None) if sealed else b""
        except (FileNotFoundError, InvalidTag):
            return None
        if not clear:
            return None
        end = 4 + int.from_bytes(clear[:4], "big")
        return HeldFile(clear[4:end].decode(), clear[end:])

    def _empty(self, token: str) -> None:
        lying = self._lying(token)
        if lying is not None:
            with suppress(FileNotFoundError):
                os.truncate(lying.path, 0)

    def _lying(self, token: str) -> _Lying | None:
        wanted = self._digest("token", token)
        return next((one for one in self._list() if one.token == wanted), None)

    def _list(self) -> list[_Lying]:
        """Those that are not over, the oldest first; what is over goes."""
        now, found = self._clock.now_us(), []
        for path in self._folder.iterdir() if self._folder.exists() else ():
            named = _NAMED.fullmatch(path.name)
            if named is None or int(named[1]) <= now or int(named[1]) > now + 2 * LIFE_S * SECOND:
                path.unlink(missing_ok=True)
            elif not named[4]:
                found.append(_Lying(path, int(named[1]), named[2], named[3]))
        return sorted(found, key=lambda one: (one.until, one.token))

    def _cipher(self, secret: str, token: str) -> AESGCM:
        return AESGCM(hmac.new(self._key, f"file\0{secret}\0{token}".encode(), hashlib.sha256).digest())

    def _digest(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}\0{text}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
