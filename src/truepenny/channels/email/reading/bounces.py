"""Reports on deliveries of ours in the form of RFC 3464. Parts in, one Bounced for each recipient that was not reached out.

Reports of success (delivered, relayed, expanded) name nobody. Older forms are read in old_bounces.
"""

from __future__ import annotations

import re

from truepenny.channels.email.reading.addresses import read_addresses
from truepenny.channels.email.reading.decoding import head_of, pieces_of
from truepenny.channels.email.reading.heads import Head, read_head
from truepenny.channels.email.reading.ids import message_id_of
from truepenny.channels.email.reading.structure import Part
from truepenny.channels.email.reading.words import words
from truepenny.contracts.mail import Bounced, RawMail

MOST = 100
_MOST_BYTES = 256 * 1024
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_TYPE = re.compile(rb"\s*[A-Za-z0-9-]+\s*;\s*")
_WORDS = 300


def read_report(raw: RawMail, reports: list[Part], messages: list[Part]) -> tuple[Bounced, ...]:
    """reports, messages: the parts for programs, and the mails within the mail."""
    statuses = [part for part in reports if part.media == "message/delivery-status"]
    if not statuses:
        return ()
    message_id = original_id(raw, reports, messages)
    found: list[Bounced] = []
    for part in statuses[:10]:
        for group in _groups(raw, part):
            bounced = _bounced(group, message_id)
            if bounced is not None and len(found) < MOST:
                found.append(bounced)
    return tuple(found)


def original_id(raw: RawMail, reports: list[Part], messages: list[Part]) -> str:
    """Message-ID of the mail that the report is about, "" where it does not come along."""
    for part in [*messages, *(part for part in reports if part.media == "text/rfc822-headers")]:
        head, _ = read_head(_copied(raw, part), 0, _MOST_BYTES, set())
        if found := message_id_of(head, set()):
            return found
    return ""


def _copied(raw: RawMail, part: Part) -> RawMail:
    content, _ = head_of(lambda: pieces_of(raw, part.start, part.end, part.encoding), _MOST_BYTES)
    return RawMail(content.lstrip(b"\r\n"))


def _groups(raw: RawMail, part: Part) -> list[Head]:
    """The groups of fields, those about the whole mail first."""
    content = _copied(raw, part)
    found: list[Head] = []
    at = 0
    while at < content.size and len(found) <= MOST * 2:
        before = at
        head, at = read_head(content, at, content.size, set())
        if head.fields:
            found.append(head)
        if at <= before:
            line = content.find(b"\n", before)
            at = line + 1 if line >= 0 else content.size
    return found


def _bounced(group: Head, message_id: str) -> Bounced | None:
    recipient = _recipient(group)
    action, status_field = group.word("action").split(" ")[0].rstrip(";"), words(group.first("status"), set())
    if not recipient and not action:
        return None
    if action in {"delivered", "relayed", "expanded"}:
        return None
    said = words(_TYPE.sub(b"", group.first("diagnostic-code"), count=1), set())
    match = _STATUS.search(status_field) or _STATUS.search(said)
    status = match[1] if match else ""
    final = action == "failed" or (action != "delayed" and not status.startswith("4"))
    return Bounced(message_id, recipient, status, final, said[:_WORDS])


def _recipient(group: Head) -> str:
    """The address that we wrote to, where the report still knows it; else the one that failed in the end."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = group.first(name)
        found = read_addresses([_TYPE.sub(b"", value, count=1)], set()) if value else ()
        if found:
            return found[0].address
    return ""
