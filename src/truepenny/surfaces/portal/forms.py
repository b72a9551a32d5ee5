"""Reading the portal's forms: text fields with limits, uploads, and what has been uploaded in an earlier try.

In: application/x-www-form-urlencoded or multipart/form-data. Out: plain values. Unknown fields are refused.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer
from truepenny.contracts.views import FileView
from truepenny.platform.web.problem import Declined
from truepenny.surfaces.plain_form import read_plain
from truepenny.surfaces.portal.needs import PortalNeeds
from truepenny.surfaces.portal.uploads import Upload, read_parts
from truepenny.surfaces.portal.visit import SomeRequest, Visit

MAX_TEXT, MAX_SUBJECT, MAX_NAME, MAX_ANSWER, MAX_FILES = 20_000, 200, 80, 500, 10
HASHES = "hashes"
"""The field by which the sender says that text of 64 characters in the files is transaction hashes; asked for when it is needed."""
MAX_PLAIN = 1024 * 1024
"""Bytes of a form without files: all its fields at their longest, in letters that take most."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,48}")


class KeptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that an earlier try of the same form has saved."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake: the field it is at, what is wrong. field empty: the whole form. ask_hashes: what helps is a word about the files."""

    field: str
    title: str
    cure: str = ""
    ask_hashes: bool = False


@dataclass(slots=True)
class Form:
    """values: field -> text, stripped of surrounding space. uploads: files chosen now. kept: files of earlier tries."""

    values: dict[str, str]
    uploads: list[Upload] = field(default_factory=list)
    kept: list[KeptFile] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def client_id(self, *content: str) -> str:
        """The same form sent twice is one, with other words it is another. It is stored beside the words, and outlives those that are
        removed or erased: nobody can try out words against it who does not have the form's id, which is stored nowhere."""
        given = self.text("id")
        if not _CLIENT_ID.fullmatch(given):
            raise bad_form()
        return hmac.new(given.encode(), "\0".join(content).encode(), hashlib.sha256).hexdigest()[:48]


def bad_form() -> Refused:
    return Refused(400, "bad_form", "We could not read this form.", "Open the page anew and fill it in again.")


async def read_form(request: SomeRequest, *, fields: Iterable[str]) -> Form:
    """Raises Refused 400 for fields that the page does not have, or twice the same field."""
    allowed = set(fields)
    form = Form(values={})
    parts, form.uploads = await _parts(request)
    for name, value in parts:
        if name == "files" and not value:
            continue
        if name == "kept":
            form.kept.append(_kept(value))
        elif name in allowed and name not in form.values:
            form.values[name] = _clean(value)
        else:
            raise bad_form()
    if len(form.uploads) + len(form.kept) > MAX_FILES:
        raise Refused(422, "too_many_files", "At most {n} files at a time.", "Take some away and send them in a second message.",
                      params={"n": MAX_FILES}, field="files")  # fmt: skip
    return form


async def _parts(request: SomeRequest) -> tuple[list[tuple[str, str]], list[Upload]]:
    content_type = request.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        return await read_plain(request.stream(), most_bytes=MAX_PLAIN), []
    try:
        return await read_parts(content_type, request.stream(), most_files=MAX_FILES)
    except Refused as refused:
        raise (bad_form() if refused.code == "bad_form" else refused) from None


def _clean(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def _kept(value: str) -> KeptFile:
    try:
        return msgspec.json.decode(value, type=KeptFile)
    except msgspec.MsgspecError as wrong:
        raise bad_form() from wrong


def kept_json(kept: KeptFile) -> str:
    return msgspec.json.encode(kept).decode()


async def save_uploads(needs: PortalNeeds, customer: Customer, form: Form, *, number: str | None = None) -> None:
    """Saves each upload and moves it from uploads to kept, so that a refusal half-way loses nothing that was saved; the first of uploads
    is then the one that was refused. number: of the ticket that they are for."""
    while form.uploads:
        upload = form.uploads[0]
        view: FileView = await needs.save_file(
            customer, name=upload.filename, media_type="application/octet-stream", body=upload.pieces(), number=number,
            hashes=form.text(HASHES) == "yes",
        )  # fmt: skip
        form.kept.append(KeptFile(view.id, view.name, view.size))
        form.uploads.pop(0).close()


def say_of_form(here: Visit, form: Form, refused: Declined) -> tuple[str, str]:
    """Title and cure of a refusal, with the name of the file that was refused when there is more than one."""
    title, cure = here.say_refused(refused)
    if refused.field == "file" and form.uploads and len(form.uploads) + len(form.kept) > 1:
        title = here.say("{name}: {what}", name=form.uploads[0].filename, what=title)
    return title, cure


def asks_for_hashes(refused: Declined) -> bool:
    return refused.code == "file_hashes"
