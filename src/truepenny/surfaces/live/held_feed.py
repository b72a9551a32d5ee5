"""Held replies, live: the agents at a ticket see what is about to go out, and when it has."""

from __future__ import annotations

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.live import Held
from truepenny.outbound.held import list_held
from truepenny.platform.db.database import Database
from truepenny.platform.web.i18n import Catalog
from truepenny.surfaces.live.hub import Hub
from truepenny.surfaces.live.peer import encode_frame


class HeldFeed:
    """catalog: why a reply could not be sent is told to each agent in their own language."""

    def __init__(self, db: Database, hub: Hub, catalog: Catalog) -> None:
        self._db = db
        self._hub = hub
        self._catalog = catalog
        hub.passing_listeners.append(self._hear)

    def changed(self, ticket: TicketId) -> None:
        """Here: tell our agents and the other processes."""
        self._hub.pass_on(b"held", ticket.encode())
        self._tell_later(ticket)

    def _hear(self, kind: bytes, payload: bytes) -> None:
        if kind == b"held":
            self._tell_later(TicketId(payload.decode()))

    def _tell_later(self, ticket: TicketId) -> None:
        if any(isinstance(following.peer.principal, Agent) for following in self._hub.followers.get(ticket, ())):
            self._hub.spawn(self._tell(ticket))

    async def _tell(self, ticket: TicketId) -> None:
        says = {language: self._catalog.sayer(language) for language in self._catalog.languages}
        held = await self._db.read(lambda conn: {language: list_held(conn, ticket, say) for language, say in says.items()})
        frames = {language: encode_frame(Held(ticket, replies)) for language, replies in held.items()}
        for following in tuple(self._hub.followers.get(ticket, ())):
            if isinstance(following.peer.principal, Agent):
                following.peer.push(frames[following.peer.language])
