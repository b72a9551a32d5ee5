"""The commands that are a few lines around something else: migrate, backup, restore."""

from __future__ import annotations

import argparse
import asyncio

from sqlalchemy.exc import DBAPIError

from truepenny.main.tables import SCRIPTS, all_tables
from truepenny.main.trouble import BUSY, OK, CommandFailed
from truepenny.platform.db.database import DatabaseBusy
from truepenny.platform.db.migrate import SchemaWrong
from truepenny.platform.db.migrate import migrate as move_tables
from truepenny.platform.settings import Settings


def migrate(settings: Settings, args: argparse.Namespace) -> int:
    """Brings the tables to this version; free when they are there already."""
    try:
        before = asyncio.run(move_tables(settings, SCRIPTS, all_tables()))
    except DatabaseBusy as busy:
        raise CommandFailed(str(busy), code=BUSY) from busy
    except SchemaWrong as wrong:
        raise CommandFailed(str(wrong)) from wrong
    except (DBAPIError, OSError) as error:
        said = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise CommandFailed(f"nothing was changed; the database says: {said}") from error
    if before.current:
        print(f"The tables are at revision {before.wanted} already.")
    else:
        print(f"The tables went from {before.found or 'nothing'} to revision {before.wanted}.")
    return OK


def backup(settings: Settings, args: argparse.Namespace) -> int:
    from truepenny.main.backup import backup as make_backup

    manifest = make_backup(settings, args.folder, with_secret=args.with_secret, say=print)
    print(f"{args.folder}: {len(manifest.files)} files, {manifest.bytes / 2**20:.1f} MiB, revision {manifest.revision or 'none'}")
    if not args.with_secret:
        print(f"Without the secret (fingerprint {manifest.secret_fingerprint}): keep a copy of {settings.secret_file} elsewhere.")
    return OK


def restore(settings: Settings, args: argparse.Namespace) -> int:
    from truepenny.main import verify
    from truepenny.main.restore import restore as put_back

    put_back(settings, args.folder, force=args.force, say=print)
    print("verifying the chains")
    code = verify.run(settings, args)
    print("Restored. Next: truepenny migrate, then start the desk.")
    return code
