"""Reads rules.json: the patterns, cues and names of exact checks that the server and the browser have in common.

The file says in its own "about" what each field means. Read once, when this module is imported; a rule that is not well formed, or
speaks of a cue or check that does not exist, raises then and not in front of a customer.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Literal

import msgspec

from truepenny.contracts.secrets import SecretKind


class Near(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """cues: names of lists of words; before and after: how many characters from the edge of the value. sentence: only in its own."""

    cues: tuple[str, ...]
    before: int
    after: int
    sentence: bool = False


class RuleText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule as it stands in the file."""

    name: str
    kind: SecretKind
    certainty: Literal["certain", "likely"]
    on: Literal["text", "lower"]
    pattern: str
    flags: tuple[str, ...]
    hints: tuple[str, ...] = ()
    starts: bool = False
    needs_run: int = 0
    needs_digits: int = 0
    run: tuple[int, int] | None = None
    check: str | None = None
    unless: str | None = None
    near: Near | None = None
    not_near: Near | None = None
    not_with: Near | None = None


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: tuple[str, ...]
    checks: dict[str, str]
    cues: dict[str, tuple[str, ...]]
    rules: tuple[RuleText, ...]


def read_rules(source: bytes) -> RuleFile:
    """Raises ValueError (msgspec's is one) for what is not well formed or speaks of something that is not there."""
    read = msgspec.json.decode(source, type=RuleFile)
    names = [rule.name for rule in read.rules]
    if len(set(names)) != len(names):
        raise ValueError("two rules of one name")
    for rule in read.rules:
        _check_rule(rule, read)
    return read


def _check_rule(rule: RuleText, read: RuleFile) -> None:
    re.compile(rule.pattern, re.ASCII)
    re.compile(rule.unless or "", re.ASCII)
    if rule.check is not None and rule.check not in read.checks:
        raise ValueError(f"{rule.name}: no check {rule.check}")
    if rule.starts and not rule.hints:
        raise ValueError(f"{rule.name}: starts without hints")
    for near in (rule.near, rule.not_near, rule.not_with):
        missing = [name for name in (near.cues if near else ()) if name not in read.cues]
        if missing:
            raise ValueError(f"{rule.name}: no cues {missing}")
    if any(hint != hint.lower() for hint in rule.hints):
        raise ValueError(f"{rule.name}: hints are lower case")


def rules_json() -> bytes:
    """The file as it is served to browsers."""
    return files("truepenny.intake.screen").joinpath("rules.json").read_bytes()


RULES: RuleFile = read_rules(rules_json())
