"""Asks for deeds: remote access, a protection taken away, going on in a private chat. Transfers have a place of their own.

In: one sentence, marked with the words of the deed. Out: which units ask, and how sure.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from truepenny.trust.never_ask.lexicon import WORDS, Mark
from truepenny.trust.never_ask.sentences import Sentence

_START: Final = frozenset(("start", "no_start"))
_OFF: Final = frozenset(("off", "off_polite"))


class Deed(NamedTuple):
    """units[start:end] of the sentence ask."""

    start: int
    end: int
    certain: bool


def was(sentence: Sentence, verb: Mark) -> bool:
    """A question or a statement about what has happened."""
    return sentence.before(verb.start, "past", clause=True) is not None


def _deed(sentence: Sentence, verb: Mark, thing: Mark) -> Deed:
    return Deed(min(verb.start, thing.start), max(verb.end, thing.end), sentence.is_plain(verb.start))


def find_remote(sentence: Sentence) -> Deed | None:
    """“Share your screen”; or a program for that, and a verb that starts it."""
    for act in sentence.all("act"):
        if not sentence.is_shielded(act) and not was(sentence, act):
            return _deed(sentence, act, act)
    for tool in sentence.all("tool"):
        verb = _nearest(sentence, tool, _START)
        if verb is None or verb.has("no_start") or sentence.text(verb.end) == "的":
            continue
        if not sentence.is_shielded(verb) and not sentence.is_shielded(tool) and not was(sentence, verb):
            return _deed(sentence, verb, tool)
    return None


def find_weakening(sentence: Sentence) -> Deed | None:
    """“Turn off 2FA”; not what was turned off, nor what happens to those who do, nor what is set up again at once."""
    if sentence.has("anew"):
        return None
    for thing in sentence.all("protection"):
        verb = _off(sentence, thing)
        if verb is None or sentence.is_label(verb) or sentence.is_shielded(verb) or was(sentence, verb):
            continue
        if sentence.before(verb.start, "condition", clause=True) is not None or (sentence.chinese and _is_stated(sentence, verb, thing)):
            continue
        if sentence.before(verb.start, "ours", reach=1) is None and sentence.before(verb.start, "before_off", reach=1) is None:
            return _deed(sentence, verb, thing)
    return None


def _is_stated(sentence: Sentence, verb: Mark, thing: Mark) -> bool:
    """“关闭了白名单”, “删除通行密钥后……”."""
    if verb.end < thing.start and sentence.text(verb.end) == "了":
        return True
    return sentence.text(max(verb.end, thing.end)) in WORDS["stated"] and not sentence.has("please")


def _off(sentence: Sentence, thing: Mark) -> Mark | None:
    verb = _nearest(sentence, thing, _OFF) or sentence.after(thing.end, "off_passive", reach=3)
    if verb is not None:
        return verb
    behind = sentence.after(thing.end, "off")
    if behind is not None and (
        sentence.text(behind.end) in ("it", "them", "that") or (sentence.chinese and behind.end == len(sentence.texts))
    ):
        return behind
    half = sentence.before(thing.start, "half", reach=4)
    return half if "off" in sentence.texts[thing.end : thing.end + 3] else None


def find_channel(sentence: Sentence) -> Deed | None:
    """“Add me on WhatsApp”; the desk's own handles in the directory may be named."""
    if sentence.has("official"):
        return None
    for way in sentence.all("full"):
        if not sentence.is_shielded(way) and not was(sentence, way):
            return _deed(sentence, way, way)
    for messenger in sentence.all("messenger"):
        verb = sentence.before(messenger.start, "do", reach=8)
        if verb is None and sentence.chinese:
            verb = sentence.after(messenger.end, "do", reach=4)
        if verb is None or sentence.is_shielded(verb) or was(sentence, verb):
            continue
        if not WORDS["third_person"].isdisjoint(sentence.texts[: verb.start]):
            continue
        if sentence.has("goes_on") or not (sentence.chinese or sentence.text(verb.start) == "my"):
            return _deed(sentence, verb, messenger)
    return None


def _nearest(sentence: Sentence, thing: Mark, meanings: frozenset[str]) -> Mark | None:
    """The verb before a thing, else in Chinese the one behind it."""
    for mark in reversed(sentence.marks):
        if mark.end <= thing.start and mark.any(meanings) and sentence.same_clause(mark.start, thing.start):
            return mark if thing.start - mark.end <= 8 else None
    if not sentence.chinese:
        return None
    behind = (mark for mark in sentence.marks if thing.end <= mark.start <= thing.end + 6 and mark.any(meanings))
    return next((mark for mark in behind if sentence.same_clause(mark.start, thing.start) or mark.end == len(sentence.texts)), None)
