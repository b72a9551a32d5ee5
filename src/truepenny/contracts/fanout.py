"""The contract of the fan-out between processes, and the twin for a process that is alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

OnLog = Callable[[str, int, int], None]
"""node, first position, last position: that node committed these events."""
OnPassing = Callable[[str, bytes], None]
"""node, payload: something that is no fact (typing, presence), at most 7,000 bytes."""


class Fanout(Protocol):
    node: str

    async def start(self, on_log: OnLog, on_passing: OnPassing, on_doubt: Callable[[], None]) -> None:
        """Calls back on the event loop. on_doubt: notices may have been lost; look at the log itself."""
        ...

    async def stop(self) -> None: ...

    def pass_on(self, payload: bytes) -> None:
        """Tells the other processes something that is no fact. Never blocks, never fails, may be lost."""
        ...


class AloneFanout:
    """One process: nobody else to tell."""

    def __init__(self, node: str) -> None:
        self.node = node

    async def start(self, on_log: OnLog, on_passing: OnPassing, on_doubt: Callable[[], None]) -> None:
        pass

    async def stop(self) -> None:
        pass

    def pass_on(self, payload: bytes) -> None:
        pass
