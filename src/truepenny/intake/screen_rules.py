"""The operator's own rules of the screen: kept in a table, changed by admins, live in every process within seconds.

In: what an admin types, and a sample that the rule has to find before it goes live; the sample is looked at and never kept. Out: rules
for the engine (screen/engine.py), and the labels by which customers are told what was removed.
"""

from __future__ import annotations

import logging
import time
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.errors import NotFound, Refused
from truepenny.intake.screen.engine import Rule, RuleRefused, find_secrets
from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.operators import CHECKS
from truepenny.intake.screen_counts import Counted, load_counts
from truepenny.intake.screen_schema import screen_rule
from truepenny.knowledge.changes import RecordChange
from truepenny.platform.clock import Clock
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

log = logging.getLogger(__name__)
MAX_NAME = 60
MAX_LABEL = 60
MAX_PATTERN = 500
MAX_CONTEXT = 30
MAX_CONTEXT_WORD = 40
MAX_SAMPLE = 5_000
MAX_RULES = 100
WINDOW = 40
"""Within so many characters of a match its context must stand."""
NO_CHECK = "none"
_MARK = "own:"
"""Before the name of a rule of the operator in findings and reports, so that it is never taken for one that is built in."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What can be edited. context: one of these words must stand near; none: anywhere. label_*: what customers are told it was."""

    name: str
    pattern: str
    check: str
    context: tuple[str, ...]
    label_en: str
    label_zh: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class LiveRules:
    """The rules that count at a moment. labels: by a rule's name in findings, what it calls what it finds, in English and Chinese."""

    rules: tuple[Rule, ...] = ()
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def find(self, text: str, *, addresses: Collection[str] = (), budget_s: float | None = None) -> list[Finding]:
        """engine.find_secrets with these rules. Raises OverBudget."""
        return find_secrets(text, extra=self.rules, addresses=addresses, budget_s=budget_s)

    def label_of(self, rule: str, language: str) -> str:
        """ "" for rules that are built in."""
        en, zh = self.labels.get(rule, ("", ""))
        return zh if language.startswith("zh") else en


@dataclass(frozen=True, slots=True)
class StoredRule:
    """broken: this version does not run such a pattern any more."""

    id: str
    words: RuleWords
    broken: bool = False


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


def check_words(words: RuleWords) -> RuleWords:
    """The words as they are kept. Raises Refused, naming the field; of a pattern, with what is wrong with it (RuleRefused)."""
    name, label_en, label_zh = (_line(text) for text in (words.name, words.label_en, words.label_zh))
    context = tuple(dict.fromkeys(line for line in map(_line, words.context) if line))
    for where, text, limit in (
        ("name", name, MAX_NAME),
        ("pattern", words.pattern, MAX_PATTERN),
        ("label_en", label_en, MAX_LABEL),
        ("label_zh", label_zh, MAX_LABEL),
    ):
        if not text:
            raise _wrong(where, "This field is empty.", "Write at least one letter.")
        if len(text) > limit:
            raise _wrong(where, "This is too long.", "Use at most {limit} characters.", limit=limit)
    if len(context) > MAX_CONTEXT or any(len(word) > MAX_CONTEXT_WORD for word in context):
        raise _wrong(
            "context", "These are too many words, or one of them is too long.", "Use at most {words} words of at most {limit} characters.",
            words=MAX_CONTEXT, limit=MAX_CONTEXT_WORD,
        )  # fmt: skip
    if words.check not in (NO_CHECK, *CHECKS):
        raise _wrong("check", "There is no such check.", "Choose one of the list.")
    checked = RuleWords(name, words.pattern, words.check, context, label_en, label_zh, words.enabled)
    try:
        to_rule(checked)
    except RuleRefused as refused:
        if refused.field == "cues":
            raise _wrong("context", refused.title, "Take it out, or write a whole word.") from refused
        raise
    return checked


def to_rule(words: RuleWords) -> Rule:
    """As the engine runs it. Raises RuleRefused."""
    check = None if words.check == NO_CHECK else words.check
    return Rule(_MARK + words.name, words.pattern, check, words.context, WINDOW)


def try_out(words: RuleWords, sample: str) -> Tried:
    """What the screen, with this rule, would take out of a sample. words: checked."""
    rule = to_rule(words)
    begun = time.perf_counter()
    found = find_secrets(sample, extra=(rule,))
    took = time.perf_counter() - begun
    parts: list[Part] = []
    at = 0
    for one in found:
        parts += [Part(sample[at : one.start]), Part(sample[one.start : one.end], "own" if one.rule == rule.name else "built-in")]
        at = one.end
    parts.append(Part(sample[at:]))
    own = sum(part.by == "own" for part in parts)
    return Tried(tuple(part for part in parts if part.text), own, len(found) - own, round(took * 1000, 2))


def list_rules(conn: Connection) -> list[StoredRule]:
    return [_stored(row) for row in conn.execute(select(screen_rule).order_by(screen_rule.c.name))]


def load_rule(conn: Connection, rule: str) -> StoredRule:
    row = conn.execute(select(screen_rule).where(screen_rule.c.id == rule)).first()
    if row is None:
        raise NotFound("rule_unknown", "There is no such rule.", "Somebody may have deleted it: load the list again.")
    return _stored(row)


def list_live(conn: Connection) -> list[RuleWords]:
    """Those that count, but for the ones that cannot be run: these are told to the log."""
    live = [stored for stored in list_rules(conn) if stored.words.enabled]
    for stored in live:
        if stored.broken:
            log.error("a rule of the operator cannot be run", extra={"rule": stored.id})
    return [stored.words for stored in live if not stored.broken]


def put_rule(conn: Connection, words: RuleWords, *, rule: str | None, tried: bool, by: str, now_us: int, record: RecordChange) -> str:
    """Adds (rule None) or changes one; words: checked. tried: it found something in a sample. Gives its id.

    Raises Refused 409 when the name is taken, 422 when it would go live, or find other things live, without having been tried.
    """
    before = load_rule(conn, rule).words if rule is not None else None
    same = before is not None and before.enabled and _detection(before) == _detection(words)
    if words.enabled and not tried and not same:
        raise Refused(
            422, "rule_untried", "The rule finds nothing in the sample.",
            "Write a sample in which it finds something, or save it without “Live”.", field="sample",
        )  # fmt: skip
    taken = conn.execute(select(screen_rule.c.id).where(screen_rule.c.name == words.name)).scalar()
    if taken is not None and taken != rule:
        raise _taken()
    if rule is None and len(list_rules(conn)) >= MAX_RULES:
        raise Refused(409, "too_many_rules", "There are {limit} rules already.", "Delete one first.", params={"limit": MAX_RULES})
    made = rule or new_id()
    values = {
        "name": words.name, "pattern": words.pattern, "checked_by": words.check, "context": "\n".join(words.context),
        "label_en": words.label_en, "label_zh": words.label_zh, "enabled": words.enabled, "changed_at": now_us, "changed_by": by,
    }  # fmt: skip
    try:
        if rule is None:
            conn.execute(screen_rule.insert().values(id=made, **values))
        else:
            conn.execute(update(screen_rule).where(screen_rule.c.id == rule).values(**values))
    except IntegrityError as lost:
        raise _taken() from lost
    detail = {"name": words.name, "pattern": words.pattern, "check": words.check, "context": list(words.context), "live": words.enabled}
    record(conn, now_us, who=by, what="screen_rule_added" if rule is None else "screen_rule_changed", subject=made, detail=detail)
    return made


def delete_rule(conn: Connection, rule: str, *, by: str, now_us: int, record: RecordChange) -> None:
    gone = load_rule(conn, rule)
    conn.execute(delete(screen_rule).where(screen_rule.c.id == rule))
    record(conn, now_us, who=by, what="screen_rule_deleted", subject=rule, detail={"name": gone.words.name})


def make_live(words: Sequence[RuleWords]) -> LiveRules:
    """words: of list_live."""
    return LiveRules(tuple(map(to_rule, words)), {_MARK + one.name: (one.label_en, one.label_zh) for one in words})


class OperatorRules:
    """The same, each as one transaction; and the rules that count in this process, brought up to date by refresh."""

    def __init__(self, db: Database, clock: Clock, *, record: RecordChange) -> None:
        self._db = db
        self._clock = clock
        self._record = record
        self._words: tuple[RuleWords, ...] = ()
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
        words = tuple(await self._db.read(list_live))
        if words != self._words:
            self._words, self.live = words, make_live(words)

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


def check_sample(sample: str) -> str:
    """Raises Refused."""
    if not sample.strip():
        raise _wrong("sample", "This field is empty.", "Write at least one letter.")
    if len(sample) > MAX_SAMPLE:
        raise _wrong("sample", "This is too long.", "Use at most {limit} characters.", limit=MAX_SAMPLE)
    return sample


def _detection(words: RuleWords) -> tuple[object, ...]:
    return words.pattern, words.check, words.context


def _stored(row: Row[*tuple[Any, ...]]) -> StoredRule:
    context = tuple(row.context.split("\n")) if row.context else ()
    words = RuleWords(row.name, row.pattern, row.checked_by, context, row.label_en, row.label_zh, row.enabled)
    try:
        to_rule(words)
    except RuleRefused:
        return StoredRule(row.id, words, broken=True)
    return StoredRule(row.id, words)


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)


def _taken() -> Refused:
    return Refused(409, "name_taken", "Another rule has this name.", "Choose another name.", field="name")
