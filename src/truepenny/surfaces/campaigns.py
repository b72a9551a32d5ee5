"""Campaigns as operators work with them: settle one, tell all who reported it what came of it, count it as known to be false, export it.

Raises contracts.errors.Refused for what a person can be told, and DatabaseAway when nothing could be accepted.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, TicketId
from truepenny.intake.files.records import StoredFile
from truepenny.intake.files.store import Files
from truepenny.log import read
from truepenny.log.events import files_of
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.platform.web.times import iso
from truepenny.surfaces.evidence import EvidencePicture, archive, is_picture
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.needs import Needs
from truepenny.trust.checks.known import KnownFalse
from truepenny.trust.checks.reports import Campaign, Outcome, Report, Reports

log = logging.getLogger(__name__)
MOST_PICTURES = 40


@dataclass(frozen=True, slots=True)
class Campaigns:
    db: Database
    clock: Clock
    needs: Needs
    reports: Reports
    known: KnownFalse
    files: Files
    record: RecordChange

    async def settle(self, agent: Agent, finding: str, outcome: Outcome, *, words: Mapping[str, str], reason: str) -> tuple[int, int]:
        """How many reporters were told just now, and how many could not be. words: for them, by language. reason: for the list of what is
        known to be false, when it is fake."""
        campaign, _, _ = await self.reports.campaign(finding)
        if outcome == "fake":
            await self.known.add(campaign.key, kind=campaign.kind, shown=campaign.shown, reason=reason, by=agent.id)
        elif (listed := (await self.known.keys()).get(campaign.key)) is not None:  # what we tell reporters must hold on the page too
            await self.known.remove(listed.id, reason=reason, by=agent.id)
        told = missed = 0
        waiting = await self.reports.settle(finding, outcome, by=agent.id)
        campaign, _, _ = await self.reports.campaign(finding)
        for report in waiting:
            text = words.get(report.language) or next(iter(words.values()))
            try:
                client_id = f"chk-{finding[-20:]}-{campaign.settled_at}"
                await self.db.submit(reply(agent, TicketId(report.ticket), client_id=client_id, text=text, needs=self.needs))
            except Refused as refused:  # merged into another ticket, or gone
                log.info("a reporter could not be told", extra={"ticket": report.ticket, "code": refused.code})
                missed += 1
            else:
                told += 1
            await self.reports.mark_told(finding, report.ticket)
        return told, missed

    async def evidence(self, finding: str) -> dict[str, object]:
        """All that helps to have it taken down, times in UTC; nothing that names a reporter. Raises NotFound."""
        campaign, reports, kin = await self.reports.campaign(finding)
        return {
            "made_at": iso(self.clock.now_us()),
            "imitates": campaign.ours,
            "found": campaign.shown,
            "kind": campaign.kind,
            "trick": campaign.trick,
            "outcome": campaign.outcome,
            "first_seen": iso(campaign.first_at),
            "last_seen": iso(campaign.last_at),
            "reports": len(reports),
            "gave_data_or_money": campaign.gave,
            "languages": dict(Counter(report.language for report in reports)),
            "variants": variants(reports),
            "same_shape": [{"found": one.shown, "first_seen": iso(one.first_at), "last_seen": iso(one.last_at)} for one in kin],
            "seen": [
                {
                    "at": iso(report.at), "as": report.shown, "verdict": report.state, "language": report.language,
                    "sha256": report.digest, **({"headers": report.headers.split("\n")} if report.headers else {}),
                }
                for report in reports
            ],
        }  # fmt: skip

    async def pictures(self, agent: Agent, finding: str) -> list[StoredFile]:
        """Pictures that reporters sent with their first message and that this agent may see, the newest reports first. Raises NotFound."""
        _, reports, _ = await self.reports.campaign(finding)

        def load(conn: Any) -> list[str]:
            found: list[str] = []
            for report in reports[:MOST_PICTURES]:
                first = read.list_events(conn, TicketId(report.ticket), oldest=20)
                found += [file.id for event in first if event.actor.kind == "customer" for file in files_of(event.body)]
            return list(dict.fromkeys(found))

        rows = []
        for file in await self.db.read(load):
            try:
                row = await self.files.load(agent, file)
            except (NotFound, Refused):  # erased, held or another's to see
                continue
            if is_picture(row.media_type):
                rows.append(row)
        return rows[:MOST_PICTURES]

    async def archive(self, agent: Agent, finding: str, *, letters: Mapping[str, str], chosen: Collection[str]) -> bytes:
        """A ZIP archive for who can take it down, with those of the pictures that were chosen; noted in the record. Raises NotFound."""
        facts, now = await self.evidence(finding), self.clock.now_us()
        rows = [row for row in await self.pictures(agent, finding) if row.id in chosen]
        pictures = [EvidencePicture(row.id, row.media_type, await self._bytes(row)) for row in rows]
        made = await asyncio.to_thread(archive, facts, letters=letters, pictures=pictures, now_us=now)
        detail = {"value": facts["found"], "count": len(pictures)}
        await self.db.write(lambda conn: self.record(conn, now, who=agent.id, what="evidence_exported", subject=finding, detail=detail))
        return made

    async def _bytes(self, row: StoredFile) -> bytes:
        return b"".join([piece async for piece in self.files.read(row.blob or "")])


def variants(reports: list[Report]) -> list[dict[str, object]]:
    """Each way in which it was written, with how often, first and last."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.shown, []).append(report)
    return [
        {"as": shown, "reports": len(them), "first_seen": iso(them[-1].at), "last_seen": iso(them[0].at)} for shown, them in found.items()
    ]


def is_waiting(campaign: Campaign) -> bool:
    return campaign.outcome == "open"
