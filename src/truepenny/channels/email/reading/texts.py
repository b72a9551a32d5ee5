"""The words of a mail put together from its blocks: plain text for people and programs, and the formatted version as it was sent."""

from __future__ import annotations

import html as escaping
import re

from truepenny.channels.email.reading.bodies import Block
from truepenny.channels.email.reading.html_words import html_to_text

_SHORT = 800
_NO_HTML = re.compile(
    r"(?:not|n't|cannot|unable to)\s[^.]{0,60}?(?:support|display|show|view|read|render)[^.]{0,60}html"
    r"|html[^.。]{0,40}(?:not supported|compatible|capable|enabled|viewer|无法|不能|不支持)"
    r"|(?:view|read|open)[^.]{0,40}(?:mail|message|newsletter)[^.]{0,30}(?:browser|online|html)"
    r"|(?:不支持|无法(?:显示|查看|阅读)|不能(?:显示|查看)|请使用(?:支持)?)[^。]{0,20}html|(?:在|用)[^。]{0,6}浏览器[^。]{0,8}(?:查看|打开|阅读)",
    re.IGNORECASE,
)
_LOOKS_LIKE_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<body[\s>])", re.IGNORECASE)
_LETTERS = re.compile(r"(?:https?://|mailto:)[^\s)>]+|\W+")
_COMPARED = 2000


def put_together(blocks: list[Block], faults: set[str]) -> tuple[str, str | None]:
    """Text, and HTML where any block has one; blocks without HTML are put into it as they are."""
    texts: list[str] = []
    pages: list[str] = []
    formatted = False
    for block, from_html in _twins_joined(blocks, faults):
        plain, page = "\n".join(block.plain), "\n".join(block.html)
        if not page and _LOOKS_LIKE_HTML.match(plain):
            plain, page = "", plain
            faults.add("type_broken")
        if page:
            formatted = True
            if from_html is None and not _is_words(plain):
                from_html = html_to_text(page, faults)
            if from_html and not _is_words(plain):
                plain = from_html
        texts.append(_trimmed(plain))
        pages.append(page or f"<pre>{escaping.escape(plain)}</pre>")
    text = "\n\n".join(found for found in texts if found)
    return text, "\n".join(pages) if formatted else None


def _is_words(plain: str) -> bool:
    """Whether a plain version says anything but that there is another version."""
    stripped = plain.strip("\n\r\t \xa0\u200b\ufeff")
    return bool(stripped) and not (len(stripped) < _SHORT and _NO_HTML.search(stripped) is not None)


def _twins_joined(blocks: list[Block], faults: set[str]) -> list[tuple[Block, str | None]]:
    """Blocks, those that say the same in two versions joined, with the words of the HTML where they were looked at."""
    found: list[tuple[Block, str | None]] = []
    for block in blocks:
        before = found[-1][0] if found else None
        if (
            before is not None
            and not before.twins
            and not block.twins
            and before.plain
            and block.html
            and not before.html
            and not block.plain
        ):
            words = html_to_text("\n".join(block.html), faults)
            one, other = _letters("\n".join(before.plain)), _letters(words)
            if not one or one[:_COMPARED].startswith(other[:_COMPARED]) or other[:_COMPARED].startswith(one[:_COMPARED]):
                found[-1] = (Block(before.plain, block.html, twins=True), words)
            else:
                found.append((block, words))
        else:
            found.append((block, None))
    return found


def _letters(text: str) -> str:
    return _LETTERS.sub("", text[: _COMPARED * 4]).lower()


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() if line != "-- " else line for line in text.split("\n")).strip("\n")
