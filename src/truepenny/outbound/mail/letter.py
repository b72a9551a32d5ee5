"""What a row becomes: the mail as the log holds it at this moment, and to whom. Reads only.

Words that were erased are not in the log any more, and so are never sent; those that a secret was taken out of go as they are now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from truepenny.contracts.identity import Assurance, ContactId, TicketId
from truepenny.contracts.mail import MailKind, OutboundMail
from truepenny.contracts.views import ClosingView
from truepenny.knowledge.secret_words import SECRET_WORDS
from truepenny.log.chain import dedupe_key
from truepenny.log.events import Actor, AnyEvent, HashAsked, IncidentTold, MessageSent, SecretsRemoved, TicketSolved, files_of
from truepenny.log.read import Stored, list_events, load_contents
from truepenny.outbound.mail.codes import MAIL_PAYLOAD, MAIL_RECIPIENT, CodePayload
from truepenny.outbound.mail.ids import mail_id, make_message_id, make_off_token, make_return_path, make_verify_token
from truepenny.outbound.mail.limits import Stopped, check_address
from truepenny.outbound.mail.notices import find_needless
from truepenny.outbound.mail.registry import ToSend, list_of_ticket
from truepenny.platform.clock import MINUTE
from truepenny.platform.crypto import Keyring
from truepenny.projections.timeline.query import find_ticket_state
from truepenny.tickets.numbers import show_number
from truepenny.tickets.state import TicketState

MAX_REFERENCES = 12


@dataclass(frozen=True, slots=True)
class Sources:
    """What is handed in from parts that may not be imported here.

    own: our address. public_url: of the desk. address_of: where mail in this ticket goes, None when nowhere. reply_address_of: the ticket's
    own address. phrase_of: the words against phishing that a contact chose, "" without, and where they have not proven the address that the
    mail goes to. phrase_at: those of who has proven this address.
    written_ids: Message-IDs of the customer's mails in this ticket, the newest first. link_to: a private link to a ticket, for a customer
    who cannot sign in to it because nothing of them is proven. news: what a mail of no ticket says (of its kind, payload and language), as
    fields of the mail; None: it need not go any more.
    """

    own: str
    public_url: str
    address_of: Callable[[Connection, TicketId, ContactId], str | None]
    reply_address_of: Callable[[TicketId], str]
    phrase_of: Callable[[Connection, ContactId, str], str]
    phrase_at: Callable[[Connection, str], str]
    written_ids: Callable[[Connection, TicketId], Sequence[str]]
    link_to: Callable[[Connection, TicketId, ContactId], str]
    news: Callable[[Connection, str, bytes, str], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Letter:
    """mail: without brand and files. files: ids of those that it carries. proven: somebody has proven this address. expires_at: when it is
    of no use any more. guest: for whom it wants a private link in place of the ticket's address, None: it has all that it needs."""

    mail: OutboundMail
    entry: ToSend
    files: tuple[str, ...] = ()
    proven: bool = False
    expires_at: int | None = None
    guest: ContactId | None = None


def write_letter(conn: Connection, keyring: Keyring, sources: Sources, row: Row[Any], *, now_us: int) -> Letter:
    """Raises limits.Stopped: erased, expired, no_address, own, bounced, read, told, off."""
    if row.ticket_id is None:
        write = _code if row.what == "code" else _news
        return write(conn, keyring, sources, row, now_us=now_us)
    ticket = TicketId(row.ticket_id)
    state = find_ticket_state(conn, ticket)
    event = next(iter(list_events(conn, ticket, after=row.about_seq - 1, before=row.about_seq + 1)), None)
    if state is None or event is None:
        raise Stopped("erased")
    if row.what == "notice" or (row.what == "told" and state.channel != "email"):
        needless = find_needless(conn, ticket, state.contact, about_seq=row.about_seq, now_us=now_us, says_it=row.what == "told")
        if needless is not None:
            raise Stopped(needless)
        _said(conn, event, ticket)  # when its words were erased, there is no answer to tell of
    to = sources.address_of(conn, ticket, state.contact)
    if to is None:
        raise Stopped("no_address")
    return _of_ticket(conn, keyring, sources, row, event=event, state=state, to=to, now_us=now_us)


def _of_ticket(
    conn: Connection, keyring: Keyring, sources: Sources, row: Row[Any], *, event: Stored, state: TicketState, to: str, now_us: int
) -> Letter:
    what, ticket = row.what, state.ticket
    mail, entry = _envelope(conn, keyring, sources, row, to=to, agent=event.actor, now_us=now_us)
    phrase = sources.phrase_of(conn, state.contact, to)
    proven = state.assurance >= Assurance.MAIL_PROVEN
    url = f"{sources.public_url}/t/{show_number(ticket)}" if proven else ""
    more: dict[str, Any] = {"ticket": show_number(ticket), "ticket_url": url, "phrase": phrase, "unproven": not proven}
    files: tuple[str, ...] = ()
    if what in ("reply", "solution", "told"):
        said = _said(conn, event, ticket)
        files = tuple(said.pop("files"))
        more |= said | {"subject": load_contents(conn, [state.subject]).get(state.subject, "")}
        more |= {"agent_id": event.actor.id, "agent_name": event.actor.name}
    if isinstance(event.body, IncidentTold) and what == "told":
        more |= {"read_url": f"{sources.public_url}/{row.language}/notices/{event.body.announcement}"}
    if what == "secret":
        more |= _secrets(conn, ticket, about_seq=row.about_seq, language=row.language)
    if what == "notice" or (what == "told" and state.channel != "email"):
        more |= {"unsubscribe_url": f"{sources.public_url}/mail/off/{make_off_token(keyring, state.contact)}"}
    else:
        more |= {"reply_to": sources.reply_address_of(ticket)}
    thread = _thread(conn, keyring, sources, ticket, before=row.about_seq)
    if thread:
        more |= {"in_reply_to": thread[-1], "references": thread}
    # What a forged sender can call forth opens nothing: the words in the ticket may be a stranger's, made for who gets this mail.
    guest = state.contact if what in ("reply", "solution", "told") and not proven else None
    return Letter(msgspec.structs.replace(mail, **more), entry, files, proven=proven, guest=guest)


def _code(conn: Connection, keyring: Keyring, sources: Sources, row: Row[Any], *, now_us: int) -> Letter:
    payload = msgspec.json.decode(keyring.open_sealed(MAIL_PAYLOAD, row.payload_sealed), type=CodePayload)
    until = row.created_at + payload.minutes * MINUTE
    if now_us >= until:
        raise Stopped("expired")
    to = keyring.open_sealed(MAIL_RECIPIENT, row.to_sealed).decode()
    mail, entry = _envelope(conn, keyring, sources, row, to=to, agent=None, now_us=now_us)
    more = {"code": payload.code, "valid_minutes": payload.minutes, "phrase": sources.phrase_at(conn, to)}
    url = f"{sources.public_url}/sign-in"
    return Letter(msgspec.structs.replace(mail, ticket_url=url, **more), entry, expires_at=until)


def _news(conn: Connection, keyring: Keyring, sources: Sources, row: Row[Any], *, now_us: int) -> Letter:
    """Of no ticket and no person: announcements, and the question whether it was they who asked for them."""
    said = sources.news(conn, row.what, keyring.open_sealed(MAIL_PAYLOAD, row.payload_sealed), row.language)
    if said is None:
        raise Stopped("off")
    to = keyring.open_sealed(MAIL_RECIPIENT, row.to_sealed).decode()
    mail, entry = _envelope(conn, keyring, sources, row, to=to, agent=None, now_us=now_us)
    return Letter(msgspec.structs.replace(mail, phrase=sources.phrase_at(conn, to), **said), entry)


def _envelope(
    conn: Connection, keyring: Keyring, sources: Sources, row: Row[Any], *, to: str, agent: Actor | None, now_us: int
) -> tuple[OutboundMail, ToSend]:
    check_address(conn, keyring, to, what=row.what, own=sources.own, now_us=now_us)
    what: MailKind = row.what
    mail = mail_id(row.id, ordered_at=row.created_at, to=to)
    message_id = make_message_id(keyring, mail, sources.own.rpartition("@")[2])
    written_by = agent.id if agent is not None and agent.kind == "agent" else ""
    outbound = OutboundMail(
        kind=what, to=to, language=row.language, message_id=message_id, return_path=make_return_path(keyring, mail, sources.own),
        verify_url=f"{sources.public_url}/mail/{make_verify_token(keyring, mail)}", brand="", at=row.tried_at or now_us,
    )  # fmt: skip
    return outbound, ToSend(mail, row.id, what, message_id, to, row.ticket_id, row.about_seq, written_by)


def _said(conn: Connection, event: Stored, ticket: TicketId) -> dict[str, Any]:
    """The agent's words in event, and the files with them."""
    body: AnyEvent = event.body
    if isinstance(body, TicketSolved):
        return _closing(conn, event, body, ticket)
    ref = body.text if isinstance(body, MessageSent | IncidentTold) else None
    text = "" if ref is None else load_contents(conn, [ref.id]).get(ref.id)
    if text is None:
        raise Stopped("erased")
    return {"text": text, "files": [file.id for file in files_of(body)]}


def _closing(conn: Connection, event: Stored, body: TicketSolved, ticket: TicketId) -> dict[str, Any]:
    record = load_contents(conn, [body.closing.id]).get(body.closing.id)
    if record is None:
        raise Stopped("erased")
    closing = msgspec.json.decode(record, type=ClosingView)
    parameters = tuple((one.name, one.value) for one in closing.parameters)
    text = _last_message(conn, event, ticket)
    return {"text": text, "steps": closing.steps, "parameters": parameters, "cautions": closing.cautions, "files": []}


def _last_message(conn: Connection, solved: Stored, ticket: TicketId) -> str:
    """The message that was written with the closing record, "" without one, or when it was erased."""
    for event in reversed(list_events(conn, ticket, after=solved.seq - 3, before=solved.seq)):
        body = event.body
        if isinstance(body, MessageSent) and body.text and dedupe_key("solve", solved.actor.id, body.client_id) == solved.dedupe_key:
            return load_contents(conn, [body.text.id]).get(body.text.id, "")
    return ""


def _secrets(conn: Connection, ticket: TicketId, *, about_seq: int, language: str) -> dict[str, Any]:
    """What was taken out of the customer's mail, by kind: never a word of it."""
    after = [event.body for event in list_events(conn, ticket, after=about_seq)]
    gone = [one for body in after if isinstance(body, SecretsRemoved) and body.about_seq == about_seq for one in body.removed]
    asks = any(isinstance(body, HashAsked) and body.about_seq == about_seq for body in after)
    if not gone and not asks:
        raise Stopped("erased")
    kinds = dict.fromkeys((one.kind, one.label) for one in gone)
    told = []
    for kind, label in kinds:
        words = SECRET_WORDS[kind]
        told.append((label or words.name.said(language), words.why.said(language), words.now.said(language)))
    return {"removed": tuple(told), "asks_hash": asks}


def _thread(conn: Connection, keyring: Keyring, sources: Sources, ticket: TicketId, *, before: int) -> tuple[str, ...]:
    """Message-IDs of this ticket's mails both ways: the customer's first one, ours before an event, the customer's others."""
    domain = sources.own.rpartition("@")[2]
    ours = [make_message_id(keyring, mail.id, domain) for mail in list_of_ticket(conn, ticket) if (mail.about_seq or 0) < before]
    theirs = list(reversed(sources.written_ids(conn, ticket)))
    ids = list(dict.fromkeys((*theirs[:1], *ours, *theirs[1:])))
    return tuple(ids) if len(ids) <= MAX_REFERENCES else (ids[0], *ids[1 - MAX_REFERENCES :])
