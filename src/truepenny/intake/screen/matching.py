"""Tries the rules of rules.json on a view. In: a view. Out: the spans of what they find, with the rule that found each.

Most messages hold nothing, so every rule first asks something cheap: is there a run of letters and digits long enough, is one of its hints
there at all. Work grows with the length of the text and with the number of hints in it, never faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from truepenny.contracts.secrets import SecretKind
from truepenny.intake.screen.checks.registry import CHECKS, FINDERS, Check
from truepenny.intake.screen.cues import LISTS, cues_of, nearest
from truepenny.intake.screen.findings import Certainty
from truepenny.intake.screen.rules import RULES, Near, RuleText
from truepenny.intake.screen.view import View

RUN = 26
"""Runs shorter than this hold no key."""
_PIECE = re.compile(rb"a{%d,}" % RUN)
_LINES = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{8,}(?:=?[ ]{0,2}(?:\r?\n){1,2}[> ]{0,4}[0-9A-Za-z]{8,})+")
_WORDS = re.compile(r"[0-9A-Za-z]{8,}")
_ABROAD = re.compile("[^\x00-\x7f\u2000-\u20ff]")
"""Letters other than ASCII; quotation marks, dashes and signs of currencies are none."""
MOST_PIECES = 5
"""Lines that a broken key may stand on."""
LONG = 2_000
"""From this length on, rules that need a cue are tried around the cues only."""
VALUE = 160
"""Values that need a cue are shorter than this."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A span of a view's text."""

    start: int
    end: int
    kind: SecretKind
    rule: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """A rule, compiled. finder: does the whole work of the pattern and the check in one pass. rank: of two findings of one span that of
    the lower rank names it."""

    rank: int
    name: str
    kind: SecretKind
    certainty: Certainty
    lower: bool
    pattern: re.Pattern[str]
    hints: tuple[str, ...]
    starts: bool
    needs: bytes
    digits: bytes
    run: range
    check: Check | None
    finder: Callable[[str], Iterable[tuple[int, int]]] | None
    unless: re.Pattern[str] | None
    near: Near | None
    not_near: Near | None
    not_with: Near | None


def _compiled(rank: int, rule: RuleText) -> _Rule:
    least, most = rule.run or (0, 0)
    return _Rule(
        rank=rank,
        name=rule.name,
        kind=rule.kind,
        certainty=rule.certainty,
        lower=rule.on == "lower",
        pattern=re.compile(rule.pattern, re.ASCII),
        hints=rule.hints,
        starts=rule.starts,
        needs=b"a" * (least or rule.needs_run),
        digits=b"0" * rule.needs_digits,
        run=range(least, most + 1) if rule.run else range(0),
        check=CHECKS.get(rule.check or ""),
        finder=FINDERS.get(rule.check or ""),
        unless=re.compile(rule.unless, re.ASCII) if rule.unless else None,
        near=rule.near,
        not_near=rule.not_near,
        not_with=rule.not_with,
    )


# A cue tells the kind better than a pattern does. Else the order of the file counts.
_RULES = [_compiled(rank, rule) for rank, rule in enumerate(sorted(RULES.rules, key=lambda rule: rule.near is None))]
_BY_RANK = attrgetter("rank")
_WHOLE_RUNS = [rule for rule in _RULES if rule.run]
_LONGEST_RUN = max(rule.run[-1] for rule in _WHOLE_RUNS)


@dataclass(frozen=True, slots=True)
class _Group:
    """The rules that need a run of letters and digits of one length. hinted: those that cannot match without a word, by such a word;
    hinted_abroad: by words that are not ASCII."""

    needs: bytes
    hinted: tuple[tuple[str, tuple[_Rule, ...]], ...]
    hinted_abroad: tuple[tuple[str, tuple[_Rule, ...]], ...]
    always: tuple[_Rule, ...]


def _grouped(needs: bytes) -> _Group:
    """A hint that holds a shorter one is there only when the shorter one is, and so the shorter one is asked for in its place."""
    rules = [rule for rule in _RULES if rule.needs == needs and not rule.run]
    hints = sorted({hint for rule in rules for hint in _words_for(rule)}, key=len)
    shortest = {hint: next(other for other in hints if other in hint) for hint in hints}
    hinted: dict[str, list[_Rule]] = {}
    for rule in rules:
        for hint in {shortest[hint] for hint in _words_for(rule)}:
            hinted.setdefault(hint, []).append(rule)
    return _Group(
        needs,
        tuple((hint, tuple(with_hint)) for hint, with_hint in hinted.items() if hint.isascii()),
        tuple((hint, tuple(with_hint)) for hint, with_hint in hinted.items() if not hint.isascii()),
        tuple(rule for rule in rules if not _words_for(rule)),
    )


def _words_for(rule: _Rule) -> tuple[str, ...]:
    """One of these is in every text that the rule finds something in: its hints, or else the cues that it needs. None: it needs no word."""
    if rule.hints or rule.near is None:
        return rule.hints
    return tuple(letters for name in rule.near.cues for letters, _, _ in LISTS[name])


_GROUPS = [_grouped(needs) for needs in sorted({rule.needs for rule in _RULES if not rule.run}, key=len)]


def runs_of(view: View) -> list[tuple[int, int]]:
    """Unbroken runs of ASCII letters and digits that are long enough to be a key."""
    if _LEAST_RUN not in view.runs:
        return []
    return [match.span() for match in _PIECE.finditer(view.runs)]


_LEAST_RUN = b"a" * RUN


def match_runs(view: View, runs: list[tuple[int, int]]) -> Iterator[Hit]:
    """Keys that are a whole run, or a run that lines break."""
    for start, end in runs:
        for rule in _WHOLE_RUNS:
            if end - start in rule.run and rule.pattern.fullmatch(view.lower if rule.lower else view.text, start, end):
                yield from _judged(rule, view, start, end)
    if runs and "\n" in view.text:
        yield from _match_broken(view)


def _match_broken(view: View) -> Iterator[Hit]:
    """A key of which the lines of a mail or a page made several pieces. Only what an exact check proves."""
    for match in _LINES.finditer(view.text):
        pieces = [piece.span() for piece in _WORDS.finditer(view.text, *match.span())]
        for first, last, whole in _wholes(view.text, pieces):
            for rule in _WHOLE_RUNS:
                if (
                    rule.certainty == "certain"
                    and len(whole) in rule.run
                    and rule.pattern.fullmatch(whole)
                    and rule.check is not None
                    and rule.check(whole, 0, len(whole))
                ):
                    yield Hit(pieces[first][0], pieces[last][1], rule.kind, rule.name, rule.certainty)


def _wholes(text: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Two to MOST_PIECES pieces in a row that are no longer together than a key is."""
    for first, (start, end) in enumerate(pieces):
        whole = text[start:end]
        for last in range(first + 1, min(first + MOST_PIECES, len(pieces))):
            start, end = pieces[last]
            if len(whole) + end - start > _LONGEST_RUN:
                break
            whole += text[start:end]
            yield first, last, whole


def match_patterns(view: View) -> Iterator[Hit]:
    """All rules that have a pattern within the text."""
    lower = view.lower
    abroad = not lower.isascii() and _ABROAD.search(lower) is not None
    for group in _GROUPS:
        if group.needs not in view.runs:
            return
        rules = dict.fromkeys(group.always)
        for hint, hinted in group.hinted:
            if hint in lower:
                rules.update(dict.fromkeys(hinted))
        for hint, hinted in group.hinted_abroad if abroad else ():
            if hint in lower:
                rules.update(dict.fromkeys(hinted))
        for rule in sorted(rules, key=_BY_RANK):
            if rule.digits not in view.digits:
                continue
            if rule.finder is not None:
                for start, end in rule.finder(view.text):
                    yield Hit(start, end, rule.kind, rule.name, rule.certainty)
            else:
                yield from _match_pattern(rule, view)


def _match_pattern(rule: _Rule, view: View) -> Iterator[Hit]:
    text = view.lower if rule.lower else view.text
    for match in _matches(rule, text, view):
        start, end = match.span(1) if rule.pattern.groups else match.span()
        if end > start and not (rule.unless and rule.unless.match(text, start)):
            yield from _judged(rule, view, start, end)


def _matches(rule: _Rule, text: str, view: View) -> Iterator[re.Match[str]]:
    if rule.starts:
        return _from_hint_to_hint(rule, text, view.lower)
    if rule.near is None or len(text) < LONG:
        return rule.pattern.finditer(text)
    return _around_cues(rule, rule.near, text, view)


def _around_cues(rule: _Rule, near: Near, text: str, view: View) -> Iterator[re.Match[str]]:
    """Of a long text, what is near enough to a cue. Two windows that touch are one."""
    cues = sorted(cue for name in near.cues for cue in cues_of(view, name))
    begin = end = 0
    for start, stop in cues:
        if start - near.after - VALUE > end:
            yield from rule.pattern.finditer(text, begin, end)
            begin = start - near.after - VALUE
        end = max(end, stop + near.before + VALUE)
    yield from rule.pattern.finditer(text, begin, end)


def _from_hint_to_hint(rule: _Rule, text: str, lower: str) -> Iterator[re.Match[str]]:
    for hint in rule.hints:
        at = lower.find(hint)
        while at >= 0:
            match = rule.pattern.match(text, at)
            if match is not None:
                yield match
            at = lower.find(hint, max(match.end(), at + 1) if match is not None else at + 1)


def _judged(rule: _Rule, view: View, start: int, end: int) -> Iterator[Hit]:
    """What the context and the exact check say of a match."""
    if rule.near is not None:
        distance = nearest(view, (start, end), rule.near)
        if distance is None:
            return
        against = nearest(view, (start, end), rule.not_near) if rule.not_near is not None else None
        if against is not None and against <= distance:
            return
    elif rule.not_near is not None and nearest(view, (start, end), rule.not_near) is not None:
        return
    if rule.not_with is not None and nearest(view, (start, end), rule.not_with) is not None:
        return
    if rule.check is not None:
        edges = rule.check(view.text, start, end)
        if edges is None:
            return
        start, end = edges
    yield Hit(start, end, rule.kind, rule.name, rule.certainty)
