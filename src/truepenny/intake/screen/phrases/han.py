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
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import masks, numbers, word_lists

HAN = "\u3400-\u9fff"
CLAUSE = re.compile(f"[{HAN}]+")
GROUPS = re.compile(  # of one length, but for the last, with only space between them
    "|".join(rf"(?<![{HAN}])(?:[{HAN}]{{{length}}}\s+)+[{HAN}]{{1,{length}}}(?![{HAN}])" for length in (2, 3, 4, 5, 6, 8))
)
LENGTHS = frozenset({12, 15, 18, 21, 24, 25})
IS = "(?:如下|就是|是|为|為|在此)"
LEAD = re.compile(f"(?:{HAN_NAMES.pattern}){IS}?|(?<=[a-z]) ?{IS}")
BEFORE, AFTER = 100, 50  # characters between the name and the clause
COMMONEST = 256  # characters: half of ordinary text, an eighth of a phrase


def clauses(tokens: Tokens) -> Iterator[Found]:
    """Clauses, whole or after the name of a phrase and "is". likely where they read like ordinary text."""
    places = cue_places(tokens.text, tokens.words, tokens.spans, sure=True)
    budget = Budget()
    bare = LEAD.sub(lambda match: "\n" * len(match[0]), tokens.text)
    lists = [one for one in word_lists() if "-zh" in one.name]
    for start, end in (one.span() for pattern in (CLAUSE, GROUPS) for one in pattern.finditer(bare)):
        text = "".join(bare[start:end].split())
        if len(text) in LENGTHS and cue_near(places, start, end, before=BEFORE, after=AFTER):
            mask = reduce(and_, map(masks().get, text, repeat(0)))
            for one in lists:
                found = windows(text, one, budget, whole=True) if mask & one.bit else None
                if found:
                    yield Found(start, end, found[0].rule, "likely" if reads_ordinary(text) else "certain", len(text))


def reads_ordinary(clause: str) -> bool:
    """Whether the commonest characters are more than a phrase would have: both lists of BIP-39 begin with them."""
    lists = [numbers(name) for name in ("bip39-zh-hans", "bip39-zh-hant")]
    common = sum(any(known.get(char, COMMONEST) < COMMONEST for known in lists) for char in clause)
    return 5 * common >= 2 * len(clause)
