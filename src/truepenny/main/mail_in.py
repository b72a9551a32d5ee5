"""Mail in, put together: the mailboxes, the listener and the pipe of the settings, all before one edge."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from truepenny.channels.email.doors import Doors
from truepenny.channels.email.fetch import FetchWays
from truepenny.channels.email.handing import Handing, Take
from truepenny.channels.email.listener import Listener, make_trust, parse_listen
from truepenny.channels.email.mailbox import Mailbox, parse_mailboxes
from truepenny.channels.email.oauth import AccessTokens, load_sign_ins
from truepenny.channels.email.spool import Spool
from truepenny.channels.email.ways_in import WaysIn, accepts_for
from truepenny.contracts.errors import Refused
from truepenny.contracts.mail import Envelope
from truepenny.main.mail_receive import RECEIVE, spool_of
from truepenny.platform.clock import Clock
from truepenny.platform.control.server import Command
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.platform.settings import Settings

ALONE = "desk"
"""Who holds the leases of mailboxes where only one process can have the database."""


def make_tokens(settings: Settings) -> AccessTokens | None:
    return None if settings.mail_oauth is None else AccessTokens(settings.mail_oauth, settings.data_dir / "mail_tokens.json")


def find_wrong(settings: Settings) -> list[str]:
    """What cannot work in the settings of mail in, one line each. Nothing where the desk has no mail address."""
    wrong: list[str] = []
    if not settings.mail_address:
        return wrong
    mailboxes: list[Mailbox] = []
    for url in settings.mail_imap:
        try:
            mailboxes += parse_mailboxes([url])
        except ValueError as error:
            wrong.append(f"mail_imap: {error}")
    try:
        if settings.mail_listen:
            parse_listen(settings.mail_listen)
    except ValueError as error:
        wrong.append(f"mail_listen: {error}")
    try:
        known = set(load_sign_ins(settings.mail_oauth)) if settings.mail_oauth is not None else set()
        for missing in sorted({one.oauth for one in mailboxes if one.oauth} - known):
            wrong.append(f"mail_imap: oauth={missing} names no table of the file mail_oauth")
    except ValueError as error:
        wrong.append(f"mail_oauth: {error}")
    return wrong


def make_mail_in(settings: Settings, take: Take, *, db: Database, clock: Clock, node: str, tokens: AccessTokens | None) -> WaysIn:
    """take: the edge's. node: name of this process among those that share the database. For settings with which nothing is wrong."""
    handing, spool = Handing(take), spool_of(settings)
    mailboxes = parse_mailboxes(settings.mail_imap)
    holder = node if settings.database_url else ALONE
    fetch = FetchWays(
        db=db, clock=clock, handing=handing, spool=spool, node=holder, max_bytes=settings.mail_max_bytes, tokens=tokens
    )  # fmt: skip
    return WaysIn(handing, spool, mailboxes=mailboxes, fetch=fetch if mailboxes else None, listener=_listener(settings, handing, spool))


def _listener(settings: Settings, handing: Handing, spool: Spool) -> Listener | None:
    if not settings.mail_listen:
        return None
    doors = Doors(
        handing=handing, spool=spool, hostname=settings.mail_address.rpartition("@")[2], max_bytes=settings.mail_max_bytes,
        accepts=accepts_for(settings.mail_address), trusts=make_trust(settings.trusted_proxies),
    )  # fmt: skip
    return Listener(parse_listen(settings.mail_listen), doors)


def mail_commands(ways: WaysIn | None) -> dict[str, Command]:
    """For the control socket; none where the desk has no mail address."""
    if ways is None:
        return {}

    async def receive(arguments: Mapping[str, Any]) -> dict[str, str]:
        content, envelope = _read_request(arguments)
        try:
            taken = await ways.receive(content, envelope)
        except DatabaseAway as away:
            raise ControlRefused("nothing can be saved at this moment") from away
        except Refused as refused:
            return {"refused": refused.code}
        except FileNotFoundError as gone:
            raise ControlRefused("the mail is not where the desk looks for it: give the command the settings of the desk") from gone
        return {"state": taken.state}

    return {RECEIVE: receive}


def _read_request(arguments: Mapping[str, Any]) -> tuple[bytes | str, Envelope]:
    recipients, sender, spooled = arguments.get("recipients", []), arguments.get("sender"), arguments.get("spooled")
    if not isinstance(recipients, list) or not all(isinstance(one, str) for one in (*recipients, sender or "", spooled or "")):
        raise ControlRefused("this is no mail")
    envelope = Envelope("pipe", tuple(recipients), sender)
    if spooled is not None:
        return spooled, envelope
    try:
        return base64.b64decode(arguments["content"], validate=True), envelope
    except (KeyError, TypeError, binascii.Error) as wrong:
        raise ControlRefused("this is no mail") from wrong
