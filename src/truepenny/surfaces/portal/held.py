"""The cookie by which a browser gets back the file that it had checked (held_checks.py), and the file as one of the form."""

from __future__ import annotations

import re

from litestar.datastructures import Cookie

from truepenny.surfaces.held_checks import LIFE_S, HeldFile
from truepenny.surfaces.portal.uploads import Upload
from truepenny.surfaces.portal.visit import Portal, SomeRequest

COOKIE = "tp_checked"
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")


async def as_upload(held: HeldFile) -> Upload:
    """Raises Refused when the disk does not take it."""
    upload = Upload(held.name)
    await upload.write(held.content)
    return upload


def secret_of(request: SomeRequest) -> str:
    """What this browser brought, "" when nothing of that form."""
    brought = request.cookies.get(COOKIE, "")
    return brought if _SECRET.fullmatch(brought) else ""


def secret_cookie(portal: Portal, secret: str) -> Cookie:
    return Cookie(COOKIE, value=secret, path="/", max_age=LIFE_S, httponly=True, samesite="lax", secure=portal.secure_cookies)
