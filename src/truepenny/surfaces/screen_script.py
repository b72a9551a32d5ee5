"""The screen's modules as one small file, in place of the module that a face imports first. Reads assets/screen, gives static files.

The file is made by tools/vendor/build-widget. When it was not made of exactly the modules that lie there, the modules themselves are
served: a change shows at once, and needs no build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

SCREEN = Path(__file__).parent / "assets" / "screen"
BUILT = "built/start.js"
SERVED = "shared/screen/start.js"


def screen_digest(folder: Path = SCREEN) -> str:
    """What the built file has to be made of, as SHA-256 in hex (the same sum as in tools/vendor/bundle.mjs)."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))
    whole = hashlib.sha256()
    for name in sorted(name for name in names if not name.startswith("built/")):
        whole.update(f"{name}\n".encode() + (folder / name).read_bytes())
    return whole.hexdigest()


def built_screen(folder: Path = SCREEN) -> Mapping[str, bytes]:
    """The built file under the name of the module that it stands for; nothing when it is missing or of other modules."""
    try:
        built = (folder / BUILT).read_bytes()
    except FileNotFoundError:
        return {}
    return {SERVED: built} if built.startswith(f"/* made of {screen_digest(folder)} */".encode()) else {}
