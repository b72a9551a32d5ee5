"""The help centre as a Bundle: what is published, and newest drafts of what is not; with the pictures that it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.formats.bundle import FoundArticle, Note, Picture
from truepenny.knowledge.help.pictures import named_in
from truepenny.knowledge.help.rows import Overview

ReadFile = Callable[[str], Awaitable[bytes | None]]
"""A file's bytes by its id; None when they are gone."""


async def give_out(help_centre: HelpCentre, overview: Overview, read: ReadFile, notes: list[Note]) -> list[FoundArticle]:
    """One article in each of its languages. Retired ones stay here. notes: what could not go along."""
    found: list[FoundArticle] = []
    frame = overview.frame
    for language, standing in overview.languages.items():
        where = f"{frame.slug} ({language})"
        shown = standing.published or standing.scheduled or standing.latest
        if shown.state == "retired":
            notes.append(Note(where, "it is retired, and stays here"))
            continue
        if shown.number != standing.latest.number:
            notes.append(Note(where, "it has a newer draft, which stays here"))
        version = await help_centre.editing.version(overview.id, language, shown.number)
        pictures = []
        for reference, picture in named_in(version.words.body).items():
            content = await read(picture)
            if content is None:
                notes.append(Note(where, f"the picture {picture} is gone"))
            else:
                pictures.append(Picture(reference, picture, content))
        found.append(
            FoundArticle(
                f"markdown:{frame.slug}", frame.slug, language, version.words.title, version.words.body, version.words.summary,
                frame.category, frame.topics, frame.related, frame.place, standing.published is not None, tuple(pictures),
            )
        )  # fmt: skip
    return found
