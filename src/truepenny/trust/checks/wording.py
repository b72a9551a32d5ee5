"""Sentences by which false support gives itself away, in Chinese and English: codes in order. The list is ours (wording.toml). Pure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

MAX_TEXT = 20_000
_SPACE = re.compile(r" (?!\?)")
"""Words that are read from pictures often run together."""


def find_wording(text: str) -> tuple[str, ...]:
    """text: any words of a message. Linear in the length."""
    folded = " ".join(text[:MAX_TEXT].casefold().split())
    return tuple(code for code, pattern in _patterns().items() if pattern.search(folded))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads((Path(__file__).parent / "wording.toml").read_text("utf-8"))
    return {code: re.compile("|".join(f"(?:{_SPACE.sub(' ?', one)})" for one in patterns)) for code, patterns in lists.items()}
