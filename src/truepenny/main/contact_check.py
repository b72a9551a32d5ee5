"""The check of contacts that agents type, put together: the directory as of this transaction, what is ours, what the customer wrote.

In: words of an agent in a ticket, or words for many. Out: nothing, or Refused with the sentences marked; what goes out all the same is
recorded by kind, never by value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from truepenny.contracts.identity import AgentId, TicketId
from truepenny.log import read
from truepenny.people import audit
from truepenny.platform.clock import Clock
from truepenny.platform.settings import Settings
from truepenny.tickets.needs import ContactsSaid
from truepenny.tickets.numbers import show_number
from truepenny.trust.checks.keys import keys_of
from truepenny.trust.checks.known import find_false
from truepenny.trust.directory.book import Book
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.lint import Alarm, Ours, alarms_in, check_published, contacts_of, make_ours, meant_by, refusal
from truepenny.trust.directory.values import readings

LOOK_BACK = 200
"""Events of a ticket in which the customer's own contacts are looked for."""


@dataclass(frozen=True, slots=True)
class ContactCheck:
    directory: Directory
    clock: Clock
    ours: Ours

    def check(
        self, conn: Connection, lines: Sequence[str], /, *, ticket: TicketId, by: AgentId, said: ContactsSaid, field: str = "text"
    ) -> None:
        """tickets.needs.CheckContacts."""
        found = [(None if field == "text" else line, alarm) for line, alarm in self.find(conn, lines, ticket=ticket)]
        refused = refusal([one for one in found if one[1].certain or said == "ask"], field=field)
        if refused is not None:
            raise refused
        if found and said == "sure":
            kinds = sorted({alarm.typed.kind for _, alarm in found})
            detail = {"ticket": show_number(ticket), "kind": kinds, "count": len(found)}
            audit.record(conn, self.clock.now_us(), who=by, what="contact_sent_anyway", subject=by, detail=detail)

    def find(self, conn: Connection, lines: Sequence[str], *, ticket: TicketId) -> list[tuple[int, Alarm]]:
        """Contacts that are neither official nor the customer's own, each with its line."""
        book, now = self.directory.book_now(conn), self.clock.now_us()
        found = [(n, alarm) for n, line in enumerate(lines) for alarm in alarms_in(book, line, at=now, ours=self.ours)]
        if not found:
            return []
        theirs = _customers_own(conn, ticket, book)
        return _known_false(conn, book, [(line, alarm) for line, alarm in found if not meant_by(alarm.typed, book) & theirs])

    def check_published(self, text: str, *, field: str, education: bool) -> None:
        """For words that many will read, by the directory as this process last knew it. Raises Refused."""
        check_published(self.directory.last_book, text, field=field, at=self.clock.now_us(), ours=self.ours, education=education)


def make_contact_check(settings: Settings, directory: Directory, clock: Clock) -> ContactCheck:
    ours = make_ours(urls=(settings.public_url, *settings.widget_origins), mails=(settings.mail_address,))
    return ContactCheck(directory, clock, ours)


def _known_false(conn: Connection, book: Book, found: list[tuple[int, Alarm]]) -> list[tuple[int, Alarm]]:
    """The same; what is known to be false is never let through."""
    keys = [{keys_of(one)[0] for one in readings(alarm.typed.kind, alarm.typed.text, book.regions)} for _, alarm in found]
    false = find_false(conn, set().union(*keys))
    return [
        (line, replace(alarm, state="never_ours") if mine & false else alarm) for (line, alarm), mine in zip(found, keys, strict=True)
    ]  # fmt: skip


def _customers_own(conn: Connection, ticket: TicketId, book: Book) -> set[tuple[str, str]]:
    events = [event for event in read.list_events(conn, ticket, newest=LOOK_BACK) if event.actor.kind == "customer"]
    return {value for text in read.load_texts(conn, events).values() for value in contacts_of(text, book)}
