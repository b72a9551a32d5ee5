"""`truepenny serve`: one process with everything in it."""

from __future__ import annotations

import argparse

import uvloop

from truepenny.main.trouble import BUSY, OK, CommandFailed
from truepenny.platform.db.database import DatabaseAway, DatabaseBusy
from truepenny.platform.db.migrate import SchemaWrong
from truepenny.platform.observe.logging import setup_logging
from truepenny.platform.settings import Settings


def run(settings: Settings, args: argparse.Namespace) -> int:
    setup_logging(settings.log_level, style=settings.log_format, node=settings.node_name)
    try:
        uvloop.run(serve(settings))
    except (DatabaseBusy, SchemaWrong) as trouble:
        raise CommandFailed(str(trouble), code=BUSY) from trouble
    except DatabaseAway as away:
        raise CommandFailed(f"the database cannot be reached: {away}") from away
    except OSError as error:
        raise CommandFailed(f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}") from error
    return OK


async def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    from truepenny.main.running import bind, calm_collector, controlled, make_server, raise_file_limit, running, serve_until_told

    raise_file_limit()
    listening = bind(settings)
    settings = _with_port(settings, listening.getsockname()[1])
    async with running(settings) as house, controlled(house):
        await house.truth.help.plant_starter()
        await house.truth.synonyms.plant_starter()
        calm_collector()
        listening.listen(4096)
        print(f"Truepenny listens on {settings.public_url} (data in {settings.data_dir})", flush=True)
        await serve_until_told([(make_server(house, house.app), listening)])


def _with_port(settings: Settings, port: int) -> Settings:
    """Port 0 means any free port: once known, it stands in the public address."""
    import dataclasses

    if settings.port == port:
        return settings
    public = settings.public_url.removesuffix(":0") + f":{port}" if settings.public_url.endswith(":0") else settings.public_url
    return dataclasses.replace(settings, port=port, public_url=public)
