"""What the screen in the browser reads of the one source, as files by name: the rules, and the word lists of recovery phrases.

In: rules.json and lists/ beside this module. Out: bytes, made once at start. The JavaScript that reads them is in surfaces/assets/screen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from truepenny.intake.screen.phrases.wordlists import FOLDER, read_words, word_lists
from truepenny.intake.screen.rules import rules_json

GROUPS = {"zh-hans": "han", "zh-hant": "han", "ja": "kana", "ko": "hangul", "ru": "cyrillic", "en": "en"}
"""The language of a list to the file that it comes in; those of other languages come together, as latin."""


def browser_files() -> Mapping[str, bytes]:
    """ "rules.json" and "phrases.json" are read at first, "lists/<group>.json" when a text may hold words of it."""
    rules = msgspec.json.decode(rules_json())
    index = [{"name": one.name, "scheme": one.scheme, "prefix": one.prefix} for one in word_lists()]
    cues = json.loads((FOLDER / "cues.json").read_text("utf-8"))
    groups: dict[str, dict[str, str]] = {}
    for one in word_lists():
        groups.setdefault(group_of(one.name), {})[one.name] = " ".join(read_words(one.name))
    return {
        "rules.json": msgspec.json.encode({name: rules[name] for name in ("cues", "rules")}),
        "phrases.json": msgspec.json.encode({"lists": index, "cues": cues}),
        **{f"lists/{name}.json": msgspec.json.encode(lists) for name, lists in groups.items()},
    }


def group_of(name: str) -> str:
    """ "bip39-zh-hans" is in "han"."""
    return GROUPS.get(name.partition("-")[2], "latin")
