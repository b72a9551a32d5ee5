"""The countersign put together, and the public question about an agent ID with the agents and the limits that it needs."""

from __future__ import annotations

from sqlalchemy import Connection

from truepenny.contracts.identity import AgentId
from truepenny.people import agents, tries
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.surfaces.countersigns import Countersigns
from truepenny.tickets.needs import Needs
from truepenny.trust.countersign.book import Book
from truepenny.trust.countersign.public import AgentCheck


def make_countersign(*, db: Database, clock: Clock, keyring: Keyring, needs: Needs) -> Countersigns:
    def find_name(conn: Connection, agent: str) -> str | None:
        return agents.find_agent_name(conn, AgentId(agent))

    def is_there(conn: Connection, agent: str) -> bool:
        return agents.is_present(conn, AgentId(agent), now_us=clock.now_us())

    def count_place(conn: Connection, place: str) -> None:
        key = tries.try_key(keyring, tries.AGENT_CHECK_PLACE.name, tries.same_place(place))
        tries.take_try(conn, tries.AGENT_CHECK_PLACE, key, now_us=clock.now_us())

    def count_agent(conn: Connection, agent: str) -> bool:
        key = tries.try_key(keyring, tries.AGENT_CHECK.name, agent)
        return tries.may_try(conn, tries.AGENT_CHECK, key, now_us=clock.now_us())

    book = Book(keyring)
    return Countersigns(db, clock, needs, book, AgentCheck(db, clock, book, find_name, is_there, count_place, count_agent))
