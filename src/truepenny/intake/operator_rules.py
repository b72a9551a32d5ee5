"""The operator's rules in a process: tried on a sample, changed by admins, and live within seconds wherever they were changed.

In: words of a rule, and a sample that it has to find something in before it counts; the sample is looked at and goes nowhere. Out: the
rules of the moment, and all that the screen finds with them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from truepenny.contracts.changes import RecordChange
from truepenny.intake.live_rules import LiveRules
from truepenny.intake.screen.engine import Rule, find_secrets
from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen_counts import Counted, load_counts
from truepenny.intake.screen_rules import (
    RuleWords,
    StoredRule,
    check_words,
    delete_rule,
    list_rules,
    load_rule,
    make_live,
    put_rule,
    to_rule,
    wrong,
)
from truepenny.platform.clock import Clock

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

log = logging.getLogger(__name__)
MAX_SAMPLE = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sample. by: "own" where the rule that is tried finds it, "built-in" where others do, "" where nothing was found."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """own: places that the rule found; others: those that the built-in rules found without it. ms: how long the screen took."""

    parts: tuple[Part, ...]
    own: int
    others: int
    ms: float


def try_out(words: RuleWords, sample: str) -> Tried:
    """What the screen, with this rule, would take out of a sample. words: checked."""
    rule = to_rule(words)
    found = find_secrets(sample, extra=(rule,))  # the first one in a process also reads lists of words
    begun = time.perf_counter()
    find_secrets(sample, extra=(rule,))
    took = time.perf_counter() - begun
    parts: list[Part] = []
    at = 0
    for one in found:
        parts += [Part(sample[at : one.start]), Part(sample[one.start : one.end], "own" if one.rule == rule.name else "built-in")]
        at = one.end
    parts.append(Part(sample[at:]))
    own = sum(part.by == "own" for part in parts)
    return Tried(tuple(part for part in parts if part.text), own, len(found) - own, round(took * 1000, 2))


def check_sample(sample: str) -> str:
    """Raises Refused."""
    if not sample.strip():
        raise wrong("sample", "This field is empty.", "Write at least one letter.")
    if len(sample) > MAX_SAMPLE:
        raise wrong("sample", "This is too long.", "Use at most {limit} characters.", limit=MAX_SAMPLE)
    return sample


class OperatorRules:
    """The same, each as one transaction; and the rules that count in this process, brought up to date by refresh."""

    def __init__(self, db: Database, clock: Clock, *, record: RecordChange) -> None:
        self._db = db
        self._clock = clock
        self._record = record
        self._stored: list[StoredRule] = []
        self.live = LiveRules()

    @property
    def current(self) -> tuple[Rule, ...]:
        return self.live.rules

    def find(self, text: str, *, addresses: Collection[str] = (), budget_s: float | None = None) -> list[Finding]:
        """engine.find_secrets with the rules of this moment. Raises OverBudget."""
        return self.live.find(text, addresses=addresses, budget_s=budget_s)

    def label_of(self, rule: str, language: str) -> str:
        return self.live.label_of(rule, language)

    async def refresh(self) -> None:
        """Reads the rules that count; a change on another node is heard of by calling this now and then. Raises DatabaseAway."""
        stored = await self._db.read(list_rules)
        if stored == self._stored:
            return
        self._stored = stored
        live = [one for one in stored if one.words.enabled]
        self.live = make_live([one.words for one in live if not one.broken])
        for one in live:
            if one.broken:
                log.error("a rule of the operator cannot be run", extra={"rule": one.id})

    async def list_rules(self) -> list[StoredRule]:
        return await self._db.read(list_rules)

    async def load(self, rule: str) -> StoredRule:
        """Raises NotFound."""
        return await self._db.read(lambda conn: load_rule(conn, rule))

    async def load_counts(self, *, since: int) -> list[Counted]:
        """How much was removed, from this day on (days since 1970, UTC)."""
        return await self._db.read(lambda conn: load_counts(conn, since=since))

    def try_out(self, words: RuleWords, sample: str) -> Tried:
        """Raises Refused, naming the field."""
        return try_out(check_words(words), check_sample(sample))

    async def put(self, words: RuleWords, *, rule: str | None, by: str, sample: str) -> str:
        """sample: what the rule has to find something in before it counts. It is looked at here and goes nowhere."""
        checked, now = check_words(words), self._clock.now_us()
        tried = bool(sample) and self.try_out(words, sample).own > 0
        made = await self._db.write(lambda conn: put_rule(conn, checked, rule=rule, tried=tried, by=by, now_us=now, record=self._record))
        await self.refresh()
        return made

    async def delete(self, rule: str, *, by: str) -> None:
        now = self._clock.now_us()
        await self._db.write(lambda conn: delete_rule(conn, rule, by=by, now_us=now, record=self._record))
        await self.refresh()
