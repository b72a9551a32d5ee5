"""`truepenny screen FILE...`: what the screen finds in files, by place, kind and size; never the secret itself.

Of a text with line and column; a PDF, a document, an archive or a picture is read apart, as when a customer sends it, and what it holds
comes without a place. With --redact the text itself with placeholders; with --rescan what is stored already (rescan/). Exit code 1 when
anything was found. The operator's own rules count too, where there is a database that has them.
"""

from __future__ import annotations

import argparse
import asyncio
import codecs
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from truepenny.intake.live_rules import LiveRules
from truepenny.intake.placeholders import placeholder
from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen_rules import list_live, make_live
from truepenny.intake.screening import replace_found
from truepenny.main.database_command import read_once
from truepenny.main.trouble import FAILED, FOUND, OK, USAGE, CommandFailed
from truepenny.platform.settings import Settings

MAX_BYTES = 32 * 2**20
_CONTROLS = dict.fromkeys({*range(32)} - {*b"\t\n\r\f\x1b"} | {0x7F})
_UNREAD = {
    "ocr": "no program here reads pictures (tesseract)", "locked": "it is encrypted", "broken": "it is broken, or not what it claims",
    "part": "it is, or holds, something of a kind that is not read", "too_much": "it holds too much", "failed": "reading it failed",
    "sound": "sound and film are not read",
}  # fmt: skip


class Unreadable(Exception):
    """Why a file cannot be screened, in words that follow its name."""


class NotText(Unreadable):
    """It may be something else that can be read."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A finding with its place, both counted from 1; columns in code points. Without a place: in what is not text."""

    kind: str
    size: int
    unit: str
    line: int | None = None
    column: int | None = None
    rule: str | None = None
    certainty: str | None = None

    def __str__(self) -> str:
        how = "" if self.rule is None else f"  ({self.rule}, {self.certainty})"
        place = "" if self.line is None else f":{self.line}:{self.column}"
        return f"{place}  {self.kind}{how}  {self.size} {self.unit}"


def run(settings: Settings, args: argparse.Namespace) -> int:
    if args.rescan:
        from truepenny.main.rescan.command import run as rescan

        return rescan(settings, args)
    if not args.file:
        raise CommandFailed("name the files to screen, - for standard input, or --rescan for what is stored", code=USAGE)
    if args.redact and len(args.file) > 1:
        raise CommandFailed("--redact takes one file, so that what comes out is one text", code=USAGE)
    rules = own_rules(settings)
    if args.redact:
        return _redact(args.file[0], rules, language=args.language)
    return _report(settings, args.file, rules, as_json=args.json)


def own_rules(settings: Settings) -> LiveRules:
    """Those of the operator; none, and a word of it, when the database cannot be read."""
    if settings.sqlite_path is not None and not settings.sqlite_path.exists():
        return LiveRules()
    try:
        return make_live(asyncio.run(read_once(settings, list_live)))
    except CommandFailed as failed:
        print(f"truepenny: without your own rules: {failed}", file=sys.stderr)
        return LiveRules()


def read_text(name: str) -> str:
    """name: a path, or - for standard input. Raises Unreadable."""
    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _read_file(Path(name))
    except IsADirectoryError:
        raise Unreadable("is a folder: name the files in it") from None
    except FileNotFoundError:
        raise Unreadable("does not exist") from None
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise Unreadable(f"is larger than {MAX_BYTES // 2**20} MiB: split it")
    text = _decode(content)
    if text is None:
        raise NotText("is not text (UTF-8, UTF-16, GB 18030)")
    return text


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _decode(content: bytes) -> str | None:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if len(text.translate(_CONTROLS)) == len(text):
            return text
    return None


def list_spots(text: str, found: Sequence[Finding]) -> list[Spot]:
    spots, line, at = [], 1, 0
    for one in found:
        line += text.count("\n", at, one.start)
        at = one.start
        spots.append(Spot(one.kind, one.size, one.unit, line, at - text.rfind("\n", 0, at), one.rule, one.certainty))
    return spots


def _redact(name: str, rules: LiveRules, *, language: str) -> int:
    """Nobody can be asked later: what the customer would be asked about in the chat is removed."""
    try:
        text = read_text(name)
    except Unreadable as wrong:
        raise CommandFailed(f"{name} {wrong}") from wrong
    found = [replace(one, certainty="likely") if one.certainty == "ask" else one for one in rules.find(text)]
    sys.stdout.write(replace_found(text, found, language, rules.label_of).text)
    return FOUND if found else OK


def _read_apart(settings: Settings, name: str, rules: LiveRules) -> tuple[list[Spot], str | None]:
    """What a file that is no text holds, and why it could not be read whole."""
    from truepenny.intake.files.reading.examine import Outcome
    from truepenny.intake.files.reading.look import Screen
    from truepenny.intake.files.reading.reader import Reader

    async def read() -> Outcome:
        reader = Reader(lambda: Screen(rules.find, placeholder, rules.label_of), languages=settings.languages)
        try:
            return await reader.read(Path(name), language="", redacted=None)
        finally:
            reader.close()

    outcome = asyncio.run(read())
    spots = [Spot(one.kind, one.size, one.unit) for one in outcome.removed]
    spots += [Spot("private_key", 64, "characters", rule="hex_digits", certainty="ask")] * outcome.asks
    return spots, None if outcome.unread is None else _UNREAD.get(outcome.unread, outcome.unread)


def _report(settings: Settings, names: Sequence[str], rules: LiveRules, *, as_json: bool) -> int:
    spots: dict[str, list[Spot]] = {}
    failed = False
    for name in names:
        why: str | None = None
        try:
            text = read_text(name)
            spots[name] = list_spots(text, rules.find(text))
        except NotText as wrong:
            if name == "-":
                why = str(wrong)
            else:
                spots[name], unread = _read_apart(settings, name, rules)
                why = None if unread is None else f"could not be read whole: {unread}"
        except Unreadable as wrong:
            why = str(wrong)
        if why is not None:
            print(f"truepenny: {name} {why}", file=sys.stderr)
            failed = True
        for spot in () if as_json else spots.get(name, ()):
            print(f"{name}{spot}")
    number = sum(map(len, spots.values()))
    if as_json:
        print(json.dumps({"files": [{"file": name, "found": [_plain(one) for one in found]} for name, found in spots.items()]}, indent=1))
    else:
        print(f"{_of(len(spots), 'file')} screened, " + (f"{_of(number, 'secret')} found" if number else "nothing found"))
    return FAILED if failed else FOUND if number else OK


def _of(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _plain(spot: Spot) -> dict[str, Any]:
    return {name: value for name, value in asdict(spot).items() if value is not None}
