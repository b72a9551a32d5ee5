"""A customer, an agent and an outsider, a real database, a real folder of blobs, real pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Connection

from truepenny.contracts.identity import Agent, AgentId, Assurance, ContactId, Customer, Principal, Role, TicketId
from truepenny.intake.files.reading.reader import Reader
from truepenny.intake.files.schema import file, file_blob
from truepenny.intake.files.store import FileLimits, Files, FileWithSecret
from truepenny.intake.files.virus import Clamd
from truepenny.people import audit
from truepenny.people.schema import audit as audit_table
from truepenny.platform.blobs.disk import DiskBlobs
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.db.schema import metadata
from truepenny.platform.db.sqlite import SqliteDatabase

MEI = Customer(ContactId("contact-of-mei"), "session-1", Assurance.ACCOUNT_PROVEN)
OUTSIDER = Customer(ContactId("contact-of-another"), "session-2", Assurance.ACCOUNT_PROVEN)
RAVI = Agent(AgentId("A-1027"), "Ravi", Role.AGENT)
STRANGER_AGENT = Agent(AgentId("A-2001"), "Sam", Role.AGENT)
LENA = Agent(AgentId("A-1001"), "Lena", Role.LEAD)
TICKET = TicketId("K7M24QDX")
KEYRING = Keyring(b"k" * 32)


def may_see(conn: Connection, principal: Principal, ticket: TicketId) -> bool:
    """The ticket is Mei's, Ravi is in its team, and Lena leads all."""
    return ticket == TICKET and principal in (MEI, RAVI, LENA)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Desk:
    files: Files
    db: Database
    clock: SetClock
    root: Path
    blobs: Any
    heard: list[FileWithSecret] = field(default_factory=list)

    async def hear(self, found: FileWithSecret) -> None:
        self.heard.append(found)

    def stored(self) -> list[Path]:
        """Every blob on disk."""
        return [path for path in (self.root / "blobs").rglob("*") if path.is_file()]

    def staged(self) -> list[Path]:
        return [path for path in (self.root / "staging").rglob("*") if path.is_file() and path.name != "lock"]

    async def count(self) -> tuple[int, int]:
        """Rows of files, rows of blobs."""

        def rows(conn: Connection) -> tuple[int, int]:
            return len(conn.execute(file.select()).all()), len(conn.execute(file_blob.select()).all())

        return await self.db.read(rows)


MakeDesk = Callable[..., Desk]


@pytest.fixture
async def db(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Database]:
    database = SqliteDatabase(tmp_path / "truepenny.db")
    await database.start()
    await database.write(lambda conn: metadata.create_all(conn, tables=[file, file_blob, audit_table]))
    yield database
    await database.stop()


@pytest.fixture
def make_desk(tmp_path: Path, db: Database) -> Iterator[MakeDesk]:
    opened: list[Files] = []

    def make(
        *, clamd: str = "", timeout_s: float = 5.0, blobs: Any = None, max_bytes: int = 2_000_000, per_minute: int = 1000,
        reader: Reader | None = None, hold_unread: bool = True,
    ) -> Desk:  # fmt: skip
        clock = SetClock()
        store = blobs or DiskBlobs(tmp_path / "blobs", b"k" * 32)
        files = Files(
            db, clock, blobs=store, staging=tmp_path / "staging", limits=FileLimits(max_bytes, per_minute=per_minute), may_see=may_see,
            keyring=KEYRING, record=audit.record, scanner=Clamd(clamd, connect_s=0.5, timeout_s=timeout_s) if clamd else None,
            reader=reader, hold_unread=hold_unread,
        )  # fmt: skip
        desk = Desk(files, db, clock, tmp_path, store)
        files.on_secret = desk.hear
        opened.append(files)
        return desk

    yield make
    for files in opened:
        files.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 400), mode: str = "RGB", **saving: Any) -> bytes:
    image = Image.new(mode, size, 200 if mode in {"L", "P"} else (200, 30, 60, 255)[: len(mode)])
    out = io.BytesIO()
    image.save(out, kind, **saving)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def docx(extra: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
        zipped.writestr("word/document.xml", "<w:document/>")
        if extra:
            zipped.writestr(extra, "x")
    return out.getvalue()


async def read_all(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])
