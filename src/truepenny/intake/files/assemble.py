"""Files as the settings want them; main/wiring.py calls this once."""

from __future__ import annotations

from collections.abc import Callable

from truepenny.intake.files.reading.look import Screen
from truepenny.intake.files.reading.reader import Reader
from truepenny.intake.files.store import FileLimits, Files, MaySee, Record
from truepenny.intake.files.virus import Clamd
from truepenny.platform.blobs.disk import DiskBlobs
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings


def make_files(
    settings: Settings,
    *,
    db: Database,
    clock: Clock,
    keyring: Keyring,
    may_see: MaySee,
    record: Record,
    screen: Callable[[], Screen],
) -> Files:
    """Makes the folders where there are none; a backup leaves out those that begin with a dot. screen: how secrets are found now.

    Raises OSError when the blob folder cannot be used.
    """
    return Files(
        db,
        clock,
        blobs=DiskBlobs(settings.blob_dir, keyring.derive("blob address")),
        staging=settings.blob_dir / ".staging",
        limits=FileLimits(settings.max_file_bytes),
        may_see=may_see,
        keyring=keyring,
        record=record,
        scanner=Clamd(settings.clamd) if settings.clamd else None,
        reader=Reader(screen, languages=settings.languages),
        hold_unread=settings.screen_unread == "hold",
    )
