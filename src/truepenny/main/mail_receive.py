"""`truepenny mail receive < message`, for the pipe of a mail server: one mail to the running desk, over its control socket.

Ends with 0 only when the desk has the mail on disk; with 75 when the mail server should keep it and try again, with 69 when it should not
(sysexits.h). It imports little, because it starts anew for each mail.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
from typing import Any, BinaryIO

from truepenny.channels.email.pipe import read_pipe
from truepenny.channels.email.spool import Incoming, Spool
from truepenny.contracts.mail import RawMail
from truepenny.main.trouble import OK, CommandFailed
from truepenny.platform.control.client import ask_desk
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.settings import Settings

RECEIVE = "mail_receive"
"""Command of the running desk: {"content": base64} or {"spooled": name of a file}, "recipients", "sender" -> {"state"} or {"refused"}."""
TRY_AGAIN = 75
NEVER = 69
_WAIT_S = 600.0


def spool_of(settings: Settings) -> Spool:
    return Spool(settings.data_dir / "spool")


def run(settings: Settings, args: argparse.Namespace) -> int:
    return receive(settings, args.recipient, args.sender, sys.stdin.buffer)


def receive(settings: Settings, recipients: list[str], sender: str | None, stream: BinaryIO) -> int:
    """Raises CommandFailed with the exit code that the mail server understands."""
    incoming = Incoming(spool_of(settings))
    try:
        if not read_pipe(stream, incoming, limit=settings.mail_max_bytes):
            raise CommandFailed(f"this mail is larger than {settings.mail_max_bytes} bytes", code=NEVER)
        mail = incoming.finish()
        try:
            said = ask_desk(settings.control_socket, RECEIVE, _request(settings, mail, recipients, sender), timeout_s=_WAIT_S)
        finally:
            mail.close()
    except CommandFailed:
        raise
    except (ControlRefused, OSError) as error:  # a lost or missing desk is an OSError too
        raise CommandFailed(f"the mail was not taken: {error}", code=TRY_AGAIN) from error
    except Exception as error:
        raise CommandFailed(f"the mail was not taken ({type(error).__name__})", code=TRY_AGAIN) from error
    finally:
        incoming.drop()
    if "refused" in said:
        raise CommandFailed(f"the desk does not take this mail: {said['refused']}", code=NEVER)
    return OK


def _request(settings: Settings, mail: RawMail, recipients: list[str], sender: str | None) -> dict[str, Any]:
    request: dict[str, Any] = {"recipients": recipients, "sender": sender}
    if mail.path is None:
        return request | {"content": base64.b64encode(mail.slice(0, mail.size)).decode()}
    if os.geteuid() == 0:  # the desk may run as somebody else, who must be able to read and remove it
        desk = settings.control_socket.stat()
        os.chown(mail.path, desk.st_uid, desk.st_gid)
    return request | {"spooled": mail.path.name}
