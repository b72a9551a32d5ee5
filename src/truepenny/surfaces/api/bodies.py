"""What the HTTP API takes: closed shapes; a field that is not named here is refused."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from truepenny.contracts.live import ClientId, FileIds, Text
from truepenny.contracts.views import Parameter, Priority

Short = Annotated[str, Meta(max_length=200)]
Number = Annotated[str, Meta(max_length=20)]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Guest(Body):
    name: Annotated[str, Meta(max_length=80)] | None = None


class Link(Body):
    ticket: Number
    key: Short


class SignIn(Body):
    """One of token (signed by the exchange), guest, link."""

    token: Annotated[str, Meta(max_length=8_192)] | None = None
    guest: Guest | None = None
    link: Link | None = None
    language: Annotated[str, Meta(max_length=35)] = "en"


class AskMailCode(Body):
    """id: what the answer to an earlier request gave, to have a new code sent to the same address."""

    address: Annotated[str, Meta(max_length=300)]
    id: Annotated[str, Meta(max_length=128)] = ""
    language: Annotated[str, Meta(max_length=35)] = "en"


class MailCode(Body):
    """id: what the request for the code answered. code: the eight digits of the mail."""

    id: Annotated[str, Meta(max_length=128)]
    code: Annotated[str, Meta(max_length=64)]


class Named(Body):
    """id: the client's own name for this request; sending it again is free."""

    id: ClientId


class OpenTicket(Named):
    text: Text = ""
    subject: Short = ""
    topic: Annotated[str, Meta(max_length=40)] | None = None
    language: Annotated[str, Meta(max_length=35)] | None = None
    files: FileIds = ()


class Words(Named):
    text: Text = ""
    files: FileIds = ()


class Unsent(Body):
    text: Text


class Reply(Words):
    """contacts: sure lets contacts go out that are not in the directory; what we never use is refused all the same."""

    contacts: Literal["ask", "sure"] = "ask"


class SendAgain(Named):
    """about_seq: of the event whose words the mail carries."""

    about_seq: Annotated[int, Meta(ge=1)]


class Dispute(Named):
    text: Text


class Rate(Named):
    stars: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2_000)] | None = None


class AnswerHash(Named):
    """question: the name that the event hash_asked gave it."""

    question: Short
    is_hash: bool


class Undo(Named):
    """reply: the id of the reply to take back."""

    reply: ClientId


class Assign(Named):
    agent: Annotated[str, Meta(max_length=12)] | None = None


class Team(Named):
    team: Annotated[str, Meta(max_length=32)] | None = None


class SetPriority(Named):
    priority: Priority


class SetTopic(Named):
    topic: Annotated[str, Meta(max_length=40)] | None


class SetStatus(Named):
    status: Literal["open", "waiting", "hold"]


class Tags(Named):
    add: Annotated[tuple[Short, ...], Meta(max_length=20)] = ()
    remove: Annotated[tuple[Short, ...], Meta(max_length=20)] = ()


class Subject(Named):
    subject: Short


class Merge(Named):
    into: Number


class Solve(Named):
    steps: Annotated[tuple[str, ...], Meta(max_length=30)]
    parameters: Annotated[tuple[Parameter, ...], Meta(max_length=30)] = ()
    cautions: Annotated[tuple[str, ...], Meta(max_length=30)] = ()
    text: Text = ""
    contacts: Literal["ask", "sure"] = "ask"


class Reveal(Named):
    identity: Annotated[str, Meta(max_length=20)]
    reason: Annotated[str, Meta(max_length=500)]


class LetThrough(Named):
    file: Annotated[str, Meta(max_length=32)]
    reason: Annotated[str, Meta(max_length=300)]


class WithdrawLinks(Named):
    reason: Annotated[str, Meta(max_length=500)]


class Erase(Named):
    seq: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    reason: Annotated[str, Meta(max_length=500)]


class Draft(Body):
    mode: Literal["reply", "note"]
    text: Text = ""
    files: FileIds = ()
