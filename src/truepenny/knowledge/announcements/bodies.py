"""The words of announcements and updates as they are shown: HTML that is safe on any page, and plain text for tickets, mails and feeds."""

from __future__ import annotations

from functools import lru_cache

from truepenny.contracts.errors import Refused
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.announcements.labels import state_words
from truepenny.knowledge.help.markup import Rendered, render


@lru_cache(maxsize=512)
def rendered(markdown: str, language: str) -> Rendered:
    return render(markdown, language=language)


def check_body(markdown: str, language: str, *, field: str) -> None:
    """Raises Refused for what is too long or too intricate to be shown, naming the field."""
    try:
        rendered(markdown, language)
    except Refused as refused:
        raise Refused(refused.status, refused.code, refused.title, refused.cure, params=refused.params, field=field) from refused


def plain_of(one: Announcement, n: int, language: str) -> str:
    """What update n says, as plain text: its own words; of the first one those of the announcement."""
    update = next((each for each in one.updates if each.n == n), None)
    if update is not None and update.words:
        return rendered(*update.said(language)).words.strip()
    if update is None or n == 1:
        said, found = one.said(language)
        return rendered(said.body, found).words.strip()
    return ""


def told_words(one: Announcement, n: int, language: str) -> str:
    """What a ticket's customer is told of update n: title, how it stands, words."""
    update = next(each for each in one.updates if each.n == n)
    head = f"{one.said(language)[0].title}\n{state_words(one.kind, update.state).said(language)}"
    words = plain_of(one, n, language)
    return f"{head}\n\n{words}" if words else head
