"""Each benchmark runs for a moment at a tiny size, so that it still works on the day when it is needed. No figure is judged here."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.slow


def run(*arguments: str) -> dict[str, Any]:
    done = subprocess.run([str(ROOT / "bench" / "run"), *arguments, "--seconds", "1"], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    lines = done.stdout.rstrip().split("\n")
    assert len(lines) > 3, "a table for people comes first"
    figures: dict[str, Any] = json.loads(lines[-1])
    assert all(isinstance(value, int | float | str) for value in figures.values()), "the last line is flat"
    return figures


BOTH = pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])


@BOTH
def test_chat(database: str) -> None:
    figures = run("chat", "--database", database, "--customers", "6", "--rate", "30", "--rounds", "1")
    assert {"messages_per_s", "ack_p99_ms", "delivery_p99_ms", "ceiling_commit_per_s", "ceiling_echo_per_s"} <= figures.keys()
    assert figures["messages_per_s"] > 0


def test_sockets() -> None:
    figures = run("sockets", "--sockets", "20")
    assert figures["sockets"] == 20
    assert figures["rss_mb"] > 0


def test_rest() -> None:
    assert {"rss_mb", "ready_s"} <= run("rest", "--rounds", "1").keys()


def test_inbox() -> None:
    figures = run("inbox", "--tickets", "200", "--messages", "1500")
    assert {"tickets", "messages", "inbox_p95_ms", "open_p95_ms", "growth", "seed_s"} <= figures.keys()
    assert (figures["tickets"], figures["messages"]) == (200, 1500)


def test_screen() -> None:
    figures = run("screen", "--rounds", "1")
    assert {"recall_checksum", "recall_context", "false_per_1000", "median_us", "long_ms", "ceiling_sha256_ms"} <= figures.keys()
    assert figures["median_us"] > 0


def test_pages() -> None:
    figures = run("pages", "--rounds", "1", "--no-lighthouse")
    assert {"help_home_p50_ms", "article_p95_ms", "healthz_p50_ms", "markup_worst_ms"} <= figures.keys()
    assert figures["article_p50_ms"] > 0


def test_mail() -> None:
    figures = run("mail", "--rounds", "1", "--waiting", "40")
    assert {"mails_per_s", "cpu_ms", "rss_mb", "drained_per_s"} <= figures.keys()
    assert (figures["drained"], figures["lost"]) == (40, 0)


@BOTH
def test_kill(database: str) -> None:
    figures = run("kill", "--database", database, "--rounds", "2", "--customers", "4")
    assert figures["acknowledged"] > 0
    assert (figures["rounds"], figures["lost"], figures["doubled"], figures["chain_faults"]) == (2, 0, 0, 0)


def test_an_unknown_name_is_refused_with_the_list() -> None:
    done = subprocess.run([str(ROOT / "bench" / "run"), "nothing"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "chat" in done.stderr


def test_lookalike() -> None:
    figures = run("lookalike", "--rounds", "1")
    assert {"recall", "false_per_10000", "recall_short", "false_per_10000_short", "check_us"} <= figures.keys()
    assert figures["recall"] > 0


@BOTH
def test_search(database: str) -> None:
    figures = run("search", "--database", database, "--messages", "600", "--articles", "40")
    assert {"articles_p95_ms", "newest_p95_ms", "ranked_p95_ms", "recall_5"} <= figures.keys()
    assert figures["recall_5"] > 0.5, "the starter articles were in the index"
