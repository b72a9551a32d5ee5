"""The demo in a process of its own, and the people who visit it in browsers: for the stories across all faces, and for the screens."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

CHROMIUM = "/usr/bin/chromium"
NO_CHROMIUM = "no Chromium here: apt-get install chromium"
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
READY_S = 60
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
_EXPECTED = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection", "net::ERR_FAILED")


@dataclass(frozen=True)
class DemoPerson:
    """An agent of the demo: what is needed to sign in."""

    id: str
    login: str
    password: str
    totp_secret: str
    role: str
    name: str


@dataclass
class DemoSite:
    """url: the desk and portal. exchange_url: the page with the chat. Both without a slash at the end."""

    folder: Path
    process: subprocess.Popen[bytes]
    url: str
    exchange_url: str
    agents: dict[str, DemoPerson]
    sessions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def start(cls, *settings: str) -> DemoSite:
        """settings: further NAME=VALUE pairs."""
        folder = Path(tempfile.mkdtemp(prefix="truepenny-demo-"))
        given = [word for pair in ("undo_s=1", *settings) for word in ("--set", pair)]
        command = [sys.executable, "-m", "truepenny.main.cli", "demo", "--port", "0", "--data-dir", str(folder / "data"), *given]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            told = _wait_until_ready(folder, process)
        except BaseException:
            process.kill()
            process.wait()
            raise
        agents = {one["login"]: DemoPerson(**one) for one in told["agents"]}
        return cls(folder, process, told["desk_url"].removesuffix("/desk"), told["exchange_url"].removesuffix("/"), agents)

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
        return code

    def api(self, method: str, path: str, body: object = None, *, token: str = "", language: str = "en") -> Any:
        """The customers' HTTP API. Raises AssertionError with the answer when it refuses."""
        headers = {"content-type": "application/json", "accept-language": language} | (
            {"authorization": f"Bearer {token}"} if token else {}
        )
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                raw = answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                raise AssertionError(f"{method} {path}: {refused.code} {refused.read().decode()}") from refused
        return json.loads(raw) if raw else None

    def guest(self, name: str = "Eva", *, language: str = "en") -> ApiCustomer:
        told = self.api("POST", "/api/customer/session", {"guest": {"name": name}, "language": language}, language=language)
        return ApiCustomer(self, told["session_token"], language)


@dataclass
class ApiCustomer:
    """A customer who writes over the HTTP API."""

    site: DemoSite
    token: str
    language: str
    count: int = 0

    def opens(self, subject: str, text: str, *, topic: str | None = None) -> str:
        """The ticket's number, without the dash."""
        body = {"id": self._name(), "subject": subject, "text": text, "topic": topic, "language": self.language}
        told = self.site.api("POST", "/api/customer/tickets", {k: v for k, v in body.items() if v is not None}, token=self.token)
        return str(told["ticket"] if "ticket" in told else told["receipt"]["ticket"])

    def writes(self, ticket: str, text: str) -> None:
        self.site.api("POST", f"/api/customer/tickets/{ticket}/messages", {"id": self._name(), "text": text, "files": []}, token=self.token)

    def _name(self) -> str:
        self.count += 1
        return f"browser-test-{self.count:04d}-{self.token[:8].replace('_', '-')}"


def _wait_until_ready(folder: Path, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    told, deadline = folder / "data" / "demo.json", time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if told.exists():
            found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
            try:
                with urllib.request.urlopen(found["desk_url"].removesuffix("/desk") + "/readyz", timeout=5):
                    return found
            except OSError:
                pass
        time.sleep(0.05)
    raise AssertionError("the demo did not start: " + (folder / "log").read_text(encoding="utf-8", errors="replace"))


@dataclass
class Visitors:
    """Opens browsers of their own for people. complaints: what their pages said in the console that they should not have."""

    browser: Browser
    site: DemoSite
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, *, language: str = "en", dark: bool = False, size: dict[str, int] = DESKTOP, **options: Any) -> Page:
        """A page in a new browser context. size: viewport; PHONE makes it a touch device."""
        given: dict[str, Any] = {
            "viewport": size, "locale": LOCALES[language], "timezone_id": "Asia/Shanghai", "color_scheme": "dark" if dark else "light",
            "has_touch": size["width"] < 600, "reduced_motion": "reduce",
        }  # fmt: skip
        context = self.browser.new_context(**(given | options))
        context.set_default_timeout(20_000)
        context.on("console", lambda said: self._listen(said))
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.contexts.append(context)
        return context.new_page()

    def agent(self, login: str, *, path: str = "/desk", **options: Any) -> Page:
        """The agent at the desk: signs in through the forms once, later browsers get the same session."""
        state = self.site.sessions.get(login)
        page = self.open(storage_state=state, **options) if state else self.open(**options)
        if state is None:
            sign_in_agent(page, self.site, login)
            self.site.sessions[login] = page.context.storage_state()
        page.goto(self.site.url + path)
        return page

    def customer(self, who: str = "guest", *, path: str = "/", language: str = "en", **options: Any) -> Page:
        """On the exchange's page, as li-wei, maria or guest."""
        page = self.open(language=language, **options)
        page.goto(f"{self.site.exchange_url}{path}?as={who}&lang={language}")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not any(part in said.text for part in _EXPECTED):
            self.complaints.append(f"{said.text} ({said.location.get('url', '')})")


def sign_in_agent(page: Page, site: DemoSite, login: str) -> None:
    """Through the real forms, with password and one-time code. A code works once in 30 seconds for each agent."""
    agent = site.agents[login]
    page.goto(f"{site.url}/desk/sign-in")
    page.locator("#login").fill(agent.login)
    page.locator("#password").fill(agent.password)
    page.locator("form .tp-button--primary").click()
    page.locator("#code").fill(pyotp.TOTP(agent.totp_secret).now())
    page.locator("form .tp-button--primary").click()
    page.wait_for_url(f"{site.url}/desk")


def find_violations(page: Page, *, within: str = "", but: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong, one line for each element. within: a selector; but: selectors to leave out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async ([within, but]) => {
             const context = { include: within ? [within] : [document.documentElement], exclude: but };
             const { violations } = await axe.run(context, { resultTypes: ["violations"] });
             return violations.flatMap((v) => v.nodes.map((n) =>
               `${v.id}: ${n.target.flat().join(" ")} ${[...n.any, ...n.all].map((a) => a.message).join("; ")}`));
           }""",
        [within, list(but)],
    )
    return [str(line) for line in found]


def check_axe(page: Page, *, within: str = "", but: Sequence[str] = ()) -> None:
    found = find_violations(page, within=within, but=but)
    assert not found, f"axe-core on {page.url}:\n" + "\n".join(found)


def launch(playwright: Any) -> Browser:
    browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    return browser
