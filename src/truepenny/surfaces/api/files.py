"""Files over HTTP: POST /api/files takes one in, GET /files/{id} and /files/{id}/thumb give one back.

Pictures were drawn anew and may be shown in place; everything else is downloaded and never rendered from our origin. Who asks is
decided by the caller's principals_of; what they may fetch, by Files.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import HttpMethod, Request, Response, post, route
from litestar.exceptions import InternalServerException
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, Principal, TicketId
from truepenny.contracts.views import FileView
from truepenny.intake.files.names import disposition
from truepenny.intake.files.records import StoredFile
from truepenny.intake.files.staging import Draft, too_large
from truepenny.intake.files.store import Files
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.router import Router
from truepenny.surfaces.api.ranges import Unsatisfiable, parse_range
from truepenny.surfaces.upload_form import Field, FileBegins, FilePiece, UploadForm, unreadable

PrincipalsOf = Callable[[Request[Any, Any, Any]], Awaitable[Sequence[Principal]]]
"""Everybody that this request speaks for: the owner of its token, or of each of its cookies. Empty for a stranger."""

_FORM_SPARE = 64 * 1024
_SILENCE_S = 30.0
_DESK_PAGE = re.compile(r"https?://[^/]+/desk(?:/|$)")
_TICKET = re.compile(r"[0-9A-Z]{8}")
_LOCKED: dict[str, str] = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-store",
}


def file_routes(files: Files, *, principals_of: PrincipalsOf, guests: Sequence[str] = ()) -> list[ControllerRouterHandler]:
    """guests: origins whose pages carry the widget. Nothing but files, and who asks, is needed."""

    @post(
        "/api/files", status_code=201, request_max_body_size=None, operation_class=UploadOperation,
        summary="Send a file; a message then carries it", tags=["files"],
    )  # fmt: skip
    async def upload(request: Request[Any, Any, Any]) -> FileView:
        principal = _speaker(request, await principals_of(request))
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > files.limits.max_bytes + _FORM_SPARE:
            raise too_large(files.limits.max_bytes)
        form = UploadForm(request.headers.get("content-type", ""))
        async with files.receive(principal) as draft:
            name, fields = await _take_in(request, form, draft)
            return await files.keep(principal, draft, name=name, ticket=_ticket(fields), hashes=fields.get("hashes") == "yes")

    @route("/files/{file_id:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
    async def download(request: Request[Any, Any, Any], file_id: FromPath[str]) -> Response[Any]:
        row = await _load(files, await principals_of(request), file_id)
        return await _give(files, request, row, address=row.blob or "", media_type=row.media_type)

    @route("/files/{file_id:str}/thumb", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
    async def thumb(request: Request[Any, Any, Any], file_id: FromPath[str]) -> Response[Any]:
        row = await _load(files, await principals_of(request), file_id)
        if row.thumb is None:
            raise NotFound
        return await _give(files, request, row, address=row.thumb, media_type="image/webp")

    # On the router, so that preflights pass through it too: Litestar answers OPTIONS by itself, in the router's name.
    return [Router("/", route_handlers=[upload, download, thumb], middleware=[allow_guests(guests)])]


@dataclass
class UploadOperation(Operation):
    """Describes the form, which the handler reads by itself."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING)
        form = Schema(
            type=OpenAPIType.OBJECT,
            required=["file"],
            properties={
                "file": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY),
                "ticket": text,
                "hashes": Schema(
                    type=OpenAPIType.STRING,
                    enum=["yes"],
                    description="Text of 64 hex digits in this file is transaction hashes, says its sender, after a refusal file_hashes.",
                ),
            },
            additional_properties=False,
        )
        self.request_body = RequestBody(required=True, content={"multipart/form-data": OpenAPIMediaType(schema=form)})


async def _take_in(request: Request[Any, Any, Any], form: UploadForm, draft: Draft) -> tuple[str, dict[str, str]]:
    """The file's name and the other fields; the bytes go into the draft."""
    name: str | None = None
    fields: dict[str, str] = {}
    async for piece in _pieces(request):
        for found in form.feed(piece):
            match found:
                case FilePiece(content):
                    await draft.write(content)
                case FileBegins() if name is None:
                    name = found.name
                case Field("ticket" | "hashes" as field, value) if field not in fields:
                    fields[field] = value
                case _:
                    raise unreadable()
    if name is None or not form.complete:
        raise unreadable()
    return name, fields


async def _pieces(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The request's body; a sender that falls silent or goes away ends it."""
    stream = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(_SILENCE_S):
                piece = await anext(stream, None)
        except TimeoutError:
            raise Refused(
                408, "upload_stalled", "The upload stopped on the way.", "Check your connection and choose the file again."
            ) from None
        except InternalServerException:
            raise Refused(400, "upload_cut", "The upload was cut off.", "Check your connection and choose the file again.") from None
        if piece is None:
            return
        yield piece


def _ticket(fields: dict[str, str]) -> TicketId | None:
    number = fields.get("ticket", "").replace("-", "").upper()
    if number and not _TICKET.fullmatch(number):
        raise NotFound
    return TicketId(number) if number else None


def _speaker(request: Request[Any, Any, Any], principals: Sequence[Principal]) -> Principal:
    """Whose upload it is. In a browser that is signed in as both, the desk's pages speak for the agent."""
    if not principals:
        raise Refused(
            401, "sign_in_needed", "Sign in before you send a file.", "Sign in, or open your private link, and choose the file again."
        )
    at_desk = _DESK_PAGE.match(request.headers.get("referer", "")) is not None
    return next((one for one in principals if isinstance(one, Agent) == at_desk), principals[0])


async def _load(files: Files, principals: Sequence[Principal], file_id: str) -> StoredFile:
    """For the first of them who may. Raises NotFound, or Refused while nobody may have it."""
    for principal in principals:
        try:
            return await files.load(principal, file_id)
        except NotFound:
            continue
    return await files.load(None, file_id)


async def _give(files: Files, request: Request[Any, Any, Any], row: StoredFile, *, address: str, media_type: str) -> Response[Any]:
    size = await files.size(address)
    shown = media_type.startswith("image/")
    streamed = media_type.startswith(("audio/", "video/"))
    headers = {
        **_LOCKED,
        "content-type": media_type if shown or streamed else "application/octet-stream",
        "content-disposition": disposition(row.name, kind="inline" if shown else "attachment"),
    }
    if row.audience == "public":
        headers["cache-control"] = "public, max-age=31536000, immutable"
    start, length, status = 0, size, 200
    if streamed:
        headers["accept-ranges"] = "bytes"
        try:
            part = None if "if-range" in request.headers else parse_range(request.headers.get("range"), size)
        except Unsatisfiable:
            return Response(content=b"", status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
        if part is not None:
            (start, length), status = part, 206
            headers["content-range"] = f"bytes {start}-{start + length - 1}/{size}"
    headers["content-length"] = str(length)
    if request.method == "HEAD":
        return Response(content=b"", status_code=status, headers=headers)
    return Stream(files.read(address, start=start, length=length), status_code=status, headers=headers)
