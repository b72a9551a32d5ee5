"""Chinese phrases written without spaces. Any text passes for one somewhere: only a clause of exactly the right length, with a true
checksum, in a text that names a recovery phrase counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from itertools import repeat
from operator import and_

from truepenny.intake.screen.phrases.cues import HAN_NAMES, NAMES, cue_near, cue_places
from truepenny.intake.screen.phrases.row import Found
from truepenny.intake.screen.phrases.rows import Budget, windows
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import masks, numbers, word_lists

CLAUSE = re.compile("[\u3400-\u9fff]+")
LENGTHS = frozenset({12, 15, 18, 21, 24, 25})
IS = "(?:如下|就是|是|为|為|在此)"
LEAD = re.compile(f"(?:{HAN_NAMES.pattern}){IS}?|(?<=[a-z]) ?{IS}")
BEFORE, AFTER = 100, 50  # characters between the name and the clause
COMMONEST = 256  # characters: half of ordinary text, an eighth of a phrase


def named(text: str, words: list[str]) -> bool:
    return HAN_NAMES.search(text) is not None or not NAMES.isdisjoint(words)


def clauses(tokens: Tokens) -> Iterator[Found]:
    """Clauses, whole or after the name of a phrase and "is". likely where they read like ordinary text."""
    places = cue_places(tokens.text, tokens.words, tokens.spans, sure=True)
    budget = Budget()
    bare = LEAD.sub(lambda match: "\n" * len(match[0]), tokens.text)
    lists = [one for one in word_lists() if "-zh" in one.name]
    for clause in CLAUSE.finditer(bare):
        size = len(clause[0])
        if size in LENGTHS and cue_near(places, *clause.span(), before=BEFORE, after=AFTER):
            mask = reduce(and_, map(masks().get, clause[0], repeat(0)))
            for one in lists:
                found = windows(clause[0], one, budget, whole=True) if mask & one.bit else None
                if found:
                    yield Found(*clause.span(), found[0].rule, "likely" if reads_ordinary(clause[0]) else "certain", size)


def reads_ordinary(clause: str) -> bool:
    """Whether the commonest characters are more than a phrase would have: both lists of BIP-39 begin with them."""
    known = numbers("bip39-zh-hans")
    return 5 * sum(known.get(char, COMMONEST) < COMMONEST for char in clause) >= 2 * len(clause)
