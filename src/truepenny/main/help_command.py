"""`truepenny help import|export`: by the running desk when there is one, so that its pages change at once; else on the database.

The command reads and writes the files itself; articles go over the control socket one by one. The desk's end of it is help_commands:
{"asked": fields of Asked} -> Answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.intake.files.records import find_file
from truepenny.knowledge.help.formats.bundle import Bundle, FoundArticle, FoundCategory, Note, Unreadable
from truepenny.knowledge.help.formats.take_in import Outcome, TakeIn, category_of, in_order
from truepenny.knowledge.topics import TOPICS
from truepenny.main.house import House
from truepenny.main.rescan.command import house_alone
from truepenny.main.trouble import BUSY, FOUND, OK, CommandFailed
from truepenny.people.audit import COMMAND_LINE
from truepenny.platform.control.client import ask_desk, desk_runs
from truepenny.platform.control.server import Command
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.settings import Settings

COMMAND = "help"
BY = Agent(AgentId(COMMAND_LINE), COMMAND_LINE, Role.ADMIN)
MOST_PICTURES = 11_000_000
"""Bytes in one article."""


class Asked(msgspec.Struct, frozen=True):
    """One step. wanted: slugs by source; addresses: slugs here by slug there; article: what is taken in, or the id of what is given out."""

    step: Literal["addresses", "category", "article", "list", "give"]
    wanted: Mapping[str, str] = {}
    addresses: Mapping[str, str] = {}
    category: FoundCategory | None = None
    article: FoundArticle | None = None
    digest: str = ""
    id: str = ""
    publish: bool = False
    dry_run: bool = False


class Answer(msgspec.Struct, frozen=True):
    addresses: Mapping[str, str] = {}
    outcome: Outcome | None = None
    ids: tuple[str, ...] = ()
    categories: tuple[FoundCategory, ...] = ()
    articles: tuple[FoundArticle, ...] = ()
    notes: tuple[Note, ...] = ()


Step = Callable[[Asked], Awaitable[Answer]]


class HelpDesk:
    """Steps with the house's own objects."""

    def __init__(self, house: House) -> None:
        self._house = house
        truth = house.truth
        self._taking = TakeIn(house.db, house.clock, truth.help, truth.pictures, by=BY)

    async def step(self, asked: Asked) -> Answer:
        match asked.step:
            case "addresses":
                return Answer(addresses=await self._taking.addresses(asked.wanted))
            case "category" if asked.category is not None:
                return Answer(outcome=await self._taking.category(asked.category, dry_run=asked.dry_run))
            case "article" if asked.article is not None:
                outcome = await self._taking.article(
                    asked.article, asked.addresses, digest=asked.digest, publish=asked.publish, dry_run=asked.dry_run
                )
                return Answer(outcome=outcome)
            case "list":
                truth = self._house.truth
                categories = await truth.help.list_categories(truth.help.languages[0])
                listed = await truth.help.editing.list_all()
                return Answer(ids=tuple(one.id for one in listed), categories=tuple(map(category_of, categories)))
            case "give":
                return await self._give(asked.id)
        raise ControlRefused("this is not a step of an import or export")

    async def _give(self, article: str) -> Answer:
        from truepenny.knowledge.help.formats.give_out import give_out

        notes: list[Note] = []
        overview = await self._house.truth.help.editing.overview(article)
        found = await give_out(self._house.truth.help, overview, self._read_file, notes)
        return Answer(articles=tuple(found), notes=tuple(notes))

    async def _read_file(self, file_id: str) -> bytes | None:
        files = self._house.files
        row = await self._house.db.read(lambda conn: find_file(conn, file_id))
        if row is None or row.blob is None:
            return None
        try:
            return b"".join([piece async for piece in files.read(row.blob)])
        except OSError:
            return None


def help_commands(house: House) -> dict[str, Command]:
    """The command of the running desk: one step each time, so that the desk does other things between."""
    desk = HelpDesk(house)

    async def take(arguments: Mapping[str, Any]) -> Any:
        try:
            answer = await desk.step(msgspec.convert(arguments.get("asked"), Asked, str_keys=True))
        except msgspec.ValidationError as wrong:
            raise ControlRefused(f"this is not a step of an import or export: {wrong}") from wrong
        except Refused as refused:
            raise ControlRefused(refused.title.format_map(dict(refused.params))) from refused
        return msgspec.to_builtins(answer)

    return {COMMAND: take}


# The command's end


def run(settings: Settings, args: argparse.Namespace) -> int:
    """0 when all went along, 1 when something was skipped or waits for a person."""
    if args.what == "export":
        if args.folder.exists() and (not args.folder.is_dir() or any(args.folder.iterdir())):
            raise CommandFailed(f"{args.folder} is there already, and not empty: name a new folder", code=BUSY)
        return asyncio.run(_export(settings, args.folder))
    try:
        bundle = read(args.source, args.format, settings)
    except (Unreadable, OSError) as wrong:
        raise CommandFailed(f"{args.source} {wrong}") from wrong
    return asyncio.run(_import(settings, bundle, publish=args.publish, dry_run=args.dry_run))


def read(source: Path, form: str, settings: Settings) -> Bundle:
    """Raises Unreadable."""
    if form == "zendesk":
        from truepenny.knowledge.help.formats.zendesk import read_zendesk

        return read_zendesk(source, languages=settings.languages)
    if form == "zammad":
        from truepenny.knowledge.help.formats.zammad import read_zammad

        return read_zammad(source, languages=settings.languages)
    from truepenny.knowledge.help.formats.markdown_folder import read_folder

    return read_folder(source, languages=settings.languages, topics=frozenset(topic.code for topic in TOPICS))


@contextlib.asynccontextmanager
async def _steps(settings: Settings) -> AsyncIterator[Step]:
    if not desk_runs(settings.control_socket):
        async with house_alone(settings) as house:
            yield HelpDesk(house).step
        return

    async def ask(asked: Asked) -> Answer:
        try:
            said = await asyncio.to_thread(ask_desk, settings.control_socket, COMMAND, {"asked": msgspec.to_builtins(asked)})
        except (ControlRefused, ConnectionError) as error:
            raise CommandFailed(f"the running desk did not go on: {error}; run it again, what is there is not taken twice") from error
        return msgspec.convert(said, Answer)

    yield ask


async def _import(settings: Settings, bundle: Bundle, *, publish: bool, dry_run: bool) -> int:
    counts: Counter[str] = Counter()
    for note in bundle.changed:
        print(f"{note.where or 'all'}: changed: {note.why}")
    for note in bundle.skipped:
        counts["skipped"] += 1
        print(f"{note.where or 'all'}: skipped: {note.why}")
    async with _steps(settings) as step:
        for category in bundle.categories:
            _tell("category", (await step(Asked("category", category=category, dry_run=dry_run))).outcome)
        given = (await step(Asked("addresses", wanted={one.source: one.slug for one in bundle.articles}))).addresses
        addresses = {one.slug: given[one.source] for one in bundle.articles}
        for article in in_order(bundle.articles, settings.languages[0]):
            light = _light(article)
            asked = Asked("article", addresses=addresses, article=light, digest=article.digest(), publish=publish, dry_run=dry_run)
            outcome = (await step(asked)).outcome
            _tell("article", outcome)
            if outcome is not None:
                counts[outcome.what] += 1
                counts["to look at"] += bool(outcome.why) and outcome.what != "skipped"
    print(_summary(counts, dry_run=dry_run))
    return FOUND if counts["skipped"] or counts["to look at"] else OK


def _light(article: FoundArticle) -> FoundArticle:
    """With pictures that one line of the control socket can carry."""
    kept, size = [], 0
    for picture in article.pictures:
        size += len(picture.content)
        if size <= MOST_PICTURES:
            kept.append(picture)
    doubts = article.doubts if len(kept) == len(article.pictures) else (*article.doubts, "Its pictures are too large together.")
    return msgspec.structs.replace(article, pictures=tuple(kept), doubts=doubts)


def _tell(thing: str, outcome: Outcome | None) -> None:
    if outcome is None or outcome.what == "unchanged":
        return
    state = f", {outcome.state}" if outcome.state else ""
    print(f"{thing} {outcome.where}: {outcome.what}{state}" + "".join(f"\n    {why}" for why in outcome.why))


def _summary(counts: Counter[str], *, dry_run: bool) -> str:
    said = ", ".join(f"{counts[what]} {what}" for what in ("added", "changed", "unchanged", "skipped"))
    looks = f"; {counts['to look at']} with a note for who edits them" if counts["to look at"] else ""
    return f"{'Nothing was written. ' if dry_run else ''}Articles: {said}{looks}."


async def _export(settings: Settings, folder: Path) -> int:
    from truepenny.knowledge.help.formats.to_folder import folder_files

    articles: list[FoundArticle] = []
    notes: list[Note] = []
    written = 0
    async with _steps(settings) as step:
        listed = await step(Asked("list"))
        for article in listed.ids:
            answer = await step(Asked("give", id=article))
            notes += answer.notes
            for name, content in folder_files(Bundle((), answer.articles)):
                if content:
                    written += _write(folder, name, content)
            articles += [msgspec.structs.replace(one, pictures=()) for one in answer.articles]
    for name, content in folder_files(Bundle(listed.categories)):
        written += _write(folder, name, content)
    for note in notes:
        print(f"{note.where}: {note.why}")
    print(f"{folder}: {_of(len(articles), 'article')} in {_of(len({one.slug for one in articles}), 'subject')}, {_of(written, 'file')}")
    return OK


def _write(folder: Path, name: str, content: bytes) -> int:
    """1 when it was not there yet: pictures are shared by articles."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with contextlib.suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
        file.write(content)
    return int(new)


def _of(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
