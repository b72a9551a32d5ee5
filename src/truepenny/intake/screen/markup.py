"""Texts with markup, read as their reader would see them: without tags, with entities and escapes decoded. Hidden text counts.

In: a folded view. Out: further views of the same text, none when there is no markup. What stands inside tags (addresses, attributes) is
found in the first view, which has them still.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Iterator

from truepenny.intake.screen.view import Edges, View, fold, rewrite, view_of

_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|<!--|-->|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][0-9a-zA-Z]{1,31});|\\+(?:u[0-9a-fA-F]{4}|[nrt\"'/])"
)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
LONG = 4_000
AROUND = 800
"""Of a longer text only what stands within so many characters of markup is read anew: no secret has that much between two of its parts."""
_BETWEEN_LETTERS = re.compile(r"(?<=\w)<[/a-zA-Z][^<>]*>(?=[\w<])")


def without_markup(view: View) -> list[View]:
    """Views with a space for each tag; where a tag stands within a word, others with nothing for it."""
    text = view.text
    if not ("<" in text or "&" in text or "\\" in text) or not _MARKUP.search(text):
        return []
    parts = [view] if len(text) <= LONG else [_part(view, start, end) for start, end in _around(text)]
    return [read for part in parts for read in _read(part)]


def _around(text: str) -> Iterator[tuple[int, int]]:
    begin = end = -1
    for match in _MARKUP.finditer(text):
        if begin >= 0 and match.start() - AROUND > end:
            yield begin, end
            begin = -1
        if begin < 0:
            begin = max(0, match.start() - AROUND)
        end = min(len(text), match.end() + AROUND)
    yield begin, end


def _part(view: View, start: int, end: int) -> View:
    return view_of(view.text[start:end], (Edges(array("L", range(start, end)), array("L", range(start + 1, end + 1))), *view.steps))


def _read(view: View) -> Iterator[View]:
    yield _view(view, *rewrite(view.text, _MARKUP, _spaced))
    if "<" in view.text and _BETWEEN_LETTERS.search(view.text):
        yield _view(view, *rewrite(view.text, _MARKUP, _joined))


def _view(view: View, text: str, edges: Edges) -> View:
    return fold(text, (edges, *view.steps))


def _spaced(match: re.Match[str]) -> str:
    if match[0][:3].lower() == "<br":
        return "\n"
    return " " if match[0][0] in "<-" else _decoded(match[0])


def _joined(match: re.Match[str]) -> str:
    return "" if match[0][0] in "<-" else _decoded(match[0])


def _decoded(written: str) -> str:
    if written[0] == "&":
        return html.unescape(written)
    escaped = written.lstrip("\\")
    return chr(int(escaped[1:], base=16)) if len(escaped) > 1 else _ESCAPED.get(escaped, escaped)
