"""`truepenny user add|passwd|totp|disable|list`: agents by the command line. Works on an opened database; prints, and gives an exit code.

Passwords are never taken from the arguments, where other users of the machine could read them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import AgentId, Role, TeamId
from truepenny.people.agent_directory import AgentDirectory
from truepenny.people.agent_sessions import AgentSessions
from truepenny.people.audit import COMMAND_LINE
from truepenny.people.passwords import Passwords
from truepenny.people.teams import Teams
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database


@dataclass(frozen=True, slots=True)
class UserCommand:
    """What was asked for; plain values, so that it can travel to the running desk over the control socket."""

    command: str
    agent: str = ""
    name: str = ""
    role: str = "agent"
    language: str = "en"
    teams: tuple[str, ...] = ()
    password: str | None = None


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `user` and its sub-commands. What they parse goes through read_command."""
    user = commands.add_parser("user", help="add agents, set passwords, reset one-time codes, disable, list")
    user.set_defaults(group="user")
    parts = user.add_subparsers(dest="user_command", required=True, metavar="COMMAND")
    add = parts.add_parser("add", help="add an agent and print the first password")
    add.add_argument("agent", metavar="LOGIN", help="sign-in name, such as lin.wei or lin@example.com")
    add.add_argument("name", help="display name that customers see")
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.AGENT.value)
    add.add_argument("--language", default="en", help="language of the desk for this agent (default: en)")
    add.add_argument("--team", action="append", default=[], help="name of a team; may be given several times")
    passwd = parts.add_parser("passwd", help="set a password (made and printed unless --password-stdin); ends all sessions")
    for parser in (add, passwd):
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    totp = parts.add_parser("totp", help="lost device: the next sign-in leads through the set-up of one-time codes; ends all sessions")
    disable = parts.add_parser("disable", help="end all sessions; the agent cannot sign in any more")
    for parser in (passwd, totp, disable):
        parser.add_argument("agent", metavar="LOGIN_OR_ID", help="sign-in name or agent ID")
    parts.add_parser("list", help="list all agents")


def read_command(args: argparse.Namespace, stdin: TextIO = sys.stdin) -> UserCommand:
    """The parsed arguments as plain values; reads the password from stdin when asked to."""
    password = stdin.readline().rstrip("\r\n") if getattr(args, "password_stdin", False) else None
    given = {key: getattr(args, key) for key in ("agent", "name", "role", "language") if hasattr(args, key)}
    return UserCommand(args.user_command, **given, teams=tuple(getattr(args, "team", ())), password=password)


async def run_user(asked: UserCommand, db: Database, clock: Clock, keyring: Keyring, *, out: TextIO = sys.stdout) -> int:
    """0 when done, 1 when refused; what happened is printed to out."""
    directory = AgentDirectory(db, clock, keyring, passwords=Passwords(), sessions=AgentSessions(db, clock))
    return await run_with(asked, directory, Teams(db, clock), out=out)


async def run_with(asked: UserCommand, directory: AgentDirectory, teams: Teams, *, out: TextIO) -> int:
    """The same with the objects of a running desk, so that what it remembers is forgotten at once."""
    try:
        if asked.command == "list":
            await _list(directory, teams, out=out)
        elif asked.command == "add":
            await _add(asked, directory, teams, out=out)
        else:
            await _change(asked, directory, out=out)
    except Refused as refused:
        print(refused.title.format_map(refused.params), refused.cure.format_map(refused.params), file=out)
        return 1
    return 0


async def _add(asked: UserCommand, directory: AgentDirectory, teams: Teams, *, out: TextIO) -> None:
    known = {team.name.casefold(): team.id for team in await teams.list_teams()}
    chosen: list[TeamId] = []
    for name in asked.teams:
        if name.casefold() not in known:
            raise Refused(
                400, "team_unknown", "There is no team called {name}.", "Make it on the admin pages first.", params={"name": name}
            )
        chosen.append(known[name.casefold()])
    agent, password = await directory.add(
        asked.agent, asked.name, by=COMMAND_LINE, role=Role(asked.role), language=asked.language, teams=chosen, password=asked.password
    )
    print(f"{agent} {asked.name} ({asked.role}) can sign in as {asked.agent}.", file=out)
    if asked.password is None:
        print(f"First password: {password}\nIt must be changed at the first sign-in, which also sets up one-time codes.", file=out)


async def _change(asked: UserCommand, directory: AgentDirectory, *, out: TextIO) -> None:
    agent = await _find(asked.agent, directory)
    if asked.command == "passwd":
        password = await directory.set_password(agent, asked.password, by=COMMAND_LINE)
        print(f"{agent}: the password is set and must be changed at the next sign-in. All sessions have ended.", file=out)
        if asked.password is None:
            print(f"Password: {password}", file=out)
    elif asked.command == "totp":
        await directory.drop_totp(agent, by=COMMAND_LINE)
        print(f"{agent}: the next sign-in leads through the set-up of one-time codes. All sessions have ended.", file=out)
    elif asked.command == "disable":
        await directory.disable(agent, by=COMMAND_LINE)
        print(f"{agent} cannot sign in any more. All sessions have ended.", file=out)
    else:
        raise Refused(400, "command_unknown", "There is no such command.", "Try: truepenny user --help")


async def _list(directory: AgentDirectory, teams: Teams, *, out: TextIO) -> None:
    names = {team.id: team.name for team in await teams.list_teams()}
    lines = [("ID", "LOGIN", "NAME", "ROLE", "STATE", "TEAMS")]
    for card in await directory.list_agents():
        state = "disabled" if card.disabled else "present" if card.present else "set-up due" if not card.has_totp else "away"
        lines.append((card.id, card.login, card.name, card.role.value, state, ", ".join(names[team] for team in card.teams)))
    _print_table(lines, out)


async def _find(login_or_id: str, directory: AgentDirectory) -> AgentId:
    agent = await directory.find_id(login_or_id)
    if agent is None:
        raise Refused(404, "agent_unknown", "There is no agent called {name}.", "See: truepenny user list", params={"name": login_or_id})
    return agent


def _print_table(lines: Sequence[Sequence[str]], out: TextIO) -> None:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), file=out)
