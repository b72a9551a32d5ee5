"""How deep a page is, before anything that builds a tree of it sees it: parsers of HTML take time with the square of the depth.

Real mail, even after a hundred answers, stays far below the limit.
"""

from __future__ import annotations

import re

MAX_DEPTH = 600
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})")
_ANY_TAG = re.compile(r"<[^<>]*>")
_NEVER_DEEP = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd",
    "tr", "td", "th", "tbody", "thead", "tfoot", "option", "html", "head", "body", "o:p",
})  # fmt: skip


def is_too_deep(html: str) -> bool:
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() in _NEVER_DEEP:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def without_tags(html: str) -> str:
    """The words of a page that is too deep to be read as one."""
    return "\n".join(line.strip() for line in _ANY_TAG.sub(" ", html).split("\n"))
