"""What a mail carries becomes files of its ticket, each through the same checks as an upload. Nobody is there who could be asked.

What is not taken (a kind that we do not take, a virus, a secret in it) is named below the words, so that both sides know of it; the mail
goes on without it. Signatures and what is encrypted stay in the kept bytes of the mail, where they can be verified.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Customer, FileId, TicketId
from truepenny.contracts.mail import MailFile
from truepenny.contracts.views import FileView
from truepenny.intake.files.store import Files
from truepenny.intake.mail.words import REST
from truepenny.intake.screening import Screening
from truepenny.platform.db.database import DatabaseAway
from truepenny.tickets.actions.words import MAX_FILES

MOST = 50
"""Files of one mail."""
_NOT_KEPT = {"en": "[Not kept: {name} ({why})]", "zh": "［未保存：{name}（{why}）］"}
_WHY = {
    "file_too_large": {"en": "it is too large", "zh": "文件太大"},
    "file_infected": {"en": "the virus check found something in it", "zh": "病毒检查发现问题"},
    "file_secret": {"en": "it held a secret", "zh": "文件里有机密信息"},
    "file_empty": {"en": "it is empty", "zh": "文件是空的"},
    "picture_failed": {"en": "it could not be opened", "zh": "无法打开"},
    "encrypted": {"en": "it is encrypted", "zh": "文件已加密"},
    "unread": {"en": "it is a mail within mails that we could not open", "zh": "多层邮件中的邮件，无法打开"},
}
_TOO_MANY = {"en": "[Not kept: {n} more files (we take 50 of a mail)]", "zh": "［未保存：另外 {n} 个文件（每封邮件最多 50 个）］"}
_OTHER = {"en": "we do not take this kind of file", "zh": "我们不接收这类文件"}
_TEXTS = ("message", "calendar")
_UNREAD = ("signature", "encrypted")
_OF_THE_FILE = "picture_failed"
_LONGEST_NAME = 80
_MOST_UNREAD = 64 * 1024


@dataclass(slots=True)
class Kept:
    """ids: in the order of the mail. inline: content id -> address of a picture inside the formatted version. notes: for the reader.
    clean: every byte of every file was read but for what is encrypted, and nothing was taken out or left out."""

    ids: list[FileId] = field(default_factory=list)
    inline: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    clean: bool = True

    @property
    def first(self) -> tuple[FileId, ...]:
        return tuple(self.ids[:MAX_FILES])

    @property
    def more(self) -> tuple[tuple[FileId, ...], ...]:
        return tuple(tuple(self.ids[start : start + MAX_FILES]) for start in range(MAX_FILES, len(self.ids), MAX_FILES))


async def keep_files(
    files: Files, screening: Screening, owner: Customer, carried: Sequence[MailFile], *, rest: str, ticket: TicketId | None
) -> Kept:
    """rest: all words of a mail of which the message holds only the first. Raises DatabaseAway when a disk or a helper of ours is at fault:
    then the mail is to come again; NotFound when the ticket is not this customer's any more."""
    kept = Kept()
    for number, file in enumerate(carried):
        if file.kind in _UNREAD:
            kept.clean &= await _reads_clean(screening, file, owner.language)
        if file.kind == "signature":
            continue
        if number >= MOST:
            kept.clean = False
            kept.notes.append(_in(_TOO_MANY, owner.language).format(n=len(carried) - MOST))
            break
        if file.kind in ("encrypted", "unread"):
            kept.clean &= file.kind == "encrypted"
            _leave_out(kept, screening, file, file.kind, owner.language)
            continue
        try:
            view = await _save_twice(files, owner, file, ticket)
        except NotFound:
            raise
        except Refused as refused:
            kept.clean &= refused.code == "file_empty"
            _leave_out(kept, screening, file, refused.code, owner.language)
            continue
        named = screening.words(file.name, owner.language)
        kept.clean &= not (named.removed or named.hashes)
        _take(kept, file, view)
    if rest:
        _take(kept, None, await _save(files, owner, REST, rest.encode("utf-8", "replace"), ticket))
    return kept


async def _save_twice(files: Files, owner: Customer, file: MailFile, ticket: TicketId | None) -> FileView:
    """What kills the process that draws it, or takes it too long, is tried once more, and is then held to be the file's own fault: a mail
    that came again because of it would come for ever."""
    try:
        return await _save(files, owner, _name(file), _pieces(file), ticket)
    except Refused as refused:
        if refused.code != _OF_THE_FILE:
            raise
        return await _save(files, owner, _name(file), _pieces(file), ticket)


async def _save(files: Files, owner: Customer, name: str, content: bytes | AsyncIterator[bytes], ticket: TicketId | None) -> FileView:
    try:
        return await files.save(owner, name, content, ticket=ticket, by_mail=True)
    except Refused as refused:
        if refused.status >= 500 and refused.code != _OF_THE_FILE:
            raise DatabaseAway(refused.code) from refused
        raise


async def _reads_clean(screening: Screening, file: MailFile, language: str) -> bool:
    """Whether what calls itself a signature or encrypted holds no words with a secret. The part that a signature speaks for is among the
    words and files of the mail."""
    if file.media_type == "message/rfc822":
        return True
    begin = b"".join(itertools.islice(file.pieces(), 1))
    if file.size > _MOST_UNREAD:
        return begin.startswith((b"\x30", b"-----BEGIN PGP MESSAGE-----"))
    words = await asyncio.to_thread(screening.words, begin.decode("utf-8", "ignore"), language)
    return not (words.removed or words.hashes)


def _take(kept: Kept, file: MailFile | None, view: FileView) -> None:
    kept.ids.append(FileId(view.id))
    kept.clean &= view.state == "clean" and view.unread is None and not view.removed
    if file is not None and file.content_id and view.media_type.startswith("image/"):
        kept.inline[file.content_id] = f"/files/{view.id}"


def _leave_out(kept: Kept, screening: Screening, file: MailFile, code: str, language: str) -> None:
    name = screening.strip(" ".join(file.name.split()) or file.media_type, language).text[:_LONGEST_NAME]
    kept.notes.append(_in(_NOT_KEPT, language).format(name=name, why=_in(_WHY.get(code, _OTHER), language)))


def _in(words: Mapping[str, str], language: str) -> str:
    return words["zh" if language.startswith("zh") else "en"]


def _name(file: MailFile) -> str:
    """A mail inside the mail, and an invitation, are kept as texts: that is what they are."""
    return f"{file.name.removesuffix('.eml')}.txt" if file.kind in _TEXTS and not file.name.endswith(".txt") else file.name


async def _pieces(file: MailFile) -> AsyncIterator[bytes]:
    for piece in file.pieces():
        yield piece
