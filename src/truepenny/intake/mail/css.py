"""Inline styles of a stranger's mail: what looks stays, what loads, covers, hides behind or runs goes. Each declaration is made anew."""

from __future__ import annotations

import re

_COLOR = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([\d.,%/\s]{1,60}\)|\b[a-z]{3,30}\b(?![(-])", re.IGNORECASE)
_FUNCTION = re.compile(r"(?:rgb|hsl)a?\([\d.,%/\s]{1,60}\)", re.IGNORECASE)
_PLAIN = re.compile(r"[a-z0-9#%.,\s/-]{0,200}", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?<![a-z0-9])-\s*[\d.]", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MONO = re.compile(r"mono|courier|consolas|menlo", re.IGNORECASE)
_SIDES = ("", "-top", "-right", "-bottom", "-left")
_NAMES = (
    "color background-color font-size font-style font-weight line-height text-align text-decoration text-transform text-indent"
    " vertical-align word-break overflow-wrap list-style-type border-collapse border-spacing border-radius border-width border-style"
    " border-color width max-width height"
)
_FREE = frozenset(
    _NAMES.split()
    + [f"{name}{side}" for name in ("margin", "padding", "border") for side in _SIDES]
    + [f"border{side}-{what}" for side in _SIDES[1:] for what in ("width", "style", "color")]
)
_CHOSEN = {
    "display": frozenset(("block", "inline", "inline-block", "none", "table", "table-row", "table-cell", "list-item")),
    "white-space": frozenset(("normal", "nowrap", "pre", "pre-wrap", "pre-line")),
    "direction": frozenset(("ltr", "rtl")),
    "float": frozenset(("left", "right", "none")),
    "clear": frozenset(("left", "right", "both", "none")),
}
PROPERTIES = frozenset({*_FREE, *_CHOSEN, "font-family"})
_MOST_DECLARATIONS = 60
_LARGEST = 2000
_LARGEST_FONT = 64


def safe_style(style: str) -> str | None:
    """None when nothing of it is left."""
    kept = [one for declaration in style.split(";")[:_MOST_DECLARATIONS] if (one := _declaration(declaration)) is not None]
    return ";".join(kept) or None


def safe_color(value: str) -> str | None:
    found = _COLOR.fullmatch(value.strip())
    return found[0] if found else None


def _declaration(declaration: str) -> str | None:
    name, _, value = declaration.partition(":")
    name, value = name.strip().lower(), value.partition("!")[0].strip()
    if name == "font-family":
        return "font-family:monospace" if _MONO.search(value[:200]) else None
    if name == "background":
        color = _COLOR.match(value)
        name, value = "background-color", color[0] if color else ""
    if name in _CHOSEN:
        return f"{name}:{value.lower()}" if value.lower() in _CHOSEN[name] else None
    if name not in _FREE or not value or not _PLAIN.fullmatch(_FUNCTION.sub("", value)) or _NEGATIVE.search(value):
        return None
    largest = _LARGEST_FONT if name == "font-size" and "%" not in value else _LARGEST
    if any(float(number) > largest for number in _NUMBER.findall(_COLOR.sub("", value))):
        return None
    return f"{name}:{value}"
