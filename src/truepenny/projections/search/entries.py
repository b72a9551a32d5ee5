"""What of an event agents may find: the words of customers and agents, notes, subjects and closing records, as they are now.

Pure. What was erased is not there any more, what is sealed or held back never was: this sees only words that lie beside the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from truepenny.contracts.views import ClosingView
from truepenny.log import events as e
from truepenny.log.read import Stored
from truepenny.log.recorded import Told
from truepenny.platform.search.entries import Entry, facet

_decode_closing = msgspec.json.Decoder(ClosingView).decode
_TEXT_OF: Mapping[type[e.AnyEvent], str] = {
    e.TicketOpened: "subject",
    e.SubjectChanged: "subject",
    e.MessageReceived: "text",
    e.MessageSent: "text",
    e.NoteAdded: "text",
    e.TicketSolved: "closing",
    e.SolutionDisputed: "text",
    e.TicketRated: "comment",
    e.HashAnswered: "text",
}
FOUND_KINDS = tuple(sorted(str(kind.__struct_config__.tag) for kind in _TEXT_OF))
"""Kinds of events whose words are found."""
_SUBJECTS = (e.TicketOpened, e.SubjectChanged)


def ref_of(body: e.AnyEvent) -> e.ContentRef | None:
    """The words of an event that agents may find."""
    name = _TEXT_OF.get(type(body))
    found: e.ContentRef | None = getattr(body, name) if name else None
    return found


def said_in(body: e.AnyEvent, words: str) -> str:
    """Words of an event as a reader sees them: of a closing record its lines."""
    if not isinstance(body, e.TicketSolved):
        return words
    closing = _decode_closing(words)
    named = (f"{one.name}: {one.value}" for one in closing.parameters)
    return "\n".join((*closing.steps, *named, *closing.cautions))


def entry_of(event: Stored, texts: Mapping[str, str]) -> Entry | None:
    """The entry of an event; None when it says nothing that is there to be found."""
    ref = ref_of(event.body)
    words = texts.get(ref.id) if ref is not None else None
    if not words:
        return None
    said = said_in(event.body, words)
    marks = (facet("ticket", event.ticket_id),)
    if isinstance(event.body, _SUBJECTS):
        return Entry(str(event.position), title=said, facets=marks, at=event.at)
    return Entry(str(event.position), body=said, facets=marks, at=event.at)


def changed_contents(events: Sequence[Told]) -> dict[str, set[str]]:
    """Ticket to content ids whose words these events took away or replaced."""
    found: dict[str, set[str]] = {}
    for event in events:
        body = event.body
        ids: Sequence[str] = ()
        if isinstance(body, e.ContentErased):
            ids = body.contents
        elif isinstance(body, e.SecretsRemoved):
            ids = [one.id for one in body.left]
        if ids:
            found.setdefault(event.ticket_id, set()).update(ids)
    return found
