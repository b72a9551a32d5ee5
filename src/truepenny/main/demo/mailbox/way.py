"""Between mailboxes and desk: the settings by which the desk sends to us, and the LMTP by which we hand in, as its mail server would."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from pathlib import Path

from truepenny.main.demo.mailbox.app import HandIn
from truepenny.main.demo.mailbox.owners import ADDRESSES, DESK_ADDRESS, MAIL_SERVER
from truepenny.main.demo.mailbox.sink import bind_loopback
from truepenny.main.demo.mailbox.store import Mailboxes
from truepenny.platform.settings import Settings


def open_mailboxes(data_dir: Path) -> Mailboxes:
    return Mailboxes(data_dir / "mailbox", ADDRESSES)


def with_mail(settings: Settings, *, out_port: int, in_port: int | None = None) -> Settings:
    """A desk whose mail stays here: out_port of ours takes what it sends, in_port of its own takes what we hand in. No other server."""
    return dataclasses.replace(
        settings, mail_address=DESK_ADDRESS, mail_authserv=MAIL_SERVER, mail_smtp=f"smtp://127.0.0.1:{out_port}", mail_imap=(),
        mail_oauth=None, mail_dkim="", mail_listen="" if in_port is None else f"lmtp://127.0.0.1:{in_port}",
    )  # fmt: skip


def free_port() -> int:
    """One that nobody listened on a moment ago. Raises OSError."""
    with bind_loopback() as held:
        port: int = held.getsockname()[1]
    return port


def by_lmtp(port: int) -> HandIn:
    async def hand_in(content: bytes, sender: str, receivers: Sequence[str]) -> str:
        return await asyncio.to_thread(_hand_in, port, content, sender, receivers)

    return hand_in


def _hand_in(port: int, content: bytes, sender: str, receivers: Sequence[str]) -> str:
    """In a thread: "" when it was taken (RFC 2033)."""
    from smtplib import LMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException

    try:
        with LMTP("127.0.0.1", port) as connection:
            connection.sendmail(sender, list(receivers), content)
    except SMTPRecipientsRefused as refused:
        return _said(*next(iter(refused.recipients.values())))
    except SMTPResponseException as answer:
        return _said(answer.smtp_code, answer.smtp_error)
    except (SMTPException, OSError) as gone:
        return type(gone).__name__
    return ""


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
