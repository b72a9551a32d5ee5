"""What a ticket is at a moment: a fold over its events. Pure; holds ids and facts, never words."""

from __future__ import annotations

from typing import Any

import msgspec

from truepenny.contracts.identity import AgentId, ContactId, ContentId, TeamId, TicketId
from truepenny.contracts.views import Priority, TicketStatus
from truepenny.log import events as e
from truepenny.log.recorded import Told


class TicketState(msgspec.Struct, frozen=True, omit_defaults=True):
    """after events 1 to seq. Times in microseconds UTC. preview: the last public words or note, and by whom."""

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
            assurance=body.assurance,
            topic=body.topic,
            team=body.team,
            priority=body.priority,
        )
    if state is None:
        raise ValueError(f"a ticket cannot begin with {event.body!r}")
    return msgspec.structs.replace(state, seq=event.seq, **_changes(state, event, body))


def _changes(state: TicketState, event: Told, body: e.AnyEvent) -> dict[str, Any]:
    match body:
        case e.MessageReceived():
            back = {"status": "open"} if state.status == "waiting" else {}
            return back | {
                "activity_at": event.at,
                "assurance": event.actor.assurance,
                "waiting_since": state.waiting_since or event.at,
                "last_public": event.seq,
                **_preview(state, body.text, by="customer"),
            }
        case e.MessageSent():
            return {
                "activity_at": event.at,
                "waiting_since": None,
                "last_agent": AgentId(event.actor.id),
                "last_public": event.seq,
                **_preview(state, body.text, by="agent"),
            }
        case e.NoteAdded():
            return {"activity_at": event.at, **_preview(state, body.text, by="note")}
        case e.TicketAssigned():
            return {"assignee": body.agent}
        case e.TeamChanged():
            return {"team": body.team}
        case e.PriorityChanged():
            return {"priority": body.priority}
        case e.StatusChanged():
            return {"status": body.status, **({} if body.status == "open" else {"waiting_since": None})}
        case e.TagsChanged():
            return {"tags": tuple(sorted((set(state.tags) | set(body.added)) - set(body.removed)))}
        case e.SubjectChanged():
            return {"subject": body.subject.id}
        case e.TicketSolved():
            return {
                "status": "solved",
                "activity_at": event.at,
                "solved_at": event.at,
                "closing": body.closing.id,
                "confirmed": None,
                "waiting_since": None,
                "last_public": event.seq,
                "last_agent": AgentId(event.actor.id),
            }
        case e.SolutionConfirmed():
            return {"confirmed": True, "activity_at": event.at}
        case e.SolutionDisputed():
            return {
                "confirmed": False,
                "activity_at": event.at,
                "waiting_since": event.at,
                "last_public": event.seq,
                "assurance": event.actor.assurance,
                **_preview(state, body.text, by="customer"),
            }
        case e.TicketReopened():
            return {"status": "open", "assignee": body.agent, "solved_at": None}
        case e.TicketRated():
            return {"stars": body.stars, "comment": None if body.comment is None else body.comment.id}
        case e.TicketMerged():
            return {"status": "merged", "merged_into": body.into, "waiting_since": None}
        case e.TicketAbsorbed():
            return {"activity_at": event.at}
        case e.ContactProven():
            return {"contact": body.contact, "assurance": body.assurance}
        case _:  # DetailsRevealed, ContentErased: facts that change no state
            return {}


def _preview(state: TicketState, text: e.ContentRef | None, *, by: str) -> dict[str, Any]:
    return {"preview": None if text is None else text.id, "preview_by": by}
