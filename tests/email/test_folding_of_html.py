"""Mail that comes formatted only: its words are made of the HTML that each program writes, and of these only the customer's own stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from truepenny.channels.email.reading.html_words import html_to_text
from truepenny.projections.timeline.folding import find_folds


def _read() -> dict[str, tuple[str, str]]:
    """In the corpus: the name of the program, the customer's own words, the HTML."""
    cases = (Path(__file__).parent / "folding" / "formatted.html").read_text(encoding="utf-8").split("=== ")[1:]
    return {name: (own, html) for name, own, html in (case.rstrip("\n").split("\n", 2) for case in cases)}


MAILS = _read()


@pytest.mark.parametrize("name", MAILS)
def test_of_a_formatted_mail_only_the_own_words_stay_visible(name: str) -> None:
    own, html = MAILS[name]
    faults: set[str] = set()
    text = html_to_text(html, faults)
    lines = text.split("\n")
    assert len(lines) > 3, "the premise: there is more than the own words"
    folded = {n for fold in find_folds(text) for n in range(fold.first, fold.last)}
    assert [line for n, line in enumerate(lines) if n not in folded and line.strip()] == [own]
    assert not faults
