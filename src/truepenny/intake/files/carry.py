"""A message takes its files along: from loose upload to part of a ticket, once, inside the transaction that stores the message."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import TicketId
from truepenny.intake.files import records
from truepenny.intake.files.records import StoredFile

MAX_FILES = 10


def carry_files(
    conn: Connection, ids: Sequence[str], *, ticket: TicketId, owner: str, internal: bool, now_us: int
) -> tuple[StoredFile, ...]:
    """See Files.attach."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MAX_FILES:
        raise Refused(
            422,
            "too_many_files",
            "A message can carry at most {files} files.",
            "Send the others with a second message.",
            params={"files": MAX_FILES},
            field="files",
        )
    rows = records.list_files(conn, wanted)
    for file_id in wanted:
        row = rows.get(file_id)
        if row is None or row.uploader != owner:
            raise _gone()
        if row.state == "rejected":
            raise _infected(row)
        if not records.carry(conn, file_id, ticket=ticket, audience="desk" if internal else "ticket", now_us=now_us):
            raise _used(row)
    return tuple(rows[file_id] for file_id in wanted)


def _gone() -> Refused:
    return Refused(422, "file_gone", "One of the files is no longer here.", "Add it again and send your message once more.", field="files")


def _infected(row: StoredFile) -> Refused:
    return Refused(
        422,
        "file_infected",
        "The file {name} cannot be sent: the virus check found something in it.",
        "Remove it from your message, and have your device checked.",
        params={"name": row.name},
        field="files",
    )


def _used(row: StoredFile) -> Refused:
    return Refused(
        409,
        "file_used",
        "The file {name} was already sent with another message.",
        "Remove it from this message, or add it again.",
        params={"name": row.name},
        field="files",
    )
