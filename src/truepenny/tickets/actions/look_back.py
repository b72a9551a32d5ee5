"""Look back: a recovery phrase that was typed over several messages, or over subject and message, is found with its last part, and taken
out of all of them.

In: a ticket whose customer has just written what may be such a part. Out: SecretsRemoved for each event that held one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from truepenny.contracts.identity import ContactId, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.log.append import Tx
from truepenny.log.events import MessageReceived, SolutionDisputed, TicketOpened, words_of
from truepenny.log.read import Stored, list_events, load_texts
from truepenny.platform.clock import MINUTE
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.leak import make_security
from truepenny.tickets.actions.open import subject_from
from truepenny.tickets.actions.redact import redact
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState

WINDOW_US = 30 * MINUTE
EVENTS = 80
FEW_WORDS = 3
Left = tuple[str, tuple[Removed, ...]]
"""What is left of a message, and what was taken out of it."""
FindSpread = Callable[[Sequence[str]], Sequence[Left]]
"""Messages in order; what is left of each when the parts are taken out that only show when they are read together."""


def look_back(ticket: TicketId, contact: ContactId, *, find_spread: FindSpread, needs: Needs, channel: str | None = None) -> Work[int]:
    """channel: by which the last part came, as it is counted; None for the ticket's own. Gives in how many events something was found.
    Doing it again finds nothing more, and doing it late still finds."""

    def run(tx: Tx) -> int:
        state: TicketState | None = tx.find_state(ticket)
        if state is None:
            return 0
        theirs = [event for event in list_events(tx.conn, ticket, newest=EVENTS) if _is_by(event, contact)]
        recent = [event for event in theirs if event.at >= theirs[-1].at - WINDOW_US]
        stored = load_texts(tx.conn, recent)
        texts = ["".join(stored.get(ref.id, "") for ref in words_of(event.body)) for event in recent]
        if recent and isinstance(recent[0].body, TicketOpened) and _is_no_part(texts):
            recent, texts = recent[1:], texts[1:]
        found = 0
        for event, text, (left, removed) in zip(recent, texts, find_spread(texts), strict=True):
            if not removed:
                continue
            if redact(tx, ticket, seq=event.seq, before=text, after=left, removed=removed, needs=needs, place="earlier") is not None:
                needs.count_removed(tx, removed, channel or state.channel, "earlier")
                make_security(tx, ticket, removed)
                found += 1
        return found

    return Work(run, tickets=(ticket,))


def _is_by(event: Stored, contact: ContactId) -> bool:
    return isinstance(event.body, TicketOpened | MessageReceived | SolutionDisputed) and event.actor.id == contact


def _is_no_part(texts: Sequence[str]) -> bool:
    """Whether the subject, the first of the texts, was made from the message after it, so that it would be read twice; or says a word or
    two, such as "help", which would be taken for the first word of a phrase."""
    subject = texts[0]
    return subject == subject_from("".join(texts[1:2])) or (subject.isascii() and len(subject.split()) < FEW_WORDS)
