"""Signing in by a code that is mailed: an address and a browser in, a session of who has proven this address out.

Two halves: the id lies in the browser that asked, the code in the mailbox, and neither works without the other. Nothing here looks at who
goes by an address before the code was right, so known and unknown addresses get the same answer after the same work.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Row, delete, select, update

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Assurance
from truepenny.people.addresses import check_address, mailbox_of
from truepenny.people.customer_sessions import CustomerSession, open_customer_session
from truepenny.people.mail_contacts import contact_of_sender
from truepenny.people.schema import mail_codes
from truepenny.people.tokens import MAX_TOKEN_CHARS
from truepenny.people.tries import (
    MAIL_CODE_ALL,
    MAIL_CODE_DAY,
    MAIL_CODE_ENTRY,
    MAIL_CODE_HOUR,
    MAIL_CODE_PLACE,
    give_back,
    may_try,
    same_place,
    take_try,
    try_key,
)
from truepenny.platform.clock import DAY, MINUTE, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.ids import new_token

if TYPE_CHECKING:
    from typing import Any

    from truepenny.platform.db.database import Database

DIGITS = 8
"""Digits, because phones show their keypad for them and fill them in from the mail, and because nobody has to tell O from 0 or switch
from Chinese to Latin. Eight are enough: five tries in a hundred million for each code, three codes an hour for each address."""
MINUTES = 10
TRIES = 5
SESSION_US = 7 * DAY
_LIFE_US = MINUTES * MINUTE
_SKEW_US = MINUTE
"""Two nodes' clocks may differ by so much; a clock that was set back further ends the codes made before."""
_NO_CODE = ""
"""What nobody can type in."""
_SEAL = "mail code address"
_LOG = logging.getLogger(__name__)


class QueueCode(Protocol):
    """Puts the mail with the code on its way in this transaction; sends False: the same work, and no mail."""

    def __call__(self, conn: Connection, *, address: str, code: str, minutes: int, language: str, now_us: int, sends: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class AskedCode:
    """id: for the browser that asked, and nobody else."""

    id: str
    minutes: int = MINUTES


@dataclass(frozen=True, slots=True)
class _Wrong:
    tries_left: int


class MailCodes:
    """ours: the desk's own address, to which no code goes. languages: those that the desk speaks, the first one when in doubt."""

    def __init__(
        self, db: Database, clock: Clock, keyring: Keyring, *, queue_code: QueueCode, ours: str, languages: tuple[str, ...]
    ) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._queue_code = queue_code
        self._ours = mailbox_of(ours)
        self._languages = languages

    async def ask(self, address: str, *, language: str, place: str, before: str = "") -> AskedCode:
        """Mails a code, unless this address was sent too many: who asks is told the same.

        before: the id that this browser has; asked for the same address its code is replaced, so that only the newest works.
        place: the client's IP address. Raises Refused 422 mail_address_wrong, mail_address_ours; 429 too_many_tries (of this network).
        """
        to, now = check_address(address), self._clock.now_us()
        if mailbox_of(to) == self._ours:
            raise Refused(
                422, "mail_address_ours", "This is our own address.", "Enter the one at which you read your mail.", field="address"
            )
        main = language.replace("_", "-").split("-")[0].lower()
        speaks = main if main in self._languages else self._languages[0]
        code, fresh = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", new_token()

        def put(conn: Connection) -> str:
            self._check_pace(conn, place, now)
            sends = self._may_mail(conn, to, now)
            asked = self._put(conn, to, code, speaks, before=before, fresh=fresh, sends=sends, now=now)
            self._queue_code(conn, address=to, code=code, minutes=MINUTES, language=speaks, now_us=now, sends=sends)
            return asked

        return AskedCode(await self._db.write(put))

    async def address_of(self, browser_id: str) -> str | None:
        """Where the code of this browser went; None when it is wrong or its code was used."""
        if not browser_id or len(browser_id) > MAX_TOKEN_CHARS:
            return None
        mine = select(mail_codes.c.address_sealed).where(mail_codes.c.id == self._row_id(browser_id), mail_codes.c.used_at.is_(None))
        sealed = await self._db.read(lambda conn: conn.execute(mine).scalar())
        return None if sealed is None else self._keyring.open_sealed(_SEAL, sealed).decode()

    async def sign_in(self, browser_id: str, code: str, *, place: str) -> CustomerSession:
        """A session of the contact who has proven the address, mail proven even where they have an account.

        Raises Refused 422 mail_code_shape (no code at all, counted as no try), 401 mail_code_wrong, 401 mail_code_over (used, expired,
        too many tries, or of another browser), 429 too_many_tries (of this network).
        """
        digits = read_code(code)
        now, key = self._clock.now_us(), try_key(self._keyring, same_place(place))
        row_id = self._row_id(browser_id[: MAX_TOKEN_CHARS + 1])

        def check(conn: Connection) -> CustomerSession | _Wrong | None:
            take_try(conn, MAIL_CODE_ENTRY, key, now_us=now)
            row = _take(conn, row_id, now)
            if row is None:
                return None
            if not hmac.compare_digest(row.code_hash, self._code_hash(row_id, digits)):
                return _Wrong(row.tries_left)
            give_back(conn, MAIL_CODE_ENTRY, key)
            conn.execute(update(mail_codes).where(mail_codes.c.id == row_id).values(used_at=now))
            return self._open(conn, row, now)

        outcome = await self._db.write(check)
        if outcome is None or (isinstance(outcome, _Wrong) and outcome.tries_left <= 0):
            raise Refused(401, "mail_code_over", "This code does not work any more.", "Have a new one sent.", field="code")
        if isinstance(outcome, _Wrong):
            raise Refused(
                401, "mail_code_wrong", "This is not the code.",
                "Look at the newest mail. Tries left: {n}.", params={"n": outcome.tries_left}, field="code",
            )  # fmt: skip
        return outcome

    def _open(self, conn: Connection, row: Row[Any], now: int) -> CustomerSession:
        address = self._keyring.open_sealed(_SEAL, row.address_sealed).decode()
        contact = contact_of_sender(conn, self._keyring, address, proven=True, name=None, language=row.language, now_us=now)
        return open_customer_session(
            conn, contact, assurance=Assurance.MAIL_PROVEN, language=row.language, life_us=SESSION_US, now_us=now
        )  # fmt: skip

    def _check_pace(self, conn: Connection, place: str, now: int) -> None:
        take_try(conn, MAIL_CODE_PLACE, try_key(self._keyring, same_place(place)), now_us=now)
        if take_try(conn, MAIL_CODE_ALL, try_key(self._keyring, "all"), now_us=now):
            _LOG.warning("so many sign-in codes were asked for that none are sent for a while", extra={"limit": MAIL_CODE_ALL.limit})

    def _may_mail(self, conn: Connection, to: str, now: int) -> bool:
        """What the hour holds back does not count for the day; it is counted beside it, so that the work is the same."""
        mailbox = mailbox_of(to)
        in_hour = may_try(conn, MAIL_CODE_HOUR, try_key(self._keyring, mailbox), now_us=now)
        of_day = try_key(self._keyring, mailbox) if in_hour else try_key(self._keyring, mailbox, "held back")
        return may_try(conn, MAIL_CODE_DAY, of_day, now_us=now) and in_hour

    def _put(
        self, conn: Connection, to: str, code: str, language: str, *, before: str, fresh: str, sends: bool, now: int
    ) -> str:  # fmt: skip
        """The id under which the code can be entered. A code that is not sent replaces none that was, and nobody can guess it: else the
        limits of the mailbox would not hold for guessing."""
        c, address_key = mail_codes.c, hmac.new(self._keyring.derive("mail code"), to.lower().encode(), hashlib.sha256).hexdigest()
        row_id = self._row_id(before[: MAX_TOKEN_CHARS + 1])
        mine = (c.id == row_id) & (c.address_key == address_key) & c.used_at.is_(None)
        found = conn.execute(select(c.code_hash, c.created_at, c.expires_at, c.tries_left).where(mine).with_for_update()).first()
        if found is not None:
            new = (self._code_hash(row_id, code), now, now + _LIFE_US, TRIES)
            values = dict(zip(("code_hash", "created_at", "expires_at", "tries_left"), new if sends else found, strict=True))
            conn.execute(update(mail_codes).where(mine).values(**values))
            return before
        row_id = self._row_id(fresh)
        conn.execute(
            mail_codes.insert().values(
                id=row_id, address_key=address_key, address_sealed=self._keyring.seal(_SEAL, to.encode()),
                code_hash=self._code_hash(row_id, code if sends else _NO_CODE), language=language, created_at=now,
                expires_at=now + _LIFE_US, tries_left=TRIES, used_at=None,
            )
        )  # fmt: skip
        return fresh

    def _row_id(self, browser_id: str) -> str:
        return hmac.new(self._keyring.derive("mail code id"), browser_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    def _code_hash(self, row_id: str, code: str) -> str:
        return hmac.new(self._keyring.derive("mail code"), f"{row_id}\0{code}".encode(), hashlib.sha256).hexdigest()


def _take(conn: Connection, row_id: str, now: int) -> Row[Any] | None:
    """Takes one of the tries, before the code is looked at. None when there is nothing to try."""
    c = mail_codes.c
    live = (c.id == row_id) & c.used_at.is_(None) & (c.tries_left > 0) & (c.expires_at > now) & (c.created_at <= now + _SKEW_US)
    return conn.execute(update(mail_codes).where(live).values(tries_left=c.tries_left - 1).returning(*c)).first()


def read_code(typed: str) -> str:
    """Eight digits, as typed or pasted: with spaces, dashes or full-width digits. Raises Refused 422 mail_code_shape."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", typed[:64]) if not char.isspace() and char not in "-‐‑–—.·")
    if len(plain) != DIGITS or not (plain.isascii() and plain.isdecimal()):
        raise Refused(422, "mail_code_shape", "The code has eight digits.", "You find it in the mail that we sent you.", field="code")
    return plain


def prune_mail_codes(conn: Connection, *, now_us: int) -> int:
    """Drops what nobody can sign in with any more."""
    return conn.execute(delete(mail_codes).where(mail_codes.c.expires_at < now_us - DAY)).rowcount
