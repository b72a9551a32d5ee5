"""Chinese phrases written without spaces. Any text passes for one somewhere: only a clause of exactly the right length, with a true
checksum, in a text that names a recovery phrase counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from itertools import repeat
from operator import and_

from truepenny.intake.screen.phrases.cues import HAN_NAMES, cue_near, cue_places
from truepenny.intake.screen.phrases.row import Found
from truepenny.intake.screen.phrases.rows import Budget, windows
from truepenny.intake.screen.phrases.tokens import tokens_of
from truepenny.intake.screen.phrases.wordlists import masks, numbers, word_lists

HAN = "\u3400-\u9fff"
CLAUSE = re.compile(f"[{HAN}]+")
GROUPS = [  # of one length, but for the last, with only blanks, or only space, between them
    re.compile("|".join(rf"(?<![{HAN}])(?:[{HAN}]{{{length}}}{space}+)+[{HAN}]{{1,{length}}}(?![{HAN}])" for length in (2, 3, 4, 5, 6, 8)))
    for space in (r"[ \t\u3000]", r"\s")
]
LENGTHS = frozenset({12, 15, 18, 21, 24, 25})
IS = "(?:如下|就是|是|为|為|在此)"
LEAD = re.compile(f"(?:{HAN_NAMES.pattern}){IS}?|(?<=[a-z]) ?{IS}")
BEFORE, AFTER = 100, 50  # characters between the name and the clause
COMMONEST = 256  # characters: half of ordinary text, an eighth of a phrase


def clauses(text: str) -> Iterator[Found]:
    """Clauses of a folded text, whole or after the name of a phrase and "is". Where they read like ordinary text it takes a sure name, and
    they are only likely."""
    found = list(_candidates(LEAD.sub(lambda match: "\n" * len(match[0]), text)))
    if not found:
        return
    tokens, budget = tokens_of(text), Budget()
    places = [cue_places(text, tokens.words, tokens.spans, sure=each) for each in (True, False)]
    for start, end, clause, mask in found:
        sure, wide = (cue_near(each, start, end, before=BEFORE, after=AFTER) for each in places)
        ordinary = reads_ordinary(clause)
        for one in word_lists():
            true = windows(clause, one, budget, whole=True) if mask & one.bit and (sure or (wide and not ordinary)) else None
            if true:
                yield Found(start, end, true[0].rule, "likely" if ordinary else "certain", len(clause))


def _candidates(text: str) -> Iterator[tuple[int, int, str, int]]:
    """Clauses, and rows of groups, of a right length whose characters are all in one list: where, the characters, the lists."""
    for pattern in (CLAUSE, *GROUPS):
        for match in pattern.finditer(text):
            clause = "".join(match[0].split())
            if len(clause) in LENGTHS and (mask := reduce(and_, map(masks().get, clause, repeat(0)))):
                yield *match.span(), clause, mask


def reads_ordinary(clause: str) -> bool:
    """Whether the commonest characters are more than a phrase would have: both lists of BIP-39 begin with them."""
    lists = [numbers(name) for name in ("bip39-zh-hans", "bip39-zh-hant")]
    common = sum(any(known.get(char, COMMONEST) < COMMONEST for known in lists) for char in clause)
    return 5 * common >= 2 * len(clause)
