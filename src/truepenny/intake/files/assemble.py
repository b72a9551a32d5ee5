"""Files as the settings want them; main/wiring.py calls this once."""

from __future__ import annotations

from truepenny.intake.files.store import FileLimits, Files, MaySee
from truepenny.intake.files.virus import Clamd
from truepenny.platform.blobs.disk import DiskBlobs
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings


def make_files(settings: Settings, *, db: Database, clock: Clock, keyring: Keyring, may_see: MaySee) -> Files:
    """Makes the folders where there are none; a backup leaves out those that begin with a dot.

    Raises OSError when the blob folder cannot be used.
    """
    return Files(
        db,
        clock,
        blobs=DiskBlobs(settings.blob_dir, keyring.derive("blob address")),
        staging=settings.blob_dir / ".staging",
        limits=FileLimits(settings.max_file_bytes),
        may_see=may_see,
        scanner=Clamd(settings.clamd) if settings.clamd else None,
    )
