"""What many parts need of two others, passed in by main: the record of changes (people/audit.py), and the check of words that many will
read (trust/never_ask/refusal.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection


class RecordChange(Protocol):
    """Writes one line in the change's own transaction. who: an agent ID; what: past tense; detail: plain JSON values, no secrets."""

    def __call__(
        self, conn: Connection, at: int, *, who: str, what: str, subject: str = "", detail: Mapping[str, object] | None = None
    ) -> None: ...


class CheckWords(Protocol):
    """Raises Refused never_ask, naming the field, when words ask for what is never asked for.

    education: an author with that right says that they only warn. Gives the sentences that were let through for that.
    """

    def __call__(self, text: str, *, field: str, education: bool) -> Sequence[str]: ...
