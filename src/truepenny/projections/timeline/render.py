"""Events to what a reader may see of them. Pure: events, words and files in, views out; customers never get what is internal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from truepenny.contracts.countersign import CountersignMark
from truepenny.contracts.views import ActorView, ClosingView, DeliveryView, EventView, FileView, Fold, MailHead, MailView
from truepenny.log import events as e
from truepenny.log.recorded import Told

Audience = Literal["customer", "agent"]
_decode_closing = msgspec.json.Decoder(ClosingView).decode
_decode_head = msgspec.json.Decoder(MailHead).decode


def is_visible(event: Told, audience: Audience) -> bool:
    return audience == "agent" or not e.is_internal(event.kind, event.body)


def render_event(event: Told, *, audience: Audience, texts: Mapping[str, str], files: Mapping[str, FileView]) -> EventView:
    """texts and files by id; what is missing there was erased. Ask is_visible first."""
    body = event.body
    view: dict[str, Any] = {}
    text: e.ContentRef | None = getattr(body, _WORDS_OF.get(type(body), "text"), None)
    if text is not None:
        words = texts.get(text.id)
        if words is None:
            view["erased"] = True
        elif isinstance(body, e.TicketSolved):
            view["closing"] = _decode_closing(words)
        else:
            view["text"] = words
    refs = e.files_of(body)
    if refs:
        view["files"] = tuple(files.get(ref.id) or FileView(ref.id, "", "", 0, "erased") for ref in refs)
    show = _SHOWN.get(type(body))
    if show is not None:
        view |= show(body, audience, view.get("text"))
    if audience == "agent" and isinstance(body, e.MessageReceived):
        view["mail"] = _mail_view(body, texts)
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


# What each kind of event shows beside its words: (body, audience, its words) to fields of the view. The other kinds show nothing more.

_Show = Callable[[Any, Audience, str | None], dict[str, Any]]


def _opened(body: e.TicketOpened, audience: Audience, _words: str | None) -> dict[str, Any]:
    internal = {"priority": body.priority, "team": body.team} if audience == "agent" else {}
    return {"channel": body.channel, **internal}


def _erased(body: e.ContentErased, audience: Audience, words: str | None) -> dict[str, Any]:
    return {"text": None, "reason": words if audience == "agent" else None, "erased_seq": body.erased_seq}


def _given(body: e.TicketAssigned | e.TicketReopened, _audience: Audience, _words: str | None) -> dict[str, Any]:
    return {"assignee": body.agent, "assignee_name": body.name or None}


def _received(body: e.MessageReceived, _audience: Audience, words: str | None) -> dict[str, Any]:
    folds: tuple[Fold, ...] = ()
    if words and body.channel == "email":
        from truepenny.projections.timeline.folding import find_folds  # making its patterns takes long, and only mail needs them

        folds = find_folds(words)
    return {"client_id": body.client_id or None, "channel": body.channel, "folds": folds}


def _asked(body: e.CountersignAsked, _audience: Audience, _words: str | None) -> dict[str, Any]:
    return {"countersign": CountersignMark(body.countersign, body.agent, body.name, body.purpose, expires_at=body.expires_at)}


def _answered(body: e.CountersignAnswered, _audience: Audience, _words: str | None) -> dict[str, Any]:
    return {"countersign": CountersignMark(body.countersign, body.agent, body.name, body.purpose, outcome=body.outcome)}


def _delivery(body: e.DeliveryChanged, _audience: Audience, words: str | None) -> dict[str, Any]:
    shown = DeliveryView(body.about_seq, body.what, body.state, body.attempt, body.code, words)
    return {"text": None, "about_seq": body.about_seq, "delivery": shown}


def _mail_view(body: e.MessageReceived, texts: Mapping[str, str]) -> MailView | None:
    if body.mail is None:
        return None
    head = None if body.head is None else texts.get(body.head.id)
    mark = body.mail
    return MailView(
        mark.id, mark.verdict, mark.by, mark.automatic, mark.crypt, mark.faults, mark.raw,
        html=body.html is not None, head=None if head is None else _decode_head(head),
    )  # fmt: skip


_WORDS_OF: Mapping[type[e.AnyEvent], str] = {
    e.TicketOpened: "subject",
    e.SubjectChanged: "subject",
    e.TicketSolved: "closing",
    e.TicketRated: "comment",
    e.DetailsRevealed: "reason",
    e.LinksWithdrawn: "reason",
    e.ContentErased: "reason",
    e.DeliveryChanged: "reason",
}
"""Where the words are that do not stand in `text`."""
_SHOWN: Mapping[type[e.AnyEvent], _Show] = {
    e.MessageReceived: _received,
    e.MessageSent: lambda body, _audience, _words: {"client_id": body.client_id or None},
    e.NoteAdded: lambda body, _audience, _words: {"client_id": body.client_id or None},
    e.TicketOpened: _opened,
    e.TicketAssigned: _given,
    e.TicketReopened: _given,
    e.TeamChanged: lambda body, _audience, _words: {"team": body.team},
    e.PriorityChanged: lambda body, _audience, _words: {"priority": body.priority},
    e.StatusChanged: lambda body, _audience, _words: {"status": body.status},
    e.TagsChanged: lambda body, _audience, _words: {"tags_added": body.added, "tags_removed": body.removed},
    e.TicketRated: lambda body, _audience, _words: {"stars": body.stars},
    e.TicketMerged: lambda body, _audience, _words: {"other_ticket": body.into},
    e.TicketAbsorbed: lambda body, _audience, _words: {"other_ticket": body.merged},
    e.TopicChanged: lambda body, _audience, _words: {"topic": body.topic},
    e.SecretsRemoved: lambda body, _audience, _words: {
        "removed": body.removed,
        "place": body.place,
        "about_seq": body.about_seq,
        "stored": body.afterwards or body.place == "earlier",
    },
    e.HashAsked: lambda body, _audience, _words: {"question": body.question, "about_seq": body.about_seq},
    e.HashAnswered: lambda body, _audience, _words: {"question": body.question, "is_hash": body.is_hash},
    e.DeliveryChanged: _delivery,
    e.TicketLinked: lambda body, _audience, _words: {"other_ticket": body.other, "link_reason": body.why},
    e.CountersignAsked: _asked,
    e.CountersignAnswered: _answered,
    e.IncidentLinked: lambda body, _audience, _words: {"announcement": body.announcement},
    e.IncidentUnlinked: lambda body, _audience, _words: {"announcement": body.announcement},
    e.IncidentTold: lambda body, _audience, _words: {"announcement": body.announcement, "update": body.update},
    e.StormGrew: lambda body, _audience, _words: {"count": body.count},
    e.DetailsRevealed: lambda body, _audience, words: {"reason": words, "text": body.identity},
    e.LinksWithdrawn: lambda body, _audience, words: {"text": None, "reason": words},
    e.ContentErased: _erased,
}
