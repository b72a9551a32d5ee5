"""The browser finds what the server finds: the same rules and lists, the same corpus, compared finding by finding in a real Chromium."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.screen.exports import EXPORTS
from tests.screen.in_browser import modules_page, screen_assets
from tests.screen.phrases_of import phrase

from truepenny.intake.screen.engine import find_secrets
from truepenny.intake.screen.findings import Finding

pytestmark = pytest.mark.browser
CORPUS = Path(__file__).parent / "corpus"
Found = tuple[int, int, str, str, str, int, str]
FIND = """async (texts) => {
  const { loadScreen } = await import("/assets/shared/screen/find.js");
  window.screened ??= await loadScreen();
  const all = [];
  for (const text of texts) {
    for (let lists = screened.missing(text); lists; lists = screened.missing(text)) await lists;
    all.push(screened.find(text).map((one) => [one.start, one.end, one.kind, one.rule, one.certainty, one.size, one.unit]));
  }
  return all;
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with modules_page(screen_assets()) as found:
        yield found


def in_units(text: str, finding: Finding) -> Found:
    """A finding of the server, in UTF-16 units as a browser counts."""
    start, end = (len(text[:place].encode("utf-16-le")) // 2 for place in (finding.start, finding.end))
    return start, end, finding.kind, finding.rule, finding.certainty, finding.size, finding.unit


def by_server(text: str) -> list[Found]:
    return [in_units(text, finding) for finding in find_secrets(text)]


def by_browser(page: Page, texts: list[str]) -> list[list[Found]]:
    return [[tuple(one) for one in found] for found in page.evaluate(FIND, texts)]  # type: ignore[misc]


def corpus(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / name).read_text("utf-8").splitlines()]


def differences(page: Page, texts: list[str]) -> list[str]:
    return [
        f"{text!r}\n  server  {expected}\n  browser {found}"
        for text, expected, found in zip(texts, map(by_server, texts), by_browser(page, texts), strict=True)
        if sorted(expected) != sorted(found)
    ]


def test_every_secret_of_the_corpus_is_found_alike(page: Page) -> None:
    texts = [one["text"] for one in corpus("secrets.jsonl")]
    assert len(texts) > 1000
    wrong = differences(page, texts)
    assert not wrong, f"{len(wrong)} of {len(texts)}\n" + "\n".join(wrong[:20])


def test_harmless_messages_are_left_alone_alike(page: Page) -> None:
    texts = [one["text"] for one in corpus("benign.jsonl")]
    assert len(texts) > 1000
    wrong = differences(page, texts)
    assert not wrong, f"{len(wrong)} of {len(texts)}\n" + "\n".join(wrong[:20])


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def bold(text: str) -> str:
    """Mathematical bold: letters of two UTF-16 units that stand for one."""
    return "".join(
        chr(0x1D400 + ord(char) - 65) if "A" <= char <= "Z" else chr(0x1D41A + ord(char) - 97) if "a" <= char <= "z" else char
        for char in text
    )


def hidden(text: str) -> str:
    return "\u200b".join(text[place : place + 3] for place in range(0, len(text), 3))


def with_emoji(text: str) -> str:
    return "😱" + text.replace(" ", " 🙏🏽 ", 2) + "👩‍👩‍👧"


def split_accents(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def as_page(text: str) -> str:
    return f"<p>Dear&nbsp;desk,<br>{html.escape(text)}</p><p>&#128591; {text[:40]}<b>x</b></p>"


def as_log(text: str) -> str:
    return "log: " + json.dumps({"said": text, "at": "\u2026"}, ensure_ascii=True)


def in_capitals(text: str) -> str:
    return text.upper()


@pytest.mark.parametrize("write", [full_width, bold, hidden, with_emoji, split_accents, as_page, as_log, in_capitals])
def test_however_it_is_written_both_find_the_same(page: Page, write: Callable[[str], str]) -> None:
    texts = [write(one["text"]) for one in corpus("secrets.jsonl")[::5] + corpus("benign.jsonl")[::40]]
    assert sum(bool(by_server(text)) for text in texts) > 200
    wrong = differences(page, texts)
    assert not wrong, f"{len(wrong)} of {len(texts)}\n" + "\n".join(wrong[:20])


def test_both_leave_exports_of_trading_alone_and_find_a_phrase_among_them(page: Page) -> None:
    words = " ".join(phrase("en", 12, 5))
    texts = [make(n) for make in EXPORTS.values() for n in (20, 200)]
    texts += [f"{text}\n{words}\n{text}" for text in texts]
    assert sum(bool(by_server(text)) for text in texts) == len(texts) / 2
    wrong = differences(page, texts)
    assert not wrong, wrong[0][:300]


def test_to_both_the_words_of_a_phrase_say_nothing_of_what_stands_near_it(page: Page) -> None:
    words = "egg enhance face gorilla blind vital dream anchor topic vivid noise fluid"
    texts = [f"{words}\n{'fb85' * 16}", f"{'fb85' * 16} {full_width(words)}", f"the topic is {'fb85' * 16}"]
    assert [len(by_server(text)) for text in texts] == [2, 2, 0]
    assert differences(page, texts) == []
