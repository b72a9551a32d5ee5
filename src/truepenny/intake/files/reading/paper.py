"""PDF: the text of its pages, every string of every object (fields, notes, links, titles, the document's own description), its pictures,
and the files attached to it. What has neither text nor pictures, or text in an alphabet of its own, counts as not read.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from truepenny.intake.files.reading.archive import ReadPart
from truepenny.intake.files.reading.look import Look, TooMuch
from truepenny.intake.files.reading.pictures import look_at

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import PdfObject

MAX_PAGES = 1_000
_MAX_OBJECTS = 200_000
_SMALLEST_PICTURE = 24
"""Pixels of the shorter side: lines, dots and shadows are smaller."""
_GARBLED = 0.15


def read_paper(look: Look, file: BinaryIO, *, read_part: ReadPart) -> None:
    """Raises TooMuch."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            look.miss("locked")
            return
        _read(look, reader, read_part)
    except LimitReachedError:
        raise TooMuch from None
    except (FileNotDecryptedError, DependencyError):
        look.miss("locked")
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, EOFError, RecursionError, ArithmeticError,
            AssertionError, NotImplementedError, UnicodeError):  # fmt: skip
        look.miss("broken")  # what pypdf is known to raise for files that are not what they claim


def _read(look: Look, reader: PdfReader, read_part: ReadPart) -> None:
    if len(reader.pages) > MAX_PAGES:
        raise TooMuch
    letters = 0
    for page in reader.pages:
        look.check_time()
        written = page.extract_text()
        text = written.replace("\0", "")  # some fonts tell each letter in two halves
        letters += len(text.split())
        if _is_garbled(text) or (written.strip() and not text.strip()):
            look.miss("broken")
        look.take(text)
    pictures = _read_objects(look, reader)
    for files in reader.attachments.values():
        for content in files:
            look.spend(len(content), of_part=len(content))
            read_part(look, content)
    if not letters and not pictures:
        look.miss("broken")


def _read_objects(look: Look, reader: PdfReader) -> int:
    """How many pictures there were."""
    from pypdf.generic import StreamObject

    pictures = 0
    strings: list[str] = []
    for found in _objects(reader):
        strings += _strings(found)
        if isinstance(found, StreamObject):
            subtype = found.get("/Subtype")
            if subtype == "/Image":
                pictures += 1
                _read_picture(look, found)
            elif subtype == "/XML":
                strings.append(found.get_data().decode("utf-8", "replace"))
    look.take("\n".join(strings))
    return pictures


def _objects(reader: PdfReader) -> Iterator[PdfObject]:
    """All objects of the file, also those that nothing points to any more."""
    from pypdf.generic import IndirectObject

    places = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers}
    places |= {(number, 0) for number in reader.xref_objStm}
    if len(places) > _MAX_OBJECTS:
        raise TooMuch
    for number, generation in sorted(places):
        found = reader.get_object(IndirectObject(number, generation, reader))
        if found is not None:
            yield found
    yield reader.trailer


def _strings(found: PdfObject) -> Iterator[str]:
    """The text strings in an object, but not in those that it points to."""
    from pypdf.generic import ArrayObject, DictionaryObject, TextStringObject

    left: list[object] = [found]
    while left:
        one = left.pop()
        if isinstance(one, TextStringObject):
            yield str(one)
        elif isinstance(one, DictionaryObject):
            left += dict.values(one)
        elif isinstance(one, ArrayObject):
            left += list.__iter__(one)


def _read_picture(look: Look, found: object) -> None:
    from pypdf.errors import PyPdfError
    from pypdf.generic import StreamObject

    assert isinstance(found, StreamObject)
    if min(int(found.get("/Width", 0)), int(found.get("/Height", 0))) < _SMALLEST_PICTURE:
        return
    try:
        picture = found.decode_as_image()
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, NotImplementedError, SyntaxError):
        look.miss("part")
        return
    if picture is None:
        look.miss("part")
    else:
        look_at(look, picture)


def _is_garbled(text: str) -> bool:
    """Whether the letters come out as numbers of glyphs: a font that says what it draws, but not what it means."""
    odd = sum(unicodedata.category(letter) in ("Cc", "Co", "Cn", "Cs") or letter == "\ufffd" for letter in text if not letter.isspace())
    return odd > _GARBLED * max(20, len(text))
