"""The words of formatted mail, readable without its formatting. HTML in, plain text out.

Left out is what no reader sees: styles, scripts, comments, display:none. Other tricks of hiding stay in, since the text is what is
searched and screened. Quotations become lines with "> " in front, so that they can be folded.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from truepenny.platform.html_nesting import is_bounded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST_NODES = 200_000
_MOST_TEXT = 2 * 1024 * 1024
_SKIPPED = frozenset({
    "head", "title", "style", "script", "template", "svg", "math", "object", "iframe", "noframes", "select", "audio", "video", "canvas",
    "map",
})  # fmt: skip
_BLOCKS = frozenset({
    "div", "p", "section", "article", "header", "footer", "main", "aside", "nav", "address", "center", "form", "fieldset", "figure",
    "figcaption", "dl", "dt", "dd", "ul", "ol", "li", "table", "tbody", "thead", "tfoot", "tr", "blockquote", "pre", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "details", "summary", "body", "html", "caption",
})  # fmt: skip
_SPACED = frozenset({
    "p", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dl",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f\xa0]+")
_FILLER = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2007\u2060-\u2064\ufeff]+")
_TAG = re.compile(r"<[^<>]*>")
_LINE_TAG = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_MORE_LINES = re.compile(r"(\n(?:> ?)*){3,}")


def html_to_text(html: str, faults: set[str]) -> str:
    """Lines of it, without blanks at the ends. Fault "cut" when there is more than can be read in bounded time, "too_deep" when a parser
    would not come to its end: then the words are there without any order of their own."""
    if not is_bounded(html):
        faults.add("too_deep")
        return _without_tags(html)
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(html).root
    if root is None:
        return ""
    writer = _Writer()
    _walk(root, writer, faults)
    return writer.text()


def _without_tags(html: str) -> str:
    text = unescape(_TAG.sub(" ", _LINE_TAG.sub("\n", _BLANK.sub(" ", html[:_MOST_TEXT]))))
    lines = (_BLANK.sub(" ", _FILLER.sub("", line)).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


class _Writer:
    """Lines with the marks of quotations before them; blank lines between paragraphs, never more than one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.space = self.gap = False
        self.quotes = self.pre = self.size = 0
        self.marked = False

    def put(self, text: str) -> None:
        """Running text: blanks are one blank."""
        if self.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.raw(first)
            for more in rest:
                self.end_line(forced=True)
                self.raw(more)
            return
        text = _FILLER.sub("", text) if not text.isascii() else text
        stripped = _BLANK.sub(" ", text)
        if stripped.startswith(" ") and self.line:
            self.space = True
        stripped = stripped.strip(" ")
        if stripped:
            self.raw((" " if self.space else "") + stripped)
            self.space = text[-1:] in " \t\r\n\xa0"

    def raw(self, text: str) -> None:
        if not text:
            return
        if self.gap and not self.line:
            self.blank()
        self.gap = self.marked = False
        self.line.append(text)
        self.size += len(text)

    def blank(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append("> " * min(self.quotes, self.depth_before()))

    def depth_before(self) -> int:
        return self.lines[-1].count("> ", 0, 40) if self.lines and self.lines[-1].startswith("> ") else 0

    def end_line(self, *, forced: bool = False) -> None:
        if self.marked and not forced:
            return  # the words of the item follow in a block of their own
        if self.line or forced:
            self.lines.append("> " * min(self.quotes, 20) + "".join(self.line))
        self.line, self.marked, self.space = [], False, False

    def mark(self, text: str) -> None:
        """The sign before an item of a list; it takes the place of one that stands there without words."""
        if self.marked:
            self.line.clear()
        self.raw(text)
        self.marked = True

    def block(self, *, spaced: bool) -> None:
        self.end_line()
        self.gap = self.gap or spaced

    def text(self) -> str:
        self.end_line()
        lines = "\n".join(line.rstrip() for line in self.lines)
        return _MORE_LINES.sub(r"\n\1", lines).strip("\n")


def _walk(root: LexborNode, writer: _Writer, faults: set[str]) -> None:
    """Depth first without calling itself: (node, what closes it). Mail is as deep as its sender likes."""
    lists: list[int | None] = []
    todo: list[tuple[LexborNode, int]] = [(root, 0)]
    links: list[tuple[str, int, int]] = []
    seen = 0
    while todo:
        node, state = todo.pop()
        if state:
            _leave(node, writer, lists, links)
            continue
        if node.next is not None and node is not root:
            todo.append((node.next, 0))
        seen += 1
        if seen > MOST_NODES or writer.size > _MOST_TEXT:
            faults.add("cut")
            break
        tag = node.tag
        if tag == "-text":
            writer.put(node.text_content or "")
        elif tag is None or (tag.startswith("-") and tag != "-document") or tag in _SKIPPED or _is_hidden(node):
            continue
        else:
            todo.append((node, 1))
            _enter(node, tag, writer, lists, links)
            if node.child is not None:
                todo.append((node.child, 0))


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _enter(node: LexborNode, tag: str, writer: _Writer, lists: list[int | None], links: list[tuple[str, int, int]]) -> None:
    if tag in _BLOCKS:
        writer.block(spaced=tag in _SPACED and not (tag in {"ul", "ol", "table"} and lists))
    if tag == "br":
        writer.end_line(forced=True)
    elif tag == "hr":
        writer.raw("-" * 10)
        writer.end_line()
    elif tag == "blockquote":
        writer.quotes += 1
    elif tag == "pre":
        writer.pre += 1
    elif tag in {"ul", "ol"}:
        lists.append(0 if tag == "ol" else None)
    elif tag == "li":
        if lists and lists[-1] is not None:
            lists[-1] += 1
        number = lists[-1] if lists else None
        writer.mark("  " * min(max(len(lists) - 1, 0), 10) + (f"{number}. " if number is not None else "- "))
    elif tag in {"td", "th"}:
        if writer.line:
            writer.raw("  ")
    elif tag == "img":
        writer.put((node.attributes.get("alt") or "")[:200])
    elif tag == "a":
        links.append(((node.attributes.get("href") or "").strip(), len(writer.lines), len(writer.line)))


def _leave(node: LexborNode, writer: _Writer, lists: list[int | None], links: list[tuple[str, int, int]]) -> None:
    tag = node.tag or ""
    if tag == "a" and links:
        _link(writer, *links.pop())
    if tag == "li" and writer.marked:  # an item without words
        writer.line.clear()
        writer.marked = False
    if tag in _BLOCKS:
        writer.block(spaced=tag in _SPACED and not (tag in {"ul", "ol", "table"} and len(lists) > 1))
    if tag == "blockquote":
        writer.quotes -= 1
    elif tag == "pre":
        writer.pre -= 1
    elif tag in {"ul", "ol"} and lists:
        lists.pop()


def _link(writer: _Writer, target: str, lines: int, words: int) -> None:
    """The address behind the words, where it says more than they do."""
    if not target.lower().startswith(("http://", "https://", "mailto:", "ftp://", "tel:")):
        return
    target = _BLANK.sub("", target)[:2000]
    shown = "".join(writer.line[words:]) if len(writer.lines) == lines else "\n"
    if not shown or (shown == "\n" and not writer.line):
        return
    if _bare(shown) not in {_bare(target), _bare(target.partition("?")[0]) if target.lower().startswith("mailto:") else _bare(target)}:
        writer.raw(f" ({target})")


def _bare(link: str) -> str:
    link = link.strip().lower()
    for start in ("https://", "http://", "mailto:", "tel:", "ftp://"):
        link = link.removeprefix(start)
    return link.removeprefix("www.").rstrip("/")
