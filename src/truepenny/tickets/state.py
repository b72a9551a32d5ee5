"""What a ticket is at a moment: a fold over its events. Pure; holds ids and facts, never words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from truepenny.contracts.identity import AgentId, ContactId, ContentId, TeamId, TicketId
from truepenny.contracts.views import Priority, TicketStatus
from truepenny.log import events as e
from truepenny.log.recorded import Told


class TicketState(msgspec.Struct, frozen=True, array_like=True):
    """after events 1 to seq. Times in microseconds UTC. preview: the last public words or note, and by whom.

    activity_at counts notes; public_at, which customers see, does not. incidents: ids of announcements that it is linked to.
    """

    ticket: TicketId
    seq: int
    contact: ContactId
    channel: str
    language: str
    subject: ContentId
    opened_at: int
    activity_at: int
    status: TicketStatus = "open"
    assurance: int = 0
    topic: str | None = None
    assignee: AgentId | None = None
    team: TeamId | None = None
    priority: Priority = "P3"
    tags: tuple[str, ...] = ()
    preview: ContentId | None = None
    preview_by: str = "customer"
    last_public: int = 0
    waiting_since: int | None = None
    last_agent: AgentId | None = None
    closing: ContentId | None = None
    solved_at: int | None = None
    confirmed: bool | None = None
    stars: int | None = None
    comment: ContentId | None = None
    merged_into: TicketId | None = None
    public_at: int = 0
    incidents: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        return self.status in ("open", "waiting", "hold")


class Codec:
    """TicketState to bytes and back, for the log's head table."""

    def __init__(self) -> None:
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(TicketState)

    def encode(self, state: Any) -> bytes:
        return self._encoder.encode(state)

    def decode(self, state: bytes) -> TicketState:
        return self._decoder.decode(state)


def fold(state: TicketState | None, event: Told) -> TicketState:
    """The state after one more event. Raises ValueError for an event that cannot come first."""
    body = event.body
    if isinstance(body, e.TicketOpened):
        return TicketState(
            ticket=event.ticket_id,
            seq=event.seq,
            contact=body.contact,
            channel=body.channel,
            language=body.language,
            subject=body.subject.id,
            opened_at=event.at,
            activity_at=event.at,
            public_at=event.at,
            assurance=body.assurance,
            topic=body.topic,
            team=body.team,
            priority=body.priority,
        )
    if state is None:
        raise ValueError(f"a ticket cannot begin with {event.body!r}")
    changes = _CHANGES.get(type(body))
    return msgspec.structs.replace(state, seq=event.seq, **({} if changes is None else changes(state, event, body)))


# What each kind of event changes. Kinds that are not in the table at the end are facts that change no state.

Changes = Callable[[TicketState, Told, Any], dict[str, Any]]


def _active(event: Told) -> dict[str, Any]:
    return {"activity_at": event.at, "public_at": event.at}


def _received(state: TicketState, event: Told, body: e.MessageReceived) -> dict[str, Any]:
    if body.mail is not None and body.mail.automatic is not None:  # nobody waits for an answer to it
        return {**_active(event), "last_public": event.seq, **_preview(body.text, by="customer")}
    back = {"status": "open"} if state.status == "waiting" else {}
    return back | _customer_spoke(event, body.text, waiting_since=state.waiting_since or event.at)


def _sent(_state: TicketState, event: Told, body: e.MessageSent) -> dict[str, Any]:
    return {
        **_active(event),
        "waiting_since": None,
        "last_agent": AgentId(event.actor.id),
        "last_public": event.seq,
        **_preview(body.text, by="agent"),
    }


def _note(_state: TicketState, event: Told, body: e.NoteAdded) -> dict[str, Any]:
    return {"activity_at": event.at, **_preview(body.text, by="note")}


def _status(_state: TicketState, _event: Told, body: e.StatusChanged) -> dict[str, Any]:
    return {"status": body.status} if body.status == "open" else {"status": body.status, "waiting_since": None}


def _tags(state: TicketState, _event: Told, body: e.TagsChanged) -> dict[str, Any]:
    return {"tags": tuple(sorted((set(state.tags) | set(body.added)) - set(body.removed)))}


def _solved(_state: TicketState, event: Told, body: e.TicketSolved) -> dict[str, Any]:
    return {
        "status": "solved",
        **_active(event),
        "solved_at": event.at,
        "closing": body.closing.id,
        "confirmed": None,
        "waiting_since": None,
        "last_public": event.seq,
        "last_agent": AgentId(event.actor.id),
    }


def _disputed(_state: TicketState, event: Told, body: e.SolutionDisputed) -> dict[str, Any]:
    return {"confirmed": False, **_customer_spoke(event, body.text, waiting_since=event.at)}


def _rated(_state: TicketState, _event: Told, body: e.TicketRated) -> dict[str, Any]:
    return {"stars": body.stars, "comment": None if body.comment is None else body.comment.id}


def _linked(state: TicketState, _event: Told, body: e.IncidentLinked) -> dict[str, Any]:
    return {"incidents": (*(one for one in state.incidents if one != body.announcement), body.announcement)}


def _unlinked(state: TicketState, _event: Told, body: e.IncidentUnlinked) -> dict[str, Any]:
    return {"incidents": tuple(one for one in state.incidents if one != body.announcement)}


def _customer_spoke(event: Told, text: e.ContentRef | None, *, waiting_since: int) -> dict[str, Any]:
    return {
        **_active(event),
        "assurance": event.actor.assurance,
        "waiting_since": waiting_since,
        "last_public": event.seq,
        **_preview(text, by="customer"),
    }


def _preview(text: e.ContentRef | None, *, by: str) -> dict[str, Any]:
    return {"preview": None if text is None else text.id, "preview_by": by}


_CHANGES: Mapping[type[e.AnyEvent], Changes] = {
    e.MessageReceived: _received,
    e.MessageSent: _sent,
    e.NoteAdded: _note,
    e.TicketAssigned: lambda _state, _event, body: {"assignee": body.agent},
    e.TeamChanged: lambda _state, _event, body: {"team": body.team},
    e.PriorityChanged: lambda _state, _event, body: {"priority": body.priority},
    e.TopicChanged: lambda _state, _event, body: {"topic": body.topic},
    e.StatusChanged: _status,
    e.TagsChanged: _tags,
    e.SubjectChanged: lambda _state, _event, body: {"subject": body.subject.id},
    e.TicketSolved: _solved,
    e.SolutionConfirmed: lambda _state, event, _body: {"confirmed": True, **_active(event)},
    e.SolutionDisputed: _disputed,
    e.TicketReopened: lambda _state, _event, body: {"status": "open", "assignee": body.agent, "solved_at": None},
    e.TicketRated: _rated,
    e.TicketMerged: lambda _state, _event, body: {
        "status": "merged",
        "merged_into": body.into,
        "waiting_since": None,
        "incidents": (),
    },
    e.TicketAbsorbed: lambda _state, event, _body: _active(event),
    e.IncidentLinked: _linked,
    e.IncidentUnlinked: _unlinked,
    e.IncidentTold: lambda _state, event, _body: {**_active(event), "last_public": event.seq},
    e.ContactProven: lambda _state, _event, body: {"contact": body.contact, "assurance": body.assurance},
}
