"""What exports in JSON have in common: files of a folder read one by one, a body of HTML turned to Markdown with its links and pictures.

In: a file or folder. Out: parsed objects; articles' Markdown with what was changed. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from truepenny.knowledge.help.formats.bundle import Note, Picture, Skipped, Unreadable
from truepenny.knowledge.help.formats.html_markdown import Attributes, TooMuchHtml, to_markdown

MAX_FILE = 256 * 1024 * 1024
MAX_PICTURE = 10 * 1024 * 1024
Json = Mapping[str, Any]
_SAFE = re.compile(r"https?://[^\s/\\@]+(?:[/?#]|$)|mailto:[^\s]+@|tel:\+?[0-9]", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,", re.IGNORECASE)


@dataclass
class Export:
    """skipped, changed: filled while it is read."""

    root: Path
    skipped: list[Note] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)

    def documents(self) -> Iterator[tuple[str, Any]]:
        """(file, parsed JSON); a broken file is noted. Raises Unreadable when there is no JSON file at all."""
        if not self.root.exists():
            raise Unreadable("does not exist")
        top = self.root.resolve()
        inside = (path for path in self.root.rglob("*.json") if path.is_file() and path.resolve().is_relative_to(top))
        paths = [self.root] if self.root.is_file() else sorted(inside)
        if not paths:
            raise Unreadable("holds no JSON file")
        for path in paths:
            name = path.name if self.root.is_file() else path.relative_to(self.root).as_posix()
            try:
                if path.stat().st_size > MAX_FILE:
                    self.skipped.append(Note(name, f"it is larger than {MAX_FILE // 2**20} MiB"))
                    continue
                yield name, json.loads(path.read_bytes())
            except (ValueError, RecursionError) as wrong:
                self.skipped.append(Note(name, f"it is no JSON: {str(wrong)[:120]}"))
            except OSError as wrong:
                self.skipped.append(Note(name, f"it cannot be read: {wrong.strerror}"))

    def find_file(self, *names: str) -> Path | None:
        """A file of the export's folder whose path ends so."""
        if self.root.is_file():
            return None
        top = self.root.resolve()
        for name in names:
            if re.fullmatch(r"[\w][\w .()@%+-]*(?:/[\w][\w .()@%+-]*)?", name):
                found = next((p for p in sorted(self.root.rglob(name)) if p.is_file() and p.resolve().is_relative_to(top)), None)
                if found is not None:
                    return found
        return None


@dataclass
class Body:
    """One article's body on its way. find_article: an href to the slug of an article that comes along, None for any other."""

    export: Export
    where: str
    find_article: Callable[[str, Attributes], str | None]
    find_picture: Callable[[str, Attributes], Path | None]
    base: str = ""
    pictures: dict[str, Picture] = field(default_factory=dict)

    def to_markdown(self, html: str) -> str:
        """Raises Skipped when it cannot be read in bounded time."""
        try:
            made = to_markdown(html, on_link=self._link, on_picture=self._picture)
        except TooMuchHtml:
            raise Skipped("its HTML is too large or too deep") from None
        for what, count in sorted(made.dropped.items()):
            if what != "picture":
                self.export.changed.append(Note(self.where, f"{_DROPPED.get(what, 'left out: <{0}>').format(what)} ({count})"))
        return made.markdown

    def _link(self, href: str, attributes: Attributes) -> str | None:
        slug = self.find_article(href, attributes)
        if slug is not None:
            return slug
        if href.startswith("#"):
            return href
        if href.startswith("//"):
            href = f"https:{href}"
        elif href.startswith("/") and self.base:
            href = f"{self.base}{href}"
        return href if _SAFE.match(href) else None

    def _picture(self, src: str, attributes: Attributes) -> str | None:
        kind = _DATA.match(src)
        if kind is not None:
            return self._inline(src, kind)
        path = self.find_picture(src, attributes) if src else None
        if path is None:
            self.export.changed.append(Note(self.where, f"a picture is not part of the export, and stays as words: {src[:120]}"))
            return None
        if path.stat().st_size > MAX_PICTURE:
            self.export.changed.append(Note(self.where, f"the picture {path.name} is too large, and stays as words"))
            return None
        reference = f"picture-{len(self.pictures) + 1}"
        self.pictures[reference] = Picture(reference, path.name, path.read_bytes())
        return reference

    def _inline(self, src: str, kind: re.Match[str]) -> str | None:
        try:
            content = base64.b64decode(re.sub(r"\s+", "", src[kind.end() :]), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content or len(content) > MAX_PICTURE:
            self.export.changed.append(Note(self.where, "a picture within the text is broken or too large, and stays as words"))
            return None
        reference = f"picture-{len(self.pictures) + 1}"
        self.pictures[reference] = Picture(reference, f"{reference}.{kind[1].lower()}", content)
        return reference


_DROPPED = {
    "link": "links that lead nowhere became words",
    "iframe": "an embedded page became a link",
    "video": "a film became a link",
    "audio": "a sound became a link",
    "hidden": "hidden parts were left out",
    "merged cells": "cells that spanned rows of a table stand in the first row only",
    "nesting": "parts that were nested too deeply became plain words",
}


def rows(value: object) -> list[Json]:
    """The objects of a list, or of a table by id."""
    listed = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [one for one in listed if isinstance(one, dict)]


def text(row: Json, key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def number(row: Json, key: str) -> int:
    value = row.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**6 else 0


def key_of(row: Json, key: str = "id") -> str:
    """An id as text, "" when there is none."""
    value = row.get(key)
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
