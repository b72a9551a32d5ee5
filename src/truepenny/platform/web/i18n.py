"""Message catalogues: English text is the message id, other languages come from gettext .po files.

In: folders that hold `<language>.po`. Out: translated text with {named} places filled, and JSON for the browser.
Never evaluates anything in a place: {name} is replaced by str(params["name"]), nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import polib

_PLACE = re.compile(r"\{([a-zA-Z_][a-zA-Z0-9_]*)\}")
SOURCE = "en"

Messages = Mapping[str, str]
"""msgid -> msgstr. A plural form stands under both of its msgids, for the languages of the house have one form or are the source."""


class CatalogWrong(Exception):
    """Two catalogues translate one text differently, or a file cannot be read. Raised at start, never while serving."""


def fill(text: str, params: Mapping[str, object]) -> str:
    """The text with its {named} places filled; a place without a value stays as it is."""
    if not params:
        return text
    return _PLACE.sub(lambda place: str(params.get(place[1], place[0])), text)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All texts of the house. surfaces: name -> language -> messages, for the browser; merged: language -> messages, for the server."""

    merged: Mapping[str, Messages]
    surfaces: Mapping[str, Mapping[str, Messages]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        return (SOURCE, *sorted(self.merged))

    def translate(self, language: str, msgid: str, **params: object) -> str:
        return fill(self.merged.get(language, {}).get(msgid, msgid), params)

    def ngettext(self, language: str, one: str, many: str, n: int, **params: object) -> str:
        """English chooses between one and many; a language without plural forms has its own text. {n} is filled."""
        found = self.merged.get(language, {}).get(many)
        text = found if found is not None else (one if n == 1 else many)
        return fill(text, {"n": n, **params})

    def to_json(self, surface: str, language: str) -> bytes:
        """{msgid: msgstr} as JSON for one surface; an empty object for English and for what is not there."""
        return msgspec.json.encode(self.surfaces.get(surface, {}).get(language, {}))


def load_messages(path: Path) -> dict[str, str]:
    """One .po file. Fuzzy, obsolete and empty entries are left out, so that English shows instead of a guess."""
    messages: dict[str, str] = {}
    for entry in polib.pofile(str(path), encoding="utf-8"):
        if entry.obsolete or entry.fuzzy:
            continue
        if entry.msgid_plural:
            text = entry.msgstr_plural.get(0, "")
            if text:
                messages[entry.msgid] = messages[entry.msgid_plural] = text
        elif entry.msgstr:
            messages[entry.msgid] = entry.msgstr
    return messages


def load_catalog(folders: Mapping[str, Path]) -> Catalog:
    """folders: surface (or "contracts") -> the folder with its .po files. Raises CatalogWrong where two disagree on a text."""
    merged: dict[str, dict[str, str]] = {}
    surfaces: dict[str, dict[str, Messages]] = {}
    origin: dict[tuple[str, str], str] = {}
    for name, folder in folders.items():
        surfaces[name] = {}
        for path in sorted(folder.glob("*.po")):
            language = path.stem
            messages = load_messages(path)
            surfaces[name][language] = messages
            known = merged.setdefault(language, {})
            for msgid, text in messages.items():
                first = known.setdefault(msgid, text)
                if first != text:
                    both = f"{origin[language, msgid]} and {name}"
                    raise CatalogWrong(f"{language}: {both} translate {msgid!r} differently: {first!r}, {text!r}")
                origin.setdefault((language, msgid), name)
    return Catalog(merged=merged, surfaces=surfaces)


def find_locale_folders(roots: Iterable[Path]) -> dict[str, Path]:
    """Every `<name>/locale` below the given package folders, by the name of the folder that holds it."""
    found: dict[str, Path] = {}
    for root in roots:
        for folder in sorted(root.glob("*/locale")) + sorted(root.glob("locale")):
            found[folder.parent.name] = folder
    return found
