"""Who looks at a ticket and who writes in it, now. No facts: kept in memory, passed between processes, forgotten after seconds."""

from __future__ import annotations

import asyncio
import time

import msgspec

from truepenny.contracts.identity import Agent, Principal, TicketId
from truepenny.contracts.live import PresenceNotice, TypingNotice
from truepenny.contracts.views import ActorView, Presence
from truepenny.surfaces.live.hub import Hub
from truepenny.surfaces.live.peer import Peer, encode_frame

TYPING_S = 8.0
REMOTE_S = 60.0
"""How long an agent of another process counts as looking without being heard of again (they are told of every heartbeat)."""


class _Passing(msgspec.Struct, frozen=True, array_like=True):
    """What processes tell each other. mode "-": the agent looks away."""

    ticket: str
    agent: str
    name: str
    mode: str
    customer: bool = False


class PresenceBoard:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._typing: dict[tuple[TicketId, str], tuple[str, float]] = {}
        self._remote: dict[tuple[TicketId, str], tuple[str, str, float]] = {}
        hub.passing_listeners.append(self._hear)

    def look(self, peer: Peer, ticket: TicketId | None) -> None:
        """An agent has this ticket in front of them, or none. It shows while they follow it: then they may see it."""
        before, peer.looking = peer.looking, ticket
        if before is not None and before != ticket:
            self._tell_agents(before)
            self._pass(before, peer.principal, "-")
        if ticket is not None:
            self._tell_agents(ticket)
            self.still_here(peer)

    def still_here(self, peer: Peer) -> None:
        """A heartbeat: the other processes hear again what this agent looks at."""
        agent, ticket = peer.principal, peer.looking
        if isinstance(agent, Agent) and ticket in peer.following:
            self._pass(ticket, agent, self._mode_of(ticket, agent.id))

    def typing(self, who: Principal, ticket: TicketId, mode: str) -> None:
        """Someone writes, or has stopped."""
        if isinstance(who, Agent):
            agent = who
            key = (ticket, agent.id)
            before = self._mode_of(ticket, agent.id)
            if mode:
                self._typing[key] = (mode, time.monotonic() + TYPING_S)
                asyncio.get_running_loop().call_later(TYPING_S + 0.1, self._forget, key)
            else:
                self._typing.pop(key, None)
            self._tell_agents(ticket)
            self._tell_customers(ticket, ActorView("agent", agent.id, agent.name), mode, before=before)
            self._pass(ticket, agent, mode)
        else:
            self._tell_typing(ticket, ActorView("customer"), "reply" if mode else "", side="agent")
            self._hub.pass_on(b"typing", msgspec.json.encode(_Passing(ticket, "", "", "reply" if mode else "", customer=True)))

    def list_present(self, ticket: TicketId) -> list[Presence]:
        """Every agent at this ticket, here or at another process."""
        now = time.monotonic()
        found: dict[str, Presence] = {}
        for (where, agent), (name, mode, until) in list(self._remote.items()):
            if until < now:
                del self._remote[where, agent]
            elif where == ticket:
                found[agent] = Presence(agent, name, mode if mode in ("reply", "note") else "")  # type: ignore[arg-type]
        for following in self._hub.followers.get(ticket, ()):
            peer = following.peer
            if isinstance(peer.principal, Agent) and peer.looking == ticket:
                mode = self._mode_of(ticket, peer.principal.id)
                found[peer.principal.id] = Presence(peer.principal.id, peer.principal.name, mode)  # type: ignore[arg-type]
        return sorted(found.values(), key=lambda presence: presence.agent)

    # Telling

    def _tell_agents(self, ticket: TicketId) -> None:
        present = self.list_present(ticket)
        for following in tuple(self._hub.followers.get(ticket, ())):
            peer = following.peer
            if isinstance(peer.principal, Agent):
                others = tuple(presence for presence in present if presence.agent != peer.principal.id)
                peer.push_frame(PresenceNotice(ticket, others))

    def _mode_of(self, ticket: TicketId, agent: str) -> str:
        """What an agent of this process writes now."""
        mode, until = self._typing.get((ticket, agent), ("", 0.0))
        return mode if until > time.monotonic() else ""

    def _tell_customers(self, ticket: TicketId, actor: ActorView, mode: str, *, before: str) -> None:
        """Only of replies: that an agent looks, or writes a note, is no business of theirs."""
        if "reply" in (mode, before):
            self._tell_typing(ticket, actor, mode if mode == "reply" else "", side="customer")

    def _tell_typing(self, ticket: TicketId, actor: ActorView, mode: str, *, side: str) -> None:
        frame = encode_frame(TypingNotice(ticket, actor, mode if mode in ("reply", "note") else ""))  # type: ignore[arg-type]
        for following in tuple(self._hub.followers.get(ticket, ())):
            if following.peer.side == side:
                following.peer.push(frame)

    def _forget(self, key: tuple[TicketId, str]) -> None:
        mode, until = self._typing.get(key, ("", 0.0))
        if mode and until <= time.monotonic():
            del self._typing[key]
            self._tell_agents(key[0])

    # Between processes

    def _pass(self, ticket: TicketId, agent: Principal, mode: str) -> None:
        assert isinstance(agent, Agent)
        self._hub.pass_on(b"typing", msgspec.json.encode(_Passing(ticket, agent.id, agent.name, mode)))

    def _hear(self, kind: bytes, payload: bytes) -> None:
        if kind != b"typing":
            return
        said = msgspec.json.decode(payload, type=_Passing)
        ticket = TicketId(said.ticket)
        if said.customer:
            self._tell_typing(ticket, ActorView("customer"), said.mode, side="agent")
            return
        if said.mode == "-":
            self._remote.pop((ticket, said.agent), None)
        else:
            _, before, _ = self._remote.get((ticket, said.agent), ("", "", 0.0))
            self._remote[ticket, said.agent] = (said.name, said.mode, time.monotonic() + REMOTE_S)
            self._tell_customers(ticket, ActorView("agent", said.agent, said.name), said.mode, before=before)
        self._tell_agents(ticket)
