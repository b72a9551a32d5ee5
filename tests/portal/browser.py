"""A browser without JavaScript: opens pages, fills in forms as they stand on the page, follows redirects, keeps cookies."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

Upload = tuple[str, bytes, str]


@dataclass
class FormOnPage:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    submits: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str:
        return next(value for key, value in self.fields if key == name)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormOnPage] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._textarea: str | None = None
        self._typed = ""
        self._skip = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "form":
            self.forms.append(FormOnPage(given.get("action") or "", given.get("method") or "get"))
        elif tag == "input" and self.forms and given.get("name") and given.get("type") not in ("file", "radio"):
            self.forms[-1].fields.append((given["name"] or "", given.get("value") or ""))
        elif tag == "button" and self.forms and given.get("name"):
            self.forms[-1].submits.append((given["name"] or "", given.get("value") or ""))
        elif tag == "textarea":
            self._textarea, self._typed = given.get("name") or "", ""
        elif tag == "a":
            self.links.append(given.get("href") or "")
        self._skip = tag in ("script", "style", "title")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea is not None:
            self.forms[-1].fields.append((self._textarea, self._typed.removeprefix("\n")))
            self._textarea = None
        self._skip = False

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._typed += data
        elif not self._skip and data.strip():
            self.words.append(" ".join(data.split()))


class PlainBrowser:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.page: httpx.Response = httpx.Response(200)
        self.read = _Reader()

    @property
    def words(self) -> str:
        return " ".join(self.read.words)

    @property
    def path(self) -> str:
        return self.page.url.path

    @property
    def status(self) -> int:
        return self.page.status_code

    def plant(self, name: str, value: str) -> None:
        """A cookie as the server would have set it."""
        self.http.cookies.set(name, value, domain=self.http.base_url.host)

    async def open(self, path: str) -> str:
        return self._show(await self.http.get(path, follow_redirects=True, headers={"sec-fetch-site": "none"}))

    def form(self, action: str) -> FormOnPage:
        return next(form for form in self.read.forms if form.action == action)

    async def submit(self, action: str, /, *, files: list[Upload] | None = None, follow: bool = True, **typed: str) -> str:
        """Sends the form with this action as it stands, with what is typed into it."""
        return self._show(await self.send(action, files=files, follow=follow, **typed))

    async def send(self, action: str, /, *, files: list[Upload] | None = None, follow: bool = True, **typed: str) -> httpx.Response:
        form = self.form(action)
        pairs = [(name, value) for name, value in form.fields if name not in typed] + list(typed.items())
        data: dict[str, Any] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        headers = {"sec-fetch-site": "same-origin", "origin": str(self.http.base_url).rstrip("/")}
        sent = [("files", upload) for upload in files or []]
        return await self.http.post(action, data=data, files=sent or None, headers=headers, follow_redirects=follow)

    def _show(self, page: httpx.Response) -> str:
        self.page = page
        self.read = _Reader()
        self.read.feed(page.text)
        return self.words
