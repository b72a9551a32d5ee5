"""Chinese phrases written without spaces. Any text passes for one somewhere: only a clause of exactly the right length, with a true
checksum, in a text that names a recovery phrase counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from truepenny.intake.screen.phrases.cues import HAN_NAMES, NAMES
from truepenny.intake.screen.phrases.rows import Budget, Window, lengths_of, windows
from truepenny.intake.screen.phrases.wordlists import WordList, masks, word_lists

CLAUSE = re.compile("[\u3400-\u9fff]+")
LEAD = re.compile(f"(?:{HAN_NAMES.pattern})(?:如下|就是|是|为|為|在此)?")


def named(text: str, words: list[str]) -> bool:
    return HAN_NAMES.search(text) is not None or not NAMES.isdisjoint(words)


def clauses(text: str) -> Iterator[tuple[int, int, Window]]:
    """Clauses of a folded text, whole or after the name of a phrase and "is", that are a phrase: start, end, what was found."""
    budget = Budget()
    bare = LEAD.sub(lambda match: "\n" * len(match[0]), text)
    lists = [one for one in word_lists() if "-zh" in one.name]
    for clause in CLAUSE.finditer(bare):
        for one in lists:
            found = whole(clause[0], one, budget)
            if found:
                yield *clause.span(), found


def whole(clause: str, one: WordList, budget: Budget) -> Window | None:
    if len(clause) not in lengths_of(one) or not all(masks().get(char, 0) & one.bit for char in clause):
        return None
    return next((window for window in windows(clause, one, budget) or () if window.end - window.first == len(clause)), None)
