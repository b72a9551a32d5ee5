"""Mails as files: one folder an address, in it one for what came and one for what was sent. They are there after a restart."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Box = Literal["in", "sent"]
_ID = re.compile(r"[0-9]{17}-[0-9a-f]{8}")
_NEW = ".new.eml"
_SEEN = ".eml"


@dataclass(frozen=True, slots=True)
class Stored:
    """at: when it came, microseconds UTC."""

    id: str
    box: Box
    at: int
    seen: bool
    path: Path


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """addresses: all that there are; nothing is kept for any other."""

    folder: Path
    addresses: Collection[str]

    def has(self, address: str) -> bool:
        return address.lower() in self.addresses

    def put(self, address: str, box: Box, content: bytes, *, now_us: int) -> str:
        """Whole or not at all; gives its id. Raises OSError."""
        mail_id = f"{now_us:017d}-{secrets.token_hex(4)}"
        folder = self._folder(address, box)
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{mail_id}.part"
        fresh.write_bytes(content)
        fresh.rename(folder / (mail_id + (_NEW if box == "in" else _SEEN)))
        return mail_id

    def list_mails(self, address: str, box: Box) -> list[Stored]:
        """The newest first."""
        folder = self._folder(address, box)
        found = [] if not folder.is_dir() else [_stored(path, box) for path in folder.iterdir() if path.name.endswith(_SEEN)]
        return sorted(found, key=lambda mail: mail.id, reverse=True)

    def find(self, address: str, mail_id: str) -> Stored | None:
        if not _ID.fullmatch(mail_id):
            return None
        boxes: tuple[Box, ...] = ("in", "sent")
        paths = ((box, self._folder(address, box) / (mail_id + end)) for box in boxes for end in (_SEEN, _NEW))
        return next((_stored(path, box) for box, path in paths if path.is_file()), None)

    def mark_seen(self, mail: Stored) -> None:
        if not mail.seen:
            mail.path.rename(mail.path.with_name(mail.id + _SEEN))

    def _folder(self, address: str, box: Box) -> Path:
        assert self.has(address), "only addresses of the list become folders"
        return self.folder / address.lower() / box


def _stored(path: Path, box: Box) -> Stored:
    mail_id = path.name.partition(".")[0]
    return Stored(mail_id, box, int(mail_id[:17]), not path.name.endswith(_NEW), path)
