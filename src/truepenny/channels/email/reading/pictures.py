"""Pictures that the formatted version holds within itself (RFC 2397, as QQ, 163 and Outlook paste them) become files that it shows."""

from __future__ import annotations

import binascii
import re

from truepenny.channels.email.reading import files
from truepenny.contracts.mail import MailFile

MOST = 50
_WITHIN = re.compile(r"(\bsrc\s*=\s*)([\"']?)data:(image/[a-z0-9.+-]{1,40});base64,([A-Za-z0-9+/=\s]{40,}+)\2", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


def taken_out(html: str) -> tuple[str, list[MailFile]]:
    """HTML that names them, and the pictures. Those that cannot be decoded stay where they are, and so do those beyond MOST."""
    found: list[MailFile] = []

    def take(match: re.Match[str]) -> str:
        try:
            content = binascii.a2b_base64(_BLANKS.sub("", match[4]))
        except binascii.Error:
            return match[0]
        if not content or len(found) >= MOST:
            return match[0]
        media = match[3].lower()
        ending = media.partition("/")[2].partition("+")[0].replace("jpeg", "jpg")
        name = f"picture-{len(found) + 1}"
        found.append(files.held(content, f"{name}.{ending}", media, "inline", f"{name}@within"))
        return f'{match[1]}"cid:{name}@within"'

    return _WITHIN.sub(take, html), found
