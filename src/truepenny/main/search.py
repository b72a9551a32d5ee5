"""The search put together; main/wiring.py calls this once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.platform.observe.metrics import Metrics
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.query import Synonyms
from truepenny.projections.search.desk import FindContacts, TicketSearch
from truepenny.projections.search.follow import Indexer
from truepenny.projections.search.schema import SAID


@dataclass(frozen=True, slots=True)
class Search:
    """desk: agents' search in tickets."""

    indexer: Indexer
    desk: TicketSearch


def make_search(
    db: Database, clock: Clock, *, node: str, metrics: Metrics, synonyms: Callable[[], Synonyms], contacts: FindContacts
) -> Search:
    """synonyms: words that mean the same, as they were last read. contacts: finds customers by a whole address."""
    index = SearchIndex(SAID, numbered=True)
    indexer = Indexer(db, clock, index, node=node)
    metrics.watch_search(lambda: indexer.behind, lambda: indexer.lag_s)
    return Search(indexer, TicketSearch(db, clock, index, synonyms=synonyms, contacts=contacts))
