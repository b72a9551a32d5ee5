"""Reports gathered into campaigns: who looks like us, since when, how often, in which variants; and how each was settled.

In: the verdict of a check and the ticket that carries the report. Out: campaigns for operators. Nothing in them names a reporter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Integer, cast, func, select, update

from truepenny.contracts.changes import RecordChange
from truepenny.contracts.errors import NotFound, Refused
from truepenny.platform.clock import DAY, Clock
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id
from truepenny.trust.checks.persons import without_persons
from truepenny.trust.checks.schema import check_finding, check_report
from truepenny.trust.checks.verdict import Judged, Verdict

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

Gave = Literal["none", "data", "money"]
Outcome = Literal["open", "fake", "not_ours", "ours"]
OUTCOMES: Sequence[Outcome] = ("fake", "not_ours", "ours")
MOST_FINDINGS = 10
WEEK = 7 * DAY
MAX_SHOWN, MAX_HEADERS = 300, 20_000


@dataclass(frozen=True, slots=True)
class Campaign:
    """One finding with all its reports. first_at, last_at: microseconds UTC. gave: how many gave data or money."""

    id: str
    key: str
    family: str
    kind: str
    shown: str
    ours: str
    trick: str
    first_at: int
    last_at: int
    outcome: Outcome
    settled_at: int | None
    settled_by: str | None
    reports: int
    gave: int


@dataclass(frozen=True, slots=True)
class Report:
    """ticket: for operators; never a part of what is exported."""

    ticket: str
    at: int
    shown: str
    state: str
    language: str
    gave: Gave
    headers: str
    digest: str
    told: bool


@dataclass(frozen=True, slots=True)
class Week:
    """at: when the week began (Monday, UTC). reports: in it, of all campaigns."""

    at: int
    reports: int
    campaigns: int


class Reports:
    def __init__(self, db: Database, clock: Clock, *, record: RecordChange) -> None:
        self._db = db
        self._clock = clock
        self._record = record

    async def file(self, verdict: Verdict, *, ticket: str, language: str, gave: Gave) -> list[str]:
        """The campaigns to which this report belongs, by id. Filing the same ticket twice is once."""
        now, points = self._clock.now_us(), [point for point in verdict.points if is_reportable(point)][:MOST_FINDINGS]
        headers = verdict.text[:MAX_HEADERS].partition("\n\n")[0] if verdict.mail is not None else ""
        digest = hashlib.sha256(verdict.text.encode("utf-8", "surrogatepass")).hexdigest()

        def act(conn: Connection) -> list[str]:
            found = []
            for point in points:
                finding = _put_finding(conn, point, now)
                row = {
                    "id": new_id(), "finding_id": finding, "ticket_id": ticket, "at": now, "shown": _shown(point),
                    "state": point.state, "language": language, "gave": gave, "headers": headers, "digest": digest, "told": 0,
                }  # fmt: skip
                conn.execute(upsert(check_report, conn).values(row).on_conflict_do_nothing())
                found.append(finding)
            return list(dict.fromkeys(found))

        return await self._db.write(act)

    async def campaigns(self, *, since: int = 0, limit: int = 200) -> list[Campaign]:
        """Those last reported at this moment or later, the newest first."""
        return await self._db.read(lambda conn: _campaigns(conn, check_finding.c.last_at >= since, limit))

    async def campaign(self, finding: str) -> tuple[Campaign, list[Report], list[Campaign]]:
        """With its reports, the newest first, and other campaigns of the same shape. Raises NotFound."""

        def load(conn: Connection) -> tuple[Campaign, list[Report], list[Campaign]]:
            one = next(iter(_campaigns(conn, check_finding.c.id == finding, 1)), None)
            if one is None:
                raise NotFound("campaign_unknown", "There is no such campaign.", "Load the list again.")
            kin = _campaigns(conn, (check_finding.c.family == one.family) & (check_finding.c.id != finding), 50)
            return one, _reports(conn, finding), kin

        return await self._db.read(load)

    async def of_ticket(self, ticket: str) -> list[Campaign]:
        """Those to which this ticket's report belongs, the newest first."""
        mine = check_finding.c.id.in_(select(check_report.c.finding_id).where(check_report.c.ticket_id == ticket))
        return await self._db.read(lambda conn: _campaigns(conn, mine, MOST_FINDINGS))

    async def weeks(self, *, count: int = 8) -> list[Week]:
        """The last weeks, the newest first; weeks without a report too."""
        now = self._clock.now_us()
        newest = (now // DAY - (now // DAY + 3) % 7) * DAY
        starts = [newest - n * WEEK for n in range(count)]

        def load(conn: Connection) -> list[Week]:
            rows = conn.execute(select(check_report.c.at, check_report.c.finding_id).where(check_report.c.at >= starts[-1])).all()
            by_week = {start: [row for row in rows if start <= row.at < start + WEEK] for start in starts}
            return [Week(start, len(found), len({row.finding_id for row in found})) for start, found in by_week.items()]

        return await self._db.read(load)

    async def settle(self, finding: str, outcome: Outcome, *, by: str) -> list[Report]:
        """The reports whose reporters have not heard of it yet. Raises NotFound, Refused."""
        if outcome not in OUTCOMES:
            raise Refused(400, "outcome_wrong", "There is no such outcome.", "Choose one of the list.")
        now = self._clock.now_us()

        def act(conn: Connection) -> list[Report]:
            row = conn.execute(select(check_finding).where(check_finding.c.id == finding)).first()
            if row is None:
                raise NotFound("campaign_unknown", "There is no such campaign.", "Load the list again.")
            if row.outcome != outcome:
                done = update(check_finding).where(check_finding.c.id == finding)
                conn.execute(done.values(outcome=outcome, settled_at=now, settled_by=by))
                conn.execute(update(check_report).where(check_report.c.finding_id == finding).values(told=0))
            detail = {"kind": row.kind, "value": row.shown, "outcome": outcome}
            self._record(conn, now, who=by, what="campaign_settled", subject=finding, detail=detail)
            return [report for report in _reports(conn, finding) if not report.told]

        return await self._db.write(act)

    async def mark_told(self, finding: str, ticket: str) -> None:
        this = (check_report.c.finding_id == finding) & (check_report.c.ticket_id == ticket)
        await self._db.write(lambda conn: conn.execute(update(check_report).where(this).values(told=1)))


def is_reportable(point: Judged) -> bool:
    """What is ours is no campaign, and neither is what belongs to nobody (an agent ID, a name)."""
    return bool(point.key) and point.state not in ("official", "sent") and not point.key.startswith(("other:", "agent:", "ticket:"))


def _shown(point: Judged) -> str:
    """This variant, without the address of the one to whom it was sent."""
    return (without_persons(point.shown) if point.kind == "site" else point.shown)[:MAX_SHOWN]


def _put_finding(conn: Connection, point: Judged, now: int) -> str:
    row: dict[str, Any] = {
        "id": new_id(), "key": point.key, "family": point.family, "kind": point.kind, "shown": point.key.partition(":")[2][:MAX_SHOWN],
        "ours": point.ours[:MAX_SHOWN], "trick": point.trick, "first_at": now, "last_at": now, "outcome": "open",
    }  # fmt: skip
    conn.execute(upsert(check_finding, conn).values(row).on_conflict_do_update(index_elements=["key"], set_={"last_at": now}))
    return str(conn.execute(select(check_finding.c.id).where(check_finding.c.key == point.key)).scalar_one())


def _campaigns(conn: Connection, where: Any, limit: int) -> list[Campaign]:
    f = check_finding.c
    counts = (
        select(
            check_report.c.finding_id, func.count().label("reports"),
            func.sum(func.coalesce(cast(check_report.c.gave != "none", Integer), 0)).label("gave"),
        ).group_by(check_report.c.finding_id).subquery()
    )  # fmt: skip
    query = (
        select(
            f.id, f.key, f.family, f.kind, f.shown, f.ours, f.trick, f.first_at, f.last_at, f.outcome, f.settled_at, f.settled_by,
            func.coalesce(counts.c.reports, 0), func.coalesce(counts.c.gave, 0),
        )
        .outerjoin(counts, counts.c.finding_id == f.id).where(where).order_by(f.last_at.desc(), f.id).limit(limit)
    )  # fmt: skip
    return [Campaign(*tuple(row)) for row in conn.execute(query)]


def _reports(conn: Connection, finding: str) -> list[Report]:
    r = check_report.c
    query = select(r.ticket_id, r.at, r.shown, r.state, r.language, r.gave, r.headers, r.digest, r.told)
    rows = conn.execute(query.where(r.finding_id == finding).order_by(r.at.desc(), r.id))
    return [Report(*row[:-1], bool(row.told)) for row in rows]
