"""What every action that takes words or files does with them first. Pure but for the files' table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Customer, FileId, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.log.append import Tx
from truepenny.log.chain import dedupe_key
from truepenny.log.events import Actor, FileRef, MailMark
from truepenny.tickets.needs import Needs

MAX_TEXT = 20_000
MAX_MAIL = 100_000
"""Of a mail, with all that it quotes."""
MAX_FILES = 10
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""All of Cc and Cs but line end and tab."""


def clean_text(text: str) -> str:
    """NFC, line ends as \\n, no control characters, no blank edges. What is left is shown as it is, as text."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROLS.sub("", text).strip()


def check_text(text: str, *, field: str = "text", limit: int = MAX_TEXT) -> str:
    """The cleaned text. Raises Refused when nothing is left or it is too long."""
    text = clean_text(text)
    if not text:
        raise Refused(422, "empty", "There is nothing written here.", "Write a few words, or add a file.", field=field)
    return check_length(text, field=field, limit=limit)


def check_length(text: str, *, field: str = "text", limit: int = MAX_TEXT) -> str:
    if len(text) > limit:
        raise Refused(
            422,
            "too_long",
            "This text is too long: {length} characters.",
            "Shorten it to {limit} characters, or add it as a file.",
            params={"length": len(text), "limit": limit},
            field=field,
        )
    return text


def check_message(text: str, files: Sequence[FileId], *, limit: int = MAX_TEXT) -> str:
    """The cleaned words of a message, which may be empty when there are files. Raises Refused."""
    if len(files) > MAX_FILES:
        raise Refused(
            422, "too_many_files", "A message carries at most {limit} files.", "Send the rest in a second message.",
            params={"limit": MAX_FILES}, field="files",
        )  # fmt: skip
    if files and not clean_text(text):
        return ""
    return check_text(text, limit=limit)


@dataclass(frozen=True, slots=True)
class Carried:
    """What an event says of the files that it carries, and the secrets that were taken out of them and of their names."""

    refs: tuple[FileRef, ...] = ()
    in_files: tuple[Removed, ...] = ()
    in_names: tuple[Removed, ...] = ()


def attach(tx: Tx, needs: Needs, files: Sequence[FileId], *, ticket: TicketId, owner: Agent | Customer, internal: bool = False) -> Carried:
    if not files:
        return Carried()
    whose = owner.id if isinstance(owner, Agent) else owner.contact
    bound = needs.attach(tx.conn, files, ticket=ticket, owner=whose, internal=internal)
    return Carried(
        tuple(FileRef(file.id, file.digest) for file in bound),
        tuple(removed for file in bound for removed in file.in_file),
        tuple(removed for file in bound for removed in file.in_name),
    )


@dataclass(frozen=True, slots=True)
class MailWords:
    """What a mail brings along beside its words. html: the formatted version, made safe. head: JSON of contracts.views.MailHead.
    more_files: what does not fit into one message, in portions that do. is_old: it was written days ago, so that a receipt would only
    puzzle its sender."""

    mark: MailMark
    head: str
    html: str | None = None
    more_files: tuple[tuple[FileId, ...], ...] = ()
    is_old: bool = False

    @property
    def of_a_person(self) -> bool:
        return self.mark.automatic is None


def longest(mail: MailWords | None) -> int:
    return MAX_TEXT if mail is None else MAX_MAIL


def actor_of(who: Agent | Customer) -> Actor:
    if isinstance(who, Agent):
        return Actor("agent", who.id, who.name)
    return Actor("customer", who.contact, assurance=int(who.assurance))


def key_of(verb: str, who: Agent | Customer, client_id: str) -> bytes:
    """The dedupe key of one intent of one person."""
    return dedupe_key(verb, who.id if isinstance(who, Agent) else who.contact, client_id)
