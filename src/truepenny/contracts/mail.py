"""Mail as the rest of the house sees it: what a channel makes of the bytes that came in, and what it is asked to send.

Plain types only. channels/email makes and takes them, intake/mail and outbound/mail work with them.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from truepenny.contracts.identity import TicketId

Verdict = Literal["vouched", "unproven", "failed", "unchecked"]
"""What the sender's domain says of a mail. vouched: DMARC passes, so the domain vouches for the address in From. unproven: nothing that is
aligned with From speaks for it. failed: the same, and the domain asks that such mail be refused. unchecked: names were not looked up."""
Automatic = Literal["reply", "list", "bulk", "bounce", "loop"]
"""Mail that no person wrote to us: an automatic answer, a mailing list, a newsletter, a report on a delivery, our own mail come back."""
Crypt = Literal["smime_signed", "pgp_signed", "smime", "pgp"]
Delivery = Literal["queued", "sent", "failed", "bounced", "given_up", "dropped"]
"""failed: this try did not succeed and there will be another. bounced: another server took it and could not deliver it. dropped: never
sent, because nobody needs it any more or it may not go."""
MailKind = Literal["reply", "solution", "receipt", "notice", "secret", "code", "told", "announcement", "subscribe"]
"""notice: there is an answer elsewhere, without its words. secret: something was taken out of the customer's mail, or is asked about.
told: what was announced, to who has a ticket about it; announcement: the same, to who asked for announcements by mail; subscribe: the
question whether it was they who asked."""
Linked = Literal["number", "reference", "reply_address"]
"""Why a ticket may belong to another one: its number was quoted, a mail of it was answered, its reply address was written to."""
OUR_MARK = "X-Truepenny"
"""Header of every mail that we send, with its kind: a mail that comes in with it is our own, come back."""
_PIECE = 256 * 1024
_WINDOW = 4 * 1024 * 1024


class RawMail:
    """The bytes of one mail as they came, in memory or in a file that lies there until close()."""

    def __init__(self, content: bytes | Path) -> None:
        self.path = content if isinstance(content, Path) else None
        self._content: bytes | mmap.mmap = b""
        if isinstance(content, bytes):
            self._content = content
        elif content.stat().st_size:
            with content.open("rb") as file:
                self._content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.size = len(self._content)
        self._seen = 0

    def slice(self, start: int, end: int) -> bytes:
        self._seen += end - start
        if self._seen > _WINDOW:
            self._let_go()
        return self._content[start:end]

    def find(self, words: bytes, start: int = 0) -> int:
        """-1 when they are not in it."""
        return self._content.find(words, start)

    def search(self, pattern: re.Pattern[bytes], start: int, end: int, *, reach: int) -> re.Match[bytes] | None:
        """Like pattern.search, for one that never matches more than reach bytes; few pages of the file are in memory at a time."""
        for at in range(start, end, _WINDOW):
            found = pattern.search(self._content, at, min(at + _WINDOW + reach, end))
            if found is not None and found.start() < at + _WINDOW:
                return found
            self._let_go()
        return None

    @property
    def view(self) -> bytes | mmap.mmap:
        """For regular expressions; never copied."""
        return self._content

    def pieces(self) -> Iterator[bytes]:
        for start in range(0, self.size, _PIECE):
            yield self.slice(start, min(start + _PIECE, self.size))

    def close(self) -> None:
        """Removes the file, if there is one."""
        if isinstance(self._content, mmap.mmap):
            self._content.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _let_go(self) -> None:
        """What was read of a file leaves our memory; it comes back from the system's when it is read again."""
        self._seen = 0
        if isinstance(self._content, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._content.madvise(mmap.MADV_DONTNEED)


class Envelope(msgspec.Struct, frozen=True):
    """How a mail reached us. source: "imap:NAME", "lmtp", "smtp", "pipe". sender: MAIL FROM, None when nobody said, "" for a report.
    client, helo: who handed it in over SMTP, where we know."""

    source: str
    recipients: tuple[str, ...] = ()
    sender: str | None = None
    client: str | None = None
    helo: str | None = None


class MailAddress(msgspec.Struct, frozen=True):
    """name: as written, decoded; it proves nothing. address: local part as written, domain in lower case, IDNA as A-labels."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class MailFile:
    """Something that a mail carries. pieces: its decoded bytes, as often as asked. content_id: without <>, of a picture inside the HTML.

    kind: attachment, inline, message (a mail inside the mail, in clear), calendar, signature, encrypted, tnef (what winmail.dat held),
    unread (a mail inside the mail that could not be opened).
    """

    name: str
    media_type: str
    size: int
    pieces: Callable[[], Iterator[bytes]]
    content_id: str = ""
    kind: str = "attachment"


@dataclass(frozen=True, slots=True)
class Bounced:
    """A report on a delivery of ours. message_id, recipient: as far as it says ("" when not). status: "5.1.1", "" in old formats.
    final: nobody tries any more. words: what the other server said, shortened."""

    message_id: str
    recipient: str
    status: str
    final: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class InboundMail:
    """One mail, read. Pure facts; nothing of it is proven.

    message_id: without <>, "" when there is none that can be used. senders: all that From names; more than one is never vouched for.
    references: In-Reply-To and References, without <>, each once, the newest first. at: its Date in microseconds UTC.
    text: readable plain words, always there (made of the HTML where there is no other), line ends "\\n". html: as sent, decoded, unsafe.
    language: "zh" or "en", None when it cannot be told. faults: what was broken and read all the same, codes. to, cc: as written.
    aside: what the mail says where it is shown to nobody. reply_to is kept apart and never answered to.
    """

    message_id: str
    senders: tuple[MailAddress, ...]
    subject: str
    text: str
    html: str | None = None
    to: tuple[MailAddress, ...] = ()
    cc: tuple[MailAddress, ...] = ()
    reply_to: tuple[MailAddress, ...] = ()
    references: tuple[str, ...] = ()
    at: int | None = None
    files: tuple[MailFile, ...] = ()
    automatic: Automatic | None = None
    bounced: tuple[Bounced, ...] = ()
    language: str | None = None
    crypt: Crypt | None = None
    faults: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    aside: str = ""

    @property
    def sender(self) -> MailAddress | None:
        """The one whom From names; None when it names nobody or several."""
        return self.senders[0] if len(self.senders) == 1 else None


class Vouched(msgspec.Struct, frozen=True):
    """The verdict and what it rests on. by: our own check, or the site's own mail server (its topmost Authentication-Results).
    spf, dkim, dmarc: results in the words of RFC 8601, "" when not looked at. domain: that of From."""

    verdict: Verdict
    domain: str = ""
    by: Literal["own", "server", ""] = ""
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    policy: str = ""


class Taken(msgspec.Struct, frozen=True):
    """What became of a mail. filed: in the ticket, as event seq. known: had been filed before. bounce: a report, put where it belongs.
    parked: kept sealed for an operator. In each case it is on disk, and the sender need not keep it."""

    state: Literal["filed", "known", "bounce", "parked"]
    ticket: TicketId | None = None
    seq: int = 0


class OutboundFile(msgspec.Struct, frozen=True):
    name: str
    media_type: str
    content: bytes


class OutboundMail(msgspec.Struct, frozen=True):
    """One mail to be written and handed to a mail server.

    to: one address. at: its date, microseconds UTC. text: the agent's words. steps, parameters (name, value), cautions: the closing record
    of a solution. message_id, in_reply_to, references (the oldest first): without <>. return_path: where reports on it go. reply_to: the
    ticket's own address, "" where no answer is expected. code: of a sign-in. ticket: its number as shown. ticket_url: where it can be read;
    of a code, where that is typed; of an announcement, its page. verify_url: where its receiver can ask whether we sent it. phrase: the
    receiver's own words against phishing. left_out: names of files that wait in the ticket instead of coming along. removed: of each
    secret that was taken out of the customer's mail its name, why it is dangerous, and what to do. asks_hash: the customer is asked
    whether digits are a transaction hash. unproven: what it answers may have been written by somebody else under this address. label: of
    an announcement its kind and state. read_url: of what is told in a ticket, the announcement's page.
    """

    kind: MailKind
    to: str
    language: str
    message_id: str
    return_path: str
    verify_url: str
    brand: str
    at: int
    subject: str = ""
    text: str = ""
    steps: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    cautions: tuple[str, ...] = ()
    ticket: str = ""
    ticket_url: str = ""
    agent_id: str = ""
    agent_name: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    phrase: str = ""
    code: str = ""
    valid_minutes: int = 0
    unsubscribe_url: str = ""
    hue: int = 172
    files: tuple[OutboundFile, ...] = ()
    left_out: tuple[str, ...] = ()
    removed: tuple[tuple[str, str, str], ...] = ()
    asks_hash: bool = False
    unproven: bool = False
    label: str = ""
    read_url: str = ""


@dataclass(frozen=True, slots=True)
class SentMail:
    """The server took it. digest: SHA-256 of the bytes as sent, in hex."""

    digest: str
    said: str = ""
