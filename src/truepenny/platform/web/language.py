"""Which language a reader gets: what they chose (cookie), else what their browser asks for, else the first of the house. Pure."""

from __future__ import annotations

from collections.abc import Sequence

COOKIE = "tp_lang"
COOKIE_MAX_AGE_S = 365 * 24 * 3600


def match_language(wanted: str, supported: Sequence[str]) -> str | None:
    """zh-Hant-TW finds zh, EN_us finds en; None where nothing fits."""
    primary = wanted.replace("_", "-").split("-", 1)[0].strip().lower()
    return next((language for language in supported if language.split("-", 1)[0].lower() == primary), None)


def parse_accept_language(header: str) -> list[str]:
    """Languages by falling weight; those with q=0 or a weight that is no number are left out. At most 20 are read."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        weight = 1.0
        name, _, value = rest.strip().partition("=")
        if name.strip().lower() == "q":
            try:
                weight = float(value)
            except ValueError:
                continue
        if tag and tag != "*" and 0 < weight <= 1:
            ranked.append((-weight, place, tag))
    return [tag for _, _, tag in sorted(ranked)]


def pick_language(supported: Sequence[str], *, chosen: str | None = None, accept_language: str = "") -> str:
    """chosen: the cookie or ?lang= value, trusted only if supported. supported must not be empty."""
    if chosen and (found := match_language(chosen, supported)):
        return found
    for tag in parse_accept_language(accept_language):
        if found := match_language(tag, supported):
            return found
    return supported[0]


def local_path(target: str | None, *, fallback: str = "/") -> str:
    """A path on this site to go back to. Everything else (other hosts, //host, /\\host, schemes, control characters) gives fallback."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return fallback
    if any(ord(char) < 0x21 or ord(char) > 0x7E or char == "\\" for char in target):
        return fallback
    return target
