"""Articles offered to somebody who is writing to us, and what became of it. Never in the way: whoever offers them lets people send.

In: a few words (screened by the caller), a topic, a language. Out: published articles; counts for leads. Keeps no words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.deflection import Did, Place, Totals, add_counts, load_totals
from truepenny.knowledge.help.matching import fitting
from truepenny.knowledge.help.versions import Head
from truepenny.platform.clock import DAY, Clock

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MOST: Final = 3
MAX_WORDS: Final = 200
"""Characters of what somebody types that are looked at."""
MANY: Final = 1_000
"""With more articles than that, only those of the topic are looked through where the search finds none: it takes long."""
NOT_BEFORE_A_PERSON: Final = frozenset({"HARM"})
"""Topics with which nobody is given something to read."""
SearchArticles = Callable[[str, str, int], Awaitable[Sequence[str]]]
"""Words, language and how many to slugs, the best first; none where nothing has all the words."""


class HelpOffers:
    """is_clean: whether words hold no secret, False also where that cannot be told. search: finds articles by words; without it, and
    where it finds none, titles and summaries have to do."""

    def __init__(
        self, db: Database, clock: Clock, centre: HelpCentre, *, is_clean: Callable[[str], bool], search: SearchArticles | None = None
    ) -> None:
        self._db = db
        self._clock = clock
        self._centre = centre
        self._is_clean = is_clean
        self._search = search

    def clean(self, words: str) -> str:
        """So many of them as are looked at; nothing of what may hold a secret."""
        return words[:MAX_WORDS] if words.strip() and self._is_clean(words) else ""

    async def suggest(self, words: str, *, topic: str | None, language: str) -> list[Head]:
        """At most three that are published in this language; the same for everybody who asks. words: clean()."""
        if topic in NOT_BEFORE_A_PERSON:
            return []
        heads = await self._centre.list_articles(language)
        by_slug = {head.slug: head for head in heads}
        slugs = await self._search(words, language, 2 * MOST) if self._search is not None and words else ()
        found = [by_slug[slug] for slug in slugs if slug in by_slug]
        of_topic = [head for head in heads if topic is not None and topic in head.topics]
        if not found:
            looked_at = heads if len(heads) <= MANY else of_topic[:MANY]
            return await asyncio.to_thread(fitting, looked_at, words, topic, limit=MOST)  # the first one reads tables of characters
        first = [head for head in found if head in of_topic]
        return list(dict.fromkeys([*first, *found, *of_topic]))[:MOST]

    async def count(self, did: Did, slugs: Collection[str], *, place: Place, language: str) -> None:
        """Slugs of no published article count nothing."""
        known = [slug for slug in list(slugs)[:MOST] if await self._centre.find(slug)]
        if known and language in self._centre.languages:
            day = self._clock.now_us() // DAY
            await self._db.write(lambda conn: add_counts(conn, did, known, place=place, language=language, day=day))

    async def totals(self, *, days: int, place: Place | None = None) -> Sequence[Totals]:
        """Of the last days, today among them."""
        since = self._clock.now_us() // DAY - days + 1
        return await self._db.read(lambda conn: load_totals(conn, since_day=since, place=place))
