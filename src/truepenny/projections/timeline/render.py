"""Events to what a reader may see of them. Pure: events, words and files in, views out; customers never get what is internal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from truepenny.contracts.views import ActorView, ClosingView, EventView, FileView
from truepenny.log import events as e
from truepenny.log.recorded import Told

Audience = Literal["customer", "agent"]
_decode_closing = msgspec.json.Decoder(ClosingView).decode


def is_visible(kind: str, audience: Audience) -> bool:
    return audience == "agent" or kind not in e.INTERNAL_KINDS


def render_event(event: Told, *, audience: Audience, texts: Mapping[str, str], files: Mapping[str, FileView]) -> EventView:
    """texts and files by id; what is missing there was erased. Ask is_visible first."""
    body = event.body
    view: dict[str, Any] = {}
    text = _text_of(body)
    if text is not None:
        words = texts.get(text.id)
        if words is None:
            view["erased"] = True
        elif isinstance(body, e.TicketSolved):
            view["closing"] = _decode_closing(words)
        else:
            view["text"] = words
    for ref in e.files_of(body):
        view.setdefault("files", []).append(files.get(ref.id) or FileView(ref.id, "", "", 0, "erased"))
    if "files" in view:
        view["files"] = tuple(view["files"])
    match body:
        case e.MessageReceived() | e.MessageSent() | e.NoteAdded():
            view["client_id"] = body.client_id or None
            view["channel"] = getattr(body, "channel", None)
        case e.TicketOpened():
            view["channel"] = body.channel
            view["priority"] = body.priority if audience == "agent" else None
            view["team"] = body.team if audience == "agent" else None
        case e.TicketAssigned() | e.TicketReopened():
            view["assignee"], view["assignee_name"] = body.agent, body.name or None
        case e.TeamChanged():
            view["team"] = body.team
        case e.PriorityChanged():
            view["priority"] = body.priority
        case e.StatusChanged():
            view["status"] = body.status
        case e.TagsChanged():
            view["tags_added"], view["tags_removed"] = body.added, body.removed
        case e.TicketRated():
            view["stars"] = body.stars
        case e.TicketMerged():
            view["other_ticket"] = body.into
        case e.TicketAbsorbed():
            view["other_ticket"] = body.merged
        case e.DetailsRevealed():
            view["reason"], view["text"] = view.get("text"), body.identity
        case e.ContentErased():
            reason = view.pop("text", None)
            view["reason"] = reason if audience == "agent" else None
            view["erased_seq"] = body.erased_seq
        case _:
            pass
    return EventView(
        ticket=event.ticket_id,
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        actor=_actor(event.actor, audience),
        **view,
    )


def _actor(actor: e.Actor, audience: Audience) -> ActorView:
    if actor.kind == "customer":
        if audience == "customer":
            return ActorView("customer")
        return ActorView("customer", actor.id, assurance=actor.assurance)
    if actor.kind == "agent":
        return ActorView("agent", actor.id, actor.name)
    return ActorView("system")


def _text_of(body: e.AnyEvent) -> e.ContentRef | None:
    if isinstance(body, e.TicketOpened | e.SubjectChanged):
        return body.subject
    if isinstance(body, e.TicketSolved):
        return body.closing
    if isinstance(body, e.TicketRated):
        return body.comment
    if isinstance(body, e.DetailsRevealed | e.ContentErased):
        return body.reason
    return getattr(body, "text", None)
