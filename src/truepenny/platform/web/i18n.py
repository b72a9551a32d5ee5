"""Message catalogues: English text is the message id, other languages come from gettext .po files.

In: folders that hold `<language>.po`. Out: translated text with {named} places filled, and JSON for the browser.
Never evaluates anything in a place: {name} is replaced by str(params["name"]), nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import polib

_PLACE = re.compile(r"\{([a-zA-Z_][a-zA-Z0-9_]*)\}")
SOURCE = "en"


def mark(text: str) -> str:
    """The text itself: says that it is a message id, translated where it is shown."""
    return text


Messages = Mapping[str, str]
"""msgid -> msgstr. A plural form stands under both of its msgids, for the languages of the house have one form or are the source."""


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

    def find(self, language: str, msgid: str, *, surface: str = "") -> str | None:
        """A surface's own words first, then those of the house."""
        own = self.surfaces.get(surface, {}).get(language, {}).get(msgid)
        return own if own is not None else self.merged.get(language, {}).get(msgid)

    def translate(self, language: str, msgid: str, surface: str = "", /, **params: object) -> str:
        found = self.find(language, msgid, surface=surface)
        return fill(msgid if found is None else found, params)

    def sayer(self, language: str) -> Callable[[str, Mapping[str, object]], str]:
        """Translates message ids into one language and fills their places."""
        return lambda msgid, params: fill(self.translate(language, msgid), params)

    def ngettext(self, language: str, one: str, many: str, n: int, surface: str = "", /, **params: object) -> str:
        """English chooses between one and many; a language without plural forms has its own text. {n} is filled."""
        found = self.find(language, many, surface=surface)
        text = found if found is not None else (one if n == 1 else many)
        return fill(text, {"n": n, **params})

    def to_json(self, surface: str, language: str) -> bytes:
        """{msgid: msgstr} as JSON for one surface; an empty object for English and for what is not there."""
        return msgspec.json.encode(self.surfaces.get(surface, {}).get(language, {}))

    def to_short_json(self, surface: str, language: str) -> bytes:
        """The same by short_key of the msgid, for a page that already holds every msgid and has to be small."""
        messages = self.surfaces.get(surface, {}).get(language, {})
        short = {short_key(msgid): text for msgid, text in messages.items()}
        assert len(short) == len(messages), "two texts have one key"
        return msgspec.json.encode(short)


def short_key(msgid: str) -> str:
    """Bernstein's hash (times 33, exclusive or) of the code points in 32 bits, in hex: the same sum as in widget/static/i18n.js."""
    key = 5381
    for character in msgid:
        key = (key * 33 ^ ord(character)) & 0xFFFFFFFF
    return f"{key:x}"


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
    """folders: surface (or "contracts") -> the folder with its .po files. Where two translate one text, the first stands for the house."""
    merged: dict[str, dict[str, str]] = {}
    surfaces: dict[str, dict[str, Messages]] = {}
    for name, folder in folders.items():
        surfaces[name] = {}
        for path in sorted(folder.glob("*.po")):
            messages = load_messages(path)
            surfaces[name][path.stem] = messages
            merged[path.stem] = {**messages, **merged.get(path.stem, {})}
    return Catalog(merged=merged, surfaces=surfaces)


def find_locale_folders(roots: Iterable[Path]) -> dict[str, Path]:
    """Every `<name>/locale` below the given package folders, by the name of the folder that holds it."""
    found: dict[str, Path] = {}
    for root in roots:
        for folder in sorted(root.glob("*/locale")) + sorted(root.glob("locale")):
            found[folder.parent.name] = folder
    return found
