"""The help centre's pages, for everybody, with and without JavaScript: its home, a category, an article, and whether it helped.

In: language and slug of the address. Out: HTML that needs no cookie and is sent once (ETag). A missing translation shows the other
language and says so; only real translations are named as twins.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.feedback import MAX_WORDS
from truepenny.knowledge.help.versions import Article, Head, no_article
from truepenny.platform.web.times import iso
from truepenny.surfaces.portal.feeds import FeedEntry, feed_of
from truepenny.surfaces.portal.forms import read_form
from truepenny.surfaces.portal.public import TAGS, json_ld, public_page, public_visit, to_language, unless_known
from truepenny.surfaces.portal.topic_contacts import contacts_for_topics
from truepenny.surfaces.portal.visit import DECLINED, Page, Portal, Visit, redirect

LONG: Final = 1200
"""Characters from which an article has a table of contents: about two screens of a phone."""
MOST_READ: Final = 6


def help_routes(portal: Portal) -> list[HTTPRouteHandler]:
    centre = portal.truth.help

    @get(["/help", "/help/{path:path}"], include_in_schema=False)
    async def bare(request: Request[Any, Any, Any]) -> Page:
        return await to_language(portal, request, request.url.path)

    @get("/{language:str}/help", include_in_schema=False)
    async def home(request: Request[Any, Any, Any], language: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        categories = [one for one in await centre.list_categories(language) if one.articles]
        read = await centre.most_read(language, limit=MOST_READ)
        return unless_known(
            here,
            public_page(
                here, "help.html", path="/help", categories=categories, most_read=read, structured=json_ld(_site(here)),
            ),
        )  # fmt: skip

    @get("/{language:str}/help/feed.xml", include_in_schema=False)
    async def feed(request: Request[Any, Any, Any], language: FromPath[str]) -> Response[bytes]:
        here = await public_visit(portal, request, language)
        entries = [
            FeedEntry(f"/help/{head.slug}", head.title, head.first_at, head.updated_at, head.summary)
            for head in await centre.list_articles(language)
        ]
        return feed_of(here, entries, path="/help", title=here.say("Help"))

    @get("/{language:str}/help/c/{slug:str}", include_in_schema=False)
    async def category(request: Request[Any, Any, Any], language: FromPath[str], slug: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        found = await centre.category(language, slug)
        articles = await centre.list_articles(language, slug)
        crumbs = [(here.say("Help"), "/help"), (found.name, "")]
        twins = [code for code in here.offered if await centre.list_articles(code, slug)]
        return unless_known(
            here,
            public_page(
                here, "help_category.html", path=f"/help/c/{slug}", twins=twins, listed=bool(articles), category=found, articles=articles,
                structured=json_ld(_crumbs(here, crumbs)),
            ),
        )  # fmt: skip

    @get("/{language:str}/help/{slug:str}", include_in_schema=False)
    async def article(request: Request[Any, Any, Any], language: FromPath[str], slug: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        found = await centre.article(language, slug)
        if request.method == "GET" and "prefetch" not in request.headers.get("sec-purpose", ""):
            centre.feedback.count_read(found.head.key)
        return unless_known(here, await _article_page(here, found))

    return [bare, home, feed, category, article, *_feedback_routes(portal, centre)]


def _feedback_routes(portal: Portal, centre: HelpCentre) -> list[HTTPRouteHandler]:
    @post("/{language:str}/help/{slug:str}/helpful", include_in_schema=False)
    async def vote(request: Request[Any, Any, Any], language: FromPath[str], slug: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        head = await _head(centre, language, slug)
        form = await read_form(request, fields=("helped",))
        helped = form.text("helped") == "yes"
        await centre.feedback.vote(head.key, helped=helped, address=here.address)
        return redirect(f"/{language}/help/{slug}/thanks?helped={'yes' if helped else 'no'}")

    @get("/{language:str}/help/{slug:str}/thanks", include_in_schema=False)
    async def thanks(request: Request[Any, Any, Any], language: FromPath[str], slug: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        head = await _head(centre, language, slug)
        return _thanks_page(here, head, helped=request.query_params.get("helped") == "yes", said=request.query_params.get("said") == "yes")

    @post("/{language:str}/help/{slug:str}/words", include_in_schema=False)
    async def say(request: Request[Any, Any, Any], language: FromPath[str], slug: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        head = await _head(centre, language, slug)
        form = await read_form(request, fields=("helped", "words"))
        helped, words = form.text("helped") == "yes", form.text("words")
        try:
            await centre.feedback.say(head.key, words, helped=helped, address=here.address)
        except DECLINED as refused:
            title, cure = here.say_refused(refused)
            return _thanks_page(here, head, helped=helped, words=words, wrong=here.join(title, cure), status=refused.status)
        return redirect(f"/{language}/help/{slug}/thanks?helped={'yes' if helped else 'no'}&said=yes")

    return [vote, thanks, say]


async def _article_page(here: Visit, found: Article) -> Page:
    crumbs = [(here.say("Help"), "/help"), (found.category.name, f"/help/c/{found.category.slug}"), (found.title, "")]
    contacts = await contacts_for_topics(here, found.topics)
    newer = [head for code, head in found.twins.items() if code != found.language and not head.out_of_date] if found.out_of_date else []
    return public_page(
        here, "help_article.html", path=f"/help/{found.slug}", twins=list(found.twins), article=found, category=found.category,
        tag=TAGS.get(found.language, found.language), missing=found.language != here.language, newer=newer,
        contents=[one for one in found.headings if one.level == 2] if len(found.words) > LONG else [],
        contacts=contacts, ask=f"/tickets/new?topic={found.topics[0]}" if found.topics else "/tickets/new",
        structured=json_ld(_structured(here, found, crumbs)),
    )  # fmt: skip


def _thanks_page(here: Visit, head: Head, *, helped: bool, said: bool = False, words: str = "", wrong: str = "", status: int = 200) -> Page:
    return public_page(
        here, "help_thanks.html", path=f"/help/{head.slug}/thanks", listed=False, status=status, article=head, helped=helped, said=said,
        words=words, wrong=wrong, most=MAX_WORDS, tag=TAGS.get(head.language, head.language),
        ask=f"/tickets/new?topic={head.topics[0]}" if head.topics else "/tickets/new",
    )  # fmt: skip


async def _head(centre: HelpCentre, language: str, slug: str) -> Head:
    twins = await centre.find(slug)
    if not twins:
        raise no_article()
    return twins.get(language) or next(iter(twins.values()))


def _site(here: Visit) -> dict[str, object]:
    """schema.org: the site, and how to search it."""
    base = f"{here.portal.public_url}/{here.language}"
    find = {"@type": "SearchAction", "target": f"{base}/search?q={{q}}", "query-input": "required name=q"}
    return {"@context": "https://schema.org", "@type": "WebSite", "name": here.look.name, "url": f"{base}/help", "potentialAction": find}


def _crumbs(here: Visit, crumbs: list[tuple[str, str]]) -> dict[str, object]:
    """crumbs: name, and the path without the language; "" for the page itself."""
    base = f"{here.portal.public_url}/{here.language}"
    items = [
        {"@type": "ListItem", "position": n, "name": name, **({"item": f"{base}{path}"} if path else {})}
        for n, (name, path) in enumerate(crumbs, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def _structured(here: Visit, found: Article, crumbs: list[tuple[str, str]]) -> dict[str, object]:
    """schema.org: the article, and where it stands."""
    told = {
        "@type": "Article",
        "headline": found.title,
        "description": found.summary,
        "inLanguage": TAGS.get(found.language, found.language),
        "datePublished": iso(found.head.first_at),
        "dateModified": iso(found.updated_at),
        "mainEntityOfPage": f"{here.portal.public_url}/{found.language}/help/{found.slug}",
        "publisher": {"@type": "Organization", "name": here.look.name, "url": here.portal.public_url},
    }
    place = {key: value for key, value in _crumbs(here, crumbs).items() if key != "@context"}
    return {"@context": "https://schema.org", "@graph": [told, place]}
