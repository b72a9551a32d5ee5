"""A foreign article's HTML as Markdown: headings, lists, tables, links, pictures, code, quotations, callouts. Nothing else survives.

In: HTML, and what becomes of its links and pictures. Out: Markdown without HTML, and what was left out, counted. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from truepenny.knowledge.help.formats.bundle import one_line
from truepenny.knowledge.help.formats.markdown_text import (
    EM,
    EM_END,
    GONE,
    GONE_END,
    STRONG,
    STRONG_END,
    clean,
    code_span,
    escape,
    escape_start,
    fence_for,
    set_emphasis,
    target,
)  # fmt: skip
from truepenny.platform.html_nesting import is_bounded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_HTML = 4 * 1024 * 1024
MOST_DEPTH = 60
Attributes = Mapping[str, str | None]
OnLink = Callable[[str, Attributes], str | None]
"""The href and all attributes of a link in, the address that it gets out; None: only its words stay."""
OnPicture = Callable[[str, Attributes], str | None]
"""The same for a picture's src; None: the picture is left out."""

_GONE_WORDS = (
    "script style template noscript object applet embed form input button select textarea canvas svg math map link meta head title"
    " frameset frame noframes dialog"
)
_GONE = frozenset(_GONE_WORDS.split())
_PLAYED = {"iframe": "Video", "video": "Video", "audio": "Sound"}
_BLOCK_WORDS = (
    "p div section article main header footer aside nav address center fieldset figure figcaption ul ol li dl dt dd table blockquote pre hr"
    " h1 h2 h3 h4 h5 h6 details summary body html"
)
_BLOCKS = frozenset(_BLOCK_WORDS.split())
_EMPHASIS = {"b": (STRONG, STRONG_END), "strong": (STRONG, STRONG_END), "i": (EM, EM_END), "em": (EM, EM_END)}
_EMPHASIS |= dict.fromkeys(("s", "del", "strike"), (GONE, GONE_END))
_CALLOUT = re.compile(r"(?:^|[\s_-])(?:callout|alert|admonition|notice|panel|infobox|note|warning|tip|caution|danger|important|hint|info)")
_KINDS = (("warning", re.compile("warn|danger|caution|important|error|critical")), ("tip", re.compile("tip|hint|success")))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CODE_LANGUAGE = re.compile(r"\blang(?:uage)?-([a-z0-9+#-]{1,20})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Converted:
    """dropped: what was left out, by kind, such as {"script": 1}."""

    markdown: str
    dropped: Mapping[str, int]


class TooMuchHtml(Exception):
    """It cannot be read in bounded time."""


@dataclass
class _Work:
    on_link: OnLink
    on_picture: OnPicture
    shift: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


def to_markdown(html: str, *, on_link: OnLink, on_picture: OnPicture) -> Converted:
    """Raises TooMuchHtml. Headings begin at the second level, since the title is the first."""
    if len(html) > MOST_HTML or not is_bounded(html):
        raise TooMuchHtml
    from selectolax.lexbor import LexborHTMLParser

    tree: LexborHTMLParser = LexborHTMLParser(f"<!doctype html><body>{html}")
    if tree.body is None:
        return Converted("", {})
    work = _Work(on_link, on_picture, shift=1 if tree.css_first("h1") is not None else 0)
    blocks = _blocks(tree.body, work, 0)
    return Converted("\n\n".join(blocks), dict(work.dropped))


# Blocks


def _blocks(parent: LexborNode, work: _Work, depth: int) -> list[str]:
    """The blocks in a node, each without an empty line around it; words beside blocks are paragraphs."""
    if depth > MOST_DEPTH:
        work.dropped["nesting"] += 1
        return _paragraph(escape(parent.text(deep=True, separator=" ")))
    made: list[str] = []
    line: list[str] = []
    for node in _children(parent):
        tag = node.tag or ""
        if tag in _BLOCKS or (tag not in _GONE and _holds_blocks(node)):
            made += _paragraph("".join(line))
            line = []
            made += _block(node, tag, work, depth + 1)
        else:
            line.append(_inline(node, work, depth + 1))
    return made + _paragraph("".join(line))


def _block(node: LexborNode, tag: str, work: _Work, depth: int) -> list[str]:
    if _is_hidden(node):
        work.dropped["hidden"] += 1
        return []
    match tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            words = one_line(set_emphasis(_words(node, work, depth)).replace("\\\n", " "))
            return [f"{'#' * min(6, int(tag[1]) + work.shift)} {words}"] if words else []
        case "ul" | "ol":
            return _list(node, tag, work, depth)
        case "table":
            return _table(node, work, depth)
        case "pre":
            return _code(node)
        case "hr":
            return ["---"]
        case "blockquote":
            inside = _blocks(node, work, depth)
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inside).split("\n"))] if inside else []
        case "dt" | "summary":
            return _paragraph(f"{STRONG}{_words(node, work, depth)}{STRONG_END}")
    inside = _blocks(node, work, depth)
    kind = _callout_kind(node) if tag in ("div", "section", "aside", "p") else None
    if kind is None or not inside or any(block.startswith(":::") for block in inside):
        return inside
    return ["\n\n".join([f"::: {kind}\n{inside[0]}", *inside[1:]]) + "\n:::"]


def _paragraph(line: str) -> list[str]:
    words = set_emphasis(re.sub(r" *\\\n *", "\\\n", re.sub(" +", " ", line))).strip(" ")
    words = re.sub(r"\A(?:\\\n)+|(?:\\\n)+\Z", "", words).strip(" ")
    return ["\n".join(map(escape_start, words.split("\n")))] if words.strip("\\\n ") or "\\\\" in words else []


def _list(node: LexborNode, tag: str, work: _Work, depth: int) -> list[str]:
    begin = node.attributes.get("start") or "1"
    number = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 7 else 1
    items: list[str] = []
    for item in _children(node):
        if item.tag == "-text":
            continue
        inside = _block(item, item.tag, work, depth + 1) if item.tag in ("ul", "ol") else _blocks(item, work, depth + 1)
        if not inside:
            continue
        mark = f"{number}. " if tag == "ol" else "- "
        number += 1
        tight = all(block.startswith(("- ", "1. ")) for block in inside[1:])
        body = ("\n" if tight else "\n\n").join(inside)
        items.append(mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), body))
    return [("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)] if items else []


def _table(node: LexborNode, work: _Work, depth: int) -> list[str]:
    """With a first row of headings, as Markdown wants it; a table of one column is no table."""
    rows: list[list[str]] = []
    before: list[str] = []
    for row in node.css("tr"):
        cells: list[str] = []
        for cell in _children(row):
            if cell.tag not in ("td", "th"):
                continue
            cells.append(_cell(cell, work, depth))
            span = cell.attributes.get("colspan") or "1"
            cells += [""] * (min(int(span), 20) - 1 if span.isascii() and span.isdigit() else 0)
            if (cell.attributes.get("rowspan") or "1") not in ("", "0", "1"):
                work.dropped["merged cells"] += 1
        if any(cells):
            rows.append(cells)
    caption = node.css_first("caption")
    if caption is not None:
        before = _paragraph(f"{STRONG}{_words(caption, work, depth)}{STRONG_END}")
    width = max(map(len, rows), default=0)
    if width < 2:
        return before + [block for cell in node.css("td, th") for block in _blocks(cell, work, depth + 1)]
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return [*before, "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]


def _cell(node: LexborNode, work: _Work, depth: int) -> str:
    words = set_emphasis(re.sub(" +", " ", _words(node, work, depth)), in_table=True)
    return one_line(words.replace("\\\n", " "))


def _code(node: LexborNode) -> list[str]:
    text = clean(node.text(deep=True)).replace("\r\n", "\n").strip("\n")
    if not text.strip():
        return []
    inner = node.css_first("code")
    classes = f"{node.attributes.get('class') or ''} {(inner.attributes.get('class') or '') if inner is not None else ''}"
    language = _CODE_LANGUAGE.search(classes)
    fence = fence_for(text)
    return [f"{fence}{language[1].lower() if language else ''}\n{text}\n{fence}"]


def _callout_kind(node: LexborNode) -> str | None:
    name = f"{node.attributes.get('class') or ''} {node.attributes.get('data-type') or ''}".lower().strip()
    if not name or not _CALLOUT.search(name):
        return None
    return next((kind for kind, sign in _KINDS if sign.search(name)), "note")


# Words in a line


def _words(node: LexborNode, work: _Work, depth: int) -> str:
    return "".join(_inline(child, work, depth + 1) for child in _children(node))


def _inline(node: LexborNode, work: _Work, depth: int) -> str:
    tag = node.tag or ""
    if tag == "-text":
        return escape(node.text_content or "")
    if tag in _GONE:
        work.dropped[tag] += 1
        return ""
    if tag.startswith(("-", "!")) or tag == "wbr":
        return ""
    if tag == "br":
        return "\\\n"
    if _is_hidden(node):
        work.dropped["hidden"] += 1
        return ""
    if depth > MOST_DEPTH:
        work.dropped["nesting"] += 1
        return escape(node.text(deep=True))
    if tag in _PLAYED:
        return _played(node, tag, work)
    if tag == "img":
        return _picture(node, work)
    if tag in ("code", "kbd", "samp", "tt"):
        return code_span(node.text(deep=True))
    words = _words(node, work, depth)
    if tag == "a":
        return _link(node, words, work)
    if tag in _EMPHASIS:
        begin, end = _EMPHASIS[tag]
        return f"{begin}{words}{end}"
    return f" {words} " if tag in _BLOCKS or tag in ("td", "th", "tr") else words


def _link(node: LexborNode, words: str, work: _Work) -> str:
    href = (node.attributes.get("href") or "").strip()
    address = work.on_link(href, node.attributes) if href else None
    if not words.strip() or address is None:
        if href and address is None and not href.startswith("#"):
            work.dropped["link"] += 1
        return words
    lead, trail = words[: len(words) - len(words.lstrip(" "))], words[len(words.rstrip(" ")) :]
    return f"{lead}[{words.strip(' ').replace(chr(92) + chr(10), ' ')}]({target(address)}){trail}"


def _picture(node: LexborNode, work: _Work) -> str:
    address = work.on_picture((node.attributes.get("src") or "").strip(), node.attributes)
    words = one_line(escape((node.attributes.get("alt") or "")[:300]))
    if address is None:
        work.dropped["picture"] += 1
        return words
    return f"![{words}]({target(address)})"


def _played(node: LexborNode, tag: str, work: _Work) -> str:
    """A film or sound is a link to where it lies."""
    work.dropped[tag] += 1
    inner = node.css_first("source")
    src = (node.attributes.get("src") or (inner.attributes.get("src") if inner is not None else "") or "").strip()
    address = work.on_link(src, node.attributes) if src else None
    title = one_line(escape(node.attributes.get("title") or _PLAYED[tag]))
    return f"[{title}]({target(address)})" if address is not None else ""


def _children(parent: LexborNode) -> list[LexborNode]:
    return list(parent.iter(include_text=True))


def _holds_blocks(node: LexborNode) -> bool:
    return (node.tag or "")[:1] != "-" and node.css_first(", ".join(sorted(_BLOCKS - {"body", "html"}))) is not None


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None
