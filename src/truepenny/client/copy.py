"""What a client holds of a ticket and of the inbox, kept up to date by frames. Pure: at any moment it equals a fresh load.

Events come by seq, once more after a repair: the later one counts. An event of kind `erased` blanks the one that it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from truepenny.contracts.live import AnyServerFrame, CaughtUp, Event, Held, HeldReply, Inbox, Marks, PresenceNotice, Ticket, TypingNotice
from truepenny.contracts.views import EventView, FileView, InboxCounts, InboxRow, Presence, TicketView

_PLAIN = frozenset({"message_received", "message_sent", "note_added"})
_TO_READ = frozenset({"message_sent", "solved"})


@dataclass(slots=True)
class TicketCopy:
    """One followed ticket. seq: the last one that we have, the cursor to resume by; not every number is visible to everyone."""

    number: str
    seq: int = 0
    said_head: TicketView | None = None
    """As the desk last said it; `head` is the same brought up to the last event."""
    marks: Marks | None = None
    caught_up: bool = False
    held: tuple[HeldReply, ...] = ()
    present: tuple[Presence, ...] = ()
    typing: dict[str, str] = field(default_factory=dict)
    """Who writes now: agent ID, or "customer" -> reply or note. Forget it after eight seconds without word."""
    _events: dict[int, EventView] = field(default_factory=dict)
    _erased: set[int] = field(default_factory=set)

    @property
    def head(self) -> TicketView | None:
        """None until the desk has said it. Plain messages move seq, activity and unread without a new head."""
        head = self.said_head
        if head is None:
            return None
        newest = self._events.get(max(self._events, default=0))
        if newest is not None and newest.seq > head.seq:
            activity = newest.at if newest.kind in _PLAIN else head.activity_at
            head = msgspec.structs.replace(head, seq=newest.seq, activity_at=activity)
        if head.contact is None and self.marks is not None:
            read = self.marks.customer_read
            unread = sum(1 for seq, event in self._events.items() if seq > read and event.kind in _TO_READ)
            head = msgspec.structs.replace(head, unread=unread)
        return head

    @property
    def events(self) -> list[EventView]:
        """In order."""
        return [self._events[seq] for seq in sorted(self._events)]

    def event(self, seq: int) -> EventView | None:
        return self._events.get(seq)

    def put_event(self, event: EventView) -> None:
        self.seq = max(self.seq, event.seq)
        self._events[event.seq] = _blanked(event) if event.seq in self._erased else event
        if event.erased_seq is not None:
            self._erased.add(event.erased_seq)
            named = self._events.get(event.erased_seq)
            if named is not None:
                self._events[event.erased_seq] = _blanked(named)

    def hear(self, frame: AnyServerFrame) -> None:
        """Takes a frame of this ticket in."""
        match frame:
            case Event():
                self.put_event(frame.event)
            case Ticket():
                self.said_head = frame.ticket
            case Marks():
                self.marks = frame
            case CaughtUp():
                self.caught_up = True
                self.seq = max(self.seq, frame.seq)
            case TypingNotice():
                who = frame.actor.id or frame.actor.kind
                if frame.mode:
                    self.typing[who] = frame.mode
                else:
                    self.typing.pop(who, None)
            case PresenceNotice():
                self.present = frame.agents
            case Held():
                self.held = frame.replies
            case _:
                pass


@dataclass(slots=True)
class InboxCopy:
    """The rows that were loaded or changed. position: the cursor to resume by. stale: load the list anew by HTTP."""

    position: int = 0
    rows: dict[str, InboxRow] = field(default_factory=dict)
    counts: InboxCounts | None = None
    stale: bool = False

    def hear(self, frame: Inbox) -> None:
        self.position = max(self.position, frame.position)
        self.counts = frame.counts or self.counts
        if frame.reset:
            self.rows.clear()
            self.stale = True
        for row in frame.rows:
            self.rows[row.ticket] = row
        for gone in frame.gone:
            self.rows.pop(gone, None)


def _blanked(event: EventView) -> EventView:
    files = tuple(FileView(file.id, "", "", 0, "erased") for file in event.files)
    had_words = event.text is not None or event.closing is not None
    return msgspec.structs.replace(event, text=None, closing=None, erased=event.erased or had_words, files=files)
