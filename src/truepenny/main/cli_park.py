"""`truepenny park list|show|replay`: the messages that our own code could not handle."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from sqlalchemy import Connection

from truepenny.intake.park import ParkedMessage, ParkedUnreadable, find_parked, list_parked, open_payload
from truepenny.main.database_command import read_once
from truepenny.main.trouble import FOUND, OK, CommandFailed
from truepenny.platform.control.client import ask_desk
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.settings import Settings

REPLAY = "park_replay"
"""Command of the running desk: {"id": id} -> words on what became of it."""


def run(settings: Settings, args: argparse.Namespace) -> int:
    if args.what == "list":
        return _list(settings, include_replayed=args.all)
    if args.what == "show":
        return _show(settings, args.id, payload=args.payload)
    return _replay(settings, args.id)


def _list(settings: Settings, *, include_replayed: bool) -> int:
    waiting = asyncio.run(read_once(settings, lambda conn: list_parked(conn, include_replayed=include_replayed)))
    for message in waiting:
        print(f"{message.id}  {_time(message.at)}  {message.channel:<10}  {_state(message):<28}  {message.reason}")
    if not waiting:
        print("Nothing is parked.")
    return OK


def _show(settings: Settings, park_id: str, *, payload: bool) -> int:
    def look(conn: Connection) -> tuple[ParkedMessage, bytes | None]:
        message = find_parked(conn, park_id)
        if message is None:
            raise CommandFailed(f"nothing is parked as {park_id}: truepenny park list")
        return message, open_payload(conn, load_or_create_keyring(settings.secret_file), park_id) if payload else None

    try:
        message, clear = asyncio.run(read_once(settings, look))
    except ParkedUnreadable as wrong:
        raise CommandFailed(f"{park_id} was sealed with another secret file, or was altered") from wrong
    print(f"id       {message.id}\nat       {_time(message.at)}\nexpires  {_time(message.expires_at)}")
    print(f"channel  {message.channel}\nreason   {message.reason}\nstate    {_state(message)}")
    if clear is not None:
        print()
        sys.stdout.flush()
        sys.stdout.buffer.write(clear + b"\n")
    return OK


def _replay(settings: Settings, ids: list[str]) -> int:
    if ids == ["all"]:
        ids = [message.id for message in asyncio.run(read_once(settings, list_parked))]
    code = OK
    for park_id in ids:
        try:
            said = ask_desk(settings.control_socket, REPLAY, {"id": park_id})
        except ControlRefused as refused:
            said, code = str(refused), FOUND
        except ConnectionError as gone:
            raise CommandFailed("the desk is not running, and a message is replayed inside of it: start it first") from gone
        print(f"{park_id}  {said}")
    return code


def _state(message: ParkedMessage) -> str:
    return f"replayed {_time(message.replayed_at)}" if message.replayed_at else "waiting"


def _time(at_us: int) -> str:
    return datetime.fromtimestamp(at_us / 1e6, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
