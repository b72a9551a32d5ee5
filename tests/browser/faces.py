"""The three faces of the house as people use them in a browser: the chat on the exchange's page, the desk, the portal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

_NUMBER = re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$")


@dataclass
class Chat:
    """The chat on a page of the exchange."""

    page: Page

    def at(self, selector: str) -> Locator:
        return self.page.locator(f"truepenny-chat {selector}")

    def open(self) -> None:
        self.at(".launch").click()

    def begin(self, text: str) -> None:
        """Opens the chat and sends the first message of a new conversation."""
        self.open()
        self.at(".start").click()
        self.say(text)

    def say(self, text: str) -> None:
        self.at(".write textarea").fill(text)
        self.at(".go").click()

    def bubble(self, text: str) -> Locator:
        return self.page.locator("truepenny-chat .bubble:not(.typing)", has_text=text)

    def ticket(self) -> str:
        """The number of the conversation in front, without the dash."""
        shown = self.at(".intro .mono")
        expect(shown).to_have_text(_NUMBER)
        return shown.inner_text().replace("-", "")

    def confirm(self) -> None:
        self.at(".card .ask .action.main").click()

    def rate(self, stars: int, words: str = "") -> None:
        self.at(".stars label").nth(stars - 1).click()
        if words:
            self.at(".ask textarea").fill(words)
        self.at(".ask .action.main").click()


@dataclass
class AtDesk:
    """An agent in front of the desk. url: the desk's origin."""

    page: Page
    url: str

    def row(self, ticket: str) -> Locator:
        return self.page.locator(f'a.row[data-ticket="{ticket}"]')

    def take_new_rows(self) -> None:
        """New rows announce themselves above the list and wait for a tap."""
        self.page.locator(".news-button").click()

    def open_ticket(self, ticket: str) -> None:
        self.page.goto(f"{self.url}/desk/t/{ticket[:4]}-{ticket[4:]}")
        expect(self.page.locator(".ticket-head .number")).to_have_text(f"{ticket[:4]}-{ticket[4:]}")

    def reply(self, text: str) -> None:
        self.page.locator(".events").focus()
        self.page.keyboard.press("r")
        field = self.page.locator("tp-composer textarea")
        expect(field).to_be_focused()
        field.fill(text)
        self.page.keyboard.press("Control+Enter")

    def solve(self, step: str, *, name: str = "", value: str = "", caution: str = "") -> None:
        """The closing record, by keyboard."""
        self.page.locator(".events").focus()
        self.page.keyboard.press("e")
        sheet = self.page.locator("dialog.solve")
        sheet.locator("fieldset").nth(0).locator("textarea").first.fill(step)
        if name:
            sheet.locator("fieldset").nth(1).locator("input").nth(0).fill(name)
            sheet.locator("fieldset").nth(1).locator("input").nth(1).fill(value)
        if caution:
            sheet.locator("fieldset").nth(2).locator("textarea").first.fill(caution)
        self.page.keyboard.press("Control+Enter")
        expect(sheet).to_have_count(0)
