"""The official contacts that a page about some topics shows: from the directory, the right one first, never typed by an author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from truepenny.surfaces.portal.visit import Visit

MOST: Final = 3


@dataclass(frozen=True, slots=True)
class TopicContact:
    """label: in the reader's language. value: as people read it. url: "" where it leads nowhere. open: None without hours."""

    label: str
    value: str
    url: str
    open: bool | None


async def contacts_for_topics(here: Visit, topics: Sequence[str]) -> list[TopicContact]:
    """By which somebody answers on the first of these topics; those for everything where there is no topic."""
    found = await here.portal.truth.directory.contacts_for(topics[0] if topics else None, here.language)
    return [
        TopicContact(
            one.entry.label(here.language), one.entry.shown, one.entry.url, None if one.standing is None else one.standing.open
        )
        for one in found[:MOST]
    ]  # fmt: skip
