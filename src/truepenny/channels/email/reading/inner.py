"""A mail within the mail, in clear: where its bytes say something in base64 or another code, nobody would see a secret in them.

One that is in clear already stays as it is. Of any other: its head and words, decoded, as a text; and what it carries, as files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from truepenny.channels.email.reading import files
from truepenny.channels.email.reading.decoding import head_of
from truepenny.channels.email.reading.heads import read_head
from truepenny.channels.email.reading.words import words
from truepenny.contracts.mail import InboundMail, MailFile, RawMail

DEEPEST = 4
MOST_BYTES = 16 * 1024 * 1024
_CODED = re.compile(
    rb"^content-transfer-encoding[ \t]*:[ \t\r\n]*(?!7bit|8bit|binary)\S|^begin(?:-base64)? [0-7]{3,4} |=\?[^?\s]{1,80}\?[bq]\?",
    re.IGNORECASE | re.MULTILINE,
)
Read = Callable[[RawMail, int], InboundMail]
"""The bytes of a mail, and in how many others it stands."""


def opened(carried: list[MailFile], read: Read, depth: int) -> tuple[list[MailFile], list[str]]:
    """The same files, mails among them in clear; and the words of those mails that no file shows. A mail that would have to be opened, and
    is too large for that or stands in too many others, is of kind "unread"."""
    found: list[MailFile] = []
    aside: list[str] = []
    for file in carried:
        if file.kind != "message":
            found.append(file)
            continue
        content, more = head_of(file.pieces, MOST_BYTES)
        is_coded = more or _CODED.search(content) is not None
        if more or not is_coded or depth >= DEEPEST:
            found.append(replace(file, kind="unread") if is_coded else file)
            continue
        raw = RawMail(content)
        mail = read(raw, depth + 1)
        found.append(files.held(_shown(raw, mail).encode("utf-8", "replace"), file.name, file.media_type, "message"))
        found += [replace(one, content_id="") for one in mail.files]
        aside += [mail.html or "", mail.aside]
    return found, aside


def _shown(raw: RawMail, mail: InboundMail) -> str:
    head, _ = read_head(raw, 0, raw.size, set())
    fields = "".join(f"{name.title()}: {words(value, set())}\n" for name, value in head.fields)
    return f"{fields}\n{mail.text}\n"
