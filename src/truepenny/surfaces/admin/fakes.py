"""What is written about a fake to others: the letter to a registrar or platform, and the warning to customers. Plain text, by language."""

from __future__ import annotations

from typing import Final

from truepenny.platform.web.i18n import Catalog, mark
from truepenny.platform.web.times import iso
from truepenny.surfaces.check_views import TRICKS
from truepenny.trust.checks.reports import Campaign

_LETTER: Final = (
    mark("Request to take down: {value}"),
    mark(
        "{brand} asks you, the registrar, host or platform that serves it, to take down {value}. It pretends to be us and deceives our "
        "customers."
    ),
    mark("Ours is {ours}. All our official contacts: {contacts}"),
    mark("How it imitates us: {trick}."),
    mark("First reported to us: {first}. Last reported: {last}. Reports: {reports}; with harm: {harm}. All times are UTC."),
    mark(
        "In this archive: facts.json (every variant, with the time and the SHA-256 digest of what was reported), the headers of false "
        "mails without the addresses of those who received them, pictures, and the digests of all these files (SHA256SUMS)."
    ),
    mark("Nothing in here names the people who reported it. Please tell us what you did, by one of the contacts above."),
)  # fmt: skip
_TITLE: Final = mark("Not us: {value}")
_WARNING: Final = (
    mark("{value} pretends to be us. It is not ours."),
    mark("Do not open it, write to it or call it. If you have typed or sent anything there, tell us at once."),
    mark("What is ours stands on one page: {contacts}"),
)


def letter(catalog: Catalog, language: str, one: Campaign, *, brand: str, public_url: str) -> str:
    params = {
        "value": one.shown, "brand": brand, "ours": one.ours, "contacts": f"{public_url}/{language}/contact", "reports": one.reports,
        "trick": catalog.translate(language, TRICKS[one.trick]) if one.trick else "", "harm": one.gave,
        "first": iso(one.first_at), "last": iso(one.last_at),
    }  # fmt: skip
    left_out = {_LETTER[2]: not one.ours, _LETTER[3]: not one.trick}
    lines = [catalog.translate(language, line, "", **params) for line in _LETTER if not left_out.get(line)]
    return "\n\n".join(line.replace("。。", "。").replace("..", ".") for line in lines)


def warning(catalog: Catalog, language: str, one: Campaign, *, public_url: str) -> tuple[str, str]:
    """Title and text (Markdown) of an announcement."""
    value = unclickable(one.shown)
    params = {"value": f"`{value}`", "contacts": f"{public_url}/{language}/contact"}
    title = catalog.translate(language, _TITLE, "", value=value)
    return title, "\n\n".join(catalog.translate(language, line, "", **params) for line in _WARNING)


def unclickable(value: str) -> str:
    """acme.test -> acme[.]test: no program makes a link of it."""
    return value.replace("`", "").replace("://", "[://]").replace(".", "[.]").replace("@", "[@]")
