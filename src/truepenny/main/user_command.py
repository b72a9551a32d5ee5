"""`truepenny user ...`: by the running desk when there is one, so that what it remembers is forgotten at once; else on the database.

The desk's end of it is user_commands, for its control socket: {"asked": fields of UserCommand} -> {"code", "text"}.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from truepenny.main.cli_user import UserCommand, read_command, run_user, run_with
from truepenny.main.database_command import opened
from truepenny.main.trouble import CommandFailed
from truepenny.people.agent_directory import AgentDirectory
from truepenny.people.teams import Teams
from truepenny.platform.clock import SystemClock
from truepenny.platform.control.client import ask_desk, desk_runs
from truepenny.platform.control.server import Command
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.settings import Settings

COMMAND = "user"


def run(settings: Settings, args: argparse.Namespace) -> int:
    asked = read_command(args, sys.stdin)
    if desk_runs(settings.control_socket):
        try:
            answer = ask_desk(settings.control_socket, COMMAND, {"asked": asdict(asked)})
        except (ControlRefused, ConnectionError) as error:
            raise CommandFailed(f"the running desk did not do it: {error}") from error
        print(answer["text"], end="")
        return int(answer["code"])
    return asyncio.run(_by_ourselves(settings, asked))


async def _by_ourselves(settings: Settings, asked: UserCommand) -> int:
    async with opened(settings) as db:
        return await run_user(asked, db, SystemClock(), load_or_create_keyring(settings.secret_file), out=sys.stdout)


def user_commands(directory: AgentDirectory, teams: Teams) -> dict[str, Command]:
    """The command of the running desk, with the objects that it uses itself."""

    async def take(arguments: Mapping[str, Any]) -> dict[str, Any]:
        said = arguments.get("asked")
        if not isinstance(said, dict):
            raise ControlRefused("this is not a user command")
        asked = UserCommand(**{**said, "teams": tuple(said.get("teams", ()))})
        out = io.StringIO()
        code = await run_with(asked, directory, teams, out=out)
        return {"code": code, "text": out.getvalue()}

    return {COMMAND: take}
