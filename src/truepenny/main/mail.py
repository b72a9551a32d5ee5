"""Mail put together: the road in from the bytes to the ticket. main/wiring.py calls this once, where the desk has a mail address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from truepenny.channels.email.edge import MailEdge
from truepenny.contracts.identity import ContactId
from truepenny.contracts.mail import InboundMail, RawMail
from truepenny.intake.files.store import Files
from truepenny.intake.mail.addresses import find_ticket
from truepenny.intake.mail.names import FalseNames
from truepenny.intake.mail.raw import RawMails
from truepenny.intake.mail.take import MailIntake, MakeSafe, OnBounce
from truepenny.intake.mail.thread import FindSent, Threading
from truepenny.intake.pipeline import Intake
from truepenny.main.mail_out import make_find_sent, make_on_bounce
from truepenny.people.mail_contacts import goes_by
from truepenny.platform.crypto import Keyring
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import find_ticket_state


def make_mail_intake(
    settings: Settings, intake: Intake, files: Files, keyring: Keyring, *, find_sent: FindSent, on_bounce: OnBounce, make_safe: MakeSafe
) -> MailIntake:
    def is_address_of(conn: Connection, contact: ContactId, address: str) -> bool:
        return goes_by(conn, keyring, contact, address)

    threading = Threading(partial(find_ticket, keyring, settings.mail_address), find_sent, find_ticket_state, is_address_of)
    return MailIntake(
        intake, files, RawMails(files, keyring), threading, on_bounce, make_safe, settings.languages, FalseNames(intake.clock)
    )


def make_mail_edge(settings: Settings, mail: MailIntake) -> MailEdge:
    """The libraries that read mails and ask name servers come when the first mail does, or when the desk has an address."""
    from truepenny.channels.email.vouching import Voucher

    intake = mail.intake
    voucher = Voucher(settings.mail_authserv, settings.mail_dns)
    return MailEdge(intake.db, intake.clock, intake.keyring, _read, voucher, mail, settings.mail_max_bytes, settings.park_days)


def _read(raw: RawMail, sender: str | None) -> InboundMail:
    from truepenny.channels.email.reading.read import read_mail

    return read_mail(raw, sender)


def make_edge(settings: Settings, intake: Intake, files: Files, keyring: Keyring) -> MailEdge | None:
    """None where the desk has no mail address."""
    if not settings.mail_address:
        return None
    on_bounce = make_on_bounce(settings, intake.db, intake.clock, keyring)
    mail = make_mail_intake(settings, intake, files, keyring, find_sent=make_find_sent(keyring), on_bounce=on_bounce, make_safe=_safe_html)
    return make_mail_edge(settings, mail)


def _safe_html(html: str, inline: Mapping[str, str]) -> str | None:
    from truepenny.intake.mail.html import make_safe

    return make_safe(html, inline=inline).html
