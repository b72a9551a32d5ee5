"""screen: what the screen finds in the labelled corpus, what it takes for a secret that is none, and how long it takes for it.

Recall: of no labelled span a piece of a quarter or more remains. False: any finding in a message without a secret.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bench.corpus import UNTOUCHED, Harmless, Secret, harmless, is_found, is_of_kind, secrets, taken_beside
from bench.report import Value, median, show_table
from truepenny.intake.screen.engine import find_secrets

Given = TypeVar("Given")
MESSAGE_CHARACTERS = 200
TEXT_BYTES = 100_000
TALK = ("prose", "security", "near", "long")
"""What people write of their own; no files, logs or tables."""
_BARE = re.compile(r"[0-9A-Za-z]{12,}|[0-9]{4,8}")
"""About the least that any screen has to look for."""


def run(options: argparse.Namespace) -> dict[str, Value]:
    recall = _show_recall(secrets())
    false = _show_false(harmless())
    return recall | false | _show_speed(options)


def _show_recall(rows: Sequence[Secret]) -> dict[str, Value]:
    found: dict[str, list[bool]] = defaultdict(list)
    right = beside = taken = 0
    for row in rows:
        findings = find_secrets(row.text)
        good = is_found(row, findings)
        sort = "ask" if row.name == "ask" else "checksum" if row.checksum else "context"
        for name in {row.name, sort, f"{sort}, {row.part}"}:
            found[name].append(good)
        right += is_of_kind(row, findings)
        beside += taken_beside(row, findings)
        taken += sum(finding.end - finding.start for finding in findings)
    sums = [name for name in sorted(found) if name.split(",")[0] in ("ask", "checksum", "context")]
    classes = sorted({row.name for row in rows} - {"ask"})
    table = [(name, _percent(found[name]), f"{sum(found[name])} of {len(found[name])}") for name in [*classes, *sums]]
    table.append(("kind is right", 100 * right / len(rows), "of all messages"))
    table.append(("taken beside secrets", 100 * beside / max(1, taken), "per cent of what was removed"))
    show_table(f"recall in {len(rows):,} messages, per cent", table)
    return {
        "recall_checksum": _percent(found["checksum"]) / 100,
        "recall_context": _percent(found["context"]) / 100,
        "recall_ask": _percent(found["ask"]) / 100,
    }


def _show_false(rows: Sequence[Harmless]) -> dict[str, Value]:
    false = {row: bool(find_secrets(row.text)) for row in rows}
    groups: list[tuple[str, Callable[[Harmless], bool]]] = [
        ("English", lambda row: row.language == "en"),
        ("Chinese", lambda row: row.language == "zh"),
    ]
    groups += [(part, lambda row, part=part: row.part == part) for part in ("tune", "judge")]
    groups.append(("TXIDs and addresses", lambda row: row.sort in UNTOUCHED))
    table = []
    for name, chosen in groups:
        hits = [false[row] for row in rows if chosen(row)]
        table.append((name, _per_1000(hits), f"{sum(hits)} of {len(hits):,}"))
    show_table(f"false alarms in {len(rows):,} harmless messages, per 1,000", table)
    return {
        "false_per_1000": _per_1000(false.values()),
        "false_en_per_1000": table[0][1],
        "false_zh_per_1000": table[1][1],
        "false_on_txids_and_addresses": sum(false[row] for row in rows if row.sort in UNTOUCHED),
    }


def _show_speed(options: argparse.Namespace) -> dict[str, Value]:
    messages = _messages()
    texts = {"English": _long_text("en", TALK), "Chinese": _long_text("zh", TALK), "everything": _long_text("en zh", ())}
    for text in messages:
        find_secrets(text)
    each: list[float] = []
    bare: list[float] = []
    longs: dict[str, list[float]] = defaultdict(list)
    digests: list[float] = []
    for _ in range(options.rounds):
        each.append(median([_seconds(find_secrets, text) for text in messages]))
        bare.append(median([_seconds(_scan, text) for text in messages]))
        for name, text in texts.items():
            longs[name].append(_seconds(find_secrets, text))
        digests.append(_seconds(_digest, texts["everything"].encode()))
    long_ms = {name: median(times) * 1e3 for name, times in longs.items()}
    talk_ms, digest_ms = max(long_ms["English"], long_ms["Chinese"]), median(digests) * 1e3
    size = f"{TEXT_BYTES // 1000} kB"
    show_table(
        f"speed in processor time, {options.rounds} rounds",
        [
            (f"message of {MESSAGE_CHARACTERS} characters, us", median(each) * 1e6, f"median of {len(messages)}"),
            ("ceiling: one bare pattern over it, us", median(bare) * 1e6, ""),
            (f"{size} of talk, ms", talk_ms, f"English {long_ms['English']:.1f}, Chinese {long_ms['Chinese']:.1f}"),
            (
                f"{size} of every sort, ms",
                long_ms["everything"],
                "addresses, hashes, logs, mark-up, keys: read twice where there is mark-up",
            ),
            ("ceiling: SHA-256 of it, ms", digest_ms, ""),
        ],
    )
    return {
        "median_us": median(each) * 1e6,
        "long_ms": talk_ms,
        "long_mixed_ms": long_ms["everything"],
        "ceiling_pattern_us": median(bare) * 1e6,
        "ceiling_sha256_ms": digest_ms,
    }


def _messages() -> list[str]:
    """Harmless messages of both languages, each of exactly MESSAGE_CHARACTERS: prose that runs on into the next one."""
    made: list[str] = []
    for language in ("en", "zh"):
        prose = "\n".join(row.text for row in harmless() if row.language == language and row.sort in ("prose", "security"))
        made += [prose[at : at + MESSAGE_CHARACTERS] for at in range(0, 400 * MESSAGE_CHARACTERS, MESSAGE_CHARACTERS)]
    return made


def _long_text(languages: str, sorts: Sequence[str]) -> str:
    """Harmless messages, one after the other, up to TEXT_BYTES. sorts: only those; none: all of them."""
    rows = [row for row in harmless() if row.language in languages.split() and (not sorts or row.sort in sorts)]
    step = max(1, sum(len(row.text.encode()) + 1 for row in rows) // TEXT_BYTES)
    return "\n".join(row.text for row in rows[::step]).encode()[:TEXT_BYTES].decode(errors="ignore")


def _scan(text: str) -> int:
    return sum(1 for _ in _BARE.finditer(text))


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _seconds(call: Callable[[Given], object], given: Given) -> float:
    before = time.thread_time()
    call(given)
    return time.thread_time() - before


def _percent(hits: Sequence[bool]) -> float:
    return 100 * sum(hits) / len(hits)


def _per_1000(hits: Iterable[bool]) -> float:
    all_hits = list(hits)
    return 1000 * sum(all_hits) / len(all_hits)
