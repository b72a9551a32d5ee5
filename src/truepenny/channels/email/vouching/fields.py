"""The header of a mail as bytes: its fields in order, and whether two readers could see two different headers in it.

What is not sound is never vouched for: a forger's best tool is a header that the checker and the reader take apart differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from truepenny.contracts.mail import RawMail

MAX_HEADER = 1024 * 1024
_MAX_FIELDS = 2000
_END = re.compile(rb"(?:\A|\r?\n)\r?\n")
_FIELD = re.compile(rb"([!-9;-~]+):")
_MBOX = re.compile(rb"From [^ :]")
_ODD = re.compile(rb"\r(?!\n)|[\0\x0b\x0c\x1c-\x1e]")
"""A line ends with LF or CRLF. Readers that also end it at one of these would see fields that nobody signed."""


@dataclass(frozen=True, slots=True)
class Field:
    """name: lower case. value: all behind the colon, lines ending with CRLF, the last one too. written: the name as it stands there."""

    name: str
    value: bytes
    written: bytes

    @property
    def line(self) -> str:
        """The value on one line."""
        return self.value.replace(b"\r\n", b"").decode("utf-8", "replace").strip()


@dataclass(frozen=True, slots=True)
class Head:
    """sound: False when it is too long or can be read in two ways. body: where the body begins."""

    fields: tuple[Field, ...]
    body: int
    sound: bool

    def count(self, name: str) -> int:
        return sum(field.name == name for field in self.fields)


def read_head(raw: RawMail) -> Head:
    end = _END.search(raw.view, 0, MAX_HEADER)
    if end is None and raw.size > MAX_HEADER:
        return Head((), raw.size, sound=False)
    body = raw.size if end is None else end.end()
    block = raw.slice(0, raw.size if end is None else end.start())
    fields: list[tuple[bytes, list[bytes]]] = []
    sound = _ODD.search(block) is None
    for number, line in enumerate(block.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")):
        named = _FIELD.match(line)
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(line)
        elif named is not None:
            fields.append((named.group(1), [line[named.end() :]]))
        elif not (number == 0 and _MBOX.match(line)):
            sound = False
    if len(fields) > _MAX_FIELDS:
        return Head((), body, sound=False)
    made = tuple(Field(name.decode("ascii").lower(), b"\r\n".join(lines) + b"\r\n", name) for name, lines in fields)
    return Head(made, body, sound)
