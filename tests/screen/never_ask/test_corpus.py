"""The corpus: asks are found, ordinary answers go out, and whatever the demo's agents write goes out too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.screen.never_ask.corpus import HALVES, Half, load, load_forms

from truepenny.knowledge.secret_cards import CARD_WORDS
from truepenny.knowledge.secret_words import SECRET_WORDS
from truepenny.knowledge.topics import TOPICS
from truepenny.main.demo.canned import CANNED
from truepenny.main.demo.stories import STORIES
from truepenny.main.demo.story import Answer, Draft, Solve
from truepenny.trust.never_ask import ITEMS, find_asks

LEAST_FOUND = 0.98
MOST_STOPPED = 0.01


@pytest.mark.parametrize("half", HALVES)
def test_asks_are_found_with_what_they_ask_for(half: Half) -> None:
    lines = load(half, "asks")
    assert {line.item for line in lines} == set(ITEMS), "each item is asked for"
    missed = [line.text for line in lines if not find_asks(line.text)]
    assert len(lines) >= 250
    assert len(missed) <= (1 - LEAST_FOUND) * len(lines), missed
    misread = [line for line in lines if (asks := find_asks(line.text)) and line.item not in {ask.item for ask in asks}]
    assert len(misread) <= (1 - LEAST_FOUND) * len(lines), misread


@pytest.mark.parametrize("half", HALVES)
def test_ordinary_answers_go_out(half: Half) -> None:
    lines = load(half, "innocents")
    stopped = [line.text for line in lines if find_asks(line.text)]
    assert len(lines) >= 250
    assert len(stopped) <= MOST_STOPPED * len(lines), stopped


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_way_to_ask_is_known_for_every_item(language: str) -> None:
    forms, items = load_forms(language)
    asked = [form.format(item) for form in forms for item in items]
    assert len(asked) > 500, "the premise"
    assert [text for text in asked if not find_asks(text)] == []


def _demo_words() -> Iterator[str]:
    yield from (words.text for words in CANNED)
    for story in STORIES:
        for act in story.acts:
            if isinstance(act, Answer | Draft):
                yield act.text
            if isinstance(act, Solve):
                yield from (act.text, *act.steps, *act.cautions, *(part for pair in act.parameters for part in pair))


def test_all_that_the_demos_agents_write_goes_out() -> None:
    words = [text for text in _demo_words() if text]
    assert len(words) > 150, "the premise"
    assert [text for text in words if find_asks(text)] == []


def test_what_customers_are_told_of_removed_secrets_goes_out() -> None:
    told = [text for card in CARD_WORDS.values() for text in (card.en, card.zh)]
    told += [text for words in SECRET_WORDS.values() for one in (words.why, words.now) for text in (one.en, one.zh)]
    assert len(told) > 60, "the premise"
    assert [text for text in told if find_asks(text)] == []


def test_no_question_of_a_topic_asks_for_what_is_never_asked_for() -> None:
    asked = [text for topic in TOPICS for ask in topic.questions for text in (ask.en, ask.zh, ask.hint_en, ask.hint_zh)]
    assert len(asked) > 100, "the premise"
    assert [text for text in asked if find_asks(text)] == []
