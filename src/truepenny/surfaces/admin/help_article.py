"""One article in the editor: its frame, and each language side by side with words, preview, links and what may be done next.

In: an article and, after a form, what was typed and what was wrong with it. Out: the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent
from truepenny.knowledge.help.compare import Line, compare
from truepenny.knowledge.help.feedback import Counts
from truepenny.knowledge.help.rows import Overview, Standing
from truepenny.knowledge.help.versions import MAX_SUMMARY, MAX_TITLE, Category, Key, Version, Words
from truepenny.knowledge.topics import TOPICS
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.admin.help_links import WHY, LinkReport, check_links, page_paths
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page

STATES = {
    "draft": mark("Draft"),
    "review": mark("In review"),
    "approved": mark("Approved"),
    "scheduled": mark("Scheduled"),
    "published": mark("Published"),
    "replaced": mark("Replaced"),
    "retired": mark("Retired"),
}
"""Message ids."""
TONES = {"review": "waiting", "approved": "waiting", "scheduled": "waiting", "published": "safe", "retired": "warning"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form about one language. base: the version that its author began with. number: the version to be moved."""

    language: str
    words: Words | None = None
    base: int = 0
    moved: Mapping[str, str] = field(default_factory=dict)
    preview_only: bool = False


@dataclass(frozen=True, slots=True)
class Framed:
    """What stands in the frame's form: as it is kept, or as it was typed."""

    category: str
    topics: tuple[str, ...]
    related: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved in between. lines: from theirs to what was typed."""

    theirs: Version
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One language of the page."""

    language: str
    name: str
    standing: Standing | None
    latest: Version | None
    words: Words
    base: int
    html: str
    links: LinkReport
    problem: str
    fault: Fault | None
    conflict: Conflict | None
    moved: Mapping[str, str]
    counts: Counts
    typed: bool
    may_teach: bool

    @property
    def state(self) -> str:
        return self.latest.state if self.latest is not None else ""


async def show_article(
    here: Visit, me: Agent, article: str, *, typed: Typed | None = None, refused: Refused | None = None, framed: Framed | None = None,
    fault: Fault | None = None,
) -> Page:  # fmt: skip
    """typed: the form of one language; refused: what was wrong with it. framed, fault: the same of the frame's form. Raises NotFound."""
    admin = here.admin
    overview = await admin.truth.help.editing.overview(article)
    kept, counts = overview.frame, await admin.truth.help.feedback.counts()
    sides = []
    for language in admin.languages:
        mine = typed if typed is not None and typed.language == language else None
        side = await _side(here, me, overview, language, mine, refused if mine else None, counts.get(Key(article, language), Counts()))
        sides.append(side)
    shown = next((side.fault for side in sides if side.fault is not None), fault)
    categories = await admin.truth.help.list_categories(here.language)
    titles = await admin.truth.help.listing.titles(here.language, category=overview.frame.category)
    return page(
        here, "help_article.html", fault=shown, of_frame=fault is not None, article=overview, sides=sides,
        frame=framed or Framed(kept.category, kept.topics, kept.related, str(kept.place)), slug=kept.slug,
        categories=categories, topics=[(one.code, one.name(here.language)) for one in TOPICS], titles=titles,
        title=title_of(overview, here.language), states=STATES, tones=TONES, why=WHY, names=LANGUAGE_NAMES,
        max_title=MAX_TITLE, max_summary=MAX_SUMMARY, words=await admin.truth.help.feedback.list_words(article, limit=20),
        done=here.request.query_params.get("done", ""), published=any(side.standing and side.standing.published for side in sides),
    )  # fmt: skip


async def _side(
    here: Visit, me: Agent, overview: Overview, language: str, typed: Typed | None, refused: Refused | None, counts: Counts
) -> Side:
    admin = here.admin
    standing = overview.languages.get(language)
    latest = await _with_body(admin, standing.latest) if standing is not None else None
    words = (
        typed.words
        if typed is not None and typed.words is not None
        else latest.words
        if latest is not None
        else _first(here, overview, language)
    )
    base = typed.base if typed is not None and typed.words is not None else latest.number if latest is not None else 0
    conflict = None
    if refused is not None and refused.code == "version_old" and latest is not None:
        conflict = Conflict(latest, tuple(compare(_whole(latest.words), _whole(words))))
        base = latest.number
    html, links, problem = await _look(here, words, language)
    texts = {"title": words.title, "summary": words.summary, "body": words.body}
    fault = _fault(here, refused, language, texts) if refused is not None else None
    return Side(
        language, LANGUAGE_NAMES.get(language, language), standing, latest, words, base, html, links, problem, fault, conflict,
        typed.moved if typed is not None else {}, counts, typed is not None and typed.words is not None and refused is not None,
        bool(latest is not None and latest.education) or (fault is not None and fault.may_teach),
    )  # fmt: skip


def _fault(here: Visit, refused: Refused, language: str, texts: Mapping[str, str]) -> Fault:
    """Its field is the one of this language's form."""
    fault = here.fault(refused, text=texts.get(refused.field or "", ""))
    where = f"{fault.field}-{language}" if fault.field else f"side-{language}"
    return Fault(fault.status, where, fault.title, fault.cure, fault.retry_after_s, fault.quotes, may_teach=fault.may_teach)


async def _with_body(admin: Admin, version: Version) -> Version:
    return await admin.truth.help.editing.version(version.article, version.language, version.number)


async def _look(here: Visit, words: Words, language: str) -> tuple[str, LinkReport, str]:
    """How it will look, its links, and why it cannot be shown ("" when it can)."""
    if not words.body.strip():
        return "", LinkReport(), ""
    try:
        rendered = await here.admin.truth.help.render(words.body, language)
    except Refused as refused:
        fault = here.fault(refused)
        return "", LinkReport(), f"{fault.title} {fault.cure}"
    report = await check_links(here.admin, rendered, words.body, paths=page_paths(here.request.app))
    return rendered.html, report, ""


def _first(here: Visit, overview: Overview, language: str) -> Words:
    """Empty; a new article begins with the title that it was added with, in the editor's language."""
    begins = not overview.languages and language == here.language
    return Words(here.request.query_params.get("title", "")[:MAX_TITLE] if begins else "", "", "")


def _whole(words: Words) -> str:
    return f"{words.title}\n{words.summary}\n{words.body}"


def title_of(overview: Overview, language: str) -> str:
    """In this language where it has words, else in another; else its address."""
    found = overview.languages.get(language) or next(iter(overview.languages.values()), None)
    return found.latest.words.title if found is not None else overview.frame.slug


def category_names(categories: list[Category]) -> dict[str, str]:
    return {one.slug: one.name for one in categories}
