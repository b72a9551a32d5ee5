"""A sentence as the rules see it: its units, what its phrases mean, where its clauses end, what stands in quotes.

In: units of a whole text. Out: sentences with marks, and the questions that all rules ask of them: what stands before, is it negated,
warned of, asked about the past, said of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from truepenny.trust.never_ask.fold import Unit
from truepenny.trust.never_ask.lexicon import WORDS, Lexicon, Mark

_HARD: Final = frozenset("\n.!?。;")
_SOFT: Final = frozenset(",:()，：—–·")
_OPENING, _CLOSING = frozenset("“「『«‘《【"), frozenset("”」』»’》】")
_LONGEST: Final = 120
"""A sentence is cut after so many units, so that no text without full stops takes long."""
REACH: Final = 14
"""How many units a negation reaches."""


@dataclass(frozen=True, slots=True)
class Span:
    """units[start:end], without what ends it; asks: it ended with a question mark."""

    start: int
    end: int
    asks: bool


def split(units: Sequence[Unit]) -> list[Span]:
    spans, start = [], 0
    for i, unit in enumerate(units):
        if unit.text in _HARD or i - start >= _LONGEST:
            end = i if unit.text in _HARD else i + 1
            if end > start:
                spans.append(Span(start, end, unit.text == "?"))
            start = i + 1
    if start < len(units):
        spans.append(Span(start, len(units), asks=False))
    return spans


class Frame:
    """What a sentence is before anybody asks what its words mean. Indexes count units from its start."""

    __slots__ = ("asks", "chinese", "clause", "quoted", "texts", "units")

    def __init__(self, units: Sequence[Unit], span: Span) -> None:
        self.units = units[span.start : span.end]
        self.texts = [unit.text for unit in self.units]
        self.asks = span.asks
        self.chinese = any("\u3400" <= text <= "\u9fff" for text in self.texts)
        self.clause: list[int] = []
        self.quoted: list[bool] = []
        clause, deep = 0, False
        for text in self.texts:
            if text in _SOFT:
                clause += 1
            elif text in _OPENING or (text == '"' and not deep):
                deep = True
            elif text in _CLOSING or text == '"':
                deep = False
            self.clause.append(clause)
            self.quoted.append(deep)


class Sentence:
    """A frame with the marks of one lexicon, by meaning."""

    __slots__ = ("_by_meaning", "asks", "chinese", "clause", "marks", "quoted", "texts", "units")

    def __init__(self, frame: Frame, lexicon: Lexicon) -> None:
        self.units, self.texts, self.asks = frame.units, frame.texts, frame.asks
        self.chinese, self.clause, self.quoted = frame.chinese, frame.clause, frame.quoted
        self.marks = lexicon.mark(self.texts)
        self._by_meaning: dict[str, list[Mark]] = {}
        for mark in self.marks:
            for meaning in mark.means:
                self._by_meaning.setdefault(meaning, []).append(mark)

    def all(self, meaning: str) -> list[Mark]:
        return self._by_meaning.get(meaning, [])

    def has(self, meaning: str) -> bool:
        return meaning in self._by_meaning

    def before(self, at: int, meaning: str, *, clause: bool = False, reach: int = 999) -> Mark | None:
        """The nearest phrase of this meaning that ends at or before a unit."""
        for mark in reversed(self.all(meaning)):
            if mark.end <= at:
                near = at - mark.end <= reach and (not clause or self.same_clause(mark.start, at))
                return mark if near else None
        return None

    def after(self, at: int, meaning: str, *, clause: bool = False, reach: int = 999) -> Mark | None:
        for mark in self.all(meaning):
            if mark.start >= at:
                near = mark.start - at <= reach and (not clause or self.same_clause(mark.start, at - 1))
                return mark if near else None
        return None

    def same_clause(self, a: int, b: int) -> bool:
        last = len(self.clause) - 1
        return self.clause[min(a, last)] == self.clause[max(0, min(b, last))]

    def text(self, at: int) -> str:
        return self.texts[at] if 0 <= at < len(self.texts) else ""

    # Questions about a verb

    def is_label(self, verb: Mark) -> bool:
        """What stands on a button: click “Send code”."""
        if not self.quoted[verb.start]:
            return False
        first, last = verb.start, verb.end
        while first > 0 and self.quoted[first - 1]:
            first -= 1
        while last < len(self.quoted) and self.quoted[last]:
            last += 1
        return self.before(first, "click", reach=2) is not None or self.text(last + 1) in WORDS["buttons"]

    def is_shielded(self, verb: Mark) -> bool:
        """Forbidden, warned of, or said of what others do."""
        at = verb.start
        if self.chinese and self.text(at - 1) in WORDS["negated_by"]:
            return True
        if (shield := self.before(at, "shield")) is not None and not self._turns(shield.end, at):
            return True
        if self.after(verb.end, "verdict") is not None and not (self.after(verb.end, "us", reach=3) and not self.quoted[at]):
            return True
        if (scam := self.before(at, "scam")) is not None and (self.quoted[at] or self.same_clause(scam.start, at)):
            return True
        if self.text(at) in ("until", "unless"):
            return False
        negation = self.before(at, "negation")
        return negation is not None and self._reaches(negation, verb)

    def _turns(self, start: int, at: int) -> bool:
        """The sentence turns between: “..., but”, “..., so please”."""
        return any(mark.start >= start and mark.end <= at and not self.quoted[mark.start] for mark in self.all("contrast"))

    def _reaches(self, negation: Mark, verb: Mark) -> bool:
        at = verb.start
        if at - negation.end > REACH or self._turns(negation.end, at):
            return False
        if self.same_clause(negation.start, at):
            return not (self.text(at - 1) == "and" and self.after(verb.end, "us", reach=2) is not None)
        first = at
        while first > 0 and self.clause[first - 1] == self.clause[at]:
            first -= 1
        linked = not WORDS["linking"].isdisjoint((self.text(first), self.text(first + 1)))
        direct = self.clause[at] - self.clause[negation.start] == 1 and at - first <= 2 and self.after(verb.end, "us", reach=4) is None
        return linked or (direct and not self.chinese) or (self.quoted[at] and self.clause[at] - self.clause[negation.start] <= 1)

    def is_excepted(self, at: int) -> bool:
        """“... to anyone except us”: forbidden towards all others, so asked for."""
        ends = ("us", "me")
        return any(self.text(mark.end - 1) in ends or self.after(mark.start, "us", reach=5) is not None for mark in self.all("except"))

    def is_plain(self, at: int) -> bool:
        """Nothing here speaks for a warning: the unit is not in quotes, and nobody's tricks were spoken of before the sentence turned."""
        warnings = (self.before(at, meaning) for meaning in ("shield", "scam", "verdict"))
        return not self.quoted[at] and not any(mark is not None and not self._turns(mark.end, at) for mark in warnings)
