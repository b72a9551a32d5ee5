"""Office files: every word in every part, in the order of the page, and tables also downwards. Pictures and files inside are looked into.

In: the parts of the archive, unpacked within limits by archive.py. XML is parsed without entities and without fetching anything.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from truepenny.intake.files.reading.look import Look
from truepenny.intake.files.reading.order import columns, named_in

_INLINE = {
    "t", "r", "rPr", "delText", "ins", "del", "moveTo", "moveFrom", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple",
    "proofErr", "bookmarkStart", "bookmarkEnd", "noBreakHyphen", "softHyphen", "span", "b", "i", "u", "font",
}  # fmt: skip
"""What may stand in the middle of a word."""
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "p": "", "line-break": "\n"}
_LONGEST_PLAIN = 11
"""Attributes up to here are measures, colours and numbers."""
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_CELLS = 400_000
_MOST_ROOM = 4_000_000
_NO_WORDS = (".odttf", ".fntdata", ".ttf", ".otf")
_PRINTER = re.compile(r"printersettings\d*\.bin$")


def has_no_words(name: str) -> bool:
    """Parts that are never words: fonts, and what a printer was told."""
    return name.lower().endswith(_NO_WORDS) or _PRINTER.search(name.lower()) is not None


def read_parts(look: Look, parts: Mapping[str, bytes]) -> None:
    """The XML parts of one office file, by name. The strings of a book are read by themselves last: its sheets say what they are."""
    strings = next((name for name in parts if "sharedstrings" in name.lower()), "")
    shared = _parse(look, parts[strings]) if strings else None
    for name, content in parts.items():
        page = None if name == strings else _parse(look, content)
        if page is None:
            continue
        if page.too_many:
            look.miss("too_much")
        rows = _rows(page.cells, shared.shared if shared else [])
        look.named.update(named_in(rows))
        for text in (*page.texts(), "\n".join("\t".join(row) for row in rows), *columns(rows)):
            look.take(text)
    for text in shared.texts() if shared else ():
        look.take(text)


def _parse(look: Look, content: bytes) -> _Page | None:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import XMLParser

    page = _Page()
    parser = XMLParser(target=page, forbid_dtd=True)
    file: BinaryIO = io.BytesIO(content)
    try:
        while piece := file.read(256 * 1024):
            parser.feed(piece)
        parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        look.miss("broken")
        return None
    return page


class _Page:
    """Takes the parser's events for one part. cells: of a sheet, place to (kind, value)."""

    def __init__(self) -> None:
        self.shared: list[str] = []
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.too_many = False
        self._out: list[str] = []
        self._attributes: list[str] = []
        self._tables: list[list[list[int | str]]] = []
        self._grids: list[list[list[str]]] = []
        self._string: int | None = None
        self._cell: tuple[int, int] | None = None
        self._kind = ""
        self._value: list[str] | None = None

    def texts(self) -> Iterator[str]:
        yield "".join(self._out)
        yield "\n".join(self._attributes)
        for grid in self._grids:
            yield from columns(grid)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local = tag.rpartition("}")[2]
        self._attributes += [value for value in attributes.values() if len(value) > _LONGEST_PLAIN and "://schemas." not in value]
        match local:
            case "br" | "cr" | "tab":
                self._out.append(_BREAKS[local])
            case "tbl":
                self._tables.append([])
            case "tr" if self._tables:
                self._tables[-1].append([])
            case "tc" if self._tables and self._tables[-1]:
                self._tables[-1][-1].append(len(self._out))
            case "si" | "is":
                self._string = len(self._out)
            case "c":
                self._cell, self._kind = _place(attributes.get("r", "")), attributes.get("t", "n")
            case "v" if self._cell:
                self._value = []

    def data(self, words: str) -> None:
        if self._value is not None:
            self._value.append(words)
        elif words.strip() or "\n" not in words:
            self._out.append(words)

    def end(self, tag: str) -> None:
        local = tag.rpartition("}")[2]
        match local:
            case "tbl" if self._tables:
                self._grids.append([[str(cell) for cell in row] for row in self._tables.pop()])
            case "tc" if self._tables and self._tables[-1] and self._tables[-1][-1]:
                begun = self._tables[-1][-1][-1]
                if isinstance(begun, int):
                    self._tables[-1][-1][-1] = "".join(self._out[begun:]).strip()
            case "si" | "is" if self._string is not None:
                self._keep_string("".join(self._out[self._string :]), shared=local == "si")
                self._string = None
            case "v" if self._value is not None:
                self._keep_cell(self._kind, "".join(self._value))
                self._value = None
            case "c":
                self._cell = None
        if local not in _INLINE and self._out and not self._out[-1].endswith("\n"):
            self._out.append("\n")

    def close(self) -> None:
        """The parser asks for it."""

    def _keep_string(self, words: str, *, shared: bool) -> None:
        if shared:
            self.shared.append(words)
        else:
            self._keep_cell("str", words)

    def _keep_cell(self, kind: str, value: str) -> None:
        if self._cell is None:
            return
        if len(self.cells) >= _MOST_CELLS:
            self.too_many = True
        else:
            self.cells[self._cell] = (kind, value)


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column of "B7", from 0."""
    found = _CELL.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _rows(cells: Mapping[tuple[int, int], tuple[str, str]], shared: list[str]) -> list[list[str]]:
    """The rows and columns that hold something, without the empty ones; of a sheet that is wide and nearly empty, the rows alone."""
    used = {column: n for n, column in enumerate(sorted({column for _, column in cells}))}
    wide = len(used) * len({row for row, _ in cells}) > _MOST_ROOM
    rows: dict[int, list[str]] = {}
    for (row, column), (kind, value) in sorted(cells.items()):
        if kind == "s":
            value = shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
        line = rows.setdefault(row, [] if wide else [""] * len(used))
        if wide:
            line.append(value.strip())
        else:
            line[used[column]] = value.strip()
    return list(rows.values())
