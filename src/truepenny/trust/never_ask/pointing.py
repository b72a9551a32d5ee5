"""Asks that are spread over sentences: “You will get a code. Send it to me.”, and “Please send the following:” with a list below.

In: the sentences of a text, marked when they are first looked at. Out: hits whose item stands in a sentence before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from truepenny.trust.never_ask.lexicon import HANDED, WORDS, Mark
from truepenny.trust.never_ask.ruling import HANDING, POINTING, find_ruling, is_noun, is_request, is_told, is_without_object, to_us
from truepenny.trust.never_ask.sentences import Frame, Sentence

BACK: Final = 2
"""How many sentences “send it to me” points back."""


class Hit(NamedTuple):
    """sentence's units[start:end] ask for item."""

    sentence: int
    start: int
    end: int
    item: str
    certain: bool


class Sentences:
    """Each marked when it is first looked at."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = frames
        self._marked: dict[int, Sentence] = {}

    def __getitem__(self, n: int) -> Sentence:
        if n not in self._marked:
            self._marked[n] = Sentence(self._frames[n], HANDED)
        return self._marked[n]


def find_items(sentence: Sentence) -> list[tuple[Mark, str]]:
    """What is never asked for, as far as the sentence names it."""
    found = []
    for mark in sentence.marks:
        name = next((meaning[5:] for meaning in sorted(mark.means) if meaning.startswith("item:")), None)
        if name is not None and name.startswith("weak_"):
            name = _weak(sentence, mark, name)
        if name is not None and not mark.has("benign"):
            found.append((mark, name))
    return found


def _weak(sentence: Sentence, mark: Mark, name: str) -> str | None:
    """What a word means that is an item only beside others."""
    if name == "weak_card":
        return "card" if sentence.has("picture") else None
    if sentence.has("benign_code") or sentence.text(mark.end) in ("=", "#") or sentence.text(mark.end).isdecimal():
        return None
    if name == "weak_number":
        near = sentence.before(mark.start, "source_of_code") or sentence.after(mark.end, "source_of_code")
        return None if near is None else "code"
    return "code"


def opens_list(sentence: Sentence) -> bool:
    """“Please send the following”: what comes next is asked for."""
    verb = next((mark for mark in sentence.marks if mark.any(HANDING)), None)
    if verb is None or sentence.is_shielded(verb):
        return False
    if sentence.after(verb.end, "open_object", reach=6) is not None:
        return True
    ends = sentence.texts[-1] == ":" or is_without_object(sentence, verb)
    points = sentence.after(verb.end, "pronoun") is not None and not any(is_noun(mark) for mark in sentence.marks)
    return (ends or points) and (verb.has("give") or verb.has("need"))


def find_pointed(sentences: Sentences, n: int) -> list[Hit]:
    """A verb of handing over whose object is “it”, or nothing, and an item shortly before."""
    sentence = sentences[n]
    for says in sentence.all("what_it_says"):
        name = (
            None
            if sentence.is_shielded(says) or sentence.text(says.end) in ("for", "about", "called", "good")
            else _meant(sentences, n, says.start, any_item=True)
        )
        if name is not None:
            return [Hit(n, says.start, says.end, name, sentence.is_plain(says.start))]
    for verb in sentence.marks:
        if not verb.any(POINTING) or not _points(sentence, verb) or not is_request(sentence, verb):
            continue
        if sentence.is_shielded(verb) and not sentence.is_excepted(verb.start):
            continue
        if is_told(sentence, verb) and not to_us(sentence, verb):
            continue
        name = _meant(sentences, n, verb.start, telling=sentence.text(verb.start) in WORDS["telling"])
        if name is not None:
            return [Hit(n, verb.start, len(sentence.texts), name, sentence.is_plain(verb.start))]
    return []


def _meant(sentences: Sentences, n: int, points: int, *, any_item: bool = False, telling: bool = False) -> str | None:
    """The item that a word such as “it” stands for: the last thing that was named, or an item that nothing was done with.

    telling: “tell me” without more, which rather asks for news than for the thing.
    """
    for other in range(n, max(-1, n - BACK - 1), -1):
        sentence = sentences[other]
        nouns = [mark for mark in sentence.marks if (other < n or mark.end <= points) and is_noun(mark)]
        if nouns:
            return _last_item(sentence, nouns, here=other == n, any_item=any_item, telling=telling)
    came = any_item and any(sentences[other].has("source_of_code") for other in range(max(0, n - 1), n + 1))
    return "code" if came else None


def _last_item(sentence: Sentence, nouns: list[Mark], *, here: bool, any_item: bool, telling: bool) -> str | None:
    for item, name in reversed(find_items(sentence)):
        if sentence.is_excepted(item.start):
            return name
        if item not in nouns or (not here and sentence.is_shielded(item)):
            continue
        if any_item or (item == nouns[-1] and not telling) or _is_free(sentence, item):
            return name
    return None


def _is_free(sentence: Sentence, item: Mark) -> bool:
    """Nothing was done with it but that it came."""
    if not sentence.chinese:
        ruling = find_ruling(sentence, item)
        return ruling is None or ruling.has("receive")
    if sentence.before(item.start, "neutral", clause=True, reach=3) is not None:
        return False
    return sentence.before(item.start, "receive", clause=True) is not None or sentence.after(item.end, "receive", clause=True) is not None


def _points(sentence: Sentence, verb: Mark) -> bool:
    """The verb's object is a word for what was named before."""
    if verb.has("enter") and (not sentence.has("here") or sentence.text(verb.start) == "use"):
        return False
    if sentence.before(verb.start, "which_you", reach=2) is not None:
        return True
    if not {"it", "them"}.isdisjoint(sentence.texts[verb.start : verb.end]):
        return True
    pronoun = sentence.after(verb.end, "pronoun", reach=2)
    if pronoun is not None:
        return _stands_alone(sentence, pronoun)
    if sentence.chinese:
        return to_us(sentence, verb) and is_without_object(sentence, verb)
    return sentence.texts[verb.end :] in (["me"], ["us"])


def _stands_alone(sentence: Sentence, pronoun: Mark) -> bool:
    """“that” and its like are not the first word of something else, such as “that chat”."""
    behind = sentence.text(pronoun.end)
    return sentence.text(pronoun.end - 1) not in ("that", "this", "these", "those") or not behind or behind in WORDS["after_pointing"]
