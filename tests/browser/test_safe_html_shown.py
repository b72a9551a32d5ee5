"""Every attack of the corpus, made safe, in a real browser without any policy around it: nothing runs, nothing is asked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route
from tests.email.test_safe_html import ATTACKS, INLINE

from truepenny.intake.mail.html import make_safe

pytestmark = pytest.mark.browser
HOME = "https://desk.example/mail"


def test_no_attack_runs_or_asks_for_anything(chromium: Browser) -> None:
    shown: list[str] = []
    seen: list[str] = []
    page = chromium.new_context().new_page()
    page.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda popup: seen.append(f"window: {popup.url}"))
    page.on("framenavigated", lambda frame: seen.append(f"went to: {frame.url}") if frame.url not in (HOME, "about:blank") else None)

    def answer(route: Route) -> None:
        url = route.request.url
        if url == HOME:
            return route.fulfill(content_type="text/html; charset=utf-8", body=f"<!doctype html><body>{shown[-1]}</body>")
        if url not in {f"https://desk.example{address}" for address in INLINE.values()}:
            seen.append(f"asked for: {url}")
        return route.abort()

    page.route("**/*", answer)

    def show(html: str) -> list[str]:
        shown.append(html)
        seen.clear()
        page.goto(HOME)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        return [one for one in seen if not one.endswith("/favicon.ico")]

    assert show("<img src=x onerror=alert(1)>") == ["asked for: https://desk.example/x", "dialog: 1"], "the premise: raw, it does both"
    made = [(name, make_safe(attack, inline=INLINE).html) for name, attack in ATTACKS.items()]
    safe = [(name, html.encode("utf-8", "replace").decode()) for name, html in made if html is not None]
    assert len(safe) > 80
    for start in range(0, len(safe), 12):
        some = safe[start : start + 12]
        assert show("\n".join(html for _, html in some)) == [], [name for name, _ in some]
    page.context.close()
