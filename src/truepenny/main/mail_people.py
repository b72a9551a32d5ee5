"""What customers do with mail in the portal and by the API, supplied: signing in by a mailed code, the phrase, the links of our mails."""

from __future__ import annotations

from sqlalchemy import Connection

from truepenny.intake.screening import Screening
from truepenny.outbound.mail.codes import queue_code
from truepenny.outbound.mail.notices import switch_off, switch_on
from truepenny.outbound.mail.verify import find_by_verify_token
from truepenny.people.mail_codes import MailCodes
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings
from truepenny.surfaces.customer_mail import CustomerMail
from truepenny.trust.never_ask.refusal import check_published


def make_customer_mail(settings: Settings, db: Database, clock: Clock, keyring: Keyring, screening: Screening) -> CustomerMail:
    def queue(conn: Connection, *, address: str, code: str, minutes: int, language: str, now_us: int, sends: bool) -> None:
        queue_code(conn, keyring, address=address, code=code, minutes=minutes, language=language, now_us=now_us, sends=sends)

    def switch(conn: Connection, key: str, *, wanted: bool) -> bool:
        return switch_on(conn, keyring, key) if wanted else switch_off(conn, keyring, key, now_us=clock.now_us())

    def check_asks(phrase: str) -> None:
        check_published(phrase, field="phrase", education=False)

    codes = MailCodes(db, clock, keyring, queue_code=queue, ours=settings.mail_address, languages=settings.languages)
    return CustomerMail(bool(settings.mail_address), db, clock, keyring, codes, screening, check_asks, find_by_verify_token, switch)
