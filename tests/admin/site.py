"""The whole application with people in it, and what the stories do with its pages again and again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx

from truepenny.contracts.identity import AgentId, Role
from truepenny.main.house import House
from truepenny.people import audit, totp
from truepenny.platform.clock import SetClock

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "copper kettle nine rivers"
HTML = {"accept": "text/html", "origin": ORIGIN}


@dataclass
class Site:
    house: House
    clock: SetClock

    def browser(self, *, language: str = "en", address: str = "192.0.2.7") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.house.app, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={**HTML, "accept-language": language})

    async def add(self, login: str, name: str, *, role: Role = Role.AGENT, language: str = "en") -> tuple[AgentId, str]:
        secret = totp.new_secret()
        agent, _ = await self.house.people.agents.add(
            login, name, by=audit.COMMAND_LINE, role=role, language=language, password=PASSWORD, totp_secret=secret
        )
        return agent, secret

    def code(self, secret: str) -> str:
        return totp.code_at(secret, self.clock.now_us())

    async def enter(self, login: str, secret: str, **browser: Any) -> httpx.AsyncClient:
        """A browser in which the agent has signed in by the pages."""
        self.clock.advance(30)
        web = self.browser(**browser)
        first = await web.post("/desk/sign-in", data={"login": login, "password": PASSWORD, "next": "/desk"})
        assert first.headers["location"].startswith("/desk/sign-in/code"), first.text
        done = await web.post("/desk/sign-in/code", data={"code": self.code(secret), "next": "/desk"})
        assert done.headers["location"] == "/desk", done.text
        return web


def words(answer: httpx.Response) -> str:
    """The text of a page without its tags."""
    text = re.sub(r"<(script|style|title)[^>]*>.*?</\1>", "", answer.text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&#39;", "'"), ("&#x2f;", "/"), ("&amp;", "&")):
        text = text.replace(name, char)
    return " ".join(text.split())
