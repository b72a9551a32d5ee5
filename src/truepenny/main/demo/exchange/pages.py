"""Pages of the sample exchange from their templates. In: a visitor and what is special to the page. Out: HTML."""

from __future__ import annotations

import time
from pathlib import Path

from minijinja import Environment

from truepenny.main.demo.exchange.market import COINS, LINE_HEIGHT, LINE_WIDTH, TOTAL, TRANSFERS, WALLET
from truepenny.main.demo.exchange.static_files import StaticFiles
from truepenny.main.demo.exchange.words import words_in
from truepenny.main.demo.people import AGENTS, ON_THE_PAGE, PASSWORD, find_customer
from truepenny.main.demo.visitor import Visitor
from truepenny.people.totp import STEP_S, code_at
from truepenny.platform.clock import SECOND

FOLDER = Path(__file__).parent / "templates"


class Pages:
    def __init__(self, desk_url: str, files: StaticFiles) -> None:
        self._desk_url = desk_url
        self._environment = Environment(loader=_load, trim_blocks=True, lstrip_blocks=True, undefined_behavior="strict")
        self._environment.add_global("static", files.url)

    def render(self, template: str, visitor: Visitor, *, path: str, **shown: object) -> str:
        given: dict[str, object] = {
            "w": words_in(visitor.language), "language": visitor.language, "me": visitor.customer, "path": path, "desk": self._desk_url,
            "people": [find_customer(key) for key in ON_THE_PAGE], "coins": COINS, "line": (LINE_WIDTH, LINE_HEIGHT), "wallet": WALLET,
            "total": TOTAL, "transfers": TRANSFERS,
        }  # fmt: skip
        if template == "codes.html":
            given |= {"codes": _codes(), "password": PASSWORD, "left_s": STEP_S - int(time.time()) % STEP_S}
        return self._environment.render_template(template, **(given | shown))


def _codes() -> list[dict[str, str]]:
    now = time.time_ns() // 1000
    return [
        {
            "id": agent.id, "login": agent.login, "name": agent.name, "role": agent.role.value,
            "now": code_at(agent.totp_secret, now), "next": code_at(agent.totp_secret, now + STEP_S * SECOND),
        }
        for agent in AGENTS
    ]  # fmt: skip


def _load(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else None
