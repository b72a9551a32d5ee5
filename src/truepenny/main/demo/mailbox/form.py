"""The form in which a mail is written. In: a request's body. Out: its fields and files, or a reason why not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from truepenny.main.demo.mailbox.reading import Attached
from truepenny.surfaces.upload_form import Field, FileBegins, FilePiece, UploadForm

MAX_BYTES = 10 * 1024 * 1024
_LONGEST = 100_000


class TooLarge(Exception):
    """More than MAX_BYTES."""


@dataclass(slots=True)
class MailForm:
    fields: dict[str, str] = field(default_factory=dict)
    files: list[Attached] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.fields.get(name, "").replace("\r\n", "\n").strip()


async def read_mail_form(content_type: str, receive: Callable[[], Awaitable[MutableMapping[str, Any]]]) -> MailForm:
    """Raises Refused for what is no form, TooLarge."""
    form, found, size = UploadForm(content_type, longest_field=_LONGEST), MailForm(), 0
    opened: list[tuple[str, bytearray]] = []
    while True:
        message = await receive()
        body = message.get("body", b"")
        size += len(body)
        if size > MAX_BYTES:
            raise TooLarge
        for piece in form.feed(body):
            match piece:
                case FileBegins(name):
                    opened.append((name, bytearray()))
                case FilePiece(content):
                    opened[-1][1].extend(content)
                case Field(name, value):
                    found.fields[name] = value
        if not message.get("more_body"):
            break
    found.files = [Attached(name, type_of(name), bytes(content)) for name, content in opened if name]
    return found


def type_of(name: str) -> str:
    """What a mail program says that a file of this name is."""
    from mimetypes import guess_type

    return guess_type(name)[0] or "application/octet-stream"
