"""Whether a parser gets through a stranger's HTML in bounded time. Parsers walk over all open elements for many a tag: 100,000 <div>
in a row take one half a minute.

Reads tags as a browser's tokenizer does (WHATWG HTML, 13.2.5) and counts what is open. A doubt counts as open.
"""

from __future__ import annotations

import re

MOST_TAGS = 40_000
MOST_OPEN = 400
MOST_FORMATTING = 60
"""Open <font> and the like are opened again in each paragraph after them."""

_BEGINS = re.compile(r"</?[a-zA-Z]")
_GAP = r"[\t\n\f\r ]"
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?P<close>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)"
    rf"(?:[\t\n\f\r /]++|=?[^\t\n\f\r />=]++(?:{_GAP}*+={_GAP}*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\t\n\f\r >]*+))?|=)*+(?:>|\Z)"
    r"|<[!?/][^>]+>?",
    re.DOTALL,
)
_RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"))
_VOID = "area base br col embed hr img input link meta param source track wbr"
_CLOSED_BY_THE_NEXT = "html head body p li dd dt td th tr tbody thead tfoot colgroup"
_NOT_NESTED = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())
_FORMATTING = frozenset(("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))
_FOREIGN = re.compile(r"<(?:svg|math|select|frameset|plaintext)\b", re.IGNORECASE)
"""Within these other rules hold, so that a close may close nothing: none is counted then."""


def is_bounded(html: str) -> bool:
    """False: too many tags, or too many of them within one another."""
    tags = sum(1 for _ in _BEGINS.finditer(html))
    if tags > MOST_TAGS:
        return False
    if tags <= MOST_FORMATTING:
        return True
    trusted = _FOREIGN.search(html) is None
    open_now: dict[str, int] = {}
    depth = formatting = at = 0
    while (found := _TOKEN.search(html, at)) is not None:
        at = max(found.end(), found.start() + 1)
        name = found["name"] or ""
        name = name.lower() if name.isascii() else name
        if not name or name in _NOT_NESTED:
            continue
        step = 1
        if found["close"]:
            step = -1 if trusted and open_now.get(name) else 0
        elif trusted and name in _RAW:
            at = _after_raw(html, name, at)
            continue
        open_now[name] = open_now.get(name, 0) + step
        depth += step
        formatting += step if name in _FORMATTING else 0
        if depth > MOST_OPEN or formatting > MOST_FORMATTING:
            return False
    return True


def _after_raw(html: str, name: str, at: int) -> int:
    """Behind the words of an element in which nothing is a tag but its own end."""
    end = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE | re.ASCII).search(html, at)
    return len(html) if end is None else end.end()
