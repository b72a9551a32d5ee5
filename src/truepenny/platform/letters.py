"""Which plain Latin letter people read in one that is dressed up: of small height, with a hook or stroke, in a box. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BY_NAME = re.compile(
    r"(?:LATIN (?:LETTER SMALL CAPITAL|(?:SMALL|CAPITAL) LETTER)(?: REVERSED| TURNED| OPEN| SCRIPT| DOTLESS)?"
    r"|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])(?: WITH .+)?"
)
_READ_AS = {"ŋ": "n", "π": "n", "ω": "w", "ʍ": "m", "ꞓ": "e", "ə": "e", "®": "r"}
"""Letters of which the names of characters say nothing, and hurried readers do not ask."""


@lru_cache(maxsize=1024)
def plain_letter(char: str) -> str:
    """Small; the character itself where it is nothing of the kind."""
    if char.isascii() or char in _READ_AS:
        return _READ_AS.get(char, char)
    named = _BY_NAME.fullmatch(unicodedata.name(char, ""))
    return named[1].lower() if named else char


def without_marks(text: str) -> str:
    """Without the marks that firms put behind their names."""
    return re.sub(r"[™℠®©]", "", text)
