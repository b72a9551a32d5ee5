"""Chinese phrases written without spaces. Any text passes for one somewhere: only a clause of exactly the right length, with a true
checksum, in a text that names a recovery phrase counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from itertools import repeat
from operator import and_

from truepenny.intake.screen.phrases.cues import HAN_NAMES, NAMES
from truepenny.intake.screen.phrases.rows import Budget, Window, windows
from truepenny.intake.screen.phrases.wordlists import masks, word_lists

CLAUSE = re.compile("[\u3400-\u9fff]+")
LENGTHS = frozenset({12, 15, 18, 21, 24, 25})
LEAD = re.compile(f"(?:{HAN_NAMES.pattern})(?:如下|就是|是|为|為|在此)?")


def named(text: str, words: list[str]) -> bool:
    return HAN_NAMES.search(text) is not None or not NAMES.isdisjoint(words)


def clauses(text: str) -> Iterator[tuple[int, int, Window]]:
    """Clauses of a folded text, whole or after the name of a phrase and "is", that are a phrase: start, end, what was found."""
    budget = Budget()
    bare = LEAD.sub(lambda match: "\n" * len(match[0]), text)
    lists = [one for one in word_lists() if "-zh" in one.name]
    for clause in CLAUSE.finditer(bare):
        if len(clause[0]) in LENGTHS:
            mask = reduce(and_, map(masks().get, clause[0], repeat(0)))
            found = (windows(clause[0], one, budget, whole=True) for one in lists if mask & one.bit)
            yield from ((*clause.span(), one[0]) for one in found if one)
