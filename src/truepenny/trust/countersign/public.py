"""What everybody may ask of an agent ID, with words or without: does it exist, and is it talking to a customer of ours under these words?

Fails closed and tells nothing of customers. Every answer with words takes the same statements, so that no unknown agent can be told from
wrong words, neither by the answer nor by its time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.trust.countersign.book import Book
from truepenny.trust.countersign.words import parse_pair

FindName = Callable[[Connection, str], str | None]
"""The public name of an agent who can sign in; None for every other ID."""
IsThere = Callable[[Connection, str], bool]
"""Whether the agent is at the desk at this moment."""
CountPlace = Callable[[Connection, str], None]
"""Counts a question of this network. Raises Refused 429."""
CountAgent = Callable[[Connection, str], bool]
"""Counts words that were said of this agent ID; False when they were too many by now."""
_ID = re.compile(r"A[\s\-\u2010-\u2015\u2212]?(\d{1,9})")
_NOT_WORDS = (0, 0)


@dataclass(frozen=True, slots=True)
class AgentAnswer:
    """talking: with words, under which this agent talks to a customer of ours since then. known, unknown: without words, whether there is
    such an agent, and by what name. no: do not go on; name and since say nothing."""

    says: Literal["talking", "no", "known", "unknown"]
    agent: str
    name: str | None = None
    since: int | None = None


def normal_agent_id(typed: str) -> str:
    """A-1027 of "a 1027"; empty for what cannot be an agent ID."""
    found = _ID.fullmatch(unicodedata.normalize("NFKC", typed[:40]).strip().upper())
    return f"A-{found[1]}" if found else ""


@dataclass(frozen=True, slots=True)
class AgentCheck:
    db: Database
    clock: Clock
    book: Book
    find_name: FindName
    is_there: IsThere
    count_place: CountPlace
    count_agent: CountAgent

    async def check(self, agent: str, words: str, *, place: str) -> AgentAnswer:
        """place: the network that asks. words: as typed; empty to ask for the ID alone. Raises Refused 429, DatabaseAway."""
        asked, now = normal_agent_id(agent), self.clock.now_us()
        pair = parse_pair(words) or _NOT_WORDS

        def look(conn: Connection) -> AgentAnswer:
            self.count_place(conn, place)
            if not words.strip():
                name = self.find_name(conn, asked)
                return AgentAnswer("unknown" if name is None else "known", asked, name)
            may = self.count_agent(conn, asked)
            name = self.find_name(conn, asked)
            there = self.is_there(conn, asked)
            said = self.book.find_said(conn, asked, pair, now_us=now)
            if name is None or said is None or not there or not may:
                return AgentAnswer("no", asked)
            return AgentAnswer("talking", asked, name, said.asked_at)

        return await self.db.write(look)
