"""Mails in a ticket as the road in leaves them there, for stories about what is seen of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.mail import Linked
from truepenny.contracts.views import MailHead, Receipt
from truepenny.intake.mail.html import make_safe
from truepenny.log.events import MailMark
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.open import Opened, open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.words import MailWords
from truepenny.tickets.needs import Needs

_numbers = itertools.count(1)
HEAD = MailHead(
    sender="Li Wei <l•••@acme.example>", to=("Acme Support <s•••@acme.example>",), cc=("o•••@customer.example",), subject="Where is it?",
    domain="acme.example", at=1_796_000_000_000_000, spf="pass", dkim="pass", dmarc="pass", policy="reject",
)  # fmt: skip


def a_mail(*, html: str | None = None, inline: Mapping[str, str] | None = None, head: MailHead = HEAD, **mark: Any) -> MailWords:
    """mark: fields of MailMark; the sender's domain vouches unless it says otherwise."""
    given = {"id": f"mail{next(_numbers):04d}", "verdict": "vouched", "by": "own", **mark}
    safe = None if html is None else make_safe(html, inline=inline or {}).html
    return MailWords(MailMark(**given), msgspec.json.encode(head).decode(), safe)


def opens_by_mail(
    customer: Customer, needs: Needs, *, text: str, subject: str = "Where is it?", mail: MailWords | None = None,
    links: Sequence[tuple[TicketId, Linked]] = (), storm: int | None = None,
) -> Work[Opened]:  # fmt: skip
    return open_ticket(
        customer, client_id=f"mailed-{next(_numbers):08d}", text=text, needs=needs, channel="email", subject=subject,
        mail=mail or a_mail(), links=links, storm=storm,
    )  # fmt: skip


def writes_by_mail(customer: Customer, ticket: TicketId, needs: Needs, *, text: str, mail: MailWords | None = None) -> Work[Receipt]:
    return receive(
        customer, ticket, client_id=f"mailed-{next(_numbers):08d}", text=text, needs=needs, channel="email", mail=mail or a_mail()
    )
