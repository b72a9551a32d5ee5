"""How people and programs write things down: layouts of a phrase's words, and what a whole message may be wrapped in."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from random import Random

from corpus.grammar import CLOSE, OPEN

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
Layout = Callable[[Sequence[str]], str]


def full_width(text: str) -> str:
    return text.translate(_FULL_WIDTH)


def _numbered(form: str, between: str) -> Layout:
    return lambda words: between.join(form.format(n=n, word=word) for n, word in enumerate(words, 1))


def _joined(between: str) -> Layout:
    return between.join


def _rows(size: int, between: str = " ", line: str = "\n") -> Layout:
    return lambda words: line.join(between.join(words[at : at + size]) for at in range(0, len(words), size))


def _numbered_rows(words: Sequence[str]) -> str:
    cells = [f"{n}. {word}" for n, word in enumerate(words, 1)]
    return "\n".join("\t".join(cells[at : at + 3]) for at in range(0, len(cells), 3))


def _quoted(words: Sequence[str]) -> str:
    return _rows(6, " ", "\n> ")(words)


def _circled(words: Sequence[str]) -> str:
    return " ".join(f"{chr(0x2460 + n) if n < 20 else chr(0x3251 + n - 20)}{word}" for n, word in enumerate(words))


def _list_items(words: Sequence[str]) -> str:
    return "</li><li>".join(words)


def _cells(words: Sequence[str]) -> str:
    return "</td></tr>\n<tr><td>".join(f"{n}</td><td>{word}" for n, word in enumerate(words, 1))


def _columns(words: Sequence[str]) -> str:
    """Two columns that are read downwards, each word with its number."""
    half = -(-len(words) // 2)
    cells = [f"{n}. {word}" for n, word in enumerate(words, 1)]
    return "\n".join("    ".join(cells[at::half]) for at in range(half))


def _halves(first: str, second: str) -> Layout:
    return lambda words: f"{first}{' '.join(words[: len(words) // 2])}{second}{' '.join(words[len(words) // 2 :])}"


def _breaks(words: Sequence[str]) -> str:
    return "<br>".join(words)


TUNE_LAYOUTS: dict[str, Layout] = {
    "spaces": _joined(" "),
    "lines": _joined("\n"),
    "commas": _joined(", "),
    "tight": _joined(","),
    "numbered": _numbered("{n}. {word}", "\n"),
    "in-line": _numbered("{n}. {word}", " "),
    "paren": _numbered("{n}) {word}", "\n"),
    "enumeration": _numbered("{n}、{word}", " "),
    "upper": lambda words: " ".join(words).upper(),
    "title": lambda words: " ".join(word.capitalize() for word in words),
    "full": lambda words: full_width("\u3000".join(words)),
    "rows": _rows(4),
    "quoted": _quoted,
    "pipes": _joined(" | "),
    "items": _list_items,
    "array": lambda words: json.dumps(list(words), ensure_ascii=False),
    "wide": _joined("  "),
    "numbered-rows": _numbered_rows,
    "word-n": _numbered("word {n}: {word}", "\n"),
    "dashes": _joined("-"),
    "columns": _columns,
    "halves": _halves("", "\nand then\n"),
}
JUDGE_LAYOUTS: dict[str, Layout] = {
    "spaces": _joined(" "),
    "lines": _joined("\r\n"),
    "commas": _joined("，"),
    "tight": _joined("、"),
    "numbered": _numbered("{n}: {word}", "\n"),
    "in-line": _numbered("{n}.{word}", " "),
    "paren": _numbered("({n}) {word}", " "),
    "hash": _numbered("#{n} {word}", "\n"),
    "bare-number": _numbered("{n} {word}", " "),
    "bullets": _numbered("- {word}", "\n"),
    "upper": lambda words: "\n".join(words).upper(),
    "title": lambda words: "\n".join(word.capitalize() for word in words),
    "full": lambda words: full_width(" ".join(words)),
    "rows": _rows(3, "\t"),
    "quoted": _rows(4, " ", "\n> > "),
    "slashes": _joined(" / "),
    "cells": _cells,
    "breaks": _breaks,
    "object": lambda words: json.dumps({str(n): word for n, word in enumerate(words, 1)}, ensure_ascii=False),
    "wide": _joined("\u00a0"),
    "semicolons": _joined("; "),
    "zero-width": _joined("\u200b \u200b"),
    "circled": _circled,
    "ordinal": _numbered("第{n}个 {word}", "\n"),
    "plus": _joined(" + "),
    "quotes": _numbered('"{word}"', " "),
    "columns": _columns,
    "halves": _halves("first half: ", "\nsecond half: "),
}
_HAN_ONLY: dict[str, Layout] = {"clause": _joined(""), "fours": _rows(4, "", " ")}
INTERRUPTED = {"halves"}
"""Words of another kind stand in between, so that no exact check can hold; only with a cue."""
_LATIN_ONLY = {"upper", "title", "full", "dashes"}


def layouts(part: str, *, han: bool, named: bool, whole: bool) -> dict[str, Layout]:
    """han: single characters, which may also stand without anything between them, if they are a whole phrase of BIP-39 and named as one."""
    chosen = TUNE_LAYOUTS if part == "tune" else JUDGE_LAYOUTS
    left_out = (_LATIN_ONLY if han else set()) | (set() if named else INTERRUPTED)
    kept = {name: layout for name, layout in chosen.items() if name not in left_out}
    return kept | _HAN_ONLY if han and named and whole else kept


def quoted_mail(rng: Random, text: str) -> str:
    head = rng.choice(("On Mon, 2 Nov 2026 at 10:14, Support wrote:", "在 2026年11月2日 10:14，客服 写道：", "-----Original Message-----"))
    lines = "\n".join(f"> {line}" for line in text.split("\n"))
    return rng.choice((f"{head}\n{lines}", f"See below / 见下\n\n{head}\n{lines}"))


def markup(rng: Random, text: str) -> str:
    body = html.escape(text, quote=False).replace("\n", "<br>\n") if "</" not in text and "<br>" not in text else text
    return rng.choice(
        (
            f"<div><p>{body}</p></div>",
            f'<html><body><span style="font-size:14px">{body}</span></body></html>',
            f'<p>Hello, see the file.</p><div style="display:none">{body}</div>',
            f"<table><tr><td>1</td><td>{body}</td></tr></table>",
        )
    )


def json_object(rng: Random, text: str) -> str:
    return json.dumps({"id": rng.randrange(10**6), rng.choice(("message", "body", "note", "备注")): text}, ensure_ascii=False)


def csv_row(rng: Random, text: str) -> str:
    quoted = text.replace('"', '""')
    return f'date,uid,text\n2026-11-{rng.randrange(1, 30):02d},{rng.randrange(10**7, 10**8)},"{quoted}"\n'


WRAPPINGS: tuple[tuple[str, Callable[[Random, str], str]], ...] = (
    ("mail", quoted_mail),
    ("html", markup),
    ("json", json_object),
    ("csv", csv_row),
)


def wrapped_line(value: str, width: int) -> str:
    """As mail programs break a long word."""
    inner = value.removeprefix(OPEN).removesuffix(CLOSE)
    assert not re.search(r"\s", inner)
    return OPEN + "\n".join(inner[at : at + width] for at in range(0, len(inner), width)) + CLOSE
