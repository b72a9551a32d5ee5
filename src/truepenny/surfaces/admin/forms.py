"""Reading the forms of the admin pages. In: a request's body. Out: text by field. Fields that the page does not have are refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from litestar.datastructures import UploadFile

from truepenny.contracts.errors import Refused
from truepenny.surfaces.admin.visit import SomeRequest
from truepenny.surfaces.plain_form import read_plain

MAX_FIELD = 20_000
MAX_FORM = 32_000_000
"""Bytes. Most routes take less."""


@dataclass(frozen=True, slots=True)
class Form:
    """values: field -> all its values, in order."""

    values: dict[str, list[str]]

    def text(self, name: str) -> str:
        """The field without outer space, "" when it is missing."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """The field as it was typed: for passwords."""
        return self.values.get(name, [""])[0]

    def many(self, name: str) -> tuple[str, ...]:
        """All ticked boxes of this name."""
        return tuple(self.values.get(name, ()))

    def number(self, name: str) -> int:
        """A whole number; raises Refused 400."""
        text = self.text(name)
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise Refused(400, f"{name}_wrong", "This is not a number.", "Type digits only.", field=name)
        return int(text)


def bad_form() -> Refused:
    return Refused(400, "bad_form", "We could not read this form.", "Open the page anew and fill it in again.")


async def read_form(request: SomeRequest, *, one: Iterable[str] = (), many: Iterable[str] = (), longest: int = MAX_FIELD) -> Form:
    """one: fields that may come once; many: those that may come several times. Raises Refused 400 for all others, and for a field of more
    than longest characters."""
    single, several = set(one), set(many)
    form = Form({})
    for name, value in await read_plain(request.stream(), most_bytes=MAX_FORM):
        if name not in single | several or (name in single and name in form.values):
            raise bad_form()
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        if len(text) > longest:
            raise bad_form()
        form.values.setdefault(name, []).append(text)
    return form


async def read_upload(request: SomeRequest, field: str, *, max_bytes: int) -> tuple[bytes, str]:
    """The bytes and the name of the one file of a form. Raises Refused."""
    items = list((await request.form()).multi_items())
    found = next((value for name, value in items if name == field and isinstance(value, UploadFile) and value.filename), None)
    if found is None or len(items) != 1:
        raise Refused(400, "file_missing", "No file was chosen.", "Choose a picture first.", field=field)
    content = await found.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise Refused(
            413,
            "too_large",
            "This file is too large.",
            "Choose one of at most {limit} MB.",
            params={"limit": max_bytes // 1_000_000},
            field=field,
        )
    return content, found.filename
