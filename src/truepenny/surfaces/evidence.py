"""The evidence of a campaign as one archive, for a registrar or platform: a letter in each language, facts, headers, pictures, digests.

In: facts without any reporter, letters, pictures as the files keep them. Out: the bytes of a ZIP archive, the same for the same content.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from truepenny.platform.web.times import at

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


@dataclass(frozen=True, slots=True)
class EvidencePicture:
    """content: redrawn when it came in, so that nothing but the picture is in it. id: of the file."""

    id: str
    media_type: str
    content: bytes


def is_picture(media_type: str) -> bool:
    return media_type in _ENDINGS


def archive(facts: Mapping[str, object], *, letters: Mapping[str, str], pictures: Sequence[EvidencePicture], now_us: int) -> bytes:
    """letters: by language. Pictures are numbered: their names may say whose they are."""
    parts = {f"letter-{language}.txt": f"{letter}\n".encode() for language, letter in letters.items()}
    parts["facts.json"] = json.dumps(facts, ensure_ascii=False, indent=2).encode()
    seen = facts.get("seen")
    for n, one in enumerate(seen if isinstance(seen, list) else [], 1):
        if headers := one.get("headers"):
            parts[f"headers/{n:03}.txt"] = "\n".join(headers).encode()
    for n, picture in enumerate(pictures, 1):
        parts[f"pictures/{n:03}.{_ENDINGS[picture.media_type]}"] = picture.content
    parts["SHA256SUMS"] = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(parts.items())).encode()
    return _zipped(parts, at(now_us))


def _zipped(parts: Mapping[str, bytes], when: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name, when.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
