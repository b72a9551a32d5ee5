"""One message as a part of a phrase that is typed over several: which lists its words are in, once labels and lead-ins are left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, reduce
from itertools import takewhile
from operator import and_
from typing import NamedTuple

from truepenny.intake.screen.phrases import cues, han
from truepenny.intake.screen.phrases.folding import Folded, fold
from truepenny.intake.screen.phrases.judge import SHORTEST
from truepenny.intake.screen.phrases.search import find_phrases
from truepenny.intake.screen.phrases.tokens import Tokens, tokens_of, words_of
from truepenny.intake.screen.phrases.wordlists import masks, word_lists

EDGE = 4  # list words at the beginning or end of other talk
MOST = 24  # words in a part
FEW = 3  # words in a part of which one more is misspelt
NEUTRAL = cues.WIDER | cues.ORDINALS | cues.LEAD | cues.CONJUNCTIONS

TALK = cues.COMMON | {word for words in cues.SMALL_TALK for word in words.split()}


class Reading(NamedTuple):
    """bare: without what may be labels. slips: with single misspelt words. glued: with Chinese characters that nothing parts. tails: with
    what other talk ends with. silent: the messages that are taken for small talk."""

    bare: bool
    slips: bool
    glued: bool
    tails: bool
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
    """Whether a message may be a part of a phrase that is typed over several: nothing but words of one list, at most 24, with numbers,
    labels or the name of a phrase, or with such words at its beginning or end. So it is for many short messages; find_across decides."""
    words = words_of(fold(text).text)
    known = [masks().get(word, 0) for word in words]
    han_words = [word for word in words if len(word) > 1 and han.CLAUSE.fullmatch(word)]
    edges = [slice(EDGE), slice(-EDGE, None)] if len(words) >= EDGE else []
    edge = any(reduce(and_, known[part]) & ~_of_electrum1() and NEUTRAL.isdisjoint(words[part]) for part in edges)
    if not words or sum(map(len, han_words)) > MOST:
        return False
    if not edge and not all(mask or word in NEUTRAL or word in han_words for mask, word in zip(known, words, strict=True)):
        return False
    message = read_message(text)
    if message is None:
        return False
    if message.glued:
        return message.lists != 0 and not message.small_talk and not han.reads_ordinary("".join(han_words))
    return edge or (message.lists != 0 and not (message.small_talk and len(words) > 1 and words[0] not in cues.CONJUNCTIONS))


@cache
def _of_electrum1() -> int:
    return sum(one.bit for one in word_lists() if one.scheme == "electrum1")


def read_message(text: str) -> Message | None:
    """None for a message that has a phrase of its own."""
    folded = fold(text)
    bare = han.LEAD.sub(lambda match: " " * len(match[0]), folded.text)
    tokens = tokens_of(bare)
    if len(tokens.words) >= SHORTEST and find_phrases(text):
        return None
    named = cues.has_cue(folded.text, tokens.words)
    surely_named = cues.surely_named(folded.text, tokens.words)
    small_talk = all(word in TALK for word in tokens.words)
    glued = not bare.isascii() and any(len(word) > 1 and han.CLAUSE.fullmatch(word) for word in tokens.words)
    if glued:
        names = [match.end() for match in han.LEAD.finditer(folded.text)]
        tokens = (tokens.after(names[-1]) if names else tokens).split_han()
    lists, nearly = _lists(tokens)
    if not lists and ":" in bare.replace("：", ":"):
        tokens = tokens.after(bare.replace("：", ":").rindex(":"))
        lists, nearly = _lists(tokens)
    return Message(folded, tokens, lists, nearly, small_talk, named, surely_named, glued)


def _lists(tokens: Tokens) -> tuple[int, int]:
    """The lists that all words are in, or all but one; but for those that lead up to them or, with numbers, label them."""
    numbered = any(map(str.isdigit, tokens.text))
    leads = list(takewhile(NEUTRAL.__contains__, tokens.words))
    places = [place for place, word in enumerate(tokens.words) if place >= len(leads) and not (numbered and word in NEUTRAL)] or range(
        len(tokens.words)
    )
    counted = [tokens.known[place] for place in places]
    if not 0 < len(counted) <= MOST:
        return 0, 0
    most = [known for known in counted if known]
    return reduce(and_, counted), reduce(and_, most) if FEW <= len(most) == len(counted) - 1 else 0
