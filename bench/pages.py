"""pages: how long the help centre's pages take on the server, what hostile Markdown costs, and what Lighthouse says on a phone."""

from __future__ import annotations

import argparse
import asyncio
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

import uvloop

from bench.asgi import get
from bench.desk import a_desk, a_place
from bench.lighthouse import Scores, look_at
from bench.report import Value, median, percentile, show_table
from truepenny.knowledge.help.markup import render
from truepenny.main.running import running
from truepenny.main.tables import SCRIPTS, all_tables
from truepenny.platform.db.migrate import migrate

CALLS = 400
SETTLE_S = 8.0
"""After a start the rules for agents' words and the search index are made; pages are not measured beside that."""
LOOKED_AT = ("/", "/en/help", "/zh/help", "/en/help/check-a-contact", "/en/search?q=withdrawal", "/en/contact", "/en/check", "/en/status")
"""Those of them that are there."""
HOSTILE: Mapping[str, str] = {
    "brackets": "[" * 1_900, "links": "[a](b) " * 1_500, "emphasis": "*a _b " * 2_900, "strong": "a**b" * 2_900, "quotes": "> a\n" * 1_900,
    "list": "- a\n" * 1_900, "headings": "# a\n" * 1_900, "addresses": "<http://a> " * 1_400, "entities": "&#1;" * 3_900,
    "pictures": "![a](b)" * 1_400, "fences": "~~~\na\n" * 950, "deep": "".join("  " * n + "- a\n" for n in range(400)),
    "open brackets": "[a](" + "(" * 190_000, "prose": "The network takes a fee. " * 7_900, "Han": "网络会收取手续费，" * 22_000,
}  # fmt: skip


def run(options: argparse.Namespace) -> dict[str, Value]:
    times = uvloop.run(_measure(options))
    worst = _worst(options.rounds)
    scores = Scores(missing="not asked for") if options.no_lighthouse else _look(options)
    rows: list[tuple[str, Value, str]] = [
        (f"{name}, p50 ms", percentile(found, 0.5), f"p95 {percentile(found, 0.95):.2f}") for name, found in times.items()
    ]
    slowest = max(worst, key=lambda name: worst[name])
    rows.append(("hostile Markdown, worst ms", worst[slowest], slowest))
    for address, score in scores.performance.items():
        path = address.partition("//")[2].partition("/")[2]
        rows.append((f"Lighthouse /{path}", score, f"performance; accessibility {scores.accessibility[address]:.0f}"))
    if scores.missing:
        rows.append(("Lighthouse", "not run", scores.missing))
    rows += [("Lighthouse finds", "", wrong) for wrong in scores.wrong]
    show_table(f"pages on {options.database}", rows)
    figures: dict[str, Value] = {}
    for name, found in times.items():
        figures |= {f"{name}_p50_ms": percentile(found, 0.5), f"{name}_p95_ms": percentile(found, 0.95)}
    figures["markup_worst_ms"] = worst[slowest]
    if scores.performance:
        figures["lighthouse_performance"] = min(scores.performance.values())
        figures["lighthouse_accessibility"] = min(scores.accessibility.values())
    return figures


def _look(options: argparse.Namespace) -> Scores:
    with a_place(options.database) as place, a_desk(place) as desk:
        return look_at([address for path in LOOKED_AT if _is_there(address := f"{desk.url}{path}")])


async def _measure(options: argparse.Namespace) -> dict[str, list[float]]:
    """By page, in turn, so that a neighbour disturbs all of them alike."""
    times: dict[str, list[float]] = {"help_home": [], "article": [], "category": [], "healthz": []}
    calls = min(CALLS, max(20, int(options.seconds * 50)))
    with a_place(options.database) as place:
        await migrate(place.settings, SCRIPTS, all_tables())
        async with running(place.settings) as house:
            await house.truth.help.plant_starter()
            articles = {code: await house.truth.help.list_articles(code) for code in ("en", "zh")}
            for warm in (True, False):
                if not warm:
                    await asyncio.sleep(min(SETTLE_S, options.seconds))
                for n in range(len(articles["en"]) if warm else calls):
                    code = ("en", "zh")[n % 2]
                    one = articles[code][n % len(articles[code])]
                    asked = {
                        "help_home": f"/{code}/help", "article": f"/{code}/help/{one.slug}", "category": f"/{code}/help/c/{one.category}",
                        "healthz": "/healthz",
                    }  # fmt: skip
                    for name, target in asked.items():
                        ms = await get(house, target, [(b"accept", b"text/html")])
                        if not warm:
                            times[name].append(ms)
    return times


def _worst(rounds: int) -> dict[str, float]:
    """Processor time of each, ms: the median of the rounds."""
    found: dict[str, float] = {}
    render("a", language="en")
    for name, markdown in HOSTILE.items():
        taken = []
        for _ in range(max(1, rounds)):
            before = time.process_time()
            render(markdown, language="en")
            taken.append((time.process_time() - before) * 1e3)
        found[name] = median(taken)
    return found


def _is_there(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return False
