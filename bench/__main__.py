"""./bench/run NAME: one benchmark, or all of them one after the other."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping

from bench.machine import pin_load, raise_file_limit
from bench.report import Value, show_json

NAMES = {
    "chat": "messages a second from customers to an agent, and how long they take",
    "sockets": "memory of the desk with many idle customers",
    "rest": "memory of the idle demo, and how soon it is ready",
    "inbox": "time of the inbox, a ticket and the counts with a full database",
    "search": "articles and messages found in a full desk, and whether what people type finds the article that answers it",
    "screen": "what the screen finds in the labelled corpus, false alarms, and how long it takes",
    "lookalike": "which fakes of our names are found, false alarms on popular domains, and how long a check takes",
    "pages": "server time of the help centre, what hostile Markdown costs, and Lighthouse on a phone",
    "mail": "mails a second from the wire into tickets, memory with a large one, a full mailbox drained",
    "kill": "SIGKILL under load: is anything lost or doubled?",
}


def main() -> None:
    options = _parser().parse_args()
    raise_file_limit()
    pin_load()
    if options.name != "all":
        show_json(_run(options.name, options))
        return
    figures: dict[str, Value] = {}
    for name in NAMES:
        figures |= {f"{name}_{key}": value for key, value in _run(name, options).items()}
    show_json(figures)


def _run(name: str, options: argparse.Namespace) -> Mapping[str, Value]:
    figures: Mapping[str, Value] = importlib.import_module(f"bench.{name}").run(options)
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench/run", formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:<9} {what}" for name, what in NAMES.items()),
    )  # fmt: skip
    parser.add_argument("name", choices=[*NAMES, "all"])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each measured stretch (default 8)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median counts; kill: how often it is killed")
    parser.add_argument("--customers", type=int, default=500, help="chat, kill: connected customers")
    parser.add_argument("--rate", type=float, default=1000.0, help="chat: messages a second of the steady stretch")
    parser.add_argument("--sockets", type=int, default=5_000, help="sockets: idle customers")
    parser.add_argument("--tickets", type=int, default=100_000, help="inbox: tickets")
    parser.add_argument("--messages", type=int, default=1_000_000, help="inbox, search: messages in them")
    parser.add_argument("--articles", type=int, default=20_000, help="search: articles")
    parser.add_argument("--waiting", type=int, default=20_000, help="mail: mails that wait in the mailbox")
    parser.add_argument("--no-lighthouse", action="store_true", help="pages: server time alone")
    return parser


if __name__ == "__main__":
    main()
