"""Every word of the widget is there in Chinese, written as Chinese is written, and no word is left over."""

from __future__ import annotations

import re

from truepenny.platform.web.i18n import load_messages
from truepenny.surfaces.widget.routes import NEVER_ASK
from truepenny.surfaces.widget.script import STATIC, panel_modules

_STRING = r'"((?:[^"\\]|\\.)*)"'
CHINESE = load_messages(STATIC.parent / "locale" / "zh.po")


def _said() -> set[str]:
    found = {NEVER_ASK}
    for name in panel_modules():
        text = (STATIC / name).read_text("utf-8")
        found.update(re.findall(rf"\bt\({_STRING}", text))
        for one, many in re.findall(rf"\btn\({_STRING}, {_STRING}", text):
            found.update((one, many))
    return found


def test_every_text_has_its_chinese_and_nothing_is_left_over() -> None:
    assert _said() == set(CHINESE)


def test_the_places_are_the_same() -> None:
    for english, chinese in CHINESE.items():
        assert set(re.findall(r"\{\w+\}", english)) >= set(re.findall(r"\{\w+\}", chinese)), english


def test_chinese_uses_full_width_marks_thin_spaces_and_the_polite_word() -> None:
    for english, chinese in CHINESE.items():
        assert not re.search(r"[一-鿿][,;:!?]", chinese), english
        assert not re.search(r"[一-鿿] [A-Za-z0-9]|[A-Za-z0-9] [一-鿿]", chinese), english
        assert "你" not in chinese, english
