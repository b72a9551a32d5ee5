"""What a page or a program gets to see of a ticket: plain JSON shapes shared by the live protocol and the HTTP API.

Times are integer microseconds since 1970, UTC. Absent means null or empty.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from truepenny.contracts.countersign import CountersignMark
from truepenny.contracts.mail import Automatic, Crypt, Delivery, Linked, MailKind, Verdict
from truepenny.contracts.secrets import Place, Removed

TicketStatus = Literal["open", "waiting", "hold", "solved", "merged"]
Priority = Literal["P0", "P1", "P2", "P3", "P4"]
FileState = Literal["held", "clean", "rejected", "erased"]
Imitates = Literal["agent", "agent_id", "brand", "staff"]
"""Why a customer's name could be taken for one of ours: an agent's name, an agent ID, the brand, a word for those who serve."""
FalseName = Literal["agent", "agent_id", "brand", "staff", "address"]
"""The same of the name in a mail's From; address: it is, or holds, another mail address than that of the mail."""
UnreadWhy = Literal[
    "ocr",  # a picture, and no program here that reads pictures
    "locked",  # encrypted
    "broken",  # not what it claims, or without words where words should be
    "part",  # something in it is of a kind that we do not read
    "too_much",  # too large, too many or too deep
    "failed",  # reading it failed or took too long
    "hash",  # 64 hex digits that nobody has told apart
    "sound",  # sound and film, which are not read
]
"""Why the words of a file could not all be screened."""


class View(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    pass


class ActorView(View):
    """kind customer: for agents, id is the contact and assurance is set (the name is in the ticket's head). kind agent: id is the public
    agent ID, name the display name at that time."""

    kind: Literal["customer", "agent", "system"]
    id: str | None = None
    name: str | None = None
    assurance: int | None = None


class FileView(View):
    """url is relative to the desk's origin; thumb_url only for pictures. held: the virus check has not answered yet or, with unread, its
    words could not be checked for secrets. unread on a clean file: it is passed on all the same. removed: what was taken out of it or, on a
    rejected one, why it is gone."""

    id: str
    name: str
    media_type: str
    size: int
    state: FileState
    width: int | None = None
    height: int | None = None
    url: str | None = None
    thumb_url: str | None = None
    unread: UnreadWhy | None = None
    removed: tuple[Removed, ...] = ()


class DraftView(View):
    """Unsent words of an agent, and those of a reply that was taken back. A file that is gone is there as erased."""

    text: str = ""
    files: tuple[FileView, ...] = ()


class Parameter(View):
    name: str
    value: str


class ClosingView(View):
    """The closing record: what was done, with which values, and what to beware of."""

    steps: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    cautions: tuple[str, ...] = ()


class Fold(View):
    """Lines first to last (from 0, last not included) of a mail's words that repeat what others know: shown folded, never left out."""

    kind: Literal["quote", "signature", "forward"]
    first: int
    last: int


class MailHead(View):
    """The head of a mail as agents see it; addresses are masked. domain: that of From. spf, dkim, dmarc: results as in RFC 8601. at: its
    Date in microseconds. false_name: why the name in From misleads."""

    sender: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    subject: str = ""
    domain: str = ""
    at: int | None = None
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    policy: str = ""
    false_name: FalseName | None = None


class MailView(View):
    """What an agent sees of a mail beside its words. html: there is, or was, a formatted version at its own address.
    raw: its bytes are kept."""

    id: str
    verdict: Verdict
    by: Literal["own", "server", ""] = ""
    automatic: Automatic | None = None
    crypt: Crypt | None = None
    faults: tuple[str, ...] = ()
    raw: bool = False
    html: bool = False
    head: MailHead | None = None


class DeliveryView(View):
    """How far a mail of ours got. reason: what the other server said."""

    about_seq: int
    what: MailKind
    state: Delivery
    attempt: int = 0
    code: str = ""
    reason: str | None = None


class EventView(View):
    """One event as its reader may see it.

    kind is one of log/events.py's kinds (opened, message_received, message_sent, note_added, assigned, ...). text is null where
    there are no words and where they were erased (erased is then true); an event of kind erased names the event that lost its words in
    erased_seq: blank it. secrets_removed, hash_asked: about_seq is the event with the
    placeholders; stored: the secret was found only after its words had been stored; question names what is asked, is_hash the answer.
    client_id is given back to the author of a message. folds: of mails. countersign: of the kinds
    countersign_asked and countersign_answered. mail, delivery, link_reason, count: for agents.
    announcement: the id of the one that is told of, or linked to; update: its number there.
    """

    ticket: str
    seq: int
    at: int
    kind: str
    actor: ActorView
    text: str | None = None
    erased: bool = False
    files: tuple[FileView, ...] = ()
    client_id: str | None = None
    closing: ClosingView | None = None
    status: TicketStatus | None = None
    assignee: str | None = None
    assignee_name: str | None = None
    team: str | None = None
    priority: Priority | None = None
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    other_ticket: str | None = None
    stars: int | None = None
    reason: str | None = None
    channel: str | None = None
    erased_seq: int | None = None
    topic: str | None = None
    removed: tuple[Removed, ...] = ()
    place: Place | None = None
    about_seq: int | None = None
    stored: bool = False
    question: str | None = None
    is_hash: bool | None = None
    folds: tuple[Fold, ...] = ()
    mail: MailView | None = None
    delivery: DeliveryView | None = None
    link_reason: Linked | None = None
    count: int | None = None
    countersign: CountersignMark | None = None
    announcement: str | None = None
    update: int | None = None


class Receipt(View):
    """What the customer holds as proof that we have it: the number, the time, and the digest of the event in the ticket's chain."""

    ticket: str
    seq: int
    at: int
    digest: str


class Rating(View):
    stars: int
    comment: str | None = None


class TicketView(View):
    """A ticket's head as a customer sees it (first part) and what only agents get (second part)."""

    ticket: str
    number: str
    subject: str
    status: TicketStatus
    seq: int
    opened_at: int
    activity_at: int
    channel: str
    language: str
    topic: str | None = None
    agent: ActorView | None = None
    closing: ClosingView | None = None
    solved_at: int | None = None
    confirmed: bool | None = None
    rating: Rating | None = None
    merged_into: str | None = None
    unread: int = 0

    assignee: str | None = None
    assignee_name: str | None = None
    team: str | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    contact: str | None = None
    contact_name: str | None = None
    assurance: int | None = None
    waiting_since: int | None = None
    imitates: Imitates | None = None
    incidents: tuple[str, ...] = ()


class InboxRow(View):
    """One line of the inbox. position is that of the last event that changed the row; preview is at most 160 characters."""

    ticket: str
    number: str
    position: int
    subject: str
    preview: str
    preview_by: Literal["customer", "agent", "note"]
    status: TicketStatus
    priority: Priority
    channel: str
    language: str
    assurance: int
    contact_name: str
    opened_at: int
    activity_at: int
    assignee: str | None = None
    assignee_name: str | None = None
    team: str | None = None
    tags: tuple[str, ...] = ()
    topic: str | None = None
    waiting_since: int | None = None
    confirmed: bool | None = None
    imitates: Imitates | None = None


class InboxCounts(View):
    mine: int = 0
    unassigned: int = 0
    team: int = 0
    waiting: int = 0
    hold: int = 0
    solved: int = 0
    all: int = 0


class Presence(View):
    """Who else looks at a ticket, or writes in it."""

    agent: str
    name: str
    typing: Literal["", "reply", "note"] = ""
