"""File names as people send them, made safe to show, to store and to send back in a header. The bytes are never looked at here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import quote

from truepenny.contracts.secrets import Removed
from truepenny.intake.screen.findings import Finding

MAX_CHARACTERS = 120
MAX_BYTES = 240

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}
_UNSAFE = str.maketrans(dict.fromkeys('<>:"|?*;', "_"))
_JOINTS = str.maketrans(dict.fromkeys("_-.+", " "))
"""What stands between words where no space may; one character for one, so that places stay the same."""
_PROGRAMS = (
    "exe|com|bat|cmd|scr|pif|msi|msp|cpl|dll|lnk|url|js|jse|vbs|vbe|wsf|wsh|hta|ps1|psm1|jar|apk|app|dmg|pkg|sh|py|pl|php|reg|iso|img|"
    "html|htm|shtml|xhtml|svg|xml|mht|chm"
)
_PROGRAM_INSIDE = re.compile(rf"\.(?=(?:{_PROGRAMS})(?![A-Za-z0-9]))", re.IGNORECASE)
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,10})$")


def ending_of(name: str) -> str:
    """What follows the last dot, in lower case without the dot; empty where there is none."""
    found = _ENDING.search(name)
    return found.group(1).lower() if found else ""


def clean_name(name: str, *, ending: str) -> str:
    """A name for people that ends in .ending: no path, no invisible or direction-changing characters, no name that systems reserve.

    A program's ending in the middle ("invoice.exe.pdf") loses its dot. A name with nothing left becomes "file".
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(_visible(character) for character in unicodedata.normalize("NFC", last))
    stem = _without_ending(" ".join(seen.translate(_UNSAFE).split()))
    stem = _PROGRAM_INSIDE.sub("_", stem).strip(" .") or "file"
    if stem.split(".")[0].strip().lower() in _RESERVED:
        stem = "_" + stem
    return f"{_shorten(stem, len(ending) + 1)}.{ending}"


def without_secrets(
    name: str, find: Callable[[str], Sequence[Finding]], describe: Callable[[Finding], tuple[Removed, str]]
) -> tuple[str, tuple[Removed, ...]]:
    """The name, not yet cleaned, with a placeholder for each secret in it, and what those were. describe: what to say of one.

    64 hex digits, of which nobody can be asked here, go without being called a secret. A name that the detector fails on is given up.
    """
    try:
        found = [*find(name), *find(name.translate(_JOINTS))]
    except Exception:
        return "", ()
    removed: list[Removed] = []
    pieces: list[str] = []
    at = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start < at:
            continue
        taken, placeholder = describe(one)
        pieces += [name[at : one.start], "[64]" if one.certainty == "ask" else placeholder.replace(": ", " ")]
        removed += [] if one.certainty == "ask" else [taken]
        at = one.end
    return "".join([*pieces, name[at:]]), tuple(removed)


def disposition(name: str, *, kind: str) -> str:
    """The value of Content-Disposition; kind is inline or attachment. Only ASCII without quotes, breaks or semicolons of the name's own."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in "\t\r\n":
        return " "
    return "" if category.startswith("C") else character


def _without_ending(name: str) -> str:
    name = name.rstrip(" .")
    found = _ENDING.search(name)
    return name[: found.start()] if found else name


def _shorten(stem: str, spare: int) -> str:
    stem = stem[: MAX_CHARACTERS - spare]
    while len(stem.encode()) > MAX_BYTES - spare:
        stem = stem[:-1]
    return stem.rstrip(" .")
