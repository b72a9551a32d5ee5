"""The search that the desk asks: a page of matches and, where little was found, what was probably meant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection

from truepenny.contracts.identity import Agent, ContactId
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.query import Synonyms, parse
from truepenny.platform.search.spelling import Speller
from truepenny.projections.search.query import SearchPage, Wanted, may_find, search_tickets

LITTLE = 3
"""With fewer matches than that, a suggestion is looked for."""
KNOWN_TWICE = 2
"""A word that only one message has is as likely a slip itself."""


class FindContacts(Protocol):
    """Whose whole mail address, phone number or account was typed."""

    def __call__(self, typed: str, *, agent: Agent) -> Awaitable[Sequence[ContactId]]: ...


class TicketSearch:
    """synonyms: asked for each search, so that what the operator changes holds at once."""

    def __init__(self, db: Database, clock: Clock, index: SearchIndex, *, synonyms: Callable[[], Synonyms], contacts: FindContacts) -> None:
        self._db = db
        self._clock = clock
        self._index = index
        self._synonyms = synonyms
        self._contacts = contacts
        self._speller = Speller()
        self._learning = asyncio.Lock()

    async def find(self, agent: Agent, wanted: Wanted, *, after: str | None = None, limit: int = 20) -> SearchPage:
        """What this agent may find. Raises Refused for a cursor that is none of ours, 429 for who looks for very many customers."""
        synonyms, now_us = self._synonyms(), self._clock.now_us()
        contacts = await self._contacts(wanted.q, agent=agent) if after is None and not wanted.typing else ()
        await asyncio.to_thread(parse, wanted.q, synonyms)  # the first one loads dictionaries

        def look(conn: Connection) -> SearchPage:
            return search_tickets(
                conn, agent, wanted, index=self._index, synonyms=synonyms, after=after, limit=limit, now_us=now_us, contacts=contacts
            )  # fmt: skip

        page = await self._db.read(look)
        if after is None and len(page.matches) < LITTLE and page.exact is None and not page.of_customer and not wanted.typing:
            return msgspec.structs.replace(page, suggestion=await self._suggest(agent, wanted, synonyms))
        return page

    def forget(self) -> None:
        """Frees what suggestions need when nobody has searched for a while."""
        self._speller.forget_when_stale()

    async def _suggest(self, agent: Agent, wanted: Wanted, synonyms: Synonyms) -> str | None:
        async with self._learning:
            if self._speller.stale:
                words = await self._db.read(lambda conn: list(self._index.vocabulary(conn, least=KNOWN_TWICE)))
                await asyncio.to_thread(self._speller.learn, words, also=list(synonyms))
        query = parse(wanted.q, synonyms)

        def suggest(conn: Connection) -> str | None:
            def finds(texts: Sequence[str]) -> Sequence[bool]:
                return may_find(conn, agent, wanted, [parse(text, synonyms) for text in texts], index=self._index)

            said = self._speller.suggest(query, finds)
            return said if said is not None and finds([said])[0] else None

        found: Any = await self._db.read(suggest)
        return found if found is None else str(found)
