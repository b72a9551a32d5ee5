"""The operator's own rules of the screen, as they are kept: checked, listed, put and deleted, each part of the caller's transaction.

In: what an admin types. Out: rules for the engine (screen/engine.py), and the labels by which customers are told what was removed.
operator_rules.py holds those that count in a process.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.errors import NotFound, Refused
from truepenny.intake.live_rules import LiveRules
from truepenny.intake.screen.engine import Rule, RuleRefused
from truepenny.intake.screen.operator_patterns import reckon
from truepenny.intake.screen.operators import CHECKS
from truepenny.intake.screen_schema import screen_rule
from truepenny.platform.ids import new_id

MAX_NAME = 60
MAX_LABEL = 60
MAX_PATTERN = 500
MAX_CONTEXT = 30
MAX_CONTEXT_WORD = 40
MAX_RULES = 100
MAX_STEPS = 5_000
"""Of all live rules together, from one place of a text (screen/operator_patterns.py): about a second for the longest message, at worst."""
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
class StoredRule:
    """broken: this version does not run such a pattern any more."""

    id: str
    words: RuleWords
    broken: bool = False


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
            raise wrong(where, "This field is empty.", "Write at least one letter.")
        if len(text) > limit:
            raise wrong(where, "This is too long.", "Use at most {limit} characters.", limit=limit)
    if len(context) > MAX_CONTEXT or any(len(word) > MAX_CONTEXT_WORD for word in context):
        raise wrong(
            "context", "These are too many words, or one of them is too long.", "Use at most {words} words of at most {limit} characters.",
            words=MAX_CONTEXT, limit=MAX_CONTEXT_WORD,
        )  # fmt: skip
    if words.check not in (NO_CHECK, *CHECKS):
        raise wrong("check", "There is no such check.", "Choose one of the list.")
    checked = RuleWords(name, words.pattern, words.check, context, label_en, label_zh, words.enabled)
    try:
        to_rule(checked)
    except RuleRefused as refused:
        if refused.field == "cues":
            raise wrong("context", refused.title, "Take it out, or write a whole word.") from refused
        raise
    return checked


def to_rule(words: RuleWords) -> Rule:
    """As the engine runs it. Raises RuleRefused."""
    check = None if words.check == NO_CHECK else words.check
    return Rule(_MARK + words.name, words.pattern, check, words.context, WINDOW)


def list_rules(conn: Connection) -> list[StoredRule]:
    return [_stored(row) for row in conn.execute(select(screen_rule).order_by(screen_rule.c.name))]


def load_rule(conn: Connection, rule: str) -> StoredRule:
    row = conn.execute(select(screen_rule).where(screen_rule.c.id == rule)).first()
    if row is None:
        raise NotFound("rule_unknown", "There is no such rule.", "Somebody may have deleted it: load the list again.")
    return _stored(row)


def list_live(conn: Connection) -> list[RuleWords]:
    """Those that count."""
    return [stored.words for stored in list_rules(conn) if stored.words.enabled and not stored.broken]


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
    others = [stored for stored in list_rules(conn) if stored.id != rule]
    if len(others) >= MAX_RULES:
        raise Refused(409, "too_many_rules", "There are {limit} rules already.", "Delete one first.", params={"limit": MAX_RULES})
    live = [words, *(stored.words for stored in others if stored.words.enabled and not stored.broken)]
    if words.enabled and sum(reckon(one.pattern).steps for one in live) > MAX_STEPS:
        raise Refused(
            409, "rules_too_slow", "All live rules together could take too long.",
            "Write repeats with an end, such as [0-9]{places}, or switch another rule off.", params={"places": "{6}"}, field="pattern",
        )  # fmt: skip
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


def wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)


def _taken() -> Refused:
    return Refused(409, "name_taken", "Another rule has this name.", "Choose another name.", field="name")
