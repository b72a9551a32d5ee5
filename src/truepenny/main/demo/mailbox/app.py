"""The web mail of the demo: /mailbox/OWNER/... under the sample exchange's address, for whoever visits the demo.

In: requests. Out: pages and redirects. What is sent goes to the desk by the way that start.py gives it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

from truepenny.contracts.errors import Refused
from truepenny.main.demo.answer import Answer
from truepenny.main.demo.mailbox.form import MailForm, TooLarge, read_mail_form
from truepenny.main.demo.mailbox.owners import DESK_ADDRESS, OWNERS, Owner, find_owner
from truepenny.main.demo.mailbox.pages import MailboxPages
from truepenny.main.demo.mailbox.reading import Letter, read_letter
from truepenny.main.demo.mailbox.store import Box, Mailboxes
from truepenny.main.demo.mailbox.writing import Written, address_in, compose, stamp
from truepenny.main.demo.visitor import Visitor
from truepenny.platform.clock import Clock

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
HandIn = Callable[[bytes, str, Sequence[str]], Awaitable[str]]
"""Bytes, sender and receivers to the desk: "" when it took the mail, else what its mail server said."""
_PATH = re.compile(r"/mailbox/(?P<owner>[a-z-]+)(?:/(?P<rest>.*))?")
_MAIL = re.compile(r"mail/(?P<id>[0-9a-f-]+)(?:/(?P<part>html|text|file/(?P<file>[0-9]{1,3})))?")
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_LETTER_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    mailboxes: Mailboxes
    pages: MailboxPages
    clock: Clock
    hand_in: HandIn

    async def answer(self, scope: Scope, receive: Receive, visitor: Visitor) -> Answer:
        found = _PATH.fullmatch(scope["path"])
        owner = find_owner(found["owner"]) if found else None
        if found is None or owner is None:
            key = visitor.customer.key if visitor.customer is not None and find_owner(visitor.customer.key) else OWNERS[-1].key
            return _go(f"/mailbox/{key}/") if scope["path"] in ("/mailbox", "/mailbox/") else self._missing(OWNERS[0], visitor, scope)
        rest = found["rest"] or ""
        if scope["method"] == "POST":
            return await self._send(owner, scope, receive, visitor) if rest == "write" else Answer(404, b"nothing here\n")
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        return self._show(owner, rest, query, visitor, scope)

    def _show(self, owner: Owner, rest: str, query: dict[str, str], visitor: Visitor, scope: Scope) -> Answer:
        if rest in ("", "sent"):
            return self._list(owner, "sent" if rest else "in", query, visitor, scope)
        if rest == "state":
            return Answer(200, self._state(owner).encode())
        if rest == "write":
            return self._form(owner, MailForm({"to": DESK_ADDRESS, **query}), visitor, scope)
        asked = _MAIL.fullmatch(rest)
        letter = self._letter(owner, asked["id"]) if asked else None
        if asked is None or letter is None:
            return self._missing(owner, visitor, scope)
        if asked["file"]:
            return _file(letter, int(asked["file"])) or self._missing(owner, visitor, scope)
        if asked["part"] == "html":
            return Answer(200, letter.html.encode(), "text/html; charset=utf-8", (("content-security-policy", _LETTER_POLICY),))
        self.mailboxes.mark_seen(letter.stored)
        return self._page(owner, visitor, scope, "mailbox_mail.html", letter=letter, as_text=asked["part"] == "text" or not letter.html)

    def _list(self, owner: Owner, box: Box, query: dict[str, str], visitor: Visitor, scope: Scope) -> Answer:
        letters = [read_letter(mail) for mail in self.mailboxes.list_mails(owner.address, box)]
        return self._page(
            owner, visitor, scope, "mailbox_list.html", letters=letters, box=box, done="done" in query, state=self._state(owner)
        )

    def _state(self, owner: Owner) -> str:
        """How many are unread, and the newest: changes when a mail comes."""
        mails = self.mailboxes.list_mails(owner.address, "in")
        return f"{sum(not mail.seen for mail in mails)} {mails[0].id if mails else ''}"

    def _letter(self, owner: Owner, mail_id: str) -> Letter | None:
        stored = self.mailboxes.find(owner.address, mail_id)
        return None if stored is None else read_letter(stored)

    def _form(self, owner: Owner, form: MailForm, visitor: Visitor, scope: Scope, *, fault: tuple[str, str] | None = None) -> Answer:
        answered = self._letter(owner, form.text("answers"))
        if answered is not None and fault is None:
            form.fields |= {"to": answered.answer_to, "subject": answered.answer_subject}
        status = 200 if fault is None else 422
        return self._page(owner, visitor, scope, "mailbox_write.html", status, values=form.fields, answered=answered, fault=fault)

    async def _send(self, owner: Owner, scope: Scope, receive: Receive, visitor: Visitor) -> Answer:
        if visitor.foreign:
            return Answer(403, b"only from this mailbox's own pages\n")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            form = await read_mail_form(headers.get("content-type", ""), receive)
        except Refused as refused:
            return Answer(refused.status, f"{refused.title}\n".encode())
        except TooLarge:
            return self._form(owner, MailForm({"to": DESK_ADDRESS}), visitor, scope, fault=("too_large", ""))
        to, text = address_in(form.text("to")), form.text("text")
        if not to or to.rpartition("@")[2].lower() != DESK_ADDRESS.rpartition("@")[2]:
            return self._form(owner, form, visitor, scope, fault=("wrong_to", ""))
        if not text and not form.files:
            return self._form(owner, form, visitor, scope, fault=("empty_mail", ""))
        now = self.clock.now_us()
        subject = " ".join(form.text("subject").split())
        written = Written(to, subject, text, form.files, self._letter(owner, form.text("answers")))
        content = stamp(compose(owner, written, now_us=now), owner, proven=not form.text("impostor"))
        said = await self.hand_in(content, owner.address, (to,))
        if said:
            return self._form(owner, form, visitor, scope, fault=("refused", said))
        self.mailboxes.put(owner.address, "sent", content, now_us=now)
        return _go(f"/mailbox/{owner.key}/sent?done=1")

    def _missing(self, owner: Owner, visitor: Visitor, scope: Scope) -> Answer:
        return self._page(owner, visitor, scope, "mailbox_missing.html", 404)

    def _page(self, owner: Owner, visitor: Visitor, scope: Scope, template: str, status: int = 200, **shown: object) -> Answer:
        unread = sum(not mail.seen for mail in self.mailboxes.list_mails(owner.address, "in"))
        html = self.pages.render(template, visitor.language, path=scope["path"], owner=owner, unread=unread, **shown)
        cookies = tuple(("set-cookie", f"{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000") for name, value in visitor.chosen)
        return Answer(status, html.encode(), "text/html; charset=utf-8", (("content-security-policy", _POLICY), *cookies))


def _file(letter: Letter, place: int) -> Answer | None:
    if place >= len(letter.files):
        return None
    file = letter.files[place]
    shown = ("content-disposition", f"attachment; filename*=UTF-8''{quote(file.name)}")
    return Answer(200, file.content, "application/octet-stream", (shown, ("content-security-policy", "sandbox; default-src 'none'")))


def _go(to: str) -> Answer:
    return Answer(303, b"", headers=(("location", to),))
