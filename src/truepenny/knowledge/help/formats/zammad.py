"""An export of a Zammad knowledge base: its tables by id, as its API gives them (init, answers?full=1&include_contents=1).

KnowledgeBaseCategory, KnowledgeBaseAnswer, their translations and KnowledgeBaseAnswerTranslationContent, at the top or under "assets",
in one file or in many that are put together. Bodies are HTML. What was internal there arrives as a draft; what was archived stays there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from truepenny.knowledge.help.formats.bundle import (
    Bundle,
    FoundArticle,
    FoundCategory,
    Note,
    Skipped,
    Unreadable,
    guess_language,
    language_of,
    make_slug,
    one_line,
)  # fmt: skip
from truepenny.knowledge.help.formats.html_markdown import Attributes
from truepenny.knowledge.help.formats.json_export import Body, Export, Json, key_of, number, rows, text

_TABLES = {
    "KnowledgeBaseCategory": "categories",
    "KnowledgeBaseCategoryTranslation": "category_words",
    "KnowledgeBaseAnswer": "answers",
    "KnowledgeBaseAnswerTranslation": "answer_words",
    "KnowledgeBaseAnswerTranslationContent": "contents",
    "KnowledgeBaseLocale": "kb_locales",
    "Locale": "locales",
}
_ANSWER = re.compile(r"/help/[a-z]{2}(?:-[a-z0-9]+)*/\d+(?:-[^/#]*)?/(\d+)(?:-[^/#]*)?(#.*)?$", re.IGNORECASE)
_ATTACHMENT = re.compile(r"/attachments/(\d+)")


@dataclass
class _Found:
    """Rows of each table by id."""

    categories: dict[str, Json] = field(default_factory=dict)
    category_words: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    answer_words: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, Json] = field(default_factory=dict)
    kb_locales: dict[str, Json] = field(default_factory=dict)
    locales: dict[str, Json] = field(default_factory=dict)

    def language(self, row: Json) -> str | None:
        """Of a translation; None when the export does not say. "" for one that we do not have."""
        kb_locale = self.kb_locales.get(key_of(row, "kb_locale_id"), {})
        locale = text(self.locales.get(key_of(kb_locale, "system_locale_id"), {}), "locale") or text(row, "locale")
        return (language_of(locale) or "") if locale else None


def read_zammad(root: Path, *, languages: Collection[str]) -> Bundle:
    """Raises Unreadable when there is no answer in it."""
    export = Export(root)
    found = _gather(export)
    if not found.answer_words:
        raise Unreadable("holds no answers as Zammad exports them")
    categories, category_slugs = _categories(found, languages)
    slugs = _slugs(found)
    articles: dict[tuple[str, str], FoundArticle] = {}
    for key in sorted(found.answer_words, key=lambda one: (len(one), one)):
        row = found.answer_words[key]
        try:
            article = _article(found, row, slugs, category_slugs, export, languages)
        except Skipped as why:
            export.skipped.append(Note(_where(row), str(why)))
            continue
        if (article.source, article.language) in articles:
            export.skipped.append(Note(_where(row), "another translation is taken for this language"))
        else:
            articles[article.source, article.language] = article
    return Bundle(categories, tuple(articles.values()), tuple(export.skipped), tuple(export.changed))


def _gather(export: Export) -> _Found:
    found = _Found()
    for name, document in export.documents():
        known = False
        for part in document if isinstance(document, list) else [document]:
            tables = part.get("assets", part) if isinstance(part, dict) else {}
            for table, kept in _TABLES.items():
                for row in rows(tables.get(table)) if isinstance(tables, dict) else []:
                    getattr(found, kept).setdefault(key_of(row), {}).update(row)
                    known = True
        if not known:
            export.skipped.append(Note(name, "it holds no tables of a knowledge base"))
    return found


def _categories(found: _Found, languages: Collection[str]) -> tuple[tuple[FoundCategory, ...], Mapping[str, str]]:
    """Those with a name; and the slug of each one's id."""
    made: list[FoundCategory] = []
    slugs: dict[str, str] = {}
    for n, key in enumerate(sorted(found.categories, key=lambda one: _place(found, one))):
        names: dict[str, str] = {}
        for row in found.category_words.values():
            title = one_line(text(row, "title"))
            if key_of(row, "category_id") == key and title:
                language = found.language(row)
                language = guess_language(title) if language is None else language
                if language in languages:
                    names.setdefault(language, title)
        if names:
            slugs[key] = make_slug(names.get("en", next(iter(names.values()))), source=f"zammad:category:{key}", taken=set(slugs.values()))
            made.append(FoundCategory(slugs[key], names, n))
    return tuple(made), slugs


def _place(found: _Found, key: str) -> tuple[int, ...]:
    """The positions of a category's parents and its own."""
    places: list[int] = []
    seen: set[str] = set()
    while key in found.categories and key not in seen:
        seen.add(key)
        places.append(number(found.categories[key], "position"))
        key = key_of(found.categories[key], "parent_id")
    return tuple(reversed(places))


def _slugs(found: _Found) -> dict[str, str]:
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for row in sorted(
        found.answer_words.values(), key=lambda one: (found.language(one) not in (None, "en"), len(key_of(one)), key_of(one))
    ):
        answer = key_of(row, "answer_id")
        if answer and answer not in slugs:
            slugs[answer] = make_slug(text(row, "title"), source=f"zammad:{answer}", taken=taken)
            taken.add(slugs[answer])
    return slugs


def _where(row: Json) -> str:
    return f"answer {key_of(row, 'answer_id')}, translation {key_of(row)}"


def _article(
    found: _Found, row: Json, slugs: Mapping[str, str], categories: Mapping[str, str], export: Export, languages: Collection[str]
) -> FoundArticle:
    """Raises Skipped."""
    where, answer_id = _where(row), key_of(row, "answer_id")
    answer = found.answers.get(answer_id, {})
    content = found.contents.get(key_of(row, "content_id"), {})
    nested = row.get("content")
    html = text(content, "body") or (text(nested, "body") if isinstance(nested, dict) else "")
    title = one_line(text(row, "title"))

    if answer.get("archived_at"):
        raise Skipped("it is archived there")
    if not answer_id or not title or not html.strip():
        raise Skipped("it has no title or no text; an export of contents needs include_contents=1")
    language = found.language(row)
    if language is None:
        language = guess_language(f"{title} {html}")
        export.changed.append(Note(where, f"the export does not say its language; by its letters it is {language}"))
    if language not in languages:
        raise Skipped("its language is not spoken here")
    body = _body(export, where, slugs)
    markdown = body.to_markdown(html)
    if not markdown:
        raise Skipped("nothing of its text can be kept")
    for file in rows(content.get("attachments")) + rows(answer.get("attachments")):
        export.changed.append(Note(where, f"the file {text(file, 'filename')[:120] or key_of(file)} beside it is not taken"))
    internal = bool(answer.get("internal_at")) and not answer.get("published_at")
    doubts = ("There it was for agents only.",) if internal else ()
    return FoundArticle(
        f"zammad:{answer_id}", slugs[answer_id], language, title, markdown, "", categories.get(key_of(answer, "category_id"), ""), (), (),
        number(answer, "position"), bool(answer.get("published_at")), tuple(body.pictures.values()), doubts,
    )  # fmt: skip


def _body(export: Export, where: str, slugs: Mapping[str, str]) -> Body:
    def find_article(href: str, attributes: Attributes) -> str | None:
        kind, target = (attributes.get("data-target-type") or "").lower(), attributes.get("data-target-id") or ""
        if "answer" in kind and target in slugs:
            return slugs[target]
        found = _ANSWER.search(href)
        return f"{slugs[found[1]]}{found[2] or ''}" if found and found[1] in slugs else None

    def find_picture(src: str, _attributes: Attributes) -> Path | None:
        found = _ATTACHMENT.search(src)
        name = src.rpartition("/")[2].partition("?")[0].removeprefix("cid:")
        return export.find_file(*([f"{found[1]}.*", f"{found[1]}-*", f"attachments/{found[1]}"] if found else []), name)

    return Body(export, where, find_article, find_picture)
