"""Doctor's look at mail going out: does the server take it, can the key sign, and does the world find the key's other half."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from truepenny.channels.email.signing import KeyWrong, public_record
from truepenny.channels.email.vouching.name_server import DnsTrouble, NameServer
from truepenny.contracts.errors import Retry
from truepenny.main.finding import Finding, error, fine, warning
from truepenny.main.mail_out import make_smtp
from truepenny.outbound.mail.ids import MAX_LOCAL
from truepenny.platform.settings import Settings, SettingsWrong

_DNS_S = 5.0
_WHY = {
    "network": "it cannot be reached", "tls": "there is no safe line to it: its TLS or its certificate does not hold",
    "no_tls": "it offers no TLS, and a password never goes over a line that others can read: nothing is sent",
    "sign_in": "it does not let the desk sign in",
}  # fmt: skip


def check_mail_out(settings: Settings) -> Iterator[Finding]:
    if not settings.mail_address:
        for name in ("mail_smtp", "mail_dkim"):
            if getattr(settings, name):
                yield warning(name, "is set, but mail_address is not: no mail is sent", "set mail_address")
        return
    local = settings.mail_address.partition("@")[0]
    if len(local) > MAX_LOCAL:
        yield warning(
            "mail_address", f"{local} is so long that some servers will refuse the addresses for reports",
            f"use at most {MAX_LOCAL} characters before the @",
        )  # fmt: skip
    yield from _check_server(settings)
    yield from _check_key(settings)


def _check_server(settings: Settings) -> Iterator[Finding]:
    if not settings.mail_smtp:
        yield error("mail_smtp", "no server takes our mail: answers, codes and receipts wait", "set mail_smtp")
        return
    try:
        where, safe = asyncio.run(make_smtp(settings).check())
    except SettingsWrong as wrong:
        yield error("mail_smtp", wrong.problems[0].partition(": ")[2], "correct the setting")
    except Retry as failed:
        yield error("mail_smtp", _WHY.get(failed.code, failed.reason), "mend it within three days: so long mail is tried again")
    else:
        if safe:
            yield fine("mail_smtp", f"{where} takes our mail")
        else:
            yield warning(
                "mail_smtp", f"{where} takes our mail without TLS: whoever is on the way can read answers and sign-in codes",
                "use smtps://, have the server offer STARTTLS, or put one on this machine",
            )  # fmt: skip


def _check_key(settings: Settings) -> Iterator[Finding]:
    domain = settings.mail_address.rpartition("@")[2]
    if not settings.mail_dkim:
        yield fine("mail_dkim", "not set: your server has to sign")
        return
    try:
        wanted = public_record(settings.mail_dkim)
    except KeyWrong as wrong:
        yield error("mail_dkim", str(wrong), "name a private key in PEM form that the user of the desk can read")
        return
    selector, _, path = settings.mail_dkim.partition(":")
    if Path(path).stat().st_mode & 0o007:
        yield warning("mail_dkim", f"{path} can be read by every user of this machine: they can sign mail as {domain}", f"chmod o= {path}")
    name = f"{selector}._domainkey.{domain}"
    try:
        found = asyncio.run(NameServer(settings.mail_dns).ask(name, "TXT", _DNS_S))
    except (DnsTrouble, ValueError):
        yield warning("mail_dkim", f"the name server gives no answer about {name}", "check mail_dns, and look again")
        return
    if not found.values:
        yield error("mail_dkim", f"there is no TXT record at {name}: receivers cannot check the signature", f"publish: {wanted}")
    elif not any(_key_of(value) == _key_of(wanted) for value in found.values):
        yield error("mail_dkim", f"the TXT record at {name} is that of another key", f"publish: {wanted}")
    else:
        yield fine("mail_dkim", f"{name} is published and is that of the key")


def _key_of(record: str) -> str:
    """p= without blanks, which records may hold."""
    tags = (tag.partition("=") for tag in record.split(";"))
    return next(("".join(value.split()) for name, _, value in tags if name.strip() == "p"), "")
