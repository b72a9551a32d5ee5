"""`truepenny demo`: the desk with sample people and tickets, and beside it a sample exchange with the chat on its pages.

In: settings; everything lies in data_dir. Out: two servers in one process, the addresses and sign-ins on standard output and in
data_dir/demo.json. Never for real customers: its passwords and codes are public.
"""

from __future__ import annotations

import argparse

from truepenny.main.trouble import BUSY, OK, CommandFailed
from truepenny.platform.settings import Settings


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT. Raises CommandFailed."""
    import uvloop

    from truepenny.main.demo.start import serve
    from truepenny.platform.db.database import DatabaseAway, DatabaseBusy
    from truepenny.platform.db.migrate import SchemaWrong
    from truepenny.platform.observe.logging import setup_logging

    setup_logging(settings.log_level, style=settings.log_format, node=settings.node_name)
    try:
        uvloop.run(serve(settings))
    except (DatabaseBusy, SchemaWrong) as trouble:
        raise CommandFailed(str(trouble), code=BUSY) from trouble
    except DatabaseAway as away:
        raise CommandFailed(f"the database cannot be reached: {away}") from away
    except OSError as error:
        raise CommandFailed(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}; choose another with --port"
        ) from error
    return OK
