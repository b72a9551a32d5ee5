"""`truepenny demo`: the desk with sample people and tickets, and beside it a sample exchange with the chat on its pages.

In: settings; everything lies in data_dir. Out: two servers in one process, the addresses and sign-ins on standard output and in
data_dir/demo.json. Never for real customers: its passwords and codes are public.
"""

from __future__ import annotations

import argparse
import dataclasses
from concurrent.futures import Future

from truepenny.main.trouble import BUSY, OK, CommandFailed
from truepenny.platform.settings import Settings


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT. Raises CommandFailed."""
    from truepenny.main.demo.mark import is_seeded

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return _serve(settings, None if is_seeded(settings) else _begin_seeding(settings))


def _begin_seeding(settings: Settings) -> Future[None]:
    """In a process of its own, while this one loads what it needs for serving; that process ends when it is done."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    from truepenny.main.demo.seed_alone import seed_alone
    from truepenny.main.demo.welcome import page_url

    pool = ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"))
    public_url = settings.public_url if settings.port == 0 or settings.sources.get("public_url") else page_url(settings, settings.port)
    seeding = pool.submit(seed_alone, dataclasses.replace(settings, sources={}, public_url=public_url))
    pool.shutdown(wait=False)
    return seeding


def _serve(settings: Settings, seeding: Future[None] | None) -> int:
    import uvloop

    from truepenny.main.demo.start import serve
    from truepenny.platform.db.database import DatabaseAway, DatabaseBusy
    from truepenny.platform.db.migrate import SchemaWrong
    from truepenny.platform.observe.logging import setup_logging

    setup_logging(settings.log_level, style=settings.log_format, node=settings.node_name)
    try:
        uvloop.run(serve(settings, seeding))
    except (DatabaseBusy, SchemaWrong) as trouble:
        raise CommandFailed(str(trouble), code=BUSY) from trouble
    except DatabaseAway as away:
        raise CommandFailed(f"the database cannot be reached: {away}") from away
    except OSError as error:
        raise CommandFailed(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}; choose another with --port"
        ) from error
    return OK
