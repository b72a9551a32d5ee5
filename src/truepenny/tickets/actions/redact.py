"""Redact: secrets that were stored are taken out of an event's words. What is left takes their place; words and salt of before are erased.

For what no one wrote down as a secret at the time: older data, a rule that is new, a phrase that came in several messages. The event
stays as it is, the fact SecretsRemoved says what was taken out and holds the digest of what is left, the chain verifies. Done by the
desk itself (ADR 0009). A subject that was made from the words is made anew from what is left of them. A file that holds one is erased. Of
a mail, the formatted version goes, the head says the subject that is left, and the kept bytes are forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from truepenny.contracts.identity import FileId, TicketId
from truepenny.contracts.secrets import Place, Removed
from truepenny.contracts.views import MailHead, Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, MessageReceived, SecretsRemoved, TicketOpened, files_of, html_of, is_internal, kind_of, words_of
from truepenny.log.read import list_events
from truepenny.tickets.actions.erase import is_subject_made_from, load_event, mail_of_opening
from truepenny.tickets.actions.open import subject_from
from truepenny.tickets.needs import Needs


def redact(
    tx: Tx, ticket: TicketId, *, seq: int, before: str, after: str, removed: Sequence[Removed], needs: Needs, place: Place = "message",
    head: str = "",
) -> Receipt | None:  # fmt: skip
    """Puts after in the place of before; the same where something was found only beside the words of a mail. head: what is left of its
    head, where that changes. None when the words are not those of before any more: they were erased or redacted meanwhile.

    The ticket must be among those of the unit of work. Raises NotFound for the event.
    """
    body = load_event(tx, ticket, seq)
    state = tx.find_state(ticket)
    ref = next((ref for ref in words_of(body) if tx.find_text(ref.id) == before), None)
    if ref is None and before:
        return None
    anew = {} if ref is None or after == before else {ref.id: after}
    if anew and is_subject_made_from(tx, state, body):
        anew[state.subject] = subject_from(after)
    if (html := html_of(body)) is not None and tx.find_text(html.id):  # it says the same again
        anew[html.id] = ""
    mail = mail_of_opening(tx, ticket) if isinstance(body, TicketOpened) else body if isinstance(body, MessageReceived) else None
    if mail is not None and mail.mail is not None:
        if mail.head is not None and (stored := tx.find_text(mail.head.id)):
            told = head or _with_subject(stored, before, after)
            anew |= {mail.head.id: told} if told != stored else {}
        needs.forget_mail(tx.conn, mail.mail.id)
    left = tuple(tx.replace_text(ticket, content, words) for content, words in anew.items())
    if not left:
        return None
    internal = is_internal(kind_of(body), body)
    return tx.append(ticket, SecretsRemoved(seq, tuple(removed), place, left, internal), actor=SYSTEM)


def _with_subject(head: str, before: str, after: str) -> str:
    """The head of the mail that opened a ticket says its subject again."""
    said = msgspec.json.decode(head, type=MailHead)
    return head if said.subject != before else msgspec.json.encode(msgspec.structs.replace(said, subject=after)).decode()


def erase_file(tx: Tx, ticket: TicketId, *, file: FileId, removed: Sequence[Removed], needs: Needs) -> Receipt | None:
    """Erases a stored file for the secrets in it, and tells it of the event that carries it. None when none of this ticket does."""
    carries = (event for event in list_events(tx.conn, ticket) if any(ref.id == file for ref in files_of(event.body)))
    event = next(carries, None)
    if event is None:
        return None
    needs.erase_files(tx.conn, (file,))
    if isinstance(event.body, MessageReceived) and event.body.mail is not None:
        needs.forget_mail(tx.conn, event.body.mail.id)
    tx.wipe()
    internal = is_internal(event.kind, event.body)
    return tx.append(ticket, SecretsRemoved(event.seq, tuple(removed), "file", (), internal, (file,)), actor=SYSTEM)
