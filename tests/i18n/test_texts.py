"""No reader of Chinese meets English: each text of the house has its translation, with the same places, in well-made Chinese."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import polib
import pytest

from truepenny.platform.web.i18n import find_locale_folders, load_catalog

_PLACE = re.compile(r"\{[a-zA-Z_]+\}")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")
_NO_THIN_SPACE = re.compile(r"[\u4e00-\u9fff] ?[A-Za-z0-9]|[A-Za-z0-9] ?[\u4e00-\u9fff]")


def _scanner():  # type: ignore[no-untyped-def]
    path = Path(__file__).with_name("texts.py")
    spec = importlib.util.spec_from_file_location("i18n_texts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["i18n_texts"] = module
    spec.loader.exec_module(module)
    return module


texts = _scanner()
FOLDERS = find_locale_folders([texts.SOURCE / "surfaces", texts.SOURCE / "contracts", texts.SOURCE / "intake", texts.SOURCE / "channels"])
CATALOG = load_catalog(FOLDERS)
FILES = [path for folder in FOLDERS.values() for path in folder.glob("*.po")]


def test_every_text_has_a_translation() -> None:
    missing = set()
    for text in texts.all_texts():
        if text.path.is_relative_to(texts.SOURCE / "main"):
            continue  # commands speak to operators, in English
        in_browser = text.path.suffix == ".js" and text.surface not in (None, "assets")
        known = CATALOG.surfaces.get(text.surface, {}).get("zh", {}) if in_browser else CATALOG.merged["zh"]
        if text.msgid not in known:
            missing.add(f"{text.path.relative_to(texts.SOURCE)}: {text.msgid!r}")
    assert not missing, "without Chinese:\n" + "\n".join(sorted(missing))


def test_the_scanner_finds_texts_of_every_kind() -> None:
    found = {text.msgid for text in texts.all_texts()}
    assert "This does not exist, or it is not yours to see." in found, "defaults of a refusal's constructor"
    assert "How can we help?" in found, "templates"
    assert "{n} stars" in found, "plurals"
    assert "There is nothing at this address." in found, "marked texts"
    assert "This ticket is open again." in found, "said texts"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.parent.name)
def test_translations_are_whole(path: Path) -> None:
    wrong = []
    for entry in polib.pofile(str(path)):
        given = [entry.msgstr, *entry.msgstr_plural.values()]
        wanted = set(_PLACE.findall(entry.msgid_plural or entry.msgid))
        for translation in filter(None, given):
            if set(_PLACE.findall(translation)) != wanted:
                wrong.append(f"places differ: {entry.msgid!r}: {translation!r}")
            if _HALF_WIDTH.search(translation):
                wrong.append(f"half-width punctuation: {translation!r}")
            if _NO_THIN_SPACE.search(_PLACE.sub("", translation)):
                wrong.append(f"no thin space between Chinese and Latin: {translation!r}")
            if "你" in translation:
                wrong.append(f"您 is meant: {translation!r}")
    assert not wrong, "\n".join(wrong)
