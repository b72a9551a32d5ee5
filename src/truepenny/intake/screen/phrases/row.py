"""A row of words of one list as it stands in a text: what parts the words, whether they are numbered, whether they stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from truepenny.intake.screen.findings import Certainty
from truepenny.intake.screen.phrases.cues import COMMON
from truepenny.intake.screen.phrases.rows import LONGEST, differing, lengths_of
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import WordList

KINDS = 4  # of separators in one phrase
NOT_KIND = re.compile(r"[\d\s]+")
GLUE = "_-./'’@\\"
NUMBER = re.compile(r"(?<!\d)\d{1,3}(?=\D*\Z)")
COUNTED = 11  # words, to be a count of the words of a phrase
NEAR = 40  # characters between a number and its word


@dataclass(frozen=True, slots=True)
class Found:
    """text[start:end] of the folded text is a phrase of size words. rank: of two for the same words the higher is the better guess."""

    start: int
    end: int
    rule: str
    certainty: Certainty
    size: int
    rank: int = 0


@dataclass(slots=True)
class Part:
    """Words first to end, end not included, of a row, of which size are the phrase itself."""

    first: int
    end: int
    rule: str
    certainty: Certainty
    size: int
    rank: int = 0


class Row:
    """places: the numbers of its tokens; they need not follow one another (labels between them)."""

    def __init__(self, tokens: Tokens, places: Sequence[int], one: WordList) -> None:
        self.tokens, self.places, self.one = tokens, places, one
        self.words = [tokens.words[place] for place in places]
        self.start, self.end = tokens.spans[places[0]][0], tokens.spans[places[-1]][1]

    def __len__(self) -> int:
        return len(self.places)

    def found(self, part: Part) -> Found:
        start, end = self.tokens.spans[self.places[part.first]][0], self.tokens.spans[self.places[part.end - 1]][1]
        return Found(start, end, part.rule, part.certainty, part.size, part.rank)

    def before(self, nth: int) -> str:
        """What stands before the nth word of the row, up to the word before it; for the number of words, what stands after the last."""
        text, spans = self.tokens.text, self.tokens.spans
        place = self.places[nth] if nth < len(self) else self.places[-1] + 1
        return text[spans[place - 1][1] if place else 0 : spans[place][0] if place < len(spans) else None]

    def breaks(self) -> list[bool]:
        """Before each word and after the last one: does more than plain space part it from its neighbour."""
        gaps = map(self.before, range(1, len(self)))
        return [True, *("\n" in gap or not gap.isspace() for gap in gaps), True]

    def gap_kind(self, nth: int) -> str:
        """What parts a word from the one before it, but for numbers and space."""
        return NOT_KIND.sub("", self.before(nth)) or ("\n" if "\n" in self.before(nth) else "")

    def usual_gap(self) -> str:
        """What parts most of its words; empty for plain space."""
        kinds = [self.gap_kind(nth) for nth in range(1, len(self))]
        return max(kinds, key=kinds.count)

    def segments(self) -> list[tuple[int, int]]:
        """first and end of the parts of the row within which the usual gap parts the words."""
        usual = self.usual_gap()
        cuts = [nth for nth in range(1, len(self)) if self.gap_kind(nth) != usual]
        return list(pairwise([0, *cuts, len(self)]))

    def various(self) -> bool:
        """Whether few words are there more than once."""
        return 4 * len(set(self.words)) >= 3 * len(self)

    def parts_that_differ(self) -> list[tuple[int, int]] | None:
        """Of a long row of the same few words: where they are not; None for any other row."""
        return differing(self.words) if len(self) > LONGEST and self.of_few_words() else None

    def of_few_words(self) -> bool:
        return 2 * len(set(self.words)) < len(self)

    def regular(self) -> bool:
        """Whether few kinds of separators part the words; in program text some are glued with _ or - and others stand apart."""
        gaps = [self.before(nth) for nth in range(1, len(self))]
        kinds = [NOT_KIND.sub("", gap) for gap in gaps]
        glued = sum(kind == gap and kind != "" and kind in GLUE for kind, gap in zip(kinds, gaps, strict=True))
        return len(set(kinds)) <= KINDS and (glued == 0 or glued * 10 >= len(kinds) * 8)

    def part(self, first: int, end: int) -> Row:
        return Row(self.tokens, self.places[first:end], self.one)

    def numbered(self) -> list[tuple[Row, list[int]]]:
        """The words that have a number before them, or after, and these numbers, if they are a count from anywhere on, in any order; the
        likelier reading first."""
        if not any(map(str.isdigit, self.tokens.text[self.start : self.end])):
            return []
        found = [NUMBER.search(self.before(nth)[-NEAR:]) for nth in range(len(self) + 1)]
        counts = [one for one in (_count(found[:-1]), _count(found[1:])) if one]
        return [(self.part(first, first + len(counted)), counted) for first, counted in sorted(counts, key=lambda one: -len(one[1]))]

    def by_itself(self) -> bool:
        """Whether the row is a block of its own, of a right length and of words that do not read as a sentence. Single Chinese characters
        are too common for that."""
        if self.places[-1] - self.places[0] != len(self) - 1 or "-zh" in self.one.name:
            return False
        before = self.before(0)
        opened = self.places[0] == 0 or "\n" in before or before.rstrip(" \"'“”「").endswith((":", "："))
        closed = self.places[-1] == len(self.tokens.words) - 1 or "\n" in self.before(len(self))
        return opened and closed and len(self) in lengths_of(self.one) and 3 * sum(word in COMMON for word in self.words) <= len(self)


def _count(numbers: Sequence[re.Match[str] | None]) -> tuple[int, list[int]] | None:
    """From which word on each has a number, and the numbers, if they count: one after the other, or all together in any order."""
    counted = [int(one[0]) if one else None for one in numbers]
    steps = [place for place, (one, other) in enumerate(pairwise(counted), 1) if one is None or other != one + 1]
    first, end = max(pairwise([0, *steps, len(counted)]), key=lambda each: each[1] - each[0])
    if end - first < COUNTED:
        having = [place for place, one in enumerate(counted) if one is not None]
        first, end = (having[0], having[-1] + 1) if having else (0, 0)
    found = [one for one in counted[first:end] if one is not None]
    if len(found) < COUNTED or not len(found) == end - first == len(set(found)) == max(found) - min(found) + 1:
        return None
    return first, found
