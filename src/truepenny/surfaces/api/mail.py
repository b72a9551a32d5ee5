"""The formatted version of a mail as a page of its own, to be shown in a sandboxed frame of the desk.

What was stored is safe already (intake/mail/html.py); the page's own policy is the second wall: no script, no form, nothing from
elsewhere but pictures, and those only when an agent asks for them, for this one mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.types import ControllerRouterHandler

from truepenny.intake.mail.html import with_remote
from truepenny.platform.db.database import Database
from truepenny.projections.timeline.query import load_formatted
from truepenny.surfaces.api.desk_actions import ticket_of
from truepenny.surfaces.api.visitors import AnyRequest, Visitors

Theme = Literal["auto", "light", "dark"]
Remote = Annotated[int, QueryParameter(ge=0, le=1)]

_COLOURED = re.compile(r'(?:[";]|background-)color:| (?:bg)?color="')
"""Mails that bring colours of their own were made for white paper."""
_POLICY = (
    "default-src 'none'; img-src {pictures}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "x-robots-tag": "noindex, nofollow",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-store",
}
_LIGHT = """color-scheme: light; --paper: #fff; --ink: #131822; --quiet: #4a5261; --line: #b9c1cd; --link: #1254b8;
  --bad: #981b12; --bad-bg: #fdecea;"""
_DARK = """color-scheme: dark; --paper: #171b22; --ink: #eef1f5; --quiet: #b4bcc9; --line: #465061; --link: #8dbaff;
  --bad: #ffb0a8; --bad-bg: #36191a;"""
_STYLE = f"""
:root {{ {_LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root:not([data-theme], [data-paper]) {{ {_DARK} }} }}
:root[data-theme=dark]:not([data-paper]) {{ {_DARK} }}
html {{ background: var(--paper); color: var(--ink); overflow-x: auto; }}
body {{ margin: 12px; font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC",
  "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; }}
body * {{ max-width: 100% !important; box-sizing: border-box; }}
:is(p, div, li, td, th, h1, h2, h3, h4, h5, h6, pre, blockquote):not([dir]) {{ unicode-bidi: plaintext; }}
img {{ vertical-align: middle; }}
img[src] {{ height: auto; }}
img[data-remote]:not([src]) {{ display: inline-block; min-width: 20px; min-height: 20px; max-height: 120px; padding: 2px 6px;
  border: 1px dashed var(--line); border-radius: 4px; color: var(--quiet); font-size: 12px; overflow: hidden; }}
pre, code, kbd, samp {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }}
pre {{ white-space: pre-wrap; }}
blockquote {{ margin: 8px 0; padding-inline-start: 12px; border-inline-start: 3px solid var(--line); }}
a {{ color: var(--link); }}
a[data-elsewhere] {{ text-decoration: underline wavy var(--bad); }}
a[data-elsewhere]::after {{ content: "\\26A0\\2009" attr(data-elsewhere); display: inline-block; margin-inline-start: 4px; padding: 0 6px;
  border-radius: 4px; background: var(--bad-bg); color: var(--bad); font: 600 12px/1.6 system-ui, sans-serif; unicode-bidi: isolate; }}
"""


@dataclass(frozen=True, slots=True)
class MailPages:
    """What the route needs."""

    db: Database
    visitors: Visitors


def mail_routes(pages: MailPages) -> list[ControllerRouterHandler]:
    @get("/api/desk/tickets/{number:str}/mail/{seq:int}", include_in_schema=False)
    async def formatted(
        request: AnyRequest, number: FromPath[str], seq: FromPath[int], remote: Remote = 0, theme: FromQuery[Theme] = "auto"
    ) -> Response[str]:
        agent, ticket = await pages.visitors.agent(request), ticket_of(number)
        safe = await pages.db.read(lambda conn: load_formatted(conn, agent, ticket, seq))
        pictures = "'self' https:" if remote else "'self'"
        headers: dict[str, Any] = {**_HEADERS, "content-security-policy": _POLICY.format(pictures=pictures)}
        page = make_page(with_remote(safe) if remote else safe, theme=theme)
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)

    return [formatted]


def make_page(safe: str, *, theme: Theme) -> str:
    """safe: of make_safe. A mail with colours of its own stays on white paper in the dark too, where its words can be read."""
    marks = "" if theme == "auto" else f' data-theme="{theme}"'
    marks += " data-paper" if _COLOURED.search(safe) else ""
    return (
        f'<!doctype html><html data-mail{marks}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Mail</title><style>{_STYLE}</style></head><body>{safe}</body></html>"
    )
