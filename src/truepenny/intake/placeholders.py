"""What stands in a stored text where a secret was. In: what was removed, and a language. Out: the words for it.

Like live_rules.py it goes to the process that reads files: nothing here knows of the database.
"""

from __future__ import annotations

import re

from truepenny.contracts.secrets import Removed
from truepenny.knowledge.secret_words import kind_name, size_words

_REMOVED = {"en": "[removed: {kind}, {size}]", "zh": "[已移除：{kind}，{size}]"}
_ASKED = {"en": "[being checked: 64 characters]", "zh": "[待您确认：64 个字符]"}
PLACEHOLDER = re.compile(
    r"\[(?:removed: |being checked: |已移除：|待您确认：)(?:[^\[\]\n]{1,80}[,，] ?)?\d+\s(?:words?|characters?|个词|个字符)\]"
)


def placeholder(removed: Removed, language: str) -> str:
    """Such as "[removed: recovery phrase, 12 words]"."""
    return _in(_REMOVED, language).format(kind=removed.label or kind_name(removed.kind, language), size=size_words(removed, language))


def asked(language: str) -> str:
    """Where 64 hex digits stood that the customer has yet to tell apart."""
    return _in(_ASKED, language)


def _in(words: dict[str, str], language: str) -> str:
    return words["zh" if language.startswith("zh") else "en"]
