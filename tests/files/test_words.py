"""Every refusal about files can be read in Chinese, with the same places to fill."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import truepenny
from truepenny.platform.web.i18n import load_messages

ROOT = Path(truepenny.__file__).parent
SOURCES = [*sorted((ROOT / "intake/files").rglob("*.py")), ROOT / "surfaces/api/files.py", ROOT / "surfaces/upload_form.py"]


def refusals() -> set[str]:
    """Titles and cures of every Refused in the sources, and those that are kept for one in a table."""
    calls = [node for source in SOURCES for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    words = {"Refused": slice(2, 4), "mark": slice(1)}
    said = [text for call in calls for text in call.args[words.get(getattr(call.func, "id", ""), slice(0))]]
    return {ast.literal_eval(text) for text in said if isinstance(text, ast.Constant)}


def places(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def test_every_refusal_is_written_in_chinese() -> None:
    chinese = load_messages(ROOT / "intake/files/locale/zh.po")
    english = refusals()
    assert len(english) > 70
    assert english - set(chinese) == set()
    assert set(chinese) - english == set()
    for text in english:
        assert places(text) == places(chinese[text])
        assert not re.search(r"[\u4e00-\u9fff] ?[,.!?;:]|[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u4e00-\u9fff]", chinese[text]), text
