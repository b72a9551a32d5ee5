"""The one source of rules can be read by both sides."""

from __future__ import annotations

import re

import msgspec
import pytest

from truepenny.intake.screen.rules import RULES, RuleText, read_rules, rules_json

CLASS = re.compile(r"(?<!\\)\[(?:\\.|[^\]\\])+\]")
NOT_ALIKE = {
    r"\(\?P": "named groups are written differently",
    r"\(\?[aiLmsux-]+[):]": "inline flags",
    r"\\[AZzsSbBwW]": "edges and white space differ outside ASCII",
    r"[*+?}]\+": "possessive quantifiers",
    r"\(\?>": "atomic groups",
    r"(?<!\\)[$^]": "anchors depend on flags",
    r"(?<!\\)\.": "the dot knows different line ends",
    r"\\[^\\dDtrnfv0uxpP^$.*+?()\[\]{}|/-]": "flag u allows only escapes of what has a meaning",
}
IN_CLASS = {
    r"\\[AZzsSbBwW]": "white space differs outside ASCII",
    r"\\[^\\dDtrnfv0uxpP^$.*+?()\[\]{}|/-]": "flag u allows only escapes of what has a meaning",
    r"(?<=[^\\])\[": "an opening bracket in a class is a set in other flags",
}


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.name)
def test_a_pattern_is_read_alike_by_python_and_javascript(rule: RuleText) -> None:
    for pattern in (rule.pattern, rule.unless or ""):
        for construct, reason in NOT_ALIKE.items():
            assert not re.search(construct, CLASS.sub("K", pattern)), reason
        for construct, reason in IN_CLASS.items():
            assert not any(re.search(construct, found[0]) for found in CLASS.finditer(pattern)), reason
        assert re.compile(pattern, re.ASCII).groups <= 1


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"check": "no_such_check"}, "no check no_such_check"),
        ({"near": {"cues": ["no_such_list"], "before": 1, "after": 1}}, "no cues"),
        ({"hints": ["Upper"]}, "lower case"),
        ({"starts": True}, "starts without hints"),
        ({"colour": "red"}, "unknown field"),
    ],
)
def test_a_rule_that_speaks_of_something_missing_is_refused(change: dict[str, object], complaint: str) -> None:
    sound = {"name": "x", "kind": "other", "certainty": "likely", "on": "text", "pattern": "x", "flags": []}
    whole = {"about": [], "checks": {}, "cues": {}, "rules": [sound]}
    assert read_rules(msgspec.json.encode(whole)).rules[0].name == "x"
    with pytest.raises(ValueError, match=complaint):
        read_rules(msgspec.json.encode({**whole, "rules": [sound | change]}))


def test_two_rules_of_one_name_are_refused() -> None:
    whole = msgspec.json.decode(rules_json())
    with pytest.raises(ValueError, match="one name"):
        read_rules(msgspec.json.encode({**whole, "rules": whole["rules"] * 2}))


@pytest.mark.parametrize("rule", [rule for rule in RULES.rules if rule.hints and rule.near and not rule.starts], ids=lambda rule: rule.name)
def test_the_hints_of_a_rule_are_in_every_cue_that_it_waits_for(rule: RuleText) -> None:
    """Else the rule would not be tried for that cue."""
    assert rule.near is not None
    words = [word.strip("*") for name in rule.near.cues for word in RULES.cues[name]]
    if not any(hint in word for word in words for hint in rule.hints):
        return  # the hints are in the pattern, not in the cues
    assert [word for word in words if not any(hint in word for hint in rule.hints)] == []
