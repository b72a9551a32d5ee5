"""What an answer of the SMTP server means: try again (Retry), or never (Undeliverable). Its exceptions in, ours out; no I/O but the log."""

from __future__ import annotations

import logging
import re
import ssl
from typing import TYPE_CHECKING

from truepenny.contracts.errors import Retry, Undeliverable

if TYPE_CHECKING:
    from aiosmtplib import SMTPResponseException

log = logging.getLogger(__name__)
_ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_RELAY = re.compile(r"\brelay", re.IGNORECASE)
"""A server that does not let us send through it says 5.7.1, as of a receiver whom it refuses; only its words tell the two apart."""
_OUR_FAULT = ("5.5.1", "5.7.0", "5.7.8", "5.7.9")


def answered(error: Exception) -> Retry | Undeliverable:
    """What a server's answer to RCPT or DATA means."""
    import aiosmtplib

    if isinstance(error, aiosmtplib.SMTPResponseException) and 500 <= error.code < 600:
        code = _code(error)
        if error.code not in (502, 503, 530, 535) and code not in _OUR_FAULT:
            return Undeliverable(error.message, code)
    return to_retry(error)


def answered_receiver(refused: SMTPResponseException) -> Retry | Undeliverable:
    """The same of RCPT, where a server also says that it does not let us send through it."""
    return to_retry(refused) if _RELAY.search(refused.message) else answered(refused)


def too_large(error: SMTPResponseException) -> Undeliverable | None:
    return Undeliverable(error.message, "5.3.4") if error.code == 552 or _code(error) == "5.3.4" else None


def to_retry(error: BaseException) -> Retry:
    import aiosmtplib

    if isinstance(error, aiosmtplib.SMTPResponseException):
        return Retry(60, error.message, _code(error))
    return no_line(error)


def no_line(error: BaseException) -> Retry:
    """What the operator needs goes to the log: an agent could do nothing with it."""
    import aiosmtplib

    if isinstance(error, aiosmtplib.SMTPResponseException):
        return Retry(60, error.message, _code(error))
    causes = [error, error.__cause__, error.__context__]
    code = "tls" if any(isinstance(cause, ssl.SSLError) for cause in causes) else "network"
    log.warning("there is no line to the mail server", extra={"reason": str(error) or type(error).__name__})
    return Retry(30, "", code)


def _code(error: SMTPResponseException) -> str:
    """5.1.1, or 550 from a server that knows no enhanced codes (RFC 3463)."""
    found = _ENHANCED.match(error.message)
    return found[1] if found else str(error.code)
