"""The lines before an article's Markdown: `key: value` between two lines of ---. Read tolerantly, written exactly.

Also read: quoted values, lists in brackets or with dashes, folded values, TOML between two lines of +++ . Never executed, never a tree.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

from truepenny.knowledge.help.formats.bundle import Unreadable, one_line

MAX_LINES = 200
Value = str | tuple[str, ...]
_KEY = re.compile(r"([A-Za-z_][\w-]{0,40})[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_COMMENT = re.compile(r"[ \t]*(?:#.*)?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_FOLDED = re.compile(r"[>|][+-]?")


def split_head(text: str) -> tuple[dict[str, Value], str]:
    """The head's values, and the Markdown below it without empty lines at its ends. Without a head: all is Markdown.

    Raises Unreadable for a head that has no end, or holds what is no value.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    fence = text[:3]
    if fence not in ("---", "+++") or text[3:].partition("\n")[0].strip():
        return {}, _trim(text)
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1 : MAX_LINES + 2], 1) if line.rstrip() in (fence, "...")), None)
    if end is None:
        if fence == "---" and not _KEY.fullmatch(lines[1] if len(lines) > 1 else ""):
            return {}, _trim(text)
        raise Unreadable(f"the head that begins with {fence} has no end within {MAX_LINES} lines")
    values = _read_toml(lines[1:end]) if fence == "+++" else _read_lines(lines[1:end])
    return values, _trim("\n".join(lines[end + 1 :]))


def join_head(values: Mapping[str, str], body: str) -> str:
    """The file for these values and this Markdown; split_head gives both back. A value without words is left out."""
    lines = [f"{key}: {_written(value)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, "---", "", _trim(body), ""])


def _trim(body: str) -> str:
    """Without empty lines before and after."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", body).rstrip()


def _written(value: str) -> str:
    plain = one_line(value)
    return plain if _scalar(plain) == plain and not plain.startswith(("[", ">", "|", "#")) else json.dumps(plain, ensure_ascii=False)


def _read_lines(lines: list[str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    key = ""
    folded = False
    for n, line in enumerate(lines, 2):
        if (found := _KEY.fullmatch(line)) is not None:
            key, said = found[1].lower(), (found[2] or "").strip()
            folded = _FOLDED.fullmatch(said) is not None
            values[key] = "" if folded else _value(said)
        elif key and folded and line[:1] in (" ", "\t", ""):
            values[key] = one_line(f"{values[key]} {line}")
        elif key and (item := _ITEM.fullmatch(line)) is not None and not isinstance(values[key], str):
            values[key] = (*values[key], _scalar(item[1].strip()))
        elif key and values[key] == "" and (item := _ITEM.fullmatch(line)) is not None:
            values[key] = (_scalar(item[1].strip()),)
        elif key and line[:1] in (" ", "\t"):
            folded = False  # a tree below a key: its key is known, its branches are not read
        elif not _COMMENT.fullmatch(line):
            raise Unreadable(f"line {n} of the head is not “key: value”")
    return values


def _value(said: str) -> Value:
    if said.startswith("[") and said.endswith("]"):
        return tuple(one for part in said[1:-1].split(",") if (one := _scalar(part.strip())))
    return _scalar(said)


def _scalar(said: str) -> str:
    """Without the quotes around it, where they are quotes of the whole value."""
    if len(said) > 1 and said[0] == said[-1] == '"':
        try:
            return one_line(str(json.loads(said)))
        except ValueError:
            return said
    if len(said) > 1 and said[0] == said[-1] == "'" and "'" not in said[1:-1].replace("''", ""):
        return one_line(said[1:-1].replace("''", "'"))
    return said


def _read_toml(lines: list[str]) -> dict[str, Value]:
    try:
        read = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as wrong:
        raise Unreadable(f"the head is no TOML: {wrong}") from wrong
    plain: dict[str, Value] = {}
    for key, value in read.items():
        if isinstance(value, list):
            plain[key.lower()] = tuple(one_line(str(one)) for one in value if not isinstance(one, dict | list))
        elif not isinstance(value, dict):
            plain[key.lower()] = str(value).lower() if isinstance(value, bool) else one_line(str(value))
    return plain
