"""Units of work put together: what must happen in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from truepenny.platform.db.batch import Batch, Work

T = TypeVar("T")


def with_rows(work: Work[T], change: Callable[[Connection], None]) -> Work[T]:
    """The same unit, with a change of ordinary tables in its transaction."""

    def run(batch: Batch) -> T:
        result = work.run(batch)
        change(batch.conn)
        return result

    return Work(run, tickets=work.tickets, keys=work.keys)
