"""A guest who sends the same form twice at once is one guest: the form's id leads to the session that its first sending opened.

Kept in memory for ten minutes, by a hash of the id; the id is a secret of the form's page.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from truepenny.platform.clock import MINUTE, Clock
from truepenny.surfaces.portal.needs import SignedIn

KEEP_US = 10 * MINUTE
MOST = 10_000


@dataclass(slots=True)
class GuestSessions:
    clock: Clock
    _open: dict[bytes, tuple[int, asyncio.Future[SignedIn]]] = field(default_factory=dict)

    async def once(self, form_id: str, sign_in: Callable[[], Awaitable[SignedIn]]) -> SignedIn:
        """The session of this form: the one that exists, or the one that sign_in opens. A failure is not remembered."""
        now = self.clock.now_us()
        self._forget(now)
        key = hashlib.sha256(form_id.encode()).digest()
        known = self._open.get(key)
        if known is not None:
            return await asyncio.shield(known[1])
        waiting: asyncio.Future[SignedIn] = asyncio.get_running_loop().create_future()
        self._open[key] = (now, waiting)
        try:
            session = await sign_in()
        except BaseException as failure:
            del self._open[key]
            waiting.set_exception(failure if isinstance(failure, Exception) else ConnectionAbortedError("the first sending was broken off"))
            waiting.exception()
            raise
        waiting.set_result(session)
        return session

    def _forget(self, now: int) -> None:
        for key in [key for key, (at, _) in self._open.items() if now - at > KEEP_US] or list(self._open)[:-MOST]:
            del self._open[key]
