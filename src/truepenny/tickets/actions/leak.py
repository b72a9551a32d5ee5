"""Leak: what the screen took out of a customer's words becomes facts of the ticket, in the transaction of the words themselves.

In: kinds and sizes, and what may be a transaction hash. Out: events that tell the customer, ask them, and make it a matter of security.
Never: a secret, or anything made from one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truepenny.contracts.identity import TicketId
from truepenny.contracts.secrets import Place, Removed
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, HashAsked, MessageReceived, PriorityChanged, SecretsRemoved, TopicChanged
from truepenny.log.read import list_events
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.words import Carried
from truepenny.tickets.needs import HeldHash, Needs
from truepenny.tickets.state import TicketState

LEAK_TOPIC = "SEC.LEAK"
LONGEST_PLACEHOLDER = 120
_SECURITY = "SEC."
_LATELY = 20
_NOT_A_LEAK = "other"
"""What an operator's own rule finds need not give anybody's money away."""


@dataclass(frozen=True, slots=True)
class Leak:
    """What was taken out of one message (removed) and of the subject beside it; and 64 hex digits that the customer has to tell apart."""

    removed: tuple[Removed, ...] = ()
    subject: tuple[Removed, ...] = ()
    hashes: tuple[HeldHash, ...] = ()

    @property
    def grown(self) -> int:
        """By how many characters placeholders may have made the words longer than what they stand for."""
        return LONGEST_PLACEHOLDER * (len(self.removed) + len(self.subject) + len(self.hashes))


NO_LEAK = Leak()
NO_FILES = Carried()


def record_leak(tx: Tx, ticket: TicketId, *, leak: Leak, needs: Needs, channel: str, about_seq: int, carried: Carried = NO_FILES) -> None:
    """Appends what follows from the words of the event about_seq and from the files that it carries."""
    record_removed(tx, ticket, removed=leak.subject, place="subject", about_seq=1, needs=needs, channel=channel)
    record_removed(tx, ticket, removed=leak.removed, place="message", about_seq=about_seq, needs=needs, channel=channel)
    record_removed(tx, ticket, removed=carried.in_files, place="file", about_seq=about_seq, needs=needs, channel=channel)
    record_removed(tx, ticket, removed=carried.in_names, place="file_name", about_seq=about_seq, needs=needs, channel=channel)
    for held in leak.hashes:
        needs.hold_hash(tx.conn, ticket, about_seq, held)
        tx.append(ticket, HashAsked(held.question, about_seq), actor=SYSTEM)


def record_removed(
    tx: Tx, ticket: TicketId, *, removed: Sequence[Removed], place: Place, about_seq: int, needs: Needs, channel: str
) -> None:
    """Tells it, counts it, and makes the ticket a matter of security. Nothing removed: nothing happens."""
    if not removed:
        return
    tx.append(ticket, SecretsRemoved(about_seq, tuple(removed), place), actor=SYSTEM)
    needs.count_removed(tx, removed, channel, place)
    make_security(tx, ticket, removed)


def record_refused_files(tx: Tx, ticket: TicketId, removed: Sequence[Removed], *, about_seq: int) -> None:
    """Files that were not taken because of what they held. They were counted when they came."""
    if removed:
        tx.append(ticket, SecretsRemoved(about_seq, tuple(removed), "file"), actor=SYSTEM)
        make_security(tx, ticket, removed)


def leak_in_file(ticket: TicketId, uploader: str, removed: Sequence[Removed]) -> Work[None]:
    """A file for this ticket was not taken, or lost its bytes after it had been held: told after the customer's last words, the same kinds
    once. What an agent sent is no leak of the customer's."""

    def run(tx: Tx) -> None:
        state: TicketState | None = tx.find_state(ticket)
        if state is None or state.contact != uploader:
            return
        lately = list_events(tx.conn, ticket, newest=_LATELY)
        words = max((event.seq for event in lately if isinstance(event.body, MessageReceived)), default=1)
        told = [
            event.body for event in lately if event.seq > words and isinstance(event.body, SecretsRemoved) and event.body.place == "file"
        ]
        if not any(set(removed) <= set(one.removed) for one in told):
            record_refused_files(tx, ticket, removed, about_seq=words)

    return Work(run, tickets=(ticket,))


def make_security(tx: Tx, ticket: TicketId, removed: Sequence[Removed]) -> None:
    """The ticket becomes a matter of security with priority, unless it is one already, or nothing was found that gives money away."""
    state: TicketState = tx.find_state(ticket)
    if all(one.kind == _NOT_A_LEAK for one in removed):
        return
    if state.topic is None or not state.topic.startswith(_SECURITY):
        tx.append(ticket, TopicChanged(LEAK_TOPIC), actor=SYSTEM)
    if state.priority not in ("P0", "P1"):
        tx.append(ticket, PriorityChanged("P1"), actor=SYSTEM)
