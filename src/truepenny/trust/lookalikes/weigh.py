"""From a match to a verdict: how long is the name, is it a word of the language, how far is it, what stands beside it. Pure.

The figures were chosen on generated names (bench/lookalike.py, its train half) and on benign domains that the bench does not judge with.
"""

from __future__ import annotations

from dataclasses import dataclass

from truepenny.trust.lookalikes.compare import Match
from truepenny.trust.lookalikes.names import SHORT, Name, Trick
from truepenny.trust.lookalikes.ordinary import is_made_of_words, is_word
from truepenny.trust.lookalikes.shapes import fold

_PLURALS = ("s", "es")
_WITHOUT_MARKS = str.maketrans("", "", "-_.")


@dataclass(frozen=True, slots=True)
class Place:
    """One label. whole_host: the registered one. lure_beside: other labels hold a lure. as_domain: a label like com follows it.
    is_name: a handle, or a name that somebody took. scripted: written with letters that only look Latin. joint: two labels, and the name
    stands across the dot between them."""

    label: str
    whole_host: bool
    lure_beside: bool
    as_domain: bool = False
    is_name: bool = False
    scripted: bool = False
    joint: bool = False


def is_lookalike(name: Name, match: Match, place: Place) -> bool:
    if place.joint and not ("." in match.seen and match.begins and match.ends):
        return False
    if name.han:
        return True
    lure = match.rest.lure or place.lure_beside
    if match.cost == 0:
        return _same_shape(name, match, place, lure=lure)
    return _near(name, match, place, lure=lure)


def _same_shape(name: Name, match: Match, place: Place, *, lure: bool) -> bool:
    if not match.raw and (is_word(_letters(match.seen)) or (name.short and not _keeps_enough(name, match))):
        return False
    if match.whole:
        return (
            place.whole_host or place.is_name or place.scripted or place.as_domain or lure or not (name.word or len(name.text) < SHORT - 1)
        )
    token, rest = match.begins and match.ends, match.rest
    if name.rare and name.short and _beside_words(match) and (match.raw or match.apart):
        return True
    if not token:
        return not name.short and not name.word
    if name.word and match.raw and not match.apart and _is_in_word(match):
        return False
    if place.is_name and rest.whole and not name.word:
        return True
    if lure and rest.whole:
        return True
    if name.word:
        return (
            (lure and not name.short) or (rest.whole and (rest.weak or match.numbered) and not name.short) or (not match.raw and rest.whole)
        )
    if name.short:
        return (rest.whole and (rest.weak or place.as_domain)) or (len(name.text) == SHORT and (lure or match.apart))
    return True


def _keeps_enough(name: Name, match: Match) -> bool:
    """A short name in another shape keeps its length, and more letters than digits: ax is not aax, nor b7510 btse."""
    seen = _letters(match.seen)
    return len(seen) >= len(name.text) and 2 * sum(char.isdigit() for char in seen) <= len(seen)


def _is_in_word(match: Match) -> bool:
    """With what is glued to it, it is another word, or the same in the plural."""
    glued_front, glued_end = match.tail != "" and is_word(match.tail + match.seen), match.head != "" and is_word(match.seen + match.head)
    return match.head in _PLURALS or glued_front or glued_end


def _beside_words(match: Match) -> bool:
    """At one end of the label, or set off; what it is glued to is a word of the language or two."""
    if match.apart:
        return True
    glued = match.before if not match.after else match.after if not match.before else ""
    letters = _letters(glued)
    return len(letters) > 3 and (is_word(letters) or is_made_of_words(letters))


def _near(name: Name, match: Match, place: Place, *, lure: bool) -> bool:
    seen, rest = _letters(match.seen), match.rest
    if is_word(seen) or seen.isdigit() or is_word(match.run):
        return False
    length = len(name.text)
    token = match.begins and match.ends
    if name.short:
        return _near_short(name, match, place)
    limit = 0.95 if length == 6 else 1.2 if length == 7 else 1.6 if length == 8 else 2.0
    if not token:
        limit = 0.66 if length >= 7 and (match.begins or match.ends) and lure else 0.0
    elif rest.lure and rest.whole and (match.apart or length > 6):
        limit += 0.7
    elif rest.lure:
        limit += 0.35
    if match.cost > limit:
        return False
    return match.whole or rest.lure or not is_made_of_words(seen)


def _near_short(name: Name, match: Match, place: Place) -> bool:
    """Whole, all letters, a lure beside it; the shorter, the surer that must be."""
    length, seen, rest = len(name.key), _letters(match.seen), match.rest
    if not (match.begins and match.ends and seen.isalpha()) or (length < SHORT and len(seen) < length) or is_made_of_words(match.run):
        return False
    if rest.whole and rest.lure:
        if length <= 3:
            return match.cost <= (0.9 if rest.exact and match.apart else 0.35)
        if length == 4:
            return match.cost <= (1.0 if rest.exact else 0.9 if match.apart else 0.35)
        return match.cost <= 1.0
    return name.rare and match.apart and not match.whole and length > 3 and match.cost <= 0.7 and not place.is_name


def _letters(seen: str) -> str:
    return seen.translate(_WITHOUT_MARKS)


def trick_of(name: Name, match: Match, place: Place) -> Trick:
    if place.scripted and match.cost < 1:
        return "script"
    if match.cost:
        return "slip"
    letters = _letters(match.seen)
    if letters != name.text and not match.raw:
        return "doubled" if len(letters) > len(name.text) and fold(letters) == name.key and set(letters) <= set(name.text) else "shape"
    if not match.whole:
        return "words"
    if match.seen != letters:
        return "hyphen"
    return "ending" if place.whole_host else "subdomain"
