"""A folder of Markdown files as articles. In: a folder, or one file. Out: a Bundle. Nothing outside the folder is ever read.

The language comes from the head, from a folder's name (en/fees.md) or from the file's (fees.zh.md); files of the same name are one
article. Categories come from categories.toml where there is one, else from the heads and the folders.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from truepenny.knowledge.help.formats.bundle import (
    SLUG,
    Bundle,
    FoundArticle,
    FoundCategory,
    Note,
    Picture,
    Skipped,
    Unreadable,
    guess_language,
    language_of,
    make_slug,
    one_line,
)  # fmt: skip
from truepenny.knowledge.help.formats.head import Value, split_head

MAX_FILE = 4 * 1024 * 1024
MAX_PICTURE = 10 * 1024 * 1024
MOST_FILES = 5000
ENDINGS = (".md", ".markdown", ".mdown")
CATEGORIES = "categories.toml"
_TITLE = re.compile(r"\A#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n+|\Z)")
_LINK = re.compile(
    r"(!?)\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]"
    r"\([ \t]*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)?)>?(?:[ \t]+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)"
)
_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)\n?")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name", "sidebar_label"),
    "summary": ("summary", "description", "excerpt", "lead"),
    "category": ("category", "categories", "section"),
    "topics": ("topics", "topic"),
    "related": ("related", "see_also"),
    "order": ("order", "weight", "position", "sidebar_position", "nav_order"),
    "slug": ("slug", "permalink"),
    "language": ("language", "lang", "locale"),
}
_NO = ("false", "no", "0")
_YES = ("true", "yes", "1")


@dataclass
class _Work:
    root: Path
    languages: Collection[str]
    topics: Collection[str]
    skipped: list[Note] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)
    names: dict[str, FoundCategory] = field(default_factory=dict)


@dataclass(frozen=True)
class _File:
    path: Path
    where: str
    head: Mapping[str, Value]
    body: str
    language: str
    slug: str


def read_folder(root: Path, *, languages: Collection[str], topics: Collection[str]) -> Bundle:
    """languages: those of the desk; topics: the codes that it knows. Raises Unreadable when nothing here can be read at all."""
    if not root.exists():
        raise Unreadable("does not exist")
    work = _Work(root if root.is_dir() else root.parent, languages, topics)
    paths = sorted(_paths(root))
    if not paths:
        raise Unreadable("holds no Markdown file (.md)")
    if len(paths) > MOST_FILES:
        raise Unreadable(f"holds more than {MOST_FILES} Markdown files")
    categories = _read_categories(work)
    files = [file for path in paths if (file := _open_or_note(path, work)) is not None]
    files = list(_once(files, work))
    slugs = {(file.path.resolve()): file.slug for file in files}
    known = {category.slug for category in categories}
    articles = tuple(_article(file, work, slugs, known) for file in files)
    return Bundle((*categories, *work.names.values()), articles, tuple(work.skipped), tuple(work.changed))


def _paths(root: Path) -> Iterator[Path]:
    """Files in it that are not hidden and do not lead out of it."""
    if root.is_file():
        yield root
        return
    top = root.resolve()
    for path in root.rglob("*"):
        inside = path.relative_to(root).parts
        hidden = any(part.startswith(".") for part in inside)
        if path.suffix.lower() in ENDINGS and not hidden and path.is_file() and path.resolve().is_relative_to(top):
            yield path


def _read_categories(work: _Work) -> tuple[FoundCategory, ...]:
    """[[category]] slug, order, icon, and a name a language; or a table of each slug."""
    path = work.root / CATEGORIES
    if not path.is_file():
        return ()
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        work.skipped.append(Note(CATEGORIES, f"it cannot be read: {wrong}"))
        return ()
    listed = next((value for value in read.values() if isinstance(value, list)), None)
    rows = listed if listed is not None else [{"slug": slug, **row} for slug, row in read.items() if isinstance(row, dict)]
    found: list[FoundCategory] = []
    for n, row in enumerate(rows):
        slug = str(row.get("slug", "")) if isinstance(row, dict) else ""
        if not SLUG.fullmatch(slug):
            work.skipped.append(Note(CATEGORIES, f"entry {n + 1} has no slug of a-z, 0-9 and dashes"))
            continue
        names = {code: one_line(str(row[code])) for code in work.languages if row.get(code)}
        order = row.get("order", n)
        found.append(FoundCategory(slug, names or {"en": slug}, order if isinstance(order, int) else n, str(row.get("icon", ""))))
    return tuple(found)


def _open_or_note(path: Path, work: _Work) -> _File | None:
    where = path.relative_to(work.root).as_posix()
    try:
        return _open(path, where, work)
    except (Skipped, Unreadable) as why:
        work.skipped.append(Note(where, str(why)))
    except OSError as wrong:
        work.skipped.append(Note(where, f"it cannot be read: {wrong.strerror}"))
    return None


def _open(path: Path, where: str, work: _Work) -> _File:
    if path.stat().st_size > MAX_FILE:
        raise Skipped(f"it is larger than {MAX_FILE // 2**20} MiB")
    text = _decode(path.read_bytes())
    if text is None:
        raise Skipped("it is not text (UTF-8, GB 18030)")
    head, body = split_head(text)
    if not body.strip():
        raise Skipped("it has no text")
    said = _said(head, "language")
    stem, suffix = path.stem, path.stem.rpartition(".")[2]
    folders = [code for part in path.relative_to(work.root).parts[:-1] if (code := language_of(part)) is not None]
    in_name = language_of(suffix) if "." in stem else None
    language = language_of(said) if said else in_name or (folders[0] if folders else guess_language(body))
    if language is None or language not in work.languages:
        raise Skipped(f"its language ({said or language}) is not spoken here")
    stem = stem.rpartition(".")[0] if in_name else stem
    name = path.parent.name if stem.lower() in ("index", "readme", "_index") and path.parent != work.root else stem
    return _File(path, where, head, body, language, _slug(_said(head, "slug"), name))


def _slug(said: str, name: str) -> str:
    last = said.strip("/").rpartition("/")[2]
    return next((one for one in (last, name) if SLUG.fullmatch(one)), "") or make_slug(last or name, source=name)


def _once(files: list[_File], work: _Work) -> Iterator[_File]:
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        first = seen.setdefault((file.language, file.slug), file.where)
        if first == file.where:
            yield file
        else:
            work.skipped.append(Note(file.where, f"{first} is the same article ({file.slug}) in the same language"))


def _article(file: _File, work: _Work, slugs: Mapping[Path, str], known: Collection[str]) -> FoundArticle:
    title, body = _said(file.head, "title"), file.body
    first = _TITLE.match(body)
    if first is not None and (not title or one_line(first[1]) == title):
        title, body = title or one_line(first[1]), body[first.end() :]
    if not title:
        title = one_line(re.sub(r"[-_]+", " ", file.slug)).capitalize()
        work.changed.append(Note(file.where, f"it has no title, and gets “{title}” from its name"))
    topics = tuple(dict.fromkeys(code.upper() for code in _many(file.head, "topics")))
    if unknown := [code for code in topics if code not in work.topics]:
        work.changed.append(Note(file.where, f"these topics are not known here: {', '.join(unknown)}"))
    body, pictures = _settle_links(file, body, work, slugs)
    order = _said(file.head, "order")
    return FoundArticle(
        f"markdown:{file.slug}", file.slug, file.language, title, body, one_line(_said(file.head, "summary")),
        _category(file, work, known), tuple(code for code in topics if code in work.topics),
        tuple(slug for slug in _many(file.head, "related") if SLUG.fullmatch(slug) and slug != file.slug),
        int(order) if re.fullmatch(r"-?\d{1,6}", order) else 0, _is_published(file.head), pictures,
    )  # fmt: skip


def _is_published(head: Mapping[str, Value]) -> bool:
    said = {key: str(value).lower() for key, value in head.items()}
    draft = said.get("draft") in _YES or said.get("published") in _NO or said.get("state", "published") not in ("published", "")
    return not draft


def _category(file: _File, work: _Work, known: Collection[str]) -> str:
    """The head's, or the folder's right above the file. One that nobody has named gets its name from there."""
    above = [part for part in Path(file.where).parts[:-1] if language_of(part) is None]
    name = next(iter(_many(file.head, "category", sep=None)), "") or (above[-1] if above else "")
    if not name:
        return ""
    slug = name if SLUG.fullmatch(name) else make_slug(name, source=name)
    if slug not in known:
        shown = name if slug != name else name.replace("-", " ").capitalize()
        before = work.names.get(slug)
        work.names[slug] = FoundCategory(slug, {file.language: shown, **(before.names if before else {})}, len(known) + len(work.names))
    return slug


def _said(head: Mapping[str, Value], what: str) -> str:
    return next(iter(_many(head, what, sep=None)), "")


def _many(head: Mapping[str, Value], what: str, sep: str | None = r"[,\s]+") -> tuple[str, ...]:
    for key in _KEYS[what]:
        value = head.get(key)
        if value:
            values = (value,) if isinstance(value, str) else value
            return values if sep is None else tuple(one for part in values for one in re.split(sep, part) if one)
    return ()


def _settle_links(file: _File, body: str, work: _Work, slugs: Mapping[Path, str]) -> tuple[str, tuple[Picture, ...]]:
    """Links to other files of the folder lead to their articles; pictures that lie there come along."""
    pictures: dict[str, Picture] = {}

    def settle(found: re.Match[str]) -> str:
        mark, words, address = found[1], found[2], found[3]
        if re.match(r"[a-z][a-z0-9+.-]*:|//|/|#", address, re.IGNORECASE):
            return found[0]
        path, _, place = address.partition("#")
        inside = _inside(file, unquote(path), work)
        if mark:
            picture = _load_picture(file, address, inside, work)
            if picture is not None:
                pictures[address] = picture
            return f"![{words}]({address})"
        slug = slugs.get(inside) if inside is not None else None
        return f"[{words}]({slug}{'#' + place if place else ''})" if slug is not None else found[0]

    return _outside_code(body, lambda text: _LINK.sub(settle, text)), tuple(pictures.values())


def _inside(file: _File, name: str, work: _Work) -> Path | None:
    """A file of the folder by its name in another; None when it is none, or lies outside."""
    try:
        path = (file.path.parent / name).resolve()
        return path if path.is_relative_to(work.root.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None


def _load_picture(file: _File, reference: str, path: Path | None, work: _Work) -> Picture | None:
    if path is None:
        work.changed.append(Note(file.where, f"the picture {reference[:120]} is not in the folder, and stays as words"))
        return None
    if path.stat().st_size > MAX_PICTURE:
        work.changed.append(
            Note(file.where, f"the picture {reference[:120]} is larger than {MAX_PICTURE // 2**20} MiB, and stays as words")
        )
        return None
    return Picture(reference, path.name, path.read_bytes())


def _outside_code(body: str, change: Callable[[str], str]) -> str:
    """Fenced code stays as it is; a fence without an end is none."""
    made: list[str] = []
    words: list[str] = []
    code: list[str] = []
    fence = ""
    for line in body.splitlines(keepends=True):
        found = _FENCE.fullmatch(line)
        if not fence and found:
            fence, code = found[1], [line]
        elif fence and found and found[1].startswith(fence) and not found[2].strip():
            made += [change("".join(words)), *code, line]
            words, fence = [], ""
        else:
            (code if fence else words).append(line)
    return "".join([*made, change("".join([*words, *(code if fence else [])]))])


def _decode(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if "\x00" not in text else None
    return None
