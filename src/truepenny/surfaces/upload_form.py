"""A multipart form with files in one field, read as it comes in: pieces go on as they arrive, nothing is collected.

In: the pieces of a request body. Out: FileBegins, FilePiece, Field. Refuses what is not such a form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from truepenny.contracts.errors import Refused

_LONGEST_FIELD = 200
_MAX_HEADER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class FileBegins:
    """name: as the sender wrote it, to be cleaned."""

    name: str


@dataclass(frozen=True, slots=True)
class FilePiece:
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str


Found = FileBegins | FilePiece | Field


class UploadForm:
    """content_type: the request's header. file: the field of files, and no other; other parts are fields of at most longest_field bytes."""

    def __init__(self, content_type: str, *, file: str = "file", longest_field: int = _LONGEST_FIELD) -> None:
        self._file = file
        self._longest_field = longest_field
        kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
            raise Refused(415, "not_a_form", "A file has to be sent as a form.", "Send it as multipart/form-data with a part named file.")
        self._found: list[Found] = []
        self._header = b""
        self._value = b""
        self._part = ""
        self._disposition = b""
        self.complete = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._finish,
            },
        )

    def feed(self, piece: bytes) -> Iterator[Found]:
        """What became clear with this piece. Raises Refused."""
        try:
            self._parser.write(piece)
        except FormParserError as wrong:
            raise unreadable() from wrong
        found, self._found = self._found, []
        yield from found

    def _begin(self) -> None:
        self._header = self._value = self._disposition = b""
        self._part = ""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._bounded(self._header)

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._bounded(self._value)

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._part = options.get(b"name", b"").decode("utf-8", "replace")
        name = options.get(b"filename")
        if (self._part == self._file) != (name is not None):
            raise unreadable()
        if name is not None:
            self._found.append(FileBegins(name.decode("utf-8", "replace").replace("%22", '"')))
        self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part == self._file:
            self._found.append(FilePiece(bytes(data[start:end])))
            return
        self._value += data[start:end]
        if len(self._value) > self._longest_field:
            raise unreadable()

    def _end(self) -> None:
        if self._part != self._file:
            self._found.append(Field(self._part, self._value.decode("utf-8", "replace")))

    def _finish(self) -> None:
        self.complete = True

    def _bounded(self, header: bytes) -> None:
        if len(header) > _MAX_HEADER_BYTES:
            raise unreadable()


def unreadable() -> Refused:
    return Refused(
        400,
        "bad_form",
        "We could not read this upload.",
        "Choose the file again. A form with one part named file, and a ticket if you like, is what works.",
    )
