"""The bytes of a mail as they came, sealed: kept only when nothing in it was a secret or could not be read, so that it can be read again,
verified, and shown to a lead. Few bytes lie in the row, many in the blob store under a key of their own.
"""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass

from sqlalchemy import Connection

from truepenny.contracts.mail import RawMail
from truepenny.intake.files.records import release_blobs
from truepenny.intake.files.store import Files
from truepenny.intake.mail.records import Kept, StoredMail, find_mail, forget_raw
from truepenny.platform.crypto import Keyring

IN_ROW = 256 * 1024
AT_ONCE = 32 * 1024
_PURPOSE = "raw mail"
_SMALL = 4096
_PLAIN, _PACKED = b"-", b"z"
"""The first byte of what is sealed in a row: packing few bytes costs more than it saves."""


@dataclass(frozen=True, slots=True)
class RawMails:
    files: Files
    keyring: Keyring

    async def keep(self, raw: RawMail) -> Kept:
        """Raises Refused and OSError when the store is full or away."""
        if raw.size <= IN_ROW:
            content = raw.slice(0, raw.size)
            return Kept(sealed=self._seal(content) if raw.size <= AT_ONCE else await asyncio.to_thread(self._seal, content))
        address, key, loose = await self.files.keep_sealed(raw.pieces())
        return Kept(blob=address, key=self.keyring.seal(_PURPOSE, key), loose=loose)

    async def read(self, mail: StoredMail) -> bytes | None:
        """None when they are not kept, or not any more. Raises OSError."""
        kept = mail.kept
        if kept.sealed is not None:
            content = self.keyring.open_sealed(_PURPOSE, kept.sealed)
            return content[1:] if content[:1] == _PLAIN else zlib.decompress(content[1:])
        if kept.blob is None or kept.key is None:
            return None
        return await self.files.read_sealed(kept.blob, self.keyring.open_sealed(_PURPOSE, kept.key))

    def _seal(self, content: bytes) -> bytes:
        packed = _PLAIN + content if len(content) < _SMALL else _PACKED + zlib.compress(content, 1)
        return self.keyring.seal(_PURPOSE, packed)


def forget_mail(conn: Connection, mail_id: str) -> None:
    """The kept bytes of a mail are gone for good: nobody can unseal them from now on, and the store deletes them."""
    found = find_mail(conn, mail_id)
    if found is None:
        return
    forget_raw(conn, mail_id)
    if found.kept.blob is not None:
        release_blobs(conn, [found.kept.blob])
