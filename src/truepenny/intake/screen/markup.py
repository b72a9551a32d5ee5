"""Texts with markup, read as their reader would see them: without tags, with entities and escapes decoded. Hidden text counts.

In: a folded view. Out: further views of the same text, none when there is no markup. What stands inside tags (addresses, attributes) is
found in the first view, which has them still.
"""

from __future__ import annotations

import html
import re

from truepenny.intake.screen.view import Edges, View, fold, rewrite

_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|<!--|-->|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][0-9a-zA-Z]{1,31});|\\+(?:u[0-9a-fA-F]{4}|[nrt\"'/])"
)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_BETWEEN_LETTERS = re.compile(r"(?<=\w)<[/a-zA-Z][^<>]*>(?=[\w<])")


def without_markup(view: View) -> list[View]:
    """One view with a space for each tag; where a tag stands within a word, another with nothing for it."""
    text = view.text
    if not ("<" in text or "&" in text or "\\" in text) or not _MARKUP.search(text):
        return []
    views = [_view(view, *rewrite(text, _MARKUP, _spaced))]
    if "<" in text and _BETWEEN_LETTERS.search(text):
        views.append(_view(view, *rewrite(text, _MARKUP, _joined)))
    return views


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
