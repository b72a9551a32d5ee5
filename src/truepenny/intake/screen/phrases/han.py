"""Chinese phrases written without spaces. Any text passes for one somewhere: only a clause of exactly the right length, with a true
checksum, in a text that names a recovery phrase counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, reduce
from itertools import pairwise, repeat
from operator import and_

from truepenny.intake.screen.phrases.cues import HAN_NAMES, cue_near, cue_places
from truepenny.intake.screen.phrases.row import Found
from truepenny.intake.screen.phrases.rows import Budget, windows
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import masks, read_words, word_lists

HAN = "\u3400-\u9fff"
CLAUSE = re.compile(f"[{HAN}]+")
SPACED = re.compile(rf"[{HAN}]\s+[{HAN}]")
LENGTHS = frozenset({12, 15, 18, 21, 24, 25})
IS = "(?:如下|就是|是|为|為|在此)"
LEAD = re.compile(f"(?:{HAN_NAMES.pattern}){IS}?|(?<=[a-z]) ?{IS}")
BEFORE, AFTER = 100, 50  # characters between the name and the clause
COMMONEST = 256  # characters: half of ordinary text, an eighth of a phrase


def clauses(tokens: Tokens, *, surely_named: bool) -> Iterator[Found]:
    """Clauses, whole or after the name of a phrase and "is". Where they read like ordinary text it takes a sure name, and they are only
    likely. surely_named: there is one in the text."""
    text = LEAD.sub(lambda match: "\n" * len(match[0]), tokens.text) if surely_named else tokens.text
    found = [each for each in _candidates(text) if surely_named or not reads_ordinary(each[2])]
    if not found:
        return
    budget = Budget()
    places = [cue_places(tokens.text, tokens.words, tokens.spans, sure=each) for each in (True, False)]
    for start, end, clause, mask in found:
        sure, wide = (cue_near(each, start, end, before=BEFORE, after=AFTER) for each in places)
        ordinary = reads_ordinary(clause)
        for one in word_lists():
            true = windows(clause, one, budget, whole=True) if mask & one.bit and (sure or (wide and not ordinary)) else None
            if true:
                yield Found(start, end, true[0].rule, "likely" if ordinary else "certain", len(clause))


def _candidates(text: str) -> Iterator[tuple[int, int, str, int]]:
    """Clauses, and rows of groups, of a right length whose characters are all in one list: where, the characters, the lists."""
    spans = [match.span() for match in CLAUSE.finditer(text)]
    for start, end in (*spans, *(_groups(text, spans) if SPACED.search(text) else ())):
        clause = "".join(text[start:end].split())
        if len(clause) in LENGTHS and (mask := reduce(and_, map(masks().get, clause, repeat(0)))):
            yield start, end, clause, mask


def _groups(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Rows of clauses of one length, but for the last, with space between them; and those of which blanks part all."""
    rows: list[list[tuple[int, int]]] = []
    for span in spans:
        row = rows[-1] if rows else []
        size = row[0][1] - row[0][0] if row else 0
        if row and row[-1][1] - row[-1][0] == size >= span[1] - span[0] and text[row[-1][1] : span[0]].isspace():
            row.append(span)
        else:
            rows.append([span])
    for row in rows:
        ends = [nth for nth, (before, after) in enumerate(pairwise(row), 1) if "\n" in text[before[1] : after[0]]]
        for first, end in {(0, len(row)), *pairwise([0, *ends, len(row)])}:
            if end - first > 1:
                yield row[first][0], row[end - 1][1]


def reads_ordinary(clause: str) -> bool:
    """Whether the commonest characters are more than a phrase would have: both lists of BIP-39 begin with them."""
    return 5 * sum(map(_commonest().__contains__, clause)) >= 2 * len(clause)


@cache
def _commonest() -> frozenset[str]:
    return frozenset(char for name in ("bip39-zh-hans", "bip39-zh-hant") for char in read_words(name)[:COMMONEST])
