"""The screen's modules hold to the rules of the house, are served as one file that is made of them, and speak Chinese."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.screen.in_browser import FOLDER, call, modules_page, screen_assets
from tests.screen.test_browser_finds import FIND, corpus

from truepenny.intake.screen.engine import find_secrets
from truepenny.intake.screen.for_browsers import browser_files
from truepenny.knowledge.secret_words import SECRET_WORDS
from truepenny.platform.web.i18n import load_messages
from truepenny.surfaces.screen_script import BUILT, SCREEN, SERVED, built_screen

MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|style=")
MODULES = sorted(path for path in SCREEN.rglob("*.js") if "built" not in path.parts)
CHINESE = load_messages(FOLDER / "locale" / "zh.po")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with modules_page(screen_assets()) as found:
        yield found


def test_the_built_file_is_made_of_the_modules_that_lie_here() -> None:
    assert built_screen(), "a module of the screen has changed: run tools/vendor/build-widget and commit what it writes"
    assert set(built_screen()) == {SERVED}


def test_a_changed_module_is_served_itself(tmp_path: Path) -> None:
    copy = tmp_path / "screen"
    shutil.copytree(SCREEN, copy)
    assert built_screen(copy)
    with (copy / "sums.js").open("a") as module:
        module.write("// a change\n")
    assert not built_screen(copy)
    (copy / BUILT).unlink()
    assert not built_screen(copy)


def test_modules_say_what_they_are_and_make_no_html_from_strings() -> None:
    assert len(MODULES) > 20
    for path in MODULES:
        text = path.read_text("utf-8")
        assert text.startswith("// "), path.name
        assert len(text.splitlines()) < 200, path.name
        assert not MARKUP.search(text), path.name
        for target in re.findall(r'from "(\.[^"]+)";', text):
            assert (path.parent / target).resolve().is_file(), f"{path.name} imports {target}"


def test_every_word_has_its_chinese_and_nothing_is_left_over() -> None:
    """Of all modules that the portal and the chat share: one catalogue is fetched for them."""
    shared = [*MODULES, *(path for name in ("help", "proof") for path in (SCREEN.parent / name).rglob("*.js"))]
    said = {found for path in shared for found in re.findall(r'\bt\("((?:[^"\\]|\\.)*)"', path.read_text("utf-8"))}
    assert said == set(CHINESE)


def test_secrets_have_the_same_names_as_everywhere() -> None:
    for words in SECRET_WORDS.values():
        assert CHINESE[words.name.en] == words.name.zh


def test_only_what_the_browser_reads_is_served() -> None:
    files = browser_files()
    assert {name for name in files if not name.startswith("lists/")} == {"rules.json", "phrases.json"}
    assert b'"about"' not in files["rules.json"]


@pytest.mark.browser
def test_what_might_be_a_secret_is_not_kept_before_the_screen_can_say(page: Page) -> None:
    texts = [one["text"] for one in corpus("secrets.jsonl")]
    certain = [text for text in texts if any(one.certainty == "certain" for one in find_secrets(text))]
    assert len(certain) > 1000
    kept = [text for text in certain if call(page, "keep.js", "keepable", text) is not None]
    assert kept == []
    harmless = [one["text"] for one in corpus("benign.jsonl") if one["sort"] == "prose"][:500]
    assert sum(call(page, "keep.js", "keepable", text) == text for text in harmless) > 400


@pytest.mark.browser
@pytest.mark.parametrize(
    "text", [piece * (20_000 // len(piece)) for piece in ("a", "ab ", "的", "的 ", "12, ", "ab1 ", "\u0301", "a<b>", "'a")]
)
def test_no_text_makes_keeping_or_finding_slow(page: Page, text: str) -> None:
    took = page.evaluate(
        """async ([text, find]) => {
          const { keepable } = await import("/assets/shared/screen/keep.js");
          await new Function("return " + find)()([text.slice(0, 100)]);
          const start = performance.now();
          keepable(text);
          screened.find(text);
          return performance.now() - start;
        }""",
        [text, FIND],
    )
    assert took < 1500, "linear work takes some ten milliseconds, quadratic work minutes"


@pytest.mark.browser
def test_lists_that_cannot_be_had_hold_nothing_up(page: Page) -> None:
    page.reload()
    phrase = "abandon " * 11 + "about"
    found = page.evaluate(
        """async ([text]) => {
          const { loadScreen } = await import("/assets/shared/screen/find.js");
          const real = window.fetch;
          window.fetch = (url, options) => (String(url).includes("/lists/") ? Promise.reject(new TypeError("away")) : real(url, options));
          try {
            const screen = await loadScreen();
            const first = Boolean(screen.missing(text));
            await screen.missing(text);
            return [first, screen.missing(text), screen.knows(text), screen.find(text)];
          } finally {
            window.fetch = real;
          }
        }""",
        [phrase],
    )
    assert found == [True, None, False, []]
