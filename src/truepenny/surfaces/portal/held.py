"""A file that was checked, held for a quarter of an hour in case its sender reports it: enciphered, in no folder, for that browser alone.

In: an Upload and the browser's secret. Out: the Upload, once. Nothing of it outlives the process, and nothing is stored
unless it is reported.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from litestar.datastructures import Cookie

from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.ids import new_token
from truepenny.surfaces.portal.uploads import Upload
from truepenny.surfaces.portal.visit import Portal, SomeRequest

COOKIE = "tp_checked"
LIFE_S = 900
MOST, MOST_OF_ONE = 40, 3
"""Files at a time, of all and of one address; the oldest make room."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(slots=True)
class _Held:
    """upload: None when it was saved. turn: the same form sent twice waits for itself."""

    upload: Upload | None
    owner: bytes
    place: str
    until: int
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class HeldFiles:
    """Of one process; where another answers, the sender is asked for the file once more."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, _Held] = {}

    async def hold(self, upload: Upload, secret: str, *, place: str) -> str:
        """The token that gives it back. Raises Refused when the disk does not take it."""
        await upload.leave_memory()
        self._drop_old()
        mine = [token for token, held in self._held.items() if held.place == place]
        for token in [*mine[: max(0, len(mine) - MOST_OF_ONE + 1)], *list(self._held)[: max(0, len(self._held) - MOST + 1)]]:
            self._drop(token)
        token = new_token()
        self._held[token] = _Held(upload, _owner(secret), place, self._clock.now_us() + LIFE_S * SECOND)
        asyncio.get_running_loop().call_later(LIFE_S, self._drop, token)
        return token

    def find(self, token: str, secret: str) -> Upload | None:
        """None when it was saved, is gone, or another browser's."""
        held = self._of(token, secret)
        return None if held is None else held.upload

    def is_saved(self, token: str, secret: str) -> bool:
        held = self._of(token, secret)
        return held is not None and held.upload is None

    def turn(self, token: str, secret: str) -> asyncio.Lock:
        """To be held while a report with this file is taken."""
        held = self._of(token, secret)
        return asyncio.Lock() if held is None else held.turn

    def mark_saved(self, token: str, secret: str) -> None:
        """Who saved it has closed it."""
        if (held := self._of(token, secret)) is not None:
            held.upload = None

    def _of(self, token: str, secret: str) -> _Held | None:
        self._drop_old()
        held = self._held.get(token)
        return held if held is not None and hmac.compare_digest(held.owner, _owner(secret)) else None

    def _drop_old(self) -> None:
        now = self._clock.now_us()
        for token in [token for token, held in self._held.items() if held.until <= now]:
            self._drop(token)

    def _drop(self, token: str) -> None:
        held = self._held.pop(token, None)
        if held is not None and held.upload is not None and not held.turn.locked():
            held.upload.close()


def secret_of(request: SomeRequest) -> str:
    """What this browser brought, "" when nothing of that form."""
    brought = request.cookies.get(COOKIE, "")
    return brought if _SECRET.fullmatch(brought) else ""


def secret_cookie(portal: Portal, secret: str) -> Cookie:
    return Cookie(COOKIE, value=secret, path="/", max_age=LIFE_S, httponly=True, samesite="lax", secure=portal.secure_cookies)


def _owner(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
