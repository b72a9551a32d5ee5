"""What people type finds the starter article that answers it, among the first five; the set is made by hand (labelled.toml)."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest
from bench.search import LABELLED, find_missed, load_synonyms, starter_entries
from tests.search.conftest import Shelf

from truepenny.knowledge.help.starter import load_starter

pytestmark = pytest.mark.anyio


async def test_nineteen_in_twenty_are_found(published: Shelf) -> None:
    await published.put(*starter_entries())
    missed = await published.db.read(lambda conn: find_missed(conn, published.index))
    asked = sum(len(group["asked"]) for group in _groups())
    assert asked >= 120
    assert len(missed) <= 0.05 * asked, missed


def test_the_set_asks_for_articles_that_there_are_in_all_ways() -> None:
    slugs = {one.frame.slug for one in load_starter().files}
    wanted = Counter(slug for group in _groups() for _, *some in group["asked"] for slug in some)
    assert set(wanted) <= slugs
    assert len(wanted) > 0.9 * len(slugs), "nearly every article is asked for"
    assert {(group["language"], group["sort"]) for group in _groups()} >= {
        (language, sort) for language in ("en", "zh") for sort in ("words", "short", "slip", "meaning")
    }
    assert load_synonyms()["withdraw"]


def _groups() -> list[dict[str, list[list[str]]]]:
    found: list[dict[str, list[list[str]]]] = tomllib.loads(LABELLED.read_text())["query"]
    return found
