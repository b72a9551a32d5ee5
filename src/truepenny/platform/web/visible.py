"""Words of people, made safe to look at: characters that reorder or hide text are shown by their number instead of acting.

Line breaks and tabs stay. The joiners stay where they belong (inside emoji, between letters of scripts that need them).
The same rule for the browser is surfaces/assets/visible.js.
"""

from __future__ import annotations

import re
import unicodedata

_TRICKS = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    """The text as it may be shown: each trick becomes ‹U+202E›, CRLF becomes a plain line break."""
    if text.isascii() and text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _TRICKS.sub(lambda found: _shown(plain, found), plain)


def xml_words(text: str) -> str:
    """The same without the characters that XML 1.0 (section 2.2) has no way to write; all blanks between words stay."""
    return _NOT_XML.sub("", visible(text))


def _shown(text: str, found: re.Match[str]) -> str:
    char, at = found[0], found.start()
    if char in _JOINERS and 0 < at < len(text) - 1 and _joins(text[at - 1]) and _joins(text[at + 1]):
        return char
    return f"‹U+{ord(char):04X}›"


def _joins(char: str) -> bool:
    """Letters without case (Arabic, Indic), marks, and emoji may be joined; Latin letters and Han may not."""
    kind = unicodedata.category(char)
    if "\u2e80" <= char <= "\u9fff":
        return False
    return kind in ("Lo", "Mn", "Mc", "So", "Sk") or char == "\ufe0f"
