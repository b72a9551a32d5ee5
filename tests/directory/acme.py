"""Acme Exchange's directory, and what its admins do with it again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truepenny.main.truth import is_topic
from truepenny.people import audit
from truepenny.people.audit import AuditLine
from truepenny.platform.clock import SECOND, SetClock
from truepenny.platform.db.database import Database
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.entries import Draft
from truepenny.trust.directory.hours import Hours
from truepenny.trust.directory.rows import Version
from truepenny.trust.never_ask.refusal import check_published

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WEN = "A-1002"
LONDON, HONG_KONG = "+44 20 7946 0123", "+1 202 555 0147"
NINE_TO_FIVE = Hours("Europe/London", (*(((540, 1020),),) * 5, (), ()))


def make_directory(db: Database, clock: SetClock) -> Directory:
    return Directory(
        db, clock, desk="https://support.acme.example", key=KEY, record=audit.record, check=check_published, is_topic=is_topic
    )  # fmt: skip


def moment(text: str) -> int:
    """2026-03-29T01:30 (UTC) in microseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def draft(kind: str, value: str, label: str = "Support", **more: object) -> Draft:
    return Draft(kind, value, {"en": label, "zh": "客服"}, **more)  # type: ignore[arg-type]


@dataclass
class Acme:
    directory: Directory
    db: Database
    clock: SetClock

    async def add(self, kind: str, value: str, label: str = "Support", **more: object) -> Version:
        return await self.directory.put(draft(kind, value, label, **more), by=WEN)

    async def states(self, *typed: str, kind: str | None = None) -> list[str]:
        return [(await self.directory.find(kind, one)).state for one in typed]

    async def record(self) -> list[AuditLine]:
        return await self.db.read(audit.list_lines)
