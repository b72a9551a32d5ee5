"""Rules that operators add: a pattern, with words that must stand near it and an exact check if they wish. Found as kind "other".

A rule is checked when it is made, so that one that would be slow or is not understood never runs (operator_patterns.py says which).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from truepenny.intake.screen.checks import numbers
from truepenny.intake.screen.checks.registry import Check
from truepenny.intake.screen.cues import distance, find_cues, word
from truepenny.intake.screen.matching import Hit
from truepenny.intake.screen.operator_patterns import MOST_REACH, reckon, refused
from truepenny.intake.screen.view import Cues, View

PIECE = 4_096
"""Characters that are looked at in one go; between two pieces the caller may stop."""
CHECKS: dict[str, Check] = {"luhn": numbers.luhn, "mod97": numbers.mod97, "card_number": numbers.card_number}
"""Those that take whatever a pattern may match."""


@dataclass(frozen=True, slots=True)
class Rule:
    """name: told to nobody outside. pattern: letters, classes, groups, alternatives and repeats; it is tried on the folded text, capital
    and small letters alike. What the one capturing group holds is removed, without such a group the whole match. check: one of
    CHECKS. cues: one of these words must stand within window characters before or after. Raises RuleRefused when it is made."""

    name: str
    pattern: str
    check: str | None = None
    cues: tuple[str, ...] = ()
    window: int = 40

    def __post_init__(self) -> None:
        _compiled(self.pattern)
        if self.check is not None and self.check not in CHECKS:
            raise refused("There is no check of the name {name}.", field="check", name=self.check)
        if any(not cue.strip("* ") for cue in self.cues):
            raise refused("A word that must stand near is empty.", field="cues")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(reckon(pattern).written, re.ASCII | re.IGNORECASE)


def match_operators(rule: Rule, view: View, *, between: Callable[[], None]) -> Iterator[Hit]:
    """between: called before each piece of the text; it may raise to stop."""
    cues = find_cues(view.lower, [word(cue.lower()) for cue in rule.cues])
    if rule.cues and not cues:
        return
    pattern, check = _compiled(rule.pattern), CHECKS.get(rule.check or "")
    at = 0
    for begin in range(0, len(view.text), PIECE):
        between()
        stop = begin + PIECE
        while (match := pattern.search(view.text, max(at, begin), stop + MOST_REACH)) is not None and match.start() < stop:
            at = max(match.end(), match.start() + 1)
            yield from _judged(rule, view, match, cues, check)


def _judged(rule: Rule, view: View, match: re.Match[str], cues: Cues, check: Check | None) -> Iterator[Hit]:
    start, end = match.span(1) if match.re.groups and match[1] else match.span()
    if cues and distance(view, (start, end), cues, before=rule.window, after=rule.window) is None:
        return
    if check is not None:
        edges = check(view.text, start, end)
        if edges is None:
            return
        start, end = edges
    yield Hit(start, end, "other", rule.name, "likely")
