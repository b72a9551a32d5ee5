"""What the actions need from parts of the house that they may not import; main/wiring.py fills it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import Connection

from truepenny.contracts.identity import AgentId, ContactId, FileId, TeamId, TicketId
from truepenny.contracts.mail import MailKind
from truepenny.contracts.secrets import Place, Removed
from truepenny.platform.db.batch import Batch


@dataclass(frozen=True, slots=True)
class HeldHash:
    """64 hex digits that the customer has to tell apart, in clear; question names what they are asked."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class TakenHash:
    """What a held hash was, as it is taken out of its hold: the digits (None: nobody can unseal them any more), and the event that has the
    placeholder."""

    value: str | None
    about_seq: int


IsEducation = Callable[[Connection, str], bool]


class CountRemoved(Protocol):
    def __call__(self, tx: Batch, removed: Sequence[Removed], channel: str, place: Place, /) -> None:
        """Counts what was removed, by class and channel, if and when the transaction commits."""
        ...


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file that a message takes along. digest: what its event quotes. in_file, in_name: secrets that were taken out before storing."""

    id: FileId
    digest: str
    in_file: tuple[Removed, ...] = ()
    in_name: tuple[Removed, ...] = ()


class AttachFiles(Protocol):
    def __call__(
        self, conn: Connection, files: Sequence[FileId], /, *, ticket: TicketId, owner: str, internal: bool = False
    ) -> Sequence[CarriedFile]:
        """Binds the owner's (contact id or agent ID) uploads to a ticket, once. internal: only agents see them.

        Raises Refused for others' or unknown files.
        """
        ...


class MailFor(Protocol):
    def __call__(self, conn: Connection, /, *, contact: ContactId, channel: str, assurance: int, words: MailKind) -> MailKind | None:
        """By which kind of mail a customer hears of new words in a ticket that came by this channel; None: by none. words: what there is
        to tell (reply, solution, receipt). assurance: that of the ticket."""
        ...


ContactsSaid = Literal["ask", "sure", "held"]
"""What is known of contacts typed by an agent. ask: nothing yet. sure: the agent says that they shall go out all the same. held: that was
settled when the reply was held."""


class CheckContacts(Protocol):
    def __call__(
        self, conn: Connection, lines: Sequence[str], /, *, ticket: TicketId, by: AgentId, said: ContactsSaid, field: str = "text"
    ) -> None:
        """Whether the contacts in words of an agent are official, or the customer's own. lines: of one field; one line: the whole text.

        Raises Refused contact_never for what we never use; contact_typed for any other that is not official, unless the agent is sure:
        then that is recorded.
        """
        ...


@dataclass(frozen=True, slots=True)
class Needs:
    """All of them run inside the action's transaction.

    agent_name: display name of an enabled agent, or None. present_name: the same, only while the agent is at the desk.
    has_team: whether the team exists. make_link: the key of a new private link to a guest's ticket.
    withdraw_links: such links open it no more; False where none did.
    erase_files: deletes stored files for good. take_refused: what was in this person's files that were not taken because of it, before
    there was a ticket to tell it in; once. hold_hash: keeps the digits sealed, beside the event with this seq. take_hash: gives them
    once, and deletes them. forget_hashes: deletes those of an event unseen, and gives their questions. is_education: whether a lead has
    published this sentence as a warning, though it reads like an ask. mail_for: by which mail the customer hears of words. same_person:
    whether two contacts go by the same mail address, proven or not. forget_mail: the kept bytes of the mail of this id are gone for good.
    security_team: the open team that looks after security, or None. check_contacts: of contacts that agents type.
    """

    attach: AttachFiles
    agent_name: Callable[[Connection, AgentId], str | None]
    present_name: Callable[[Connection, AgentId], str | None]
    has_team: Callable[[Connection, TeamId], bool]
    make_link: Callable[[Connection, TicketId, ContactId], str]
    withdraw_links: Callable[[Batch, TicketId], bool]
    erase_files: Callable[[Connection, Sequence[FileId]], None]
    take_refused: Callable[[Connection, str], tuple[Removed, ...]]
    hold_hash: Callable[[Connection, TicketId, int, HeldHash], None]
    take_hash: Callable[[Connection, TicketId, str], TakenHash | None]
    forget_hashes: Callable[[Connection, TicketId, int], Sequence[str]]
    count_removed: CountRemoved
    is_education: IsEducation
    mail_for: MailFor
    same_person: Callable[[Connection, ContactId, ContactId], bool]
    forget_mail: Callable[[Connection, str], None]
    security_team: Callable[[Connection], TeamId | None]
    check_contacts: CheckContacts
