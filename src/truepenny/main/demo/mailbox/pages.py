"""Pages of the mailbox from their templates. In: a language and what is special to the page. Out: HTML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from minijinja import Environment

from truepenny.main.demo.mailbox.owners import OWNERS
from truepenny.main.demo.mailbox.words import words_in
from truepenny.platform.web import times

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


class MailboxPages:
    """static: name of a file in STATIC -> its address."""

    def __init__(self, static: Callable[[str], str]) -> None:
        self._environment = Environment(loader=_load, trim_blocks=True, lstrip_blocks=True, undefined_behavior="strict")
        self._environment.add_global("static", static)
        self._environment.add_filter("iso", times.iso)
        self._environment.add_filter("size", times.byte_size)

    def render(self, template: str, language: str, **shown: object) -> str:
        def moment(us: int) -> str:
            return times.moment(us, language)

        given = {"w": words_in(language), "language": language, "owners": OWNERS, "moment": moment}
        return self._environment.render_template(template, **(given | shown))


def _load(name: str) -> str | None:
    path = TEMPLATES / name
    return path.read_text(encoding="utf-8") if path.is_file() else None
