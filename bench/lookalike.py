"""lookalike: which fakes of names nobody has are found, which benign domains are taken for them, and how long a question takes.

The names and their fakes are generated (lookalike_set.py); figures of the judging half count. Benign: the 10,000 most visited domains, as
the package pymispwarninglists brings them (from Tranco), fetched from the registry into data/bench/, and words near the names.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.lookalike_set import NAMES, NEAR, Fake, fakes, official
from bench.report import Value, median, show_table
from truepenny.trust.lookalikes import Lookalikes, Own

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "pymispwarninglists==1.7.0"
FOLDER = ROOT / "data/bench/popular"
LIST = "pymispwarninglists/data/misp-warninglists/lists/tranco10k/list.json"
LONG = 6
EACH = 200


def run(options: argparse.Namespace) -> dict[str, Value]:
    ours = {name: Lookalikes([Own(name, "site", official(name))]) for half in NAMES.values() for name in half}
    trained, judged = fakes("train", each=EACH), fakes("judge", each=EACH)
    _show_recall(ours, trained, judged)
    benign = popular()
    figures: dict[str, Value] = {}
    table: list[tuple[str, float, str]] = []
    for group, words, names in (
        ("", "six letters or more", [name for name in NAMES["judge"] if len(name) >= LONG]),
        ("_short", "three to five letters", [name for name in NAMES["judge"] if len(name) < LONG]),
    ):
        figures[f"recall{group}"] = _recall(ours, [fake for fake in judged if fake.name in names])
        false = [(name, host) for name in names for host in benign if ours[name].host(host) is not None]
        rate = figures[f"false_per_10000{group}"] = 10_000 * len(false) / max(1, len(benign))
        table.append((f"{words}: false alarms a 10,000", rate, f"{len(names)} names together; {_some(false)}"))
    near = [(name, host) for name in ours for host in NEAR if ours[name].host(host) is not None]
    figures["false_near"] = len(near)
    figures["domains"] = len(benign)
    figures["check_us"] = _speed(ours, judged, benign, rounds=options.rounds)
    show_table(
        f"false alarms in {len(benign):,} benign domains, and time",
        [
            *table,
            ("words near the names: false alarms", len(near), _some(near)),
            ("a question with eight names, us", figures["check_us"], ""),
        ],
    )
    return figures


def popular() -> Sequence[str]:
    """The most visited domains, fetched once; empty where no registry answers."""
    place = FOLDER / LIST
    if not place.is_file():
        FOLDER.mkdir(parents=True, exist_ok=True)
        fetch = [str(ROOT / ".uv/bin/uv"), "pip", "install", "--quiet", "--no-deps", "--target", str(FOLDER), PACKAGE]
        done = subprocess.run(fetch, check=False, capture_output=True, text=True, timeout=600)
        if done.returncode or not place.is_file():
            print(f"{PACKAGE} could not be fetched: no figure for popular domains", file=sys.stderr)
            return []
    found: list[str] = json.loads(place.read_text("utf-8"))["list"]
    return [domain.lstrip(".") for domain in found]


def _show_recall(ours: dict[str, Lookalikes], *halves: Sequence[Fake]) -> None:
    table = []
    for half, rows in zip(("train", "judge"), halves, strict=True):
        groups: dict[str, list[Fake]] = defaultdict(list)
        for fake in rows:
            size = "six and more" if len(fake.name) >= LONG else "three to five"
            groups[f"{half}, {size}"].append(fake)
            groups[f"{half}, {size}, {fake.kind}"].append(fake)
        table += [(name, 100 * _recall(ours, group), f"of {len(group):,}") for name, group in sorted(groups.items())]
    show_table("found, per cent", table)


def _recall(ours: dict[str, Lookalikes], rows: Sequence[Fake]) -> float:
    return sum(ours[fake.name].host(fake.host) is not None for fake in rows) / max(1, len(rows))


def _speed(ours: dict[str, Lookalikes], rows: Sequence[Fake], benign: Sequence[str], *, rounds: int) -> float:
    """The median of fakes and benign hosts in turn, each asked for the first time, of one that knows eight names."""
    names = NAMES["judge"][4:12]
    hosts = [fake.host for fake in rows[::7]] + list(benign[::7])
    times: list[float] = []
    for _ in range(rounds):
        judge = Lookalikes([Own(name, "site", official(name)) for name in names])
        for host in hosts:
            before = time.perf_counter()
            judge.host(host)
            times.append(time.perf_counter() - before)
    return median(times) * 1e6


def _some(pairs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{host} for {name}" for name, host in pairs[:4]) or "none"
