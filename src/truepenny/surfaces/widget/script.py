"""What a host page loads: the loader with today's addresses and colours in it. In: the loader's text, assets, brand. Out: JavaScript text.

The panel comes as small files made of the modules in static/ (tools/vendor/build-widget): two for its first view, and one that it fetches
later. When they were not made of exactly the modules that lie there, the modules themselves are served instead: a change shows at once, and
needs no build.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

STATIC = Path(__file__).parent / "static"
SHARED = Path(__file__).parents[1] / "assets"
SHARED_MODULES = ("vendor/lit-html.js", "vendor/signals-core.js", "screen/keep.js")
BUILT = ("built/app.js", "built/core.js", "built/later.js")
"""The first two are what the first view needs."""
_LINE = re.compile(r"^const served = .*$", re.MULTILINE)
_FOR_AUTHORS = re.compile(r"^ *(?://.*\n|/\*\*.*\*/\n)?", re.MULTILINE)
"""Indentation, and lines that are nothing but a comment."""


def panel_modules(static: Path = STATIC) -> list[str]:
    """The panel's modules by name, sorted; the loader and the built file are not among them."""
    names = (path.relative_to(static).as_posix() for path in static.rglob("*.js"))
    return sorted(name for name in names if not name.startswith("built/") and name != "loader.js")


def sources_digest(static: Path = STATIC, shared: Path = SHARED) -> str:
    """What the built file has to be made of: the first 16 hex digits of a SHA-256 (the same sum as in tools/vendor/bundle.mjs)."""
    whole = hashlib.sha256()
    for folder, names in ((static, panel_modules(static)), (shared, list(SHARED_MODULES))):
        for name in names:
            whole.update(f"{name}\n".encode() + (folder / name).read_bytes())
    return whole.hexdigest()[:16]


def is_built(static: Path = STATIC, shared: Path = SHARED) -> bool:
    """Whether the built files are there and made of exactly these modules."""
    banner = f"/* made of {sources_digest(static, shared)};".encode()
    return all((static / name).is_file() and (static / name).read_bytes().startswith(banner) for name in BUILT)


def first_module(*, built: bool) -> tuple[str, list[str]]:
    """The module that the loader imports, and what to fetch beside it at once; names below /assets."""
    if built:
        return f"widget/{BUILT[0]}", [f"widget/{name}" for name in BUILT[:2]]
    return "widget/app.js", [*(f"widget/{name}" for name in panel_modules()), *(f"shared/{name}" for name in SHARED_MODULES)]


def loader_script(
    loader: str, *, base: str, entry: str, preload: Iterable[str], brand: Mapping[str, object], colours: Mapping[str, Mapping[str, str]]
) -> str:
    """The loader with its one line filled in, without what is only for those who write it.

    base: path that entry and preload stand below, with a slash at its end.
    """
    served = {"base": base, "entry": entry, "preload": list(preload), "brand": brand, "light": colours["light"], "dark": colours["dark"]}
    line = f"const served = {msgspec.json.encode(served).decode()};"
    filled, count = _LINE.subn(lambda _: line, _FOR_AUTHORS.sub("", loader), count=1)
    if count != 1:
        raise ValueError("the loader has no line for what the desk fills in")
    return filled
