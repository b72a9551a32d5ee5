"""What a mail says where nobody looks: in fields of its head that are shown nowhere, before and behind its parts, in further views.

It is shown to nobody and kept nowhere but in the bytes of the mail, and so it is read for secrets before those are kept.
"""

from __future__ import annotations

import re

from truepenny.channels.email.reading.heads import Head
from truepenny.channels.email.reading.structure import Part
from truepenny.channels.email.reading.words import words
from truepenny.contracts.mail import RawMail

MOST = 128 * 1024
_LONGEST = 16 * 1024
_READ_ELSEWHERE = frozenset(("from", "to", "cc", "reply-to", "subject"))
_BY_MACHINES = re.compile(
    r"received|x-received|received-spf|(?:x-google-|x-[a-z]+-)?dkim-signature|domainkey-signature|arc-.*|authentication-results"
    r"|(?:resent-)?message-id|references|in-reply-to|(?:resent-)?date|mime-version|content-(?:type|transfer-encoding|language)"
    r"|return-path|delivered-to|x-gm-.*|x-google-.*|x-ms-exchange-.*|x-microsoft-.*|x-forefront-.*|x-mimecast-.*|list-.*|feedback-id"
)
_BOUNDARY = re.compile(rb"^--.*$", re.MULTILINE)


def words_aside(raw: RawMail, root: Part, views: list[str], faults: set[str]) -> str:
    """views: further versions of the words. Of more than MOST characters only those are given, with the fault aside_cut."""
    found = [*_fields(root.head), *_around(raw, root), *views]
    text = "\n".join(one for one in found if one)
    if len(text) > MOST:
        faults.add("aside_cut")
    return text[:MOST]


def _fields(head: Head) -> list[str]:
    return [
        words(value, set()) for name, value in head.fields if name not in _READ_ELSEWHERE and not _BY_MACHINES.fullmatch(name) and value
    ]


def _around(raw: RawMail, part: Part) -> list[str]:
    """Before the first part of each multipart, and behind its last one."""
    if not part.children:
        return []
    found = [_between(raw, part.start, part.children[0].whole), _between(raw, part.children[-1].end, part.end)]
    for child in part.children:
        found += _around(raw, child)
    return found


def _between(raw: RawMail, start: int, end: int) -> str:
    content = raw.slice(start, max(start, min(end, start + MOST + 1)))
    return _BOUNDARY.sub(b"", content).strip().decode("utf-8", "ignore")
