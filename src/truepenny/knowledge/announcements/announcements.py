"""Announcements as the rest of the house asks for them: what runs now, what concerns this ticket, how each service stands; and publishing.

Every change is one transaction with its line in the record and the jobs that follow from it. Raises Refused for what an author can mend.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from truepenny.contracts.changes import CheckWords, RecordChange
from truepenny.contracts.errors import Refused
from truepenny.knowledge.announcements import rows
from truepenny.knowledge.announcements import services as service_rows
from truepenny.knowledge.announcements.bodies import check_body
from truepenny.knowledge.announcements.checks import check_draft, check_names, check_update
from truepenny.knowledge.announcements.directory_words import Listed, directory_draft
from truepenny.knowledge.announcements.kinds import FINAL, OF_SERVICE, Announcement, Draft, NewUpdate, Update, Written
from truepenny.knowledge.announcements.names import in_scope
from truepenny.knowledge.announcements.services import Service, Standing, stand
from truepenny.platform.clock import DAY, Clock
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MAX_SERVICES = 40


def concerns(one: Announcement, *, topic: str | None, text: str) -> bool:
    """Whether it may be what a ticket of this topic with these words is about. What only gives notice, to everybody, is not."""
    scope = one.scope
    if one.kind == "promotion":
        return False
    if not (scope.topics or scope.assets or scope.networks):
        return one.kind != "notice"
    return in_scope(topic, text, scope)


class Announcements:
    """languages: all that the desk speaks. listeners: told after a commit that changed what is announced."""

    def __init__(self, db: Database, clock: Clock, *, languages: tuple[str, ...], record: RecordChange, check: CheckWords) -> None:
        self._db = db
        self._clock = clock
        self._record = record
        self._check = check
        self.languages = languages
        self.listeners: list[Callable[[], None]] = []

    # Reading

    async def running(self) -> list[Announcement]:
        """What is broken or being worked on now, and notices that hold now; incidents first, the newest first. No promotions."""
        now = self._clock.now_us()
        found = await self._db.read(rows.list_open)
        return sorted((one for one in found if one.kind in OF_SERVICE and one.phase(now) == "running"), key=_urgency)

    async def current(
        self, language: str, topic: str | None = None, asset: str | None = None, network: str | None = None, text: str = ""
    ) -> list[Announcement]:
        """Those running that may concern a ticket: of this topic, about this asset and network, or with these words. language: those that
        have words in it come first among equals; each has words in some language (Announcement.said)."""
        said = "\n".join(part for part in (asset, network, text) if part)
        found = [one for one in await self.running() if concerns(one, topic=topic, text=said)]
        return sorted(found, key=lambda one: (_urgency(one)[0], language not in one.words))

    async def list_all(self, *, promotions: bool = False, past: int = 50) -> list[Announcement]:
        """All that are not over, and the last that are, the newest first: of services, or promotions."""
        kinds = ("promotion",) if promotions else OF_SERVICE

        def load(conn: Connection) -> list[Announcement]:
            return [*(one for one in rows.list_open(conn) if one.kind in kinds), *rows.list_over(conn, limit=past, kinds=kinds)]

        return await self._db.read(load)

    async def load(self, announcement: str) -> Announcement:
        """Raises NotFound."""
        return await self._db.read(lambda conn: rows.load_one(conn, announcement))

    async def list_services(self, *, also_retired: bool = False) -> list[Service]:
        return await self._db.read(lambda conn: service_rows.list_services(conn, also_retired=also_retired))

    async def state_of_services(self, *, days: int = 0) -> list[Standing]:
        """How each service stands now, and with days how it stood on each of them (UTC)."""
        now = self._clock.now_us()

        def load(conn: Connection) -> list[Standing]:
            announced = [one for one in rows.list_since(conn, now - (days + 1) * DAY) if one.kind in OF_SERVICE]
            return stand(service_rows.list_services(conn), announced, now_us=now, days=days)

        return await self._db.read(load)

    # Publishing

    async def check(self, draft: Draft, *, education: bool = False) -> Draft:
        """The draft as it would be kept, for a preview. Raises Refused."""
        services = [one.id for one in await self.list_services(also_retired=True)]
        checked = check_draft(draft, languages=self.languages, services=services, now_us=self._clock.now_us())
        self._check_words(checked.words, education=education)
        for language, said in checked.words.items():
            await asyncio.to_thread(check_body, said.body, language, field=f"body_{language}")
        return checked

    async def publish(self, draft: Draft, *, by: str, education: bool = False, tell: bool = True) -> str:
        """Gives its id. by: a lead or an admin. education: by says that what reads like an ask only warns. tell: by mail to who asked."""
        checked = await self.check(draft, education=education)
        return await self._put(checked, by=by, education=education, tell=tell)

    async def _put(self, draft: Draft, *, by: str, education: bool = False, tell: bool = True) -> str:
        made, now = new_id(), self._clock.now_us()

        def put(conn: Connection) -> None:
            rows.put_new(conn, made, draft, by=by, now_us=now, tell=tell)
            detail = {"kind": draft.kind, "state": draft.state, "effect": draft.effect, "title": _titles(draft.words)}
            self._record(conn, now, who=by, what="announcement_published", subject=made, detail=detail | _taught(education=education))

        await self._db.write(put)
        self._tell()
        return made

    async def change(self, announcement: str, draft: Draft, *, by: str, education: bool = False) -> None:
        """Title, text, scope, times and contact; kind and state stay, and when it began where the draft does not say. Other
        words are a correction that everybody sees."""
        before = await self.load(announcement)
        given = replace(draft, kind=before.kind, state=before.state, effect=before.effect)
        checked, now = await self.check(given, education=education), self._clock.now_us()

        def put(conn: Connection) -> None:
            one = rows.lock(conn, announcement)
            began = draft.started_at or one.started_at or checked.started_at
            rows.put_change(conn, announcement, replace(checked, started_at=began), now_us=now)
            if changed := {language: said for language, said in one.words.items() if checked.words.get(language) != said}:
                rows.add_update(conn, announcement, NewUpdate(one.state), effect=one.effect, at=now, by=by, now_us=now, before=changed)
            detail = {"title": _titles(checked.words)} | _taught(education=education)
            self._record(conn, now, who=by, what="announcement_changed", subject=announcement, detail=detail)

        await self._db.write(put)
        self._tell()

    async def add_update(self, announcement: str, new: NewUpdate, *, by: str, education: bool = False) -> Update:
        """Also begins work that was planned and ends what runs, by its state. Who waits is told of an end in any case."""
        before = await self.load(announcement)
        for language, text in new.words.items():
            self._check(text, field=f"words_{language}", education=education)
        for language, text in check_update(new, before, languages=self.languages).words.items():
            await asyncio.to_thread(check_body, text, language, field=f"words_{language}")
        now = self._clock.now_us()

        def put(conn: Connection) -> int:
            one = rows.lock(conn, announcement)
            checked = check_update(new, one, languages=self.languages)
            effect = one.effect if checked.effect is None else checked.effect
            n = rows.add_update(conn, announcement, checked, effect=effect, at=now, by=by, now_us=now)
            started = one.started_at or (now if checked.state != "scheduled" else None)
            ended = (one.ended_at or now) if checked.state in FINAL else None
            rows.set_state(conn, announcement, state=checked.state, effect=effect, started_at=started, ended_at=ended)
            detail = {"state": checked.state, "effect": effect, "tell": checked.tell} | _taught(education=education)
            what = "announcement_ended" if checked.state in FINAL and one.ended_at is None else "announcement_updated"
            self._record(conn, now, who=by, what=what, subject=announcement, detail=detail)
            return n

        n = await self._db.write(put)
        self._tell()
        return next(one for one in (await self.load(announcement)).updates if one.n == n)

    async def announce_directory_change(self, changes: Sequence[Listed], *, by: str) -> str | None:
        """A notice in all languages of what changed in the directory, with the way there; None when nothing did. The directory's own
        words have been checked there."""
        if not changes:
            return None
        return await self._put(directory_draft(changes, languages=self.languages, now_us=self._clock.now_us()), by=by)

    # Services

    async def put_service(self, service: str, names: Mapping[str, str], *, by: str) -> None:
        """Adds one (an id that is new) or names it anew."""
        checked, now = check_names(names, languages=self.languages), self._clock.now_us()
        for language, name in checked.items():
            self._check(name, field=f"name_{language}", education=False)

        def put(conn: Connection) -> None:
            known = {one.id for one in service_rows.list_services(conn, also_retired=True)}
            if service not in known and len(known) >= MAX_SERVICES:
                raise Refused(422, "too_many_services", "There are as many services as can be shown.", "Rename one instead.")
            service_rows.put_service(conn, service, checked, is_new=service not in known, now_us=now)
            what = "service_changed" if service in known else "service_added"
            self._record(conn, now, who=by, what=what, subject=service, detail={"name": " / ".join(checked.values())})

        await self._db.write(put)
        self._tell()

    async def retire_service(self, service: str, *, retired: bool, by: str) -> None:
        """Raises NotFound."""
        now = self._clock.now_us()

        def put(conn: Connection) -> None:
            service_rows.load_service(conn, service)
            service_rows.retire_service(conn, service, retired_at=now if retired else None)
            self._record(conn, now, who=by, what="service_retired" if retired else "service_restored", subject=service)

        await self._db.write(put)
        self._tell()

    async def move_service(self, service: str, *, down: bool, by: str) -> None:
        """Raises NotFound."""
        now = self._clock.now_us()

        def put(conn: Connection) -> None:
            service_rows.load_service(conn, service)
            service_rows.move_service(conn, service, by=1 if down else -1)
            self._record(conn, now, who=by, what="service_moved", subject=service)

        await self._db.write(put)
        self._tell()

    def _check_words(self, words: Mapping[str, Written], *, education: bool) -> None:
        for language, said in words.items():
            self._check(said.title, field=f"title_{language}", education=False)
            self._check(said.body, field=f"body_{language}", education=education)

    def _tell(self) -> None:
        for listen in self.listeners:
            listen()


def _urgency(one: Announcement) -> tuple[int, int]:
    return OF_SERVICE.index(one.kind), -one.begins_at


def _titles(words: Mapping[str, Written]) -> str:
    return " / ".join(said.title for said in words.values())


def _taught(*, education: bool) -> dict[str, object]:
    return {"education": True} if education else {}
