"""A blank page in Chromium that has the screen's modules as the desk serves them, without a desk: every file comes from the assets."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, sync_playwright
from tests.browser.demo_site import CHROMIUM, NO_CHROMIUM, launch

from truepenny.intake.screen.for_browsers import browser_files
from truepenny.platform.web.assets import Assets

ORIGIN = "https://desk.example"
FOLDER = Path(__file__).parents[2] / "src" / "truepenny" / "surfaces" / "assets"


def screen_assets() -> Assets:
    """What of the desk's static files the screen in the browser reads."""
    return Assets({"shared": FOLDER}, made={f"shared/screen/{name}": body for name, body in browser_files().items()})


@contextlib.contextmanager
def modules_page(assets: Assets) -> Iterator[Page]:
    """A page of https://desk.example; /assets/... answers with what the assets hold, everything else with nothing."""
    if not Path(CHROMIUM).exists():
        pytest.skip(NO_CHROMIUM)

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        found = assets.find(path.removeprefix("/assets/"))
        if found is not None:
            route.fulfill(status=200, content_type=found.media_type, body=found.body)
        elif path == "/":
            route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>page</title>")
        else:
            route.fulfill(status=404, body="")

    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(f"{ORIGIN}/")
        yield page
        browser.close()


def call(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """What an exported function of assets/screen gives. Bytes go in and come out as hex text in {"hex": ...}."""
    return page.evaluate(
        """async ([module, name, given]) => {
          const { fromHex, toHex } = await import("/assets/shared/screen/bytes.js");
          const inward = (value) => (value && typeof value === "object" && "hex" in value ? fromHex(value.hex) : value);
          const outward = (value) => (value instanceof Uint8Array ? { hex: toHex(value) } : value);
          const found = await import(`/assets/shared/screen/${module}`);
          const made = await found[name](...given.map(inward));
          const plain = made && typeof made === "object" && !(made instanceof Uint8Array) && !Array.isArray(made);
          return plain ? Object.fromEntries(Object.entries(made).map(([key, value]) => [key, outward(value)])) : outward(made);
        }""",
        [module, function, list(arguments)],
    )
