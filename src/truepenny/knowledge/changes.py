"""Where changes are recorded: passed in, because the record belongs to a neighbouring part of the house (people/audit.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy import Connection


class RecordChange(Protocol):
    """Writes one line in the change's own transaction. who: an agent ID; what: past tense; detail: plain JSON values, no secrets."""

    def __call__(
        self, conn: Connection, at: int, *, who: str, what: str, subject: str = "", detail: Mapping[str, object] | None = None
    ) -> None: ...
