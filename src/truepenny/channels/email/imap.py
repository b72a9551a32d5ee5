"""One signed-in connection to one mailbox over IMAP (RFC 9051): what is new in it, the bytes of a mail, putting away, waiting for more.

Blocking: it lives in a thread of its own. It marks no mail as read and believes no flag; abort() may be called from any thread.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from truepenny.channels.email.mailbox import Mailbox
from truepenny.channels.email.oauth import AccessTokens
from truepenny.channels.email.spool import SPOOL_ABOVE, Incoming

CONNECT_S = 20.0
READ_S = 60.0
POLL_S = 30.0
"""How often a server without IDLE is asked."""
IDLE_S = (1.0, 60.0)
"""First and later stretches of IDLE, far below the 29 minutes of RFC 2177. Mail that came just before a stretch is seen only at its end:
the server's word about it may come together with its consent to IDLE, and then nothing can be read from the socket any more."""
PART = 512 * 1024
KEYWORD = b"$Truepenny"
_FIRST_WINDOW = 1000
_SIZES_AT_ONCE = 500

# Below "warning" these write whole commands and answers, that is, mails.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class MailboxTrouble(Exception):
    """The mailbox cannot be fetched from; the text is for the operator and says what to do."""


class Body(NamedTuple):
    uid: int
    content: bytes


class ImapSession:
    """Opened by open_session. uidvalidity: of the folder, as it was selected."""

    def __init__(self, client: Any, mailbox: Mailbox) -> None:
        self._client = client
        self._mailbox = mailbox
        selected = _select(client, mailbox)
        self.uidvalidity = int(selected.get(b"UIDVALIDITY", 0))
        self._uidnext = int(selected.get(b"UIDNEXT", 0))
        allowed = selected.get(b"PERMANENTFLAGS", ())
        self._may_flag = any(flag in allowed for flag in (rb"\*", KEYWORD))
        self._quiet = 0

    def look(self, after: int) -> list[int]:
        """UIDs above this one, in order: all of them, or some of the next when there are many. None only when there is nothing."""
        low, width = after + 1, _FIRST_WINDOW
        while low < self._uidnext:
            found = self._client.search(["UID", f"{low}:{min(low + width - 1, self._uidnext - 1)}"])
            if found:
                return sorted(found)
            low, width = low + width, width * 4
        return sorted(uid for uid in self._client.search(["UID", f"{low}:*"]) if uid > after)  # "*" means the last one at least

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Bytes of each that is still there. One of which the server says nothing, though it finds it, counts as large."""
        found: dict[int, int] = {}
        for start in range(0, len(uids), _SIZES_AT_ONCE):
            answer = self._client.fetch(uids[start : start + _SIZES_AT_ONCE], ["RFC822.SIZE"])
            found |= {uid: int(facts[b"RFC822.SIZE"]) for uid, facts in answer.items() if b"RFC822.SIZE" in facts}
        silent = [uid for uid in uids if uid not in found]
        if silent:
            there = self._client.search(["UID", ",".join(map(str, silent))])
            found |= dict.fromkeys(set(silent).intersection(there), SPOOL_ABOVE + 1)
        return found

    def fetch(self, uids: Sequence[int]) -> list[Body]:
        """Whole mails, without those of which the server says nothing (NIL). Raises MailboxTrouble when it refuses them."""
        try:
            answer = self._client.fetch(uids, ["BODY.PEEK[]"])
        except _errors().IMAPClientAbortError:
            raise
        except _errors().IMAPClientError as wrong:
            raise MailboxTrouble("the server does not give out a mail") from wrong
        return [Body(uid, facts[b"BODY[]"]) for uid, facts in answer.items() if facts.get(b"BODY[]") is not None]

    def fetch_into(self, uid: int, incoming: Incoming, *, limit: int) -> bool:
        """A large mail, part by part, until it is whole or larger than the limit, whatever its server said of it. False when it is gone."""
        while incoming.size <= limit:
            try:
                answer = self._client.fetch([uid], [f"BODY.PEEK[]<{incoming.size}.{PART}>"])
            except _errors().IMAPClientAbortError:
                raise
            except _errors().IMAPClientError as wrong:
                raise MailboxTrouble("the server does not give out a mail") from wrong
            parts = [value for name, value in answer.get(uid, {}).items() if name.startswith(b"BODY[]")]
            if not parts:
                return False
            piece = parts[0]
            if piece is None:
                raise MailboxTrouble("the server does not give out a mail")
            incoming.write(piece)
            if len(piece) < PART:
                break
        return True

    def put_away(self, uids: Sequence[int]) -> None:
        """After these were taken: moves them, or sets a keyword where the server keeps one. Raises MailboxTrouble when it refuses."""
        if not uids or not (self._mailbox.move_to or self._may_flag):
            return
        try:
            if self._mailbox.move_to:
                self._move(uids)
            else:
                self._client.add_flags(uids, [KEYWORD], silent=True)
        except _errors().IMAPClientAbortError:
            raise
        except _errors().IMAPClientError as wrong:
            way = f"move mails to {self._mailbox.move_to}" if self._mailbox.move_to else "mark mails"
            raise MailboxTrouble(f"mails are taken, but the server does not let us {way}") from wrong

    def _move(self, uids: Sequence[int]) -> None:
        folder = _folder(self._client, self._mailbox.move_to)
        if not self._client.folder_exists(folder):
            self._client.create_folder(folder)
        if self._client.has_capability("MOVE"):
            self._client.move(uids, folder)
            return
        self._client.copy(uids, folder)
        self._client.add_flags(uids, [rb"\Deleted"], silent=True)
        if self._client.has_capability("UIDPLUS"):  # without it, EXPUNGE would take what others have deleted
            self._client.uid_expunge(uids)

    def wait(self, wake: socket.socket) -> None:
        """Returns when something may have come, when the connection should be used again, or when wake can be read."""
        if not self._client.has_capability("IDLE"):
            _poll([wake], POLL_S)
            self._client.noop()
            return
        self._client.idle()
        heard = _poll([wake, self._client.socket()], IDLE_S[min(self._quiet, 1)])
        self._quiet = 0 if heard else 1
        self._client.idle_done()

    def close(self) -> None:
        """Says goodbye; never raises."""
        try:
            self._client.logout()
        except Exception:  # it is over either way
            with contextlib.suppress(Exception):
                self._client.shutdown()

    def abort(self) -> None:
        """Ends whatever waits for the server in another thread."""
        with contextlib.suppress(OSError, AttributeError):
            self._client.socket().shutdown(socket.SHUT_RDWR)


def open_session(mailbox: Mailbox, tokens: AccessTokens | None, make_tls: Callable[[], ssl.SSLContext]) -> ImapSession:
    """Connects, signs in, selects the folder. Raises MailboxTrouble with words for the operator, OAuthFailed, OSError."""
    from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]

    context = make_tls()
    with _in_words(mailbox):
        client = IMAPClient(
            mailbox.host, mailbox.port, ssl=mailbox.tls, ssl_context=context if mailbox.tls else None,
            timeout=SocketTimeout(CONNECT_S, READ_S),
        )  # fmt: skip
        try:
            if not mailbox.tls and not mailbox.is_near:
                if not client.has_capability("STARTTLS"):
                    raise MailboxTrouble(f"{mailbox.host} offers no TLS, and the password is not sent in clear: use imaps:// in mail_imap")
                client.starttls(context)
            _sign_in(client, mailbox, tokens)
            return ImapSession(client, mailbox)
        except BaseException:
            with contextlib.suppress(Exception):
                client.shutdown()
            raise


def _sign_in(client: Any, mailbox: Mailbox, tokens: AccessTokens | None) -> None:
    if not mailbox.oauth:
        _with_password(client, mailbox)
        return
    if tokens is None:
        raise MailboxTrouble(f"oauth={mailbox.oauth} in mail_imap needs the file mail_oauth")
    try:
        _with_token(client, mailbox.user, tokens.get(mailbox.oauth))
    except _errors().LoginError:
        _with_token(client, mailbox.user, tokens.get(mailbox.oauth, anew=True))


def _with_password(client: Any, mailbox: Mailbox) -> None:
    try:
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(mailbox.user, mailbox.password)
        else:
            client.login(mailbox.user, mailbox.password)
    except _errors().LoginError as refused:
        raise MailboxTrouble(f"{mailbox.host} refused user or password: correct them in mail_imap") from refused


def _with_token(client: Any, user: str, token: str) -> None:
    """XOAUTH2 as Google and Microsoft describe it: a refusal comes as a challenge, which wants an empty answer."""
    answers = iter([f"user={user}\1auth=Bearer {token}\1\1"])
    client.sasl_login("XOAUTH2", lambda _challenge: next(answers, ""))


def _select(client: Any, mailbox: Mailbox) -> dict[bytes, Any]:
    try:
        selected: dict[bytes, Any] = client.select_folder(_folder(client, mailbox.folder))
    except _errors().IMAPClientAbortError:
        raise
    except _errors().IMAPClientError as wrong:
        raise MailboxTrouble(f"{mailbox.host} has no folder {mailbox.folder} for this user: correct it in mail_imap") from wrong
    return selected


def _folder(client: Any, name: str) -> str:
    """The name as this server writes it: / stands for whatever parts its folders."""
    if "/" not in name:
        return name
    listed = client.list_folders("", "")
    parted_by = listed[0][1] if listed else None
    return name if parted_by is None else name.replace("/", parted_by.decode("ascii", "replace"))


@contextlib.contextmanager
def _in_words(mailbox: Mailbox) -> Iterator[None]:
    place = f"{mailbox.host}:{mailbox.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as wrong:
        raise MailboxTrouble(f"the certificate of {place} is not trusted ({wrong.verify_message})") from wrong
    except ssl.SSLError as wrong:
        raise MailboxTrouble(f"{place} does not speak TLS as expected: imaps:// is for port 993, imap:// for 143") from wrong
    except socket.gaierror as wrong:
        raise MailboxTrouble(f"the name {mailbox.host} cannot be resolved") from wrong
    except TimeoutError as wrong:
        raise MailboxTrouble(f"{place} does not answer") from wrong
    except _errors().LoginError as wrong:
        raise MailboxTrouble(f"{mailbox.host} refused the access token of {mailbox.oauth}: check its scopes and the user") from wrong
    except OSError as wrong:
        raise MailboxTrouble(f"{place} cannot be reached ({wrong.strerror or type(wrong).__name__})") from wrong


def is_gone(error: BaseException) -> bool:
    """The connection or the server went away; reconnecting is the cure."""
    return isinstance(error, OSError | _errors().IMAPClientError)


def _errors() -> Any:
    from imapclient import exceptions

    return exceptions


def _poll(sockets: Sequence[Any], seconds: float) -> bool:
    """Whether any can be read within this time."""
    if any(isinstance(one, ssl.SSLSocket) and one.pending() for one in sockets):
        return True
    poller = select.poll()
    for one in sockets:
        poller.register(one, select.POLLIN)
    return bool(poller.poll(seconds * 1000))
