"""A desk where nobody is: what it does not hold until somebody needs it."""

from __future__ import annotations

import subprocess
import sys

from truepenny.platform.settings import Settings

START = """
import asyncio, sys
from truepenny.main.running import running
from truepenny.platform.settings import load_settings

async def start():
    async with running(load_settings({}, given={"data_dir": sys.argv[1], "log_level": "error"})) as house:
        print(RULES in sys.modules)
        (told,) = house.people.sessions.on_seen
        told()
        told()
        assert len([task for task in asyncio.all_tasks() if task.get_name() == "rules for agents' words"]) == 1
    print(RULES in sys.modules)

RULES = "truepenny.trust.never_ask.find"
asyncio.run(start())
"""


def test_the_rules_for_agents_words_are_read_once_and_not_before_an_agent_is_here(sqlite_settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(sqlite_settings.data_dir)], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout.split()) == (0, ["False", "True"]), done.stderr
