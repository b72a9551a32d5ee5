"""The documents tell the truth: settings, metrics, commands, links, and the form of every module."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from truepenny.main.cli import make_parser
from truepenny.platform.observe.metrics import Metrics
from truepenny.platform.settings import NAMES, settings_table

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FORBIDDEN = {"utils", "helpers", "common", "misc", "base", "manager", "handler", "processor", "service", "data", "info"}
MODULES = sorted((ROOT / "src" / "truepenny").rglob("*.py"))


def test_the_settings_table_is_that_of_the_code() -> None:
    assert settings_table() in OPERATIONS, "run: python tools/settings_table.py, and put it into docs/operations.md"


def test_the_sample_file_holds_known_settings() -> None:
    (sample,) = re.findall(r"```toml\n(.*?)```", OPERATIONS, re.DOTALL)
    names = re.findall(r"^(\w+) =", sample, re.MULTILINE)
    assert len(names) >= 5
    assert set(names) <= set(NAMES)


def test_every_metric_is_documented() -> None:
    names = {family.name.removeprefix("truepenny_") for family in Metrics().registry.collect()}
    assert len(names) > 10
    assert {name for name in names if not re.search(rf"`{name}(_total)?\b", OPERATIONS)} == set()


def test_every_command_is_documented() -> None:
    commands = next(action.choices for action in make_parser()._subparsers._group_actions)  # type: ignore[union-attr]
    assert commands is not None
    assert {name for name in commands if f"truepenny {name}" not in OPERATIONS} == set()


@pytest.mark.parametrize("document", sorted(ROOT.glob("docs/**/*.md")) + sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        if place:
            assert (document.parent / place).exists(), target
        elif anchor:
            assert anchor in anchors, target


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(ROOT)) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {(part, str(path)) for path in MODULES for part in path.relative_to(ROOT / "src").with_suffix("").parts}
    assert [path for part, path in parts if part in FORBIDDEN] == []


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_make_help_lists_what_there_is() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for target in ("run", "test", "check", "bench", "screens"):
        assert f"make {target} " in shown
