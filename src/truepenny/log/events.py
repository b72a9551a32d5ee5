"""Every event there is: one fact in a ticket's log, past tense, frozen, versioned, closed. An undeclared field fails at construction.

Events hold no words of people: words and files lie beside the log, by content id, and the event holds their salted digest.
Events are never migrated: a newer version is a new class, and old ones are read up to date by `decode`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from truepenny.contracts.countersign import Outcome, Purpose
from truepenny.contracts.identity import AgentId, ContactId, ContentId, FileId, TeamId, TicketId
from truepenny.contracts.mail import Automatic, Crypt, Delivery, Linked, MailKind, Verdict
from truepenny.contracts.secrets import Place, Removed
from truepenny.contracts.views import Priority

Channel = Literal["webchat", "portal", "api", "desk", "email"]


class Actor(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who did it. customer: id is the contact. agent: id is the public agent ID, name the display name shown at that time."""

    kind: Literal["customer", "agent", "system"]
    id: str = ""
    name: str = ""
    assurance: int = 0


SYSTEM = Actor("system")


class ContentRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words beside the log: SHA-256 over salt and bytes, in hex. The salt lies with the words and is erased with them."""

    id: ContentId
    digest: str


class ContentAnew(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that were put in place of others: the same content id with a new salt, and the digest that holds from here on."""

    id: ContentId
    digest: str


class FileRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file beside the log; digest is keyed with a salt of its own that lies with the file's row."""

    id: FileId
    digest: str


class MailMark(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is to be known of a mail beside its words. id: of its row in intake/mail/schema.py. raw: its bytes are kept, sealed."""

    id: str
    verdict: Verdict
    by: Literal["own", "server", ""] = ""
    automatic: Automatic | None = None
    crypt: Crypt | None = None
    faults: tuple[str, ...] = ()
    raw: bool = False


class EventBody(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"):
    pass


class TicketOpened(EventBody, tag="opened"):
    contact: ContactId
    channel: Channel
    language: str
    subject: ContentRef
    assurance: int = 0
    topic: str | None = None
    team: TeamId | None = None
    priority: Priority = "P3"


class MessageReceived(EventBody, tag="message_received"):
    """Words from the customer. client_id is the name that the client gave the message. Of a mail: html is its formatted version, made safe;
    head, for agents, the JSON of contracts.views.MailHead."""

    channel: Channel
    text: ContentRef | None = None
    files: tuple[FileRef, ...] = ()
    client_id: str = ""
    mail: MailMark | None = None
    html: ContentRef | None = None
    head: ContentRef | None = None


class MessageSent(EventBody, tag="message_sent"):
    """Words to the customer."""

    text: ContentRef | None = None
    files: tuple[FileRef, ...] = ()
    client_id: str = ""


class NoteAdded(EventBody, tag="note_added"):
    """Words among agents, never shown to the customer."""

    text: ContentRef | None = None
    files: tuple[FileRef, ...] = ()
    client_id: str = ""


class TicketAssigned(EventBody, tag="assigned"):
    """agent None: given back to the unassigned."""

    agent: AgentId | None
    name: str = ""


class TeamChanged(EventBody, tag="team_changed"):
    team: TeamId | None


class PriorityChanged(EventBody, tag="priority_changed"):
    priority: Priority


class TopicChanged(EventBody, tag="topic_changed"):
    topic: str | None


class StatusChanged(EventBody, tag="status_changed"):
    status: Literal["open", "waiting", "hold"]


class TagsChanged(EventBody, tag="tags_changed"):
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class SubjectChanged(EventBody, tag="subject_changed"):
    subject: ContentRef


class TicketSolved(EventBody, tag="solved"):
    """closing: JSON of contracts.views.ClosingView, beside the log."""

    closing: ContentRef


class SolutionConfirmed(EventBody, tag="confirmed"):
    pass


class SolutionDisputed(EventBody, tag="disputed"):
    """The customer says what is still wrong."""

    text: ContentRef


class TicketReopened(EventBody, tag="reopened"):
    """Follows a dispute, a message to a solved ticket, or an agent's decision. agent: to whom it goes back."""

    agent: AgentId | None = None
    name: str = ""


class TicketRated(EventBody, tag="rated"):
    stars: int
    comment: ContentRef | None = None


class TicketMerged(EventBody, tag="merged"):
    """This ticket ends here and goes on in another one of the same contact."""

    into: TicketId


class TicketAbsorbed(EventBody, tag="absorbed"):
    """Another ticket of the same contact goes on in this one."""

    merged: TicketId


class ContactProven(EventBody, tag="contact_proven"):
    """The ticket's customer proved more (a guest signed in): the ticket now belongs to contact."""

    contact: ContactId
    assurance: int


class DetailsRevealed(EventBody, tag="revealed"):
    """An agent looked at a masked detail of the contact, and why."""

    identity: str
    reason: ContentRef


class ContentErased(EventBody, tag="erased"):
    """The words or files of an event are gone for good; the chain still verifies. internal: that event is one that only agents see."""

    erased_seq: int
    contents: tuple[ContentId, ...] = ()
    files: tuple[FileId, ...] = ()
    reason: ContentRef | None = None
    internal: bool = False


class SecretsRemoved(EventBody, tag="secrets_removed"):
    """Secrets were taken out of the event about_seq, which holds placeholders in their place: before anything was stored, or afterwards.

    left, gone: only when it was afterwards; what is left of the words, and the files that were erased for what they held. internal: that
    event is one that only agents see.
    """

    about_seq: int
    removed: tuple[Removed, ...]
    place: Place = "message"
    left: tuple[ContentAnew, ...] = ()
    internal: bool = False
    gone: tuple[FileId, ...] = ()

    @property
    def afterwards(self) -> bool:
        return bool(self.left or self.gone)


class HashAsked(EventBody, tag="hash_asked"):
    """64 hex digits of the message about_seq may be a transaction hash or a private key: they lie sealed, unseen by agents, until the
    customer says which. question names it."""

    question: str
    about_seq: int


class HashAnswered(EventBody, tag="hash_answered"):
    """The customer's answer, or ours when none came in time. is_hash: text is the transaction hash; else it was deleted unseen."""

    question: str
    is_hash: bool
    text: ContentRef | None = None


class DeliveryChanged(EventBody, tag="delivery"):
    """How far a mail to the customer got, that carries the words of the event about_seq (reply, solution) or tells of it. attempt counts
    from 1. code: an enhanced status such as 5.1.1, or a word of ours; reason: what the other server said."""

    about_seq: int
    what: MailKind
    state: Delivery
    attempt: int = 0
    code: str = ""
    reason: ContentRef | None = None


class TicketLinked(EventBody, tag="linked"):
    """A mail that opened this ticket claims to belong to another one, which could not be proven. Agents decide."""

    other: TicketId
    why: Linked


class StormGrew(EventBody, tag="storm"):
    """One sender wrote so much that their mails are gathered in this ticket; count of them so far."""

    count: int


class CountersignAsked(EventBody, tag="countersign_asked"):
    """Two words for customer and agent, good until expires_at; they follow from the facts and our secret, and stand nowhere. countersign
    names them; agent, name: the agent whom they are bound to, by the public ID and the name at that time."""

    countersign: str
    agent: AgentId
    name: str
    purpose: Purpose
    channel: str
    expires_at: int


class CountersignAnswered(EventBody, tag="countersign_answered"):
    """What came of it. matched: the customer's yes, whose assurance the actor has. failed: the
    customer's or the agent's no. expired: ours."""

    countersign: str
    agent: AgentId
    name: str
    purpose: Purpose
    outcome: Outcome


class IncidentLinked(EventBody, tag="incident_linked"):
    """The ticket waits for what is announced there: its customer is told of each update that is to be told."""

    announcement: str


class IncidentUnlinked(EventBody, tag="incident_unlinked"):
    announcement: str


class IncidentTold(EventBody, tag="incident_told"):
    """Words of the desk on an announcement, the same in all tickets linked to it: no agent's answer. update: its number there."""

    announcement: str
    update: int
    text: ContentRef


class LinksWithdrawn(EventBody, tag="links_withdrawn"):
    """The private links to the ticket open it no more, and why; what they had opened is closed."""

    reason: ContentRef


AnyEvent = (
    TicketOpened | MessageReceived | MessageSent | NoteAdded | TicketAssigned | TeamChanged | PriorityChanged | StatusChanged
    | TagsChanged | SubjectChanged | TicketSolved | SolutionConfirmed | SolutionDisputed | TicketReopened | TicketRated
    | TicketMerged | TicketAbsorbed | ContactProven | DetailsRevealed | ContentErased | TopicChanged | SecretsRemoved | HashAsked
    | HashAnswered | DeliveryChanged | TicketLinked | StormGrew | CountersignAsked | CountersignAnswered
    | IncidentLinked | IncidentUnlinked | IncidentTold | LinksWithdrawn
)  # fmt: skip

INTERNAL_KINDS = frozenset(
    {"note_added", "team_changed", "priority_changed", "topic_changed", "tags_changed", "revealed", "contact_proven"}
    | {"delivery", "linked", "storm", "incident_linked", "incident_unlinked", "links_withdrawn"}
)
"""Kinds that only agents see. Beside them: the erasure of one of them, and secrets that were taken out of one of them."""

VERSION = 1
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_actor_decoder = msgspec.json.Decoder(Actor)


def kind_of(body: AnyEvent) -> str:
    return str(type(body).__struct_config__.tag)


def is_internal(kind: str, body: AnyEvent) -> bool:
    """Whether only agents see an event of this kind and body."""
    return kind in INTERNAL_KINDS or (isinstance(body, ContentErased | SecretsRemoved) and body.internal)


def encode(body: AnyEvent | Actor) -> bytes:
    return _encoder.encode(body)


def decode(version: int, body: bytes) -> AnyEvent:
    """Raises msgspec.ValidationError for a body that no version of ours wrote."""
    if version != VERSION:
        raise msgspec.ValidationError(f"event version {version} is newer than this program: upgrade it")
    return _decoder.decode(body)


def decode_actor(actor: bytes) -> Actor:
    return _actor_decoder.decode(actor)


def contents_of(body: AnyEvent) -> tuple[ContentRef, ...]:
    """The words that belong to an event, in the order of its fields."""
    refs = (getattr(body, name) for name in body.__struct_fields__)
    return tuple(ref for ref in refs if isinstance(ref, ContentRef))


def words_of(body: AnyEvent) -> tuple[ContentRef, ...]:
    """Those of them that a person wrote: without the formatted version and the head of a mail, which say the same again."""
    also = (body.html, body.head) if isinstance(body, MessageReceived) else ()
    return tuple(ref for ref in contents_of(body) if ref not in also)


def html_of(body: AnyEvent) -> ContentRef | None:
    """The formatted version of a mail."""
    return body.html if isinstance(body, MessageReceived) else None


def files_of(body: AnyEvent) -> tuple[FileRef, ...]:
    files: tuple[FileRef, ...] = getattr(body, "files", ())
    return files
