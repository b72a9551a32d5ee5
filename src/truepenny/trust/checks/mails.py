"""A whole mail, as far as its head tells: who it says it is from, where an answer would go, who vouches for it. Facts in, signs out.
Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from truepenny.platform.domains import organisation_of

Proven = Literal["", "pass", "fail", "none"]


@dataclass(frozen=True, slots=True)
class PastedMail:
    """from_name, from_address: "" when it names nobody or several. proven: what our own server wrote topmost, "" when there is nothing of
    it. headers: the fields of its way, for the evidence of a report. text: its words. links: those of its HTML. recipients: addresses of
    those who got it."""

    subject: str
    from_name: str
    from_address: str
    reply_to: tuple[str, ...]
    return_path: str
    message_id: str
    proven: Proven
    headers: str
    text: str
    links: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


ReadMail = Callable[[bytes], PastedMail | None]
"""None for what is no mail."""


def signs_of(mail: PastedMail, *, from_ours: bool, name_ours: bool) -> tuple[str, ...]:
    """Codes of what does not fit. from_ours: the address in From is an official one. name_ours: the name beside it is, or looks like,
    ours."""
    found: list[str] = []
    home = organisation_of(mail.from_address.rpartition("@")[2])
    if name_ours and not from_ours:
        found.append("name_not_address")
    if any(organisation_of(one.rpartition("@")[2]) != home for one in mail.reply_to):
        found.append("answers_elsewhere")
    if mail.return_path and organisation_of(mail.return_path.rpartition("@")[2]) != home:
        found.append("returns_elsewhere")
    if mail.proven == "fail":
        found.append("not_vouched")
    if not mail.from_address:
        found.append("no_sender")
    return tuple(found)
