"""Log lines: one JSON object or one line of text each, with the request id, on standard error.

In: log records with a constant sentence, and facts in `extra`. Out: lines without personal data. That is made sure here and not
left to the caller: a text value is shown only when it looks like an identifier, a traceback shows where and which exception but
not its words, and what other libraries format into their messages is left out.
"""

from __future__ import annotations

import contextvars
import datetime
import ipaddress
import json
import logging
import re
import sys
import traceback
from pathlib import Path
from typing import TextIO

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
"""The request that this code runs for; empty outside of one."""

HIDDEN = "(hidden)"
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.:/{}-]{1,120}")
_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName", "color_message"}
_QUIET = {"uvicorn.access": logging.CRITICAL, "asyncio": logging.WARNING, "uvicorn": logging.WARNING, "multipart": logging.ERROR}


def setup_logging(level: str, *, style: str = "json", node: str = "", stream: TextIO | None = None) -> None:
    """Sends all log records of this process to the stream (standard error). level and style as in the settings."""
    out = logging.StreamHandler(stream or sys.stderr)
    out.setFormatter(JsonLines(node) if style == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(logging.WARNING)
    logging.getLogger("truepenny").setLevel(level.upper())
    for name, least in _QUIET.items():
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(least)
    logging.captureWarnings(capture=True)


class JsonLines(logging.Formatter):
    """{"at", "level", "log", "says", "request"?, "node"?, facts..., "error"?, "trace"?}"""

    def __init__(self, node: str = "") -> None:
        super().__init__()
        self.node = node

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {"at": _at(record), "level": record.levelname.lower(), "log": record.name, "says": _sentence(record)}
        if asked := request_id.get():
            line["request"] = asked
        if self.node:
            line["node"] = self.node
        line.update(_facts(record))
        line.update(_failure(record))
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """The same for eyes: time, level, sentence, facts as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {**({"request": request_id.get()} if request_id.get() else {}), **_facts(record)}
        failure = _failure(record)
        trace = failure.pop("trace", [])
        parts = [_at(record), f"{record.levelname:<7}", _sentence(record)]
        parts += [f"{name}={value}" for name, value in (facts | failure).items()]
        lines = [" ".join(parts)]
        if isinstance(trace, list):
            lines += [f"    {where}" for where in trace]
        return "\n".join(lines)


def shown(value: object) -> object:
    """The value as a log line may show it: numbers, paths, identifiers and kinds of exceptions, never words or network addresses."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, BaseException):
        return _exception(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [shown(item) for item in value]
    if isinstance(value, str) and _IDENTIFIER.fullmatch(value) and not _is_address(value):
        return value
    return "" if value == "" else HIDDEN


def _is_address(text: str) -> bool:
    for candidate in (text, text.rpartition(":")[0], text.strip("[]")):
        try:
            ipaddress.ip_address(candidate)
        except ValueError:
            continue
        return True
    return False


def _ours(record: logging.LogRecord) -> bool:
    return record.name == "truepenny" or record.name.startswith("truepenny.")


def _sentence(record: logging.LogRecord) -> str:
    template = str(record.msg)
    if not _ours(record):
        return template.splitlines()[0][:200] if template else ""
    if not record.args:
        return template
    args = record.args if isinstance(record.args, tuple) else (record.args,)
    try:
        return template % tuple(shown(arg) for arg in args)
    except (TypeError, ValueError):
        return template


def _facts(record: logging.LogRecord) -> dict[str, object]:
    if not _ours(record):
        return {}
    facts = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    return {name: _cause(str(value)) if name == "cause" else shown(value) for name, value in facts.items()}


def _cause(text: str) -> str:
    """The first line of what a database or the system said, without the statement and the values that follow it."""
    first = text.partition("\n")[0]
    return re.split(r"\[SQL|\[parameters|DETAIL|=\(|'|\"", first)[0].strip()[:200]


def _failure(record: logging.LogRecord) -> dict[str, object]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    error = record.exc_info[1]
    frames = traceback.extract_tb(error.__traceback__)
    return {"error": _exception(error), "trace": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]}


def _exception(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    return kind


def _short(filename: str) -> str:
    """The path from the package on: shorter, and the same on every machine."""
    for mark in ("/src/", "/site-packages/", "/lib/"):
        if mark in filename:
            return filename.rpartition(mark)[2]
    return filename


def _at(record: logging.LogRecord) -> str:
    moment = datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(record.msecs):03d}Z"
