"""The starter articles as files, read without the loader: what the tests measure does not depend on what they test."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import truepenny

FOLDER = Path(truepenny.__file__).parent / "knowledge" / "help" / "starter"
LANGUAGES = ("en", "zh")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]*)\)")


@dataclass(frozen=True)
class File:
    """One article in one language. head: its lines by key; body: the Markdown below it."""

    language: str
    slug: str
    head: dict[str, str]
    body: str

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"

    @property
    def text(self) -> str:
        """All that readers see, as Markdown."""
        return f"{self.head['title']}\n\n{self.head['summary']}\n\n{self.body}"

    @property
    def links(self) -> list[str]:
        return [link[2] for link in _LINK.findall(self.body)]

    @property
    def plain(self) -> str:
        """Without the addresses of links."""
        return _LINK.sub(r"\2", self.body)


def read(path: Path) -> File:
    opening, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", path
    lines = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    return File(path.parent.name, path.stem, lines, body)


def all_files() -> list[File]:
    return [read(path) for language in LANGUAGES for path in sorted((FOLDER / language).glob("*.md"))]


def categories() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / "categories.toml").read_text(encoding="utf-8"))["category"]
    return found
