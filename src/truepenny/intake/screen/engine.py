"""Finds the secrets in a text. In: a text and the operator's rules. Out: findings, in order, none over another.

Pure: nothing is stored, logged or sent, and the findings hold no part of what was found. The work grows with the length of the text. Who
gives a budget of time gets OverBudget when it is spent, and must then treat the text as if it held a secret.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

from truepenny.intake.screen.findings import Certainty, Finding
from truepenny.intake.screen.hex_keys import find_hex_keys
from truepenny.intake.screen.markup import without_markup
from truepenny.intake.screen.matching import Hit, match_patterns, match_runs, runs_of
from truepenny.intake.screen.operator_patterns import RuleRefused
from truepenny.intake.screen.operators import Rule, match_operators
from truepenny.intake.screen.phrases.search import find_phrases
from truepenny.intake.screen.view import View, fold, without_words

__all__ = ["OverBudget", "Rule", "RuleRefused", "find_secrets"]
_SURER: dict[Certainty, int] = {"ask": 0, "likely": 1, "certain": 2}


class OverBudget(Exception):
    """The time that was given is spent; nothing is known of the text."""


def find_secrets(text: str, *, extra: Sequence[Rule] = (), addresses: Collection[str] = (), budget_s: float | None = None) -> list[Finding]:
    """addresses: of the customer's ticket or account; 64 hex digits that are the key of one are a private key, certainly.

    budget_s: seconds of this thread's own work, since a machine that stood still, or was busy, says nothing of a text. Asked between
    detectors, so that it may be passed by as long as one detector takes. Raises OverBudget.
    """
    if not text:
        return []
    until = None if budget_s is None else time.thread_time() + budget_s
    view = fold(text)
    found = _find(view, extra, addresses, until)
    for plain in without_markup(view):
        found += _find(plain, extra, addresses, until)
    return found if len(found) < 2 else merged(found)


def _find(view: View, extra: Sequence[Rule], addresses: Collection[str], until: float | None) -> list[Finding]:
    check_time = partial(_check_time, until)
    check_time()
    phrases = list(find_phrases(view.text))
    found = [_given(phrase, view) for phrase in phrases]
    view = without_words(view, ((phrase.start, phrase.end) for phrase in phrases))  # "topic" in a phrase says nothing of what follows it
    check_time()
    hits: list[Hit] = list(match_patterns(view))
    runs = runs_of(view)
    if runs:
        check_time()
        hits += match_runs(view, runs)
        check_time()
        hits += find_hex_keys(view, runs, addresses=addresses)
    for rule in extra:
        hits += match_operators(rule, view, between=check_time)
    check_time()
    return found + [_finding(hit, view) for hit in hits]


def _check_time(until: float | None) -> None:
    if until is not None and time.thread_time() > until:
        raise OverBudget


def _finding(hit: Hit, view: View) -> Finding:
    start, end = view.origin(hit.start, hit.end)
    return Finding(start, end, hit.kind, hit.rule, hit.certainty, hit.end - hit.start)


def _given(found: Finding, view: View) -> Finding:
    """The finding of a view, in the text that was given."""
    start, end = view.origin(found.start, found.end)
    return replace(found, start=start, end=end)


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """In order, none over another: of findings that overlap, the surer one, then the longer one, names the whole."""
    whole: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (one.start, -one.end)):
        if whole and finding.start < whole[-1].end:
            whole[-1] = _joined(whole[-1], finding)
        else:
            whole.append(finding)
    return whole


def _joined(one: Finding, other: Finding) -> Finding:
    name = max(one, other, key=lambda found: (_SURER[found.certainty], found.end - found.start))
    start, end = min(one.start, other.start), max(one.end, other.end)
    size = name.size if (start, end) == (name.start, name.end) or name.unit == "words" else end - start
    return Finding(start, end, name.kind, name.rule, name.certainty, size, name.unit)
