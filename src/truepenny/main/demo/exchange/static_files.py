"""The sample exchange's style sheets, scripts and icons, read once."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaticFile:
    body: bytes
    media_type: str


class StaticFiles:
    """Of several folders; no two have a file of the same name."""

    def __init__(self, *folders: Path) -> None:
        paths = (path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in _TYPES)
        self._files = {path.name: StaticFile(path.read_bytes(), _TYPES[path.suffix]) for path in paths}

    def find(self, name: str) -> StaticFile | None:
        return self._files.get(name)

    def url(self, name: str) -> str:
        """With the content's hash, so that a browser never shows an old one."""
        return f"/static/{name}?{sha256(self._files[name].body).hexdigest()[:10]}"
