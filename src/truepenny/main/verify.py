"""`truepenny verify`: reads every event and says what was altered, is missing, was put in another order, or was cut off.

Reads beside the running desk. Exit code 1 when anything was found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict

from sqlalchemy import Connection, inspect, text

from truepenny.log.verify import Finding
from truepenny.log.verify import verify as verify_log
from truepenny.main.database_command import read_once
from truepenny.main.trouble import FOUND, OK, CommandFailed
from truepenny.platform.crypto import SecretFileWrong, load_or_create_keyring
from truepenny.platform.settings import Settings


def run(settings: Settings, args: argparse.Namespace) -> int:
    if not settings.secret_file.exists():
        raise CommandFailed(f"{settings.secret_file} does not exist: the chains cannot be checked without the secret that made them")
    try:
        keyring = load_or_create_keyring(settings.secret_file)
    except SecretFileWrong as wrong:
        raise CommandFailed(str(wrong)) from wrong

    def look(conn: Connection) -> tuple[int, list[Finding]]:
        if "event" not in inspect(conn).get_table_names():
            raise CommandFailed("the database has no tables yet: run truepenny migrate")
        events = conn.execute(text("SELECT count(*) FROM event")).scalar_one()
        return events, list(verify_log(conn, keyring, settings.anchors_path))

    events, found = asyncio.run(read_once(settings, look))
    if getattr(args, "json", False):
        print(json.dumps({"events": events, "findings": [asdict(one) for one in found]}, ensure_ascii=False, indent=1, default=str))
    else:
        for one in found:
            print(one)
        print(f"{events} events checked, " + (f"{len(found)} findings" if found else "all as they were written"))
    return FOUND if found else OK
