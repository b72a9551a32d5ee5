"""Takes the pictures of `make screens`: one look (language, theme, size) at a time, into files that say what they show."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from tests.browser.demo_site import DESKTOP, PHONE, DemoSite, Visitors

from truepenny.main.demo.people import DemoCustomer, find_customer
from truepenny.main.demo.signing import load_or_make_signer

SIZES = {"phone": PHONE, "desktop": DESKTOP, "zoomed": {"width": 720, "height": 450}}
"""zoomed: the desktop at 200 %."""
THEMES: dict[str, dict[str, Any]] = {"light": {}, "dark": {"dark": True}, "forced": {"forced_colors": "active"}}


@dataclass(frozen=True)
class Look:
    language: str
    theme: str
    size: str

    @property
    def phone(self) -> bool:
        return self.size == "phone"


@dataclass
class Camera:
    """One area (portal, widget, desk, admin, exchange) in one look. taken: the files that were made."""

    site: DemoSite
    look: Look
    area: str
    folder: Path
    visitors: Visitors
    taken: list[Path] = field(default_factory=list)

    @classmethod
    def set_up(cls, browser: Browser, site: DemoSite, *, look: Look, area: str, folder: Path) -> Camera:
        return cls(site, look, area, folder, Visitors(browser, site))

    @property
    def zh(self) -> bool:
        return self.look.language == "zh"

    def page(self, **options: Any) -> Page:
        return self.visitors.open(**self._options(), **options)

    def agent(self, login: str, path: str = "/desk") -> Page:
        """At the desk or the admin pages, in the language of the look."""
        page = self.visitors.agent(login, path="/healthz", **self._options())
        page.context.add_cookies([{"name": "tp_lang", "value": self.look.language, "url": self.site.url}])
        page.goto(self.site.url + path)
        return page

    def customer(self, who: DemoCustomer | str, path: str = "/tickets") -> Page:
        """In the portal, signed in by an exchange token."""
        person = find_customer(who) if isinstance(who, str) else who
        assert person is not None, who
        token = load_or_make_signer(self.site.folder / "data").token(person, now_s=time.time())
        page = self.page()
        page.context.add_cookies([{"name": "tp_lang", "value": self.look.language, "url": self.site.url}])
        page.goto(f"{self.site.url}/sign-in?token={token}")
        page.goto(self.site.url + path)
        return page

    def exchange(self, who: str, path: str = "/") -> Page:
        return self.visitors.customer(who, path=path, **self._options())

    def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        """whole: the page from top to bottom instead of what the screen shows."""
        page.wait_for_load_state()
        page.wait_for_timeout(150 if whole else 250)
        path = self.folder / self.area / f"{name}--{self.look.size}-{self.look.theme}-{self.look.language}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=whole, caret="initial")
        self.taken.append(path)

    def command(self, *words: str) -> str:
        """A command of the house beside the running demo; gives what it said."""
        command = [sys.executable, "-m", "truepenny.main.cli", *words, "--data-dir", str(self.site.folder / "data")]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=self.site.folder).stdout

    def act_as_agent(self, login: str, ticket: str, verb: str, **body: object) -> None:
        """What an agent does at the desk, without a picture of it."""
        page = self.visitors.agent(login, path="/healthz")
        url = f"{self.site.url}/api/desk/tickets/{ticket}/{verb}"
        answer = page.request.post(url, data={"id": f"screens-{time.time_ns()}", **body}, headers={"origin": self.site.url})
        assert answer.ok, answer.text()
        page.close()

    def _options(self) -> dict[str, Any]:
        sharp = {"device_scale_factor": 2} if self.look.size == "zoomed" else {}
        return {"language": self.look.language, "size": SIZES[self.look.size], **THEMES[self.look.theme], **sharp}


Shot = Callable[[Camera], None]
