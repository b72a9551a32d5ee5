"""Articles as a folder of Markdown files, LANGUAGE/SLUG.md with a head, categories.toml and pictures/; it imports to the same articles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from truepenny.knowledge.help.formats.bundle import Bundle, FoundArticle, FoundCategory
from truepenny.knowledge.help.formats.head import join_head
from truepenny.knowledge.help.formats.markdown_folder import CATEGORIES

PICTURES = "pictures"
_ENDINGS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp"}


def folder_files(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """(path in the folder, content) of each file. A picture's reference becomes the way to its file from the article."""
    yield CATEGORIES, _categories(bundle.categories).encode()
    written: set[str] = set()
    for article in bundle.articles:
        names = {picture.reference: f"{_stem(picture.reference)}{_ending(picture.content)}" for picture in article.pictures}
        for picture in article.pictures:
            if names[picture.reference] not in written:
                written.add(names[picture.reference])
                yield f"{PICTURES}/{names[picture.reference]}", picture.content
        yield f"{article.language}/{article.slug}.md", _file(article, names).encode()


def _file(article: FoundArticle, names: Mapping[str, str]) -> str:
    body = article.body
    for reference, name in names.items():
        body = re.sub(rf"\]\({re.escape(reference)}(?=[\s)])", f"](../{PICTURES}/{name}", body)
    head = {
        "title": article.title,
        "summary": article.summary,
        "category": article.category,
        "topics": " ".join(article.topics),
        "related": " ".join(article.related),
        "order": str(article.order) if article.order else "",
        "state": "" if article.published else "draft",
    }
    return join_head(head, body)


def _categories(categories: tuple[FoundCategory, ...]) -> str:
    """[[category]] tables; JSON's strings are strings of TOML too."""
    made = []
    for one in categories:
        icon = [f"icon = {_string(one.icon)}"] if one.icon else []
        names = [f"{code} = {_string(name)}" for code, name in sorted(one.names.items())]
        made.append("\n".join(["[[category]]", f"slug = {_string(one.slug)}", f"order = {one.order}", *icon, *names]))
    return "\n\n".join(made) + "\n" if made else ""


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _stem(reference: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", reference.rpartition("/")[2])[:64] or "picture"


def _ending(content: bytes) -> str:
    return next((ending for start, ending in _ENDINGS.items() if content.startswith(start)), "")
