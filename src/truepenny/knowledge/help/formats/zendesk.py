"""An export of a Zendesk help centre: the JSON that its API gives for articles, sections, categories and translations.

Files and pages are told by their keys, not their names: {"articles": [...]}, {"sections": [...]}, {"categories": [...]},
{"translations": [...]}; also lists of them, and articles that hold their translations. Sections become categories.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from truepenny.knowledge.help.formats.bundle import (
    Bundle,
    FoundArticle,
    FoundCategory,
    Note,
    Skipped,
    Unreadable,
    language_of,
    make_slug,
    one_line,
)
from truepenny.knowledge.help.formats.html_markdown import Attributes
from truepenny.knowledge.help.formats.json_export import Body, Export, Json, key_of, number, rows, text

_LISTS = ("articles", "sections", "categories", "translations")
_ARTICLE = re.compile(r"/hc/(?:[a-z]{2}(?:-[a-z0-9]+)*/)?articles/(\d+)[^#]*(#.*)?$", re.IGNORECASE)
_ATTACHMENT = re.compile(r"/article_attachments/(?:token/)?([\w-]+)(?:/([^?#]+))?")


@dataclass
class _Found:
    articles: dict[str, dict[str, Json]] = field(default_factory=dict)
    sections: dict[str, dict[str, Json]] = field(default_factory=dict)
    categories: dict[str, dict[str, Json]] = field(default_factory=dict)

    def put(self, kind: str, row: Json) -> None:
        table: dict[str, dict[str, Json]] = getattr(self, kind)
        if key_of(row):
            table.setdefault(key_of(row), {}).setdefault(text(row, "locale").lower(), row)
        for translation in rows(row.get("translations")):
            self.translate(kind, key_of(row), translation)

    def translate(self, kind: str, source: str, row: Json) -> None:
        """A translation stands in place of what the item itself says in its language; what only the item says stays."""
        table: dict[str, dict[str, Json]] = getattr(self, kind)
        base = next(iter(table.get(source, {}).values()), {})
        names = {"name": row.get("title")} if kind != "articles" else {}
        table.setdefault(source, {})[text(row, "locale").lower()] = {**base, **row, **names, "id": source}


def read_zendesk(root: Path, *, languages: Collection[str]) -> Bundle:
    """Raises Unreadable when there is no article in it."""
    export = Export(root)
    found = _gather(export)
    if not found.articles:
        raise Unreadable("holds no articles as Zendesk exports them")
    categories, section_slugs = _categories(found, languages)
    slugs = _slugs(found)
    articles: list[FoundArticle] = []
    for source, locales in found.articles.items():
        for language, locale in _chosen(source, locales, languages, export).items():
            try:
                articles.append(_article(source, locales[locale], language, slugs, section_slugs, export))
            except Skipped as why:
                export.skipped.append(Note(f"article {source}, {locale}", str(why)))
    return Bundle(categories, tuple(articles), tuple(export.skipped), tuple(export.changed))


def _gather(export: Export) -> _Found:
    found, later = _Found(), []
    for name, document in export.documents():
        parts = document if isinstance(document, list) else [document]
        known = False
        for part in parts:
            if not isinstance(part, dict):
                continue
            for kind in ("articles", "sections", "categories"):
                for row in rows(part.get(kind)) + rows([part.get(kind.removesuffix("s").replace("categorie", "category"))]):
                    found.put(kind, row)
                    known = True
            translations = rows(part.get("translations")) + rows([part.get("translation")])
            if "section_id" in part and "body" in part:
                found.put("articles", part)
                known, translations = True, []
            elif text(part, "source_type") and "locale" in part:
                translations = [part]
            later += translations
            known = known or bool(translations)
        if not known and parts:
            export.skipped.append(Note(name, "it holds none of articles, sections, categories, translations"))
    for row in later:
        table = {"article": "articles", "section": "sections", "category": "categories"}.get(text(row, "source_type").lower())
        if table and key_of(row, "source_id"):
            found.translate(table, key_of(row, "source_id"), row)
    labelled = sum(any(row.get("label_names") for row in locales.values()) for locales in found.articles.values())
    if labelled:
        export.changed.append(Note("", f"the labels of {labelled} articles are not kept: choose topics for them"))
    return found


def _categories(found: _Found, languages: Collection[str]) -> tuple[tuple[FoundCategory, ...], Mapping[str, str]]:
    """The sections in the order of their categories; and the slug of each section's id."""
    made: list[FoundCategory] = []
    slugs: dict[str, str] = {}
    places = {
        source: (number(next(iter(found.categories.get(key_of(row, "category_id"), {}).values()), {}), "position"), number(row, "position"))
        for source, locales in found.sections.items()
        for row in [next(iter(locales.values()))]
    }
    for n, source in enumerate(sorted(found.sections, key=lambda one: places[one])):
        names: dict[str, str] = {}
        for locale, row in found.sections[source].items():
            spoken = language_of(locale)
            if spoken is not None and spoken in languages and text(row, "name"):
                names.setdefault(spoken, one_line(text(row, "name")))
        if not names:
            continue
        slugs[source] = make_slug(
            names.get("en", next(iter(names.values()))), source=f"zendesk:section:{source}", taken=set(slugs.values())
        )
        made.append(FoundCategory(slugs[source], names, n))
    return tuple(made), slugs


def _slugs(found: _Found) -> dict[str, str]:
    """Of each article, from its English title where it has one."""
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for source, locales in found.articles.items():
        order = sorted(locales, key=lambda locale: (language_of(locale) != "en", locale))
        slugs[source] = make_slug(text(locales[order[0]], "title"), source=f"zendesk:{source}", taken=taken)
        taken.add(slugs[source])
    return slugs


def _chosen(source: str, locales: Mapping[str, Json], languages: Collection[str], export: Export) -> dict[str, str]:
    """The locale that is taken for each of our languages: the one that it was written in first."""
    chosen: dict[str, str] = {}
    for locale in sorted(locales, key=lambda one: (one != text(locales[one], "source_locale").lower(), one)):
        where = f"article {source}, {locale or 'no language'}"
        language = language_of(locale)
        if language is None or language not in languages:
            export.skipped.append(Note(where, "its language is not spoken here"))
        elif language in chosen:
            export.skipped.append(Note(where, f"{chosen[language]} is taken for this language"))
        else:
            chosen[language] = locale
    return chosen


def _article(source: str, row: Json, language: str, slugs: Mapping[str, str], sections: Mapping[str, str], export: Export) -> FoundArticle:
    """Raises Skipped."""
    where = f"article {source}, {text(row, 'locale') or language}"
    title = one_line(text(row, "title") or text(row, "name"))
    if not title or not text(row, "body").strip():
        raise Skipped("it has no title or no text")

    def find_article(href: str, _attributes: Attributes) -> str | None:
        found = _ARTICLE.search(href)
        slug = slugs.get(found[1]) if found else None
        return f"{slug}{found[2] or ''}" if found and slug else None

    def find_picture(src: str, _attributes: Attributes) -> Path | None:
        found = _ATTACHMENT.search(src)
        name = (found[2] or "") if found else src.rpartition("/")[2].partition("?")[0]
        return export.find_file(
            *([f"{found[1]}/{name}", f"{found[1]}-{name}", f"{found[1]}_{name}", f"{found[1]}.*"] if found else []), name
        )

    parts = urlsplit(text(row, "html_url"))
    body = Body(export, where, find_article, find_picture, base=f"https://{parts.netloc}" if parts.netloc else "")
    markdown = body.to_markdown(text(row, "body"))
    if not markdown:
        raise Skipped("nothing of its text can be kept")
    doubts = []
    if row.get("user_segment_id") is not None or row.get("user_segment_ids"):
        doubts.append("There it was for some readers only.")
    if row.get("outdated") is True:
        doubts.append("There it was marked as out of date.")
    return FoundArticle(
        f"zendesk:{source}", slugs[source], language, title, markdown, "", sections.get(key_of(row, "section_id"), ""), (), (),
        number(row, "position"), row.get("draft") is not True and not doubts, tuple(body.pictures.values()), tuple(doubts),
    )  # fmt: skip
