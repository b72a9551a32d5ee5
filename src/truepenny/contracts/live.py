"""The frames of the live protocol (docs/live-protocol.md): JSON objects, told apart by "type". Unknown fields are refused.

Client frames come in by WebSocket /live or by POST /live/frames; server frames go out by WebSocket or by the event stream of
POST /live/stream. The AsyncAPI file docs/asyncapi.json is generated from this module and checked in the tests.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from truepenny.contracts.views import ActorView, EventView, InboxCounts, InboxRow, Presence, TicketView

PROTOCOL = 1
HEARTBEAT_S = 25
"""A peer that hears nothing for two heartbeats closes and resumes."""

ClientId = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
TicketNumber = Annotated[str, msgspec.Meta(min_length=8, max_length=9)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Position = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
FileIds = Annotated[tuple[str, ...], msgspec.Meta(max_length=10)]


class ClientFrame(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"):
    pass


class Resume(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where the client stands. tickets: number -> last seq it has (0: from the start). inbox: last position it has, agents only."""

    tickets: Annotated[dict[str, Seq], msgspec.Meta(max_length=1_000)] = {}
    inbox: Position | None = None


class Hello(ClientFrame, tag="hello"):
    """First frame. token: a customer's session token; agents and portal pages send none and are known by their cookie.

    side says which cookie counts where a browser holds both; without it, the agent's does.
    """

    protocol: int = PROTOCOL
    token: str | None = None
    side: Literal["agent", "customer"] | None = None
    language: str = "en"
    resume: Resume = Resume()


class Send(ClientFrame, tag="send"):
    """A customer's words. ticket null opens a new ticket (subject optional). Sending the same id again is free."""

    id: ClientId
    ticket: TicketNumber | None = None
    text: Text = ""
    files: FileIds = ()
    subject: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    topic: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class Follow(ClientFrame, tag="follow"):
    """Send me this ticket's events after seq, then each new one."""

    ticket: TicketNumber
    after: Seq = 0


class Unfollow(ClientFrame, tag="unfollow"):
    ticket: TicketNumber


class Typing(ClientFrame, tag="typing"):
    """mode reply or note while writing, empty when stopped. Forgotten by the server after 8 seconds. Customers use reply."""

    ticket: TicketNumber
    mode: Literal["", "reply", "note"] = "reply"


class Look(ClientFrame, tag="look"):
    """An agent says which ticket is in front of them (null: none), so that others see it."""

    ticket: TicketNumber | None = None


class Read(ClientFrame, tag="read"):
    """The reader has seen everything up to seq."""

    ticket: TicketNumber
    seq: Seq


class Ping(ClientFrame, tag="ping"):
    pass


AnyClientFrame = Hello | Send | Follow | Unfollow | Typing | Look | Read | Ping


class ServerFrame(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    pass


class Welcome(ServerFrame, tag="welcome"):
    """The session stands. me: who the server takes the client for."""

    me: ActorView
    now: int
    heartbeat_s: int = HEARTBEAT_S
    protocol: int = PROTOCOL
    undo_s: int = 10


class Event(ServerFrame, tag="event"):
    event: EventView


class Ticket(ServerFrame, tag="ticket"):
    """The head of a followed ticket, whenever it changed and after a replay."""

    ticket: TicketView


class CaughtUp(ServerFrame, tag="caught_up"):
    """All of the ticket's events up to seq have been sent; what follows is live."""

    ticket: str
    seq: int


class Accepted(ServerFrame, tag="accepted"):
    """The message with this client id is on disk. It is the receipt; digest is its place in the ticket's chain, in hex.

    guest_link is given once, with the first message of a guest's ticket: the private link to come back by.
    """

    id: str
    ticket: str
    number: str
    seq: int
    at: int
    digest: str
    guest_link: str | None = None


class RefusedFrame(ServerFrame, tag="refused"):
    """A frame was declined. id: the client id if the frame had one. The rest is a problem answer (RFC 9457)."""

    status: int
    code: str
    title: str
    detail: str = ""
    id: str | None = None
    ticket: str | None = None
    field: str | None = None
    retry_after_s: int | None = None


class Marks(ServerFrame, tag="marks"):
    """How far the two sides have read: seq of the last event seen by the customer (delivered, read) and by the desk."""

    ticket: str
    customer_delivered: int = 0
    customer_read: int = 0
    desk_read: int = 0


class TypingNotice(ServerFrame, tag="typing"):
    """The other side writes (on) or has stopped."""

    ticket: str
    actor: ActorView
    mode: Literal["", "reply", "note"] = ""


class PresenceNotice(ServerFrame, tag="presence"):
    """Agents only: who else is at this ticket now."""

    ticket: str
    agents: tuple[Presence, ...] = ()


class Inbox(ServerFrame, tag="inbox"):
    """Agents only: rows that changed up to position. reset: forget all rows and reload the list by HTTP."""

    position: int
    rows: tuple[InboxRow, ...] = ()
    gone: tuple[str, ...] = ()
    counts: InboxCounts | None = None
    reset: bool = False


class Held(ServerFrame, tag="held"):
    """Agents only: replies of this ticket that wait for their ten seconds to pass."""

    ticket: str
    replies: tuple[HeldReply, ...] = ()


class HeldReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reply that goes out at due_at unless it is undone. state failed: it could not be sent; reason says why.

    undone: taken back at due_at; only ever the answer to a late second sending, which changes nothing.
    """

    id: str
    ticket: str
    agent: str
    text: str
    due_at: int
    files: tuple[str, ...] = ()
    state: Literal["held", "failed", "undone"] = "held"
    reason: str | None = None


class Pong(ServerFrame, tag="pong"):
    now: int


ByeReason = Literal["stopping", "slow", "silent", "resume", "signed_out"]


class Bye(ServerFrame, tag="bye"):
    """The server closes; come back after resume_in_ms with your cursors.

    stopping: the node stops. slow: the client does not read. silent: the client was not heard of for too long. resume: the server could
    not read on and has to begin anew with you. signed_out: the session has ended; sign in first.
    """

    reason: ByeReason
    resume_in_ms: int = 0


AnyServerFrame = (
    Welcome | Event | Ticket | CaughtUp | Accepted | RefusedFrame | Marks | TypingNotice | PresenceNotice | Inbox | Held | Pong | Bye
)
