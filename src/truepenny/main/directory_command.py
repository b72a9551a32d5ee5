"""`truepenny directory`: checks a signed copy of a directory without asking anybody, and shows the key that ours is signed with."""

from __future__ import annotations

import argparse
import sys

from truepenny.main.trouble import FAILED, OK, CommandFailed
from truepenny.platform.clock import SystemClock
from truepenny.platform.crypto import SecretFileWrong, load_or_create_keyring
from truepenny.platform.settings import Settings
from truepenny.trust.directory.signed import MAX_FILE, PURPOSE, Checked, FileWrong, check_file, fingerprint, is_ours, raw_key
from truepenny.trust.directory.values import readings


def run(settings: Settings, args: argparse.Namespace) -> int:
    """FAILED when the file does not hold, or does not name what was looked for."""
    return _show_key(settings) if args.what == "key" else _verify(args)


def _show_key(settings: Settings) -> int:
    if not settings.secret_file.exists():
        raise CommandFailed(f"there is no secret yet at {settings.secret_file}: start the desk once")
    try:
        public = load_or_create_keyring(settings.secret_file).signer(PURPOSE).public_key()
    except SecretFileWrong as wrong:
        raise CommandFailed(str(wrong)) from wrong
    print(f"public key   {raw_key(public).hex()}")
    print(f"fingerprint  {fingerprint(public)}")
    return OK


def _verify(args: argparse.Namespace) -> int:
    try:
        body = sys.stdin.buffer.read(MAX_FILE) if str(args.file) == "-" else args.file.read_bytes()
    except OSError as error:
        raise CommandFailed(f"{args.file} cannot be read: {error.strerror or error}") from error
    try:
        checked = check_file(body, key=args.key, now=SystemClock().now_us(), at_least=args.at_least)
    except FileWrong as wrong:
        print(f"does not hold: {wrong}")
        return FAILED
    facts = checked.directory
    print(f"holds: change {checked.sequence} of {checked.desk}, issued {facts['issued_at']}, counts until {facts['expires_at']}")
    return OK if args.find is None else _look_for(checked, args.find)


def _look_for(checked: Checked, value: str) -> int:
    wanted = {(one.kind, one.norm) for one in readings(None, value)}
    for entry in checked.directory["entries"]:
        if (entry["kind"], entry["value"]) in wanted:
            if not is_ours(entry, SystemClock().now_us()):
                print(f"not ours at this moment: {entry['kind']} {entry['shown']}")
                return FAILED
            print(f"official: {entry['kind']} {entry['shown']}")
            return OK
    for entry in checked.directory["past"]:
        if (entry["kind"], entry["value"]) in wanted:
            said = "was never ours" if entry["ending"] == "mistake" else f"was ours until {entry['until']}"
            print(f"{said}: {entry['kind']} {entry['shown']}")
            return FAILED
    print("not in this list")
    return FAILED
