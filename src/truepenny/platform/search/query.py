"""What somebody looks for: words that all must occur, each with the other words that mean the same.

In: what was typed, and the site's synonyms. Out: a Query that both databases, the ranking and the extracts understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from truepenny.platform.search.idle_words import IDLE, PARTICLES
from truepenny.platform.search.inflections import inflections
from truepenny.platform.search.regions import REGIONS
from truepenny.platform.search.text import is_unspaced, normalise, runs, tokens

MAX_TYPED = 400
"""Characters of a query that count."""
MAX_WORDS = 16
MAX_SAME = 24
"""Other words for one word that are looked for."""
MIN_PREFIX = 2
_QUOTED = re.compile('["“”„«»「」『』]([^"“”„«»「」『』]+)["“”„«»「」『』]')

Synonyms = Mapping[str, Sequence[str]]
"""Word to words, all normalised, both directions: see both_ways()."""


@dataclass(frozen=True, slots=True)
class Term:
    """One way to write what is looked for. tokens: must stand side by side. prefix: the last one may go on. single: one character of a
    script without spaces, wherever it stands. fixed: side by side also where a search is not strict."""

    text: str
    tokens: tuple[str, ...]
    prefix: bool = False
    single: bool = False
    fixed: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """Something that must occur: any of the terms will do, the first is what was typed. idle: says little by itself."""

    terms: tuple[Term, ...]
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """words: all must occur. idle: what was typed beside them and does not count. typed: normalised."""

    words: tuple[Word, ...]
    idle: tuple[Word, ...] = ()
    typed: str = ""
    quoted: bool = field(default=False)

    @property
    def is_empty(self) -> bool:
        return not self.words


def both_ways(groups: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Synonyms from groups of words that mean the same, as people write them: each word leads to all others of its groups."""
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        words = [word for word in (" ".join(normalise(word).split()) for word in group) if word]
        for word in words:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in words if other != word))
    return {word: tuple(others) for word, others in found.items()}


def parse(text: str, synonyms: Synonyms | None = None, *, typing: bool = False) -> Query:
    """The query for what was typed. typing: the last word may be unfinished."""
    normal = normalise(text[:MAX_TYPED])
    unfinished = typing and not normal.endswith((" ", '"', "”"))
    same = synonyms or {}
    words: list[Word] = []
    quoted = False
    at = 0
    for match in _QUOTED.finditer(normal):
        words += _loose(normal[at : match.start()], same, unfinished=False)
        cut = tuple(tokens(match[1]))
        quoted = quoted or bool(cut)
        words += [Word((Term(match[1].strip(), cut, single=len(cut) == 1 and len(cut[0]) == 1 and is_unspaced(cut[0])),))] if cut else []
        at = match.end()
    words += _loose(normal[at:], same, unfinished=unfinished)
    words = list(dict.fromkeys(words))[:MAX_WORDS]
    telling = tuple(word for word in words if not word.idle)
    if not telling:
        return Query(tuple(words), (), normal, quoted)
    return Query(telling, tuple(word for word in words if word.idle), normal, quoted)


def _loose(normal: str, same: Synonyms, *, unfinished: bool) -> list[Word]:
    """Words outside quotation marks. Pieces that only punctuation joins (an order number, a mail address) stay side by side."""
    found: list[Word] = []
    pieces = normal.split()
    at = 0
    while at < len(pieces):
        taken, phrase = _known_phrase(pieces, at, same)
        last = at + taken >= len(pieces)
        found += [_word(phrase, same)] if phrase else _piece(pieces[at], same, unfinished=unfinished and last)
        at += taken
    return found


def _known_phrase(pieces: Sequence[str], at: int, same: Synonyms) -> tuple[int, str]:
    """How many pieces from here on make up a synonym of several words, and that synonym; (1, "") when none."""
    for count in range(min(4, len(pieces) - at), 1, -1):
        phrase = " ".join(pieces[at : at + count])
        if phrase in same:
            return count, phrase
    return 1, ""


def _piece(piece: str, same: Synonyms, *, unfinished: bool) -> list[Word]:
    cut = runs(piece)
    if len(cut) > 1 and not any(unspaced for _, unspaced in cut):  # order numbers, addresses, dates
        return [Word((Term(piece, tuple(tokens(piece)), prefix=unfinished),))]
    found: list[Word] = []
    for place, (run, unspaced) in enumerate(cut):
        if unspaced:
            found += [_word(word, same, rest=word != piece) for word in _segment(run, same)]
        else:
            last = unfinished and place == len(cut) - 1 and len(run) >= MIN_PREFIX
            found.append(_word(run, same, prefix=last))
    return found


def _segment(run: str, same: Synonyms) -> list[str]:
    """A run without spaces as words: the site's own words first, then those of the dictionary."""
    if len(run) == 1 or run in same or run in IDLE:
        return [run]
    for start in range(len(run)):
        for end in range(min(len(run), start + 8), start + 1, -1):
            if run[start:end] in same and (start, end) != (0, len(run)):
                before, after = run[:start], run[end:]
                return [*(_segment(before, same) if before else ()), run[start:end], *(_segment(after, same) if after else ())]
    return _cut(run)


def _cut(run: str) -> list[str]:
    """By rjieba's dictionary, which is loaded at the first query; without it, the run is one word. Lone characters that stand side by side
    and are no particles are most likely a word that the dictionary lacks."""
    cutter = _cutter()
    if cutter is None:
        return [run]
    found: list[str] = []
    open_end = False
    for word in cutter(run):
        lone = len(word) == 1 and word not in PARTICLES
        if lone and open_end:
            found[-1] += word
        else:
            found.append(word)
        open_end = lone
    return found


@cache
def _cutter() -> Callable[[str], list[str]] | None:
    try:
        from rjieba import cut
    except ImportError:  # no wheel for this machine
        return None
    return partial(cut, hmm=False)  # no words guessed out of single characters


def _word(word: str, same: Synonyms, *, prefix: bool = False, rest: bool = False) -> Word:
    """rest: left over between other words of the same run, where a lone character says little."""
    terms = [_term(word, prefix=prefix)]
    idle = word in IDLE or (rest and len(word) == 1)
    others = [*same.get(word, ()), *REGIONS.get(word, ())]
    forms = [] if idle else inflections(word)
    for form in forms:
        others += same.get(form, ())
    for other in list(others):
        others += inflections(other)
    terms += [_term(other) for other in (*forms, *others)]
    kept = tuple(dict.fromkeys(term for term in terms if term.tokens))[: MAX_SAME + 1]
    return Word(kept, idle=idle)


def _term(text: str, *, prefix: bool = False) -> Term:
    cut = tuple(tokens(text))
    single = len(cut) == 1 and len(cut[0]) == 1 and is_unspaced(cut[0])
    return Term(text, cut, prefix=prefix, single=single, fixed=len(cut) == 1 or not text.isascii())
