"""The desk's modules hold to the rules of the house: short, no markup from strings, every import there, every word in Chinese."""

from __future__ import annotations

import os.path
import re
from pathlib import Path

from truepenny.platform.web.i18n import load_messages
from truepenny.surfaces.desk.routes import LOCALE, STATIC, TEMPLATES

MODULES = sorted(STATIC.rglob("*.js"))
MOST_LINES = 200
_WORDS = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')
_COUNTED = re.compile(r'\btn\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"')
_IMPORT = re.compile(r'import \{([^}]*)\} from "([^"]+)"')
_EXPORT = re.compile(r"export (?:async )?(?:function|const|let|class) (\w+)")


def exports(path: Path) -> set[str]:
    return set(_EXPORT.findall(path.read_text("utf-8")))


def test_every_module_opens_with_what_it_is_for_and_stays_short() -> None:
    assert len(MODULES) > 40
    for path in MODULES:
        text = path.read_text("utf-8")
        assert text.startswith("/* "), path.name
        assert len(text.splitlines()) <= MOST_LINES, path.name


def test_no_module_makes_markup_or_style_from_strings() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\.write|\beval\(|new Function|style=\"")
    for path in MODULES:
        assert not forbidden.search(path.read_text("utf-8")), path.name


def test_every_import_is_there_and_used() -> None:
    for path in MODULES:
        text = path.read_text("utf-8")
        for names, source in _IMPORT.findall(text):
            target = Path(os.path.normpath(path.parent / source))
            given = exports(target) if target.name != "lit.js" else None
            for name in filter(None, (name.strip() for name in names.split(","))):
                assert given is None or name in given, f"{path.name}: {name} from {source}"
                assert len(re.findall(rf"\b{name}\b", text)) > 1, f"{path.name}: {name} is not used"


def test_every_icon_is_drawn() -> None:
    drawn = set(re.findall(r"^  (\w+): svg`", (STATIC / "icons.js").read_text("utf-8"), re.MULTILINE))
    used = {name for path in MODULES for name in re.findall(r'\bicon(?:\(|: )"(\w+)"', path.read_text("utf-8"))}
    assert used
    assert used <= drawn, used - drawn


def test_every_word_has_its_chinese_with_the_same_places() -> None:
    chinese = load_messages(LOCALE / "zh.po")
    ids = set(re.findall(r'_\("([^"]*)"', (TEMPLATES / "shell.html").read_text("utf-8")))
    for path in MODULES:
        text = path.read_text("utf-8")
        ids |= set(_WORDS.findall(text)) | {one for one, _ in _COUNTED.findall(text)}
    assert len(ids) > 250
    assert {msgid for msgid in ids if msgid not in chinese} == set()
    places = re.compile(r"\{\w+\}")
    for msgid in ids:
        assert sorted(places.findall(msgid)) == sorted(places.findall(chinese[msgid])), msgid


def test_chinese_keeps_a_thin_space_beside_latin_and_full_width_marks() -> None:
    for msgid, text in load_messages(LOCALE / "zh.po").items():
        assert not re.search(r"[\u4e00-\u9fff] [A-Za-z0-9{]|[A-Za-z0-9}] [\u4e00-\u9fff]", text), msgid
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]", text), msgid
