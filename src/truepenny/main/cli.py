"""The command `truepenny`. Each command is imported when it is given, so that none pays for the others.

In: arguments. Out: an exit code (trouble.py), results on standard output, one line of trouble on standard error.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from truepenny.main.trouble import FAILED, USAGE, CommandFailed
from truepenny.platform.settings import Settings, SettingsWrong, load_settings

_DEMO_DEFAULTS: Mapping[str, str] = {"data_dir": "data/demo", "log_format": "text", "log_level": "warning"}
_INTERRUPTED = 130
_TRY_AGAIN = 75
_FROM_PIPE = ["mail", "receive"]
"""To a mail server, any other code than those of sysexits.h means that the mail is to go back to its sender: it ends with none of them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = make_parser(words)
    try:
        args = parse(parser, words)
    except SystemExit as ended:
        if ended.code and words[:2] == _FROM_PIPE:
            return _TRY_AGAIN
        raise
    if args.version:
        from truepenny.main.version import VERSION

        print(f"truepenny {VERSION}")
        return 0
    if args.command is None:
        parser.print_help()
        return USAGE
    try:
        return _run(args)
    except SettingsWrong as wrong:
        for problem in wrong.problems:
            _complain(problem)
        return int(getattr(args, "when_wrong", USAGE))
    except CommandFailed as failed:
        _complain(str(failed))
        return failed.code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as fault:
        if words[:2] != _FROM_PIPE:
            raise
        _complain(f"the mail was not taken ({type(fault).__name__})")
        return _TRY_AGAIN


def _common() -> argparse.ArgumentParser:
    """What every command takes."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--config", type=Path, metavar="FILE", help="settings file (default: TRUEPENNY_CONFIG, or ./truepenny.toml)")
    common.add_argument("--data-dir", metavar="FOLDER", help="folder for everything that the desk keeps")
    common.add_argument("--set", action="append", metavar="NAME=VALUE", help="any setting, once or more")
    return common


def parse(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """The arguments; common ones may stand after a command that does not name them itself."""
    args, rest = parser.parse_known_args(words)
    if rest:
        args, rest = _common().parse_known_args(rest, args)
        if rest:
            parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return args


def make_parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """All commands with their arguments; `run` names the function that does each, as module:function.

    given: what was typed, so that the arguments of `user`, which its own file knows, are loaded only for it.
    """
    common = _common()
    parser = argparse.ArgumentParser(prog="truepenny", description="The support desk of those who hold other people's money.")
    parser.add_argument("--version", action="store_true", help="show the version and stop")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def add(name: str, words: str, run: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words, parents=[common])
        one.set_defaults(run=run)
        return one

    for name, words in (("serve", "Run the desk."), ("demo", "Run the desk with sample people and tickets, and a sample exchange.")):
        server = add(name, words, f"truepenny.main.{name}:run")
        server.add_argument("--host", help="address to listen on")
        server.add_argument("--port", help="port to listen on")
    add("migrate", "Bring the tables to this version.", "truepenny.main.commands:migrate")
    add("doctor", "Show what is set and what is wrong, and how to mend it.", "truepenny.main.doctor:run").add_argument(
        "--json", action="store_true", help="for programs"
    )
    copy = add("backup", "Copy everything into a folder, while the desk goes on.", "truepenny.main.commands:backup")
    copy.add_argument("folder", type=Path, help="a folder that does not exist yet")
    copy.add_argument("--with-secret", action="store_true", help="also copy the secret file: guard this backup like the secret itself")
    back = add("restore", "Put a backup in place and verify it.", "truepenny.main.commands:restore")
    back.add_argument("folder", type=Path, help="the backup")
    back.add_argument("--force", action="store_true", help="move aside what is there")
    add("verify", "Check the chains of all events; name what was altered.", "truepenny.main.verify:run").add_argument(
        "--json", action="store_true", help="for programs"
    )
    _add_screen(add("screen", "Find secrets in files, or in what is stored.", "truepenny.main.screen_command:run"))
    _add_mail(add("mail", "Mail: hand one in from a pipe, or see how it stands.", "truepenny.main.mail_status:run"))
    _add_help(add("help", "Articles: import and export.", "truepenny.main.help_command:run"))
    index = add("search", "The index in which agents search.", "truepenny.main.search_command:status").add_subparsers(
        dest="what", required=True
    )
    index.add_parser("status", help="how far it is")
    index.add_parser("rebuild", help="make it anew from the log").set_defaults(run="truepenny.main.search_command:rebuild")
    _add_park(add("park", "Messages that we could not handle.", "truepenny.main.cli_park:run"))
    _add_directory(
        add("directory", "The list of official contacts: check a signed copy, or show our key.", "truepenny.main.directory_command:run")
    )
    if "user" in given:
        from truepenny.main.cli_user import add_parser

        add_parser(commands)
        commands.choices["user"].set_defaults(run="truepenny.main.user_command:run")
    else:
        commands.add_parser("user", help="Agents: add, passwd, totp, disable, list.")
    return parser


def _add_screen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="*", help="files to screen; - for standard input")
    parser.add_argument("--redact", action="store_true", help="print the text with placeholders")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of the placeholders (default: en)")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--rescan", action="store_true", help="go over what is stored, and take out what is found")
    parser.add_argument("--files", action="store_true", help="rescan: read the stored files too, which takes long")
    parser.add_argument("--since", metavar="DAY", help="rescan: only events and files from this day on, such as 2026-11-30 (UTC)")
    parser.add_argument("--dry-run", action="store_true", help="rescan: take nothing out")
    parser.add_argument("--anew", action="store_true", help="rescan: from the start, also when a run was broken off")


def _add_directory(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("key", help="our public key and its fingerprint")
    check = what.add_parser("verify", help="check a copy offline: whose it is, that it is whole, and not old")
    check.add_argument("file", type=Path, help="the file; - for standard input")
    check.add_argument("--key", required=True, help="the public key or its fingerprint, from elsewhere than the file")
    check.add_argument("--at-least", type=int, default=0, metavar="N", help="the number of the last change that was seen before")
    check.add_argument("--find", metavar="VALUE", help="a number, address or handle to look for in it")


def _add_mail(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("status", help="mailboxes, what waits to be sent, what was put aside")
    receive = what.add_parser("receive", help="one mail from standard input, for the running desk; 75 when the sender should try again")
    receive.add_argument(
        "--recipient", action="extend", nargs="+", default=[], metavar="ADDRESS", help="to whom it was sent, one or more, once or more"
    )
    receive.add_argument("--sender", metavar="ADDRESS", help="of its envelope; empty for a report")
    receive.set_defaults(run="truepenny.main.mail_receive:run", when_wrong=_TRY_AGAIN)


def _add_help(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    taken = what.add_parser("import", help="articles from a folder of Markdown, or an export of another desk; as drafts")
    taken.add_argument("source", type=Path, metavar="FOLDER|FILE", help="what to read")
    taken.add_argument("--format", choices=("markdown", "zendesk", "zammad"), required=True, help="what it is")
    taken.add_argument("--publish", action="store_true", help="publish what was published there")
    taken.add_argument("--dry-run", action="store_true", help="only say what would become of each")
    what.add_parser("export", help="all articles as a folder of Markdown").add_argument(
        "folder", type=Path, help="a folder that does not exist yet"
    )


def _add_park(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("list", help="those that wait").add_argument("--all", action="store_true", help="the replayed ones too")
    show = what.add_parser("show", help="one of them")
    show.add_argument("id")
    show.add_argument("--payload", action="store_true", help="with what the customer sent, in clear")
    what.add_parser("replay", help="try again, in the running desk").add_argument("id", nargs="+", help="ids, or all")


def _run(args: argparse.Namespace) -> int:
    module, _, name = str(args.run).partition(":")
    settings = settings_of(args)
    function = getattr(importlib.import_module(module), name)
    code: int = function(settings, args)
    return code


def settings_of(args: argparse.Namespace) -> Settings:
    """Settings with what the command line says on top. Raises SettingsWrong."""
    given: dict[str, str] = {}
    for pair in getattr(args, "set", ()):
        name, equals, value = pair.partition("=")
        if not equals:
            raise SettingsWrong([f"--set {pair}: write it as NAME=VALUE"])
        given[name] = value
    for name in ("data_dir", "host", "port"):
        if (value := getattr(args, name, None)) is not None:
            given[name] = value
    fallback = _DEMO_DEFAULTS if args.command == "demo" else {}
    return load_settings(os.environ, getattr(args, "config", None), given=given, fallback=fallback)


def _complain(line: str) -> None:
    print(f"truepenny: {line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
