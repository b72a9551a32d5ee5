"""The bytes of a mail as they came, for leads: a download, never shown from our origin, and recorded each time.

In: a ticket and an event of it. Out: message/rfc822, unless nothing is kept: then a secret was in it, or its words were erased.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from litestar import Response, get
from litestar.datastructures import ResponseHeader
from litestar.params import FromPath, PathParameter
from litestar.types import ControllerRouterHandler

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import TicketId
from truepenny.intake.files.names import disposition
from truepenny.intake.mail.records import StoredMail, find_mail
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.projections.timeline.query import load_mail_mark
from truepenny.surfaces.api.desk_actions import ticket_of
from truepenny.surfaces.api.visitors import AnyRequest, Visitors
from truepenny.tickets.access import check_leads
from truepenny.tickets.numbers import show_number

ReadRaw = Callable[[StoredMail], Awaitable[bytes | None]]
Record = Callable[..., None]
"""people.audit.record."""
Seq = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
_HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-store",
}


@dataclass(frozen=True, slots=True)
class RawMailPages:
    """read: the kept bytes of a mail, None when there are none (any more)."""

    db: Database
    clock: Clock
    visitors: Visitors
    read: ReadRaw
    record: Record


def raw_mail_routes(pages: RawMailPages) -> list[ControllerRouterHandler]:
    @get(
        "/api/desk/tickets/{number:str}/mail/{seq:int}/raw", media_type="message/rfc822", tags=["desk"],
        summary="The bytes of a mail as they came (leads); recorded",
        response_headers=[ResponseHeader("content-disposition", description="attachment", documentation_only=True)],
    )  # fmt: skip
    async def raw(request: AnyRequest, number: FromPath[str], seq: Seq) -> Response[bytes]:
        agent, ticket = await pages.visitors.agent(request), ticket_of(number)
        mail_id = await pages.db.read(lambda conn: load_mail_mark(conn, agent, ticket, seq).id)
        check_leads(agent)
        stored = await pages.db.read(lambda conn: find_mail(conn, mail_id))
        content = None if stored is None else await pages.read(stored)
        if content is None:
            raise NotFound(
                "mail_not_kept", "The bytes of this mail are not kept.", "A secret was taken out of it, or its words were erased."
            )
        await _record(pages, agent.id, mail_id, ticket, seq)
        name = f"{show_number(ticket)}-{seq}.eml"
        return Response(
            content, media_type="message/rfc822", headers={**_HEADERS, "content-disposition": disposition(name, kind="attachment")}
        )

    return [raw]


async def _record(pages: RawMailPages, agent: str, mail_id: str, ticket: TicketId, seq: int) -> None:
    now, detail = pages.clock.now_us(), {"ticket": ticket, "event": seq}
    await pages.db.write(lambda conn: pages.record(conn, now, who=agent, what="mail_downloaded", subject=mail_id, detail=detail))
