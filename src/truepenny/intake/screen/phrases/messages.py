"""One message as a part of a phrase that is typed over several: which lists its words are in, once labels and lead-ins are left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import NamedTuple

from truepenny.intake.screen.phrases import cues, han
from truepenny.intake.screen.phrases.folding import Folded, fold
from truepenny.intake.screen.phrases.judge import SHORTEST
from truepenny.intake.screen.phrases.search import find_phrases
from truepenny.intake.screen.phrases.tokens import Tokens, tokens_of

MOST = 24  # words in a part
FEW = 3  # words in a part of which one more is misspelt
NEUTRAL = cues.WIDER | cues.ORDINALS | cues.LEAD | cues.CONJUNCTIONS

TALK = cues.COMMON | {word for words in cues.SMALL_TALK for word in words.split()}


class Reading(NamedTuple):
    """bare: without what may be labels. slips: with single misspelt words. glued: with Chinese characters that nothing parts. silent: the
    messages that are taken for small talk."""

    bare: bool
    slips: bool
    glued: bool
    silent: frozenset[int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a row over several messages, with its place in the folded message. known: it is in the list of the row."""

    message: int
    start: int
    end: int
    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class Message:
    """lists: the bits of the lists that all of its words are in, but for labels and the like; nearly: all but one of its words. glued: it
    has Chinese characters without anything between them; each is a token."""

    folded: Folded
    tokens: Tokens
    lists: int
    nearly: int
    small_talk: bool
    named: bool
    surely_named: bool
    glued: bool

    def is_part(self, bit: int, reading: Reading) -> bool:
        return (reading.glued or not self.glued) and bool(self.lists & bit or (reading.slips and self.nearly & bit))

    def words(self, nth: int, bit: int, reading: Reading) -> list[Word]:
        """Its words as those of message nth; bare: of several those that are no labels."""
        every = [
            place
            for place, word in enumerate(self.tokens.words)
            if self.tokens.known[place] & bit or (reading.slips and word not in NEUTRAL)
        ]
        if reading.bare and len(every) > 1:
            every = [place for place in every if self.tokens.words[place] not in NEUTRAL]
        return self._at(nth, every, bit)

    def head(self, nth: int, bit: int) -> list[Word]:
        """The row of list words that it begins with."""
        known = self.tokens.known
        end = next((place for place, mask in enumerate(known) if not mask & bit), len(known))
        return [] if self.glued else self._at(nth, range(end), bit)

    def tail(self, nth: int, bit: int) -> list[Word]:
        """The row of list words that it ends with."""
        known = self.tokens.known
        first = next((place for place in range(len(known), 0, -1) if not known[place - 1] & bit), 0)
        return [] if self.glued else self._at(nth, range(first, len(known)), bit)

    def _at(self, nth: int, places: list[int] | range, bit: int) -> list[Word]:
        tokens = self.tokens
        return [Word(nth, *tokens.spans[place], tokens.words[place], bool(tokens.known[place] & bit)) for place in places]


def looks_like_part(text: str) -> bool:
    """Whether a message has nothing but words of one list, at most 24, with numbers, labels or the name of a phrase: it may be a part of a
    phrase that is typed over several messages. Many short messages are like that; find_across decides."""
    message = read_message(text)
    return message is not None and message.lists != 0 and not (message.small_talk and len(message.tokens.words) > 1)


def read_message(text: str) -> Message | None:
    """None for a message that has a phrase of its own."""
    folded = fold(text)
    bare = han.LEAD.sub(lambda match: " " * len(match[0]), folded.text)
    tokens = tokens_of(bare)
    if len(tokens.words) >= SHORTEST and find_phrases(text):
        return None
    named = cues.has_cue(folded.text, tokens.words)
    small_talk = all(word in TALK for word in tokens.words)
    glued = not bare.isascii() and any(len(word) > 1 and han.CLAUSE.fullmatch(word) for word in tokens.words)
    if glued:
        tokens = tokens.split_han()
    lists, nearly = _lists(tokens)
    if not lists and ":" in bare.replace("：", ":"):
        tokens = tokens.after(bare.replace("：", ":").rindex(":"))
        lists, nearly = _lists(tokens)
    return Message(folded, tokens, lists, nearly, small_talk, named, han.named(folded.text, tokens.words), glued)


def _lists(tokens: Tokens) -> tuple[int, int]:
    """The lists that all words are in, or all but one. Others may only lead up to them, or label them, with numbers."""
    neutral = [known == 0 and word in NEUTRAL for known, word in zip(tokens.known, tokens.words, strict=True)]
    numbered = any(map(str.isdigit, tokens.text))
    counted = [known for place, known in enumerate(tokens.known) if not (neutral[place] and (numbered or all(neutral[:place])))]
    if not 0 < len(counted) <= MOST:
        return 0, 0
    most = [known for known in counted if known]
    return reduce(and_, counted), reduce(and_, most) if FEW <= len(most) == len(counted) - 1 else 0
