"""Lighthouse over pages of a running desk, as a phone sees them: its npm package, pinned, in data/bench/, and a headless Chromium.

In: addresses. Out: scores of 0 to 100 by address, or why there are none.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.desk import SCRATCH
from bench.machine import on_all_cores

VERSION = "12.8.2"
"""The last that runs with Node 18 to 20; 13 wants 22."""
FOLDER = SCRATCH.parent / "bench-lighthouse"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@dataclass
class Scores:
    """missing: why nothing was measured; "" when all was. wrong: what Lighthouse found wrong with the accessibility of a page."""

    performance: dict[str, float] = field(default_factory=dict)
    accessibility: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    missing: str = ""


def look_at(addresses: Sequence[str]) -> Scores:
    """About ten seconds a page. Runs on all cores, beside the desk: Lighthouse reckons with a phone's processor by slowing the browser."""
    scores = Scores()
    chromium = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if chromium is None:
        scores.missing = "no Chromium: apt-get install chromium"
    elif not _is_installed():
        scores.missing = _install()
    for address in addresses if chromium and not scores.missing else ():
        with on_all_cores():
            _look(scores, address, chromium)
    return scores


def _is_installed() -> bool:
    package = FOLDER / "node_modules" / "lighthouse" / "package.json"
    return package.is_file() and json.loads(package.read_text(encoding="utf-8"))["version"] == VERSION


def _install() -> str:
    """Into a folder that git ignores. "" when it worked."""
    npm = shutil.which("npm")
    if npm is None:
        return "no npm: apt-get install npm"
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", f"lighthouse@{VERSION}"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False)
    return "" if done.returncode == 0 else f"npm install failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ''}"


def _look(scores: Scores, address: str, chromium: str) -> None:
    command = [
        "node", str(FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"), address, "--quiet", "--output=json",
        "--only-categories=performance,accessibility", "--form-factor=mobile", "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"lighthouse {address}: {done.stderr[-500:]}")
    told = json.loads(done.stdout)
    for name, kept in (("performance", scores.performance), ("accessibility", scores.accessibility)):
        kept[address] = 100 * float(told["categories"][name]["score"] or 0)
    for one in told["categories"]["accessibility"]["auditRefs"]:
        if told["audits"][one["id"]]["score"] == 0:
            scores.wrong.append(f"{address}: {one['id']}")
