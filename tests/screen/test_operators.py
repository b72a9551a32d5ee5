"""Rules of operators: found as their own kind, near their words, and refused when they could be slow or are not understood."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truepenny.intake.screen.engine import Rule, RuleRefused, find_secrets
from truepenny.intake.screen.operator_patterns import LONGEST, MOST_STEPS, reckon


def found(rule: Rule, text: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in find_secrets(text, extra=[rule]) if finding.kind == "other"]


def test_a_rule_finds_what_its_pattern_says() -> None:
    staff = Rule("staff", r"EMP-\d{4,6}")
    text = "my colleague emp-48213 and EMP-7, ｅｍｐ－11234"
    assert found(staff, text) == ["emp-48213", "ｅｍｐ－11234"], "capitals and full-width forms alike"
    assert [finding.rule for finding in find_secrets(text, extra=[staff])] == ["staff", "staff"]


def test_the_group_is_what_is_removed() -> None:
    assert found(Rule("locker", r"locker (\d{3})"), "my locker 482 is open") == ["482"]


def test_words_must_stand_near_when_there_are_any() -> None:
    rule = Rule("badge", r"\d{5}", cues=("badge", "工牌*"), window=12)
    assert found(rule, "badge no 48213") == ["48213"]
    assert found(rule, "工牌号：48213") == ["48213"]
    assert found(rule, "48213 is what I paid for it, and the badge is blue") == []
    assert found(rule, "48213") == []


def test_a_check_decides_too() -> None:
    rule = Rule("our cards", r"\d{16}", check="card_number")
    assert found(rule, "ref 4111111111111111 and 4111111111111112") == ["4111111111111111"]


def test_a_secret_of_ours_keeps_its_name_when_a_rule_finds_it_too() -> None:
    (finding,) = find_secrets("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", extra=[Rule("any", r"5H\w+")])
    assert (finding.kind, finding.rule) == ("private_key", "wif")


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        (r"(a+)+b", "too long"),
        (r"(?:a|a)*b", "too long"),
        (r"\w+\w+x", "too long"),
        (r"\d+\d+\d+", "too long"),
        (r"(?:\w+\s?)+x", "too long"),
        (r"(?:a?){30}b", "can be empty"),
        (r"a*", "nothing at all"),
        (r"(a)\1", "not understood"),
        (r"(?=a)b", "only (?: )"),
        (r"(?P<x>a)", "only (?: )"),
        (r"(?i)a", "only (?: )"),
        (r"^a$", "not understood"),
        (r"(a)(b)", "more than one group"),
        (r"a**", "repeats a repeat"),
        (r"a{300}", "more than {most} times"),
        (r"a{3,2}", "more than {most} times"),
        (r"a{,}", "counts nothing"),
        (r"(?:abcdef){190}", "more than {most} characters"),
        (r"[z-a]", "range"),
        (r"[[:alpha:]]", "class"),
        (r"\p{L}", "not understood"),
        (r"(a", "in the middle"),
        (r"a)", "closing bracket"),
        (r"[a", "in the middle"),
        ("a\\", "in the middle"),
        ("", "nothing at all"),
    ],
)
def test_a_pattern_that_could_be_slow_or_is_not_understood_is_refused(pattern: str, complaint: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        Rule("x", pattern)
    assert complaint in refused.value.title
    assert refused.value.field == "pattern"
    assert refused.value.status == 422


def test_a_check_or_a_word_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RuleRefused, match="rule_refused") as refused:
        Rule("x", "a", check="magic")
    assert refused.value.field == "check"
    with pytest.raises(RuleRefused) as refused:
        Rule("x", "a", cues=("*",))
    assert refused.value.field == "cues"


@pytest.mark.parametrize(
    "pattern",
    [
        r"ACC-\d+",
        r"[A-Z]{2}\d{6,10}",
        r"(?:vip|acct)[:\s]*\d{4,12}",
        r"\d+-\d+-\d+",
        r"\w+@\w+\.example",
        r"\b\d{4} ?\d{4}\b",
        r"工号\d{4}",
        r"[^\s]{8}",
        r"a.c",
        r"\(\d+\)",
    ],
)
def test_patterns_that_people_write_are_taken(pattern: str) -> None:
    assert reckon(pattern).steps <= MOST_STEPS
    assert re.compile(reckon(pattern).written)


@pytest.mark.parametrize("pattern", [r"\d+-\d+-\d+x", r"[ab]{1,40}c", r"(?:ab|ba){1,8}c", r"a+b+a+c"])
def test_a_pattern_that_is_taken_grows_with_the_text_and_no_faster(pattern: str) -> None:
    rule = Rule("x", pattern)

    def taken(size: int) -> float:
        texts = ["a" * size, "ab" * (size // 2), "1-" * (size // 2), "a" * 199 + "b" * 199 + "a" * (size - 398)]
        best = []
        for text in texts:
            times = []
            for _ in range(3):
                start = time.process_time()
                find_secrets(text, extra=[rule])
                times.append(time.process_time() - start)
            best.append(min(times))
        return max(best)

    assert taken(24_000) < 12 * taken(6_000) + 0.05


@settings(deadline=None)
@given(
    st.recursive(
        st.sampled_from(["a", "b", "[ab]", r"\d", "[^a]"]),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
            inner.map(lambda one: f"(?:{one})+"),
            inner.map(lambda one: f"(?:{one}){{2,5}}"),
        ),
        max_leaves=6,
    ),
    st.text(alphabet="ab1", max_size=40),
)
def test_what_is_taken_finds_what_the_pattern_would_find(pattern: str, text: str) -> None:
    try:
        written = reckon(pattern).written
    except RuleRefused:
        return
    assert len(text) < LONGEST
    ours, plain = re.search(written, text), re.search(pattern, text)
    assert (ours and ours.span()) == (plain and plain.span())
