"""Class Checks: one question, one verdict. Nothing of it is stored or logged; the same answer and the same work for everybody who is not
its owner.

In: text, a whole mail or a picture, and who asks. Out: a Verdict, or Refused for who asks very often.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from truepenny.contracts.errors import Refused, TooFast
from truepenny.contracts.identity import Customer
from truepenny.contracts.secrets import Removed
from truepenny.platform.buckets import Bucket, Buckets
from truepenny.platform.clock import Clock
from truepenny.trust.checks.judging import Judge, host_of_desk, make_names
from truepenny.trust.checks.known import KnownFalse
from truepenny.trust.checks.mails import PastedMail, ReadMail, signs_of
from truepenny.trust.checks.pasted import MAX_SEARCHED, MAX_TEXT, Point, is_single, looks_like_mail, points_in, sender_in, straightened
from truepenny.trust.checks.persons import without
from truepenny.trust.checks.verdict import Judged, MailSigns, State, Verdict, in_order, worst_of
from truepenny.trust.checks.wording import find_wording
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.kinds import HANDLES
from truepenny.trust.lookalikes import Lookalikes

PER_S, AT_ONCE = 0.25, 30.0
"""Checks from one network: more than anybody pastes by hand, and offices share one."""
_VERIFY = re.compile(r"/mail/([A-Za-z0-9_-]{16,128})$")
MAX_BYTES = 10_000_000
MOST_PICTURES = 6
"""That wait for their turn in this process."""
MAX_MAIL = 200_000


class Screened(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def removed(self) -> tuple[Removed, ...]: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """customer: signed in, None for everybody else. place: their IP address or network."""

    place: str
    customer: Customer | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands behind the check, from elsewhere in the house.

    screen: takes secrets out of words. mail: reads the source of one. picture: words and codes in it, and why not ("" when it could be
    read). sent_to: when we sent the mail with this Message-ID to a proven address of this customer, else None, with the same work. by_link:
    the same of a verify link, for who holds it. own: proven addresses of the one who asks. brand: our name.
    """

    screen: Callable[[str, str], Screened]
    mail: ReadMail
    picture: Callable[[bytes], tuple[str, str]]
    sent_to: Callable[[str, Customer | None], Awaitable[int | None]]
    by_link: Callable[[str], Awaitable[int | None]]
    own: Callable[[Customer | None], Awaitable[list[str]]]
    brand: Callable[[], Awaitable[str]]


class Checks:
    """extra: names of ours beside those of the directory and the brand. network: the network of an address, for the limits."""

    def __init__(
        self, clock: Clock, *, directory: Directory, known: KnownFalse, reading: Reading, extra: tuple[str, ...] = (),
        network: Callable[[str], str],
    ) -> None:  # fmt: skip
        self.known = known
        self._clock = clock
        self._directory = directory
        self._reading = reading
        self._extra = extra
        self._network = network
        self._desk = host_of_desk(directory.desk)
        self._names: tuple[tuple[int, str], Lookalikes] | None = None
        self._turn, self._pictures = asyncio.Semaphore(1), 0
        self._pace = Buckets(lambda: Bucket(per_s=PER_S, most=AT_ONCE))
        self._report_pace = Buckets(lambda: Bucket(per_s=PER_S, most=AT_ONCE))

    async def check(self, pasted: str | bytes, *, asker: Asker, to_report: bool = False) -> Verdict:
        """bytes: a picture, or a mail as a file. to_report: counted apart, so that nobody who asked much is kept from reporting.

        Raises Refused 429 for who asks very often, 413 for what is too large.
        """
        if not (self._report_pace if to_report else self._pace).take(self._network(asker.place)):
            raise TooFast(retry_after_s=4)
        if len(pasted) > MAX_BYTES:
            raise Refused(413, "too_large", "This is too large to be looked at.", "Paste the part that you have doubts about.")
        return await self._check(pasted, asker)

    async def judge(self) -> Judge:
        """As of now, for many points at once (marks at the desk)."""
        book, brand = await self._directory.book(), await self._reading.brand()
        key = (book.sequence, brand)
        if self._names is None or self._names[0] != key:
            made = await asyncio.to_thread(make_names, book, brand=brand, desk=self._desk, extra=self._extra, at=self._clock.now_us())
            self._names = (key, made)
        return Judge(book, await self.known.keys(), self._names[1], self._desk, self._clock.now_us())

    async def _check(self, pasted: str | bytes, asker: Asker) -> Verdict:
        if isinstance(pasted, str):
            return await self._check_text(pasted, asker)
        if looks_like_mail(pasted[:20_000].decode("utf-8", "replace")):
            return await self._check_mail(pasted[:MAX_MAIL], asker)
        text, unread = await self._read_picture(pasted)
        verdict = await self._check_words(text, asker)
        return replace(verdict, read=verdict.text, unread=unread)

    async def _read_picture(self, content: bytes) -> tuple[str, str]:
        """One at a time: reading takes a processor for seconds, and nobody else's check waits for it."""
        if self._pictures >= MOST_PICTURES:
            raise TooFast(retry_after_s=4)
        self._pictures += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(self._reading.picture, content)
        finally:
            self._pictures -= 1

    async def _check_text(self, pasted: str, asker: Asker) -> Verdict:
        if looks_like_mail(pasted):
            return await self._check_mail(pasted[:MAX_MAIL].encode("utf-8", "surrogatepass"), asker)
        verdict = await self._check_words(pasted[: MAX_TEXT + 200], asker)
        return verdict if len(pasted) <= MAX_TEXT + 200 else replace(verdict, cut=True)

    async def _check_words(self, pasted: str, asker: Asker) -> Verdict:
        screened = self._reading.screen(straightened(pasted), asker.language)
        judge = await self.judge()
        points = await self._with_links(await asyncio.to_thread(_judge_all, judge, screened.text))
        if all(point.kind in _NO_CONTACT and point.state == "unknown" for point in points) and _may_be_name(screened.text):
            name = judge.judge_typed_name(screened.text)
            points = points if name is None else [name]
        elif (sender := sender_in(screened.text)) is not None:
            points = [*_judge_sender(judge, *sender), *(point for point in points if point.kind != "email")]
        text, state = screened.text, worst_of(points)
        if not is_single(text):
            own = await self._reading.own(asker.customer)
            points, text = _without_own(points, own), without(text, own)
            state = "unknown" if state in ("official", "sent") else state
        return Verdict(
            state, in_order(points), find_wording(text), removed=screened.removed, cut=len(text) > MAX_SEARCHED, text=text
        )  # fmt: skip

    async def _with_links(self, points: list[Judged]) -> list[Judged]:
        """The same; of a verify link of ours it is said when the mail with it was sent. Who holds the link may know (portal/mails.py)."""
        found = []
        for point in points:
            link = _VERIFY.search(point.shown) if point.state == "official" and point.ours == self._desk else None
            sent = None if link is None else await self._reading.by_link(link[1])
            found.append(point if sent is None else replace(point, state="sent", sent_at=sent))
        return found

    def _kept_field(self, line: str, asker: Asker) -> str:
        """Words of people stand in these alone; keys of servers in others are no secrets."""
        by_hand = line.startswith(("subject:", "from:", "reply-to:"))
        return self._reading.screen(line, asker.language).text if by_hand else line

    async def _check_mail(self, source: bytes, asker: Asker) -> Verdict:
        mail = await asyncio.to_thread(self._reading.mail, source)
        if mail is None:
            return await self._check_words(source.decode("utf-8", "replace")[:MAX_TEXT], asker)
        links = self._reading.screen(straightened("\n".join(mail.links)[:MAX_TEXT]), asker.language)
        screened = self._reading.screen(straightened(f"{mail.subject}\n{mail.text}"[: MAX_TEXT + 200]), asker.language)
        heads = "\n".join(self._kept_field(line, asker) for line in mail.headers.split("\n"))
        judge = await self.judge()
        head = _judge_head(judge, mail)
        found = await asyncio.to_thread(_judge_links_and_words, judge, links.text, screened.text)
        points = [*head, *await self._with_links(found)]
        proven = await self._reading.own(asker.customer)
        own = [*proven, *_strangers(judge, mail.recipients)]
        points = _without_own(points, own)
        sent = await self._reading.sent_to(mail.message_id, asker.customer)
        from_ours = any(point.role == "from" and point.state == "official" for point in head)
        signs = signs_of(mail, from_ours=from_ours, name_ours=any(point.role == "sender_name" for point in head))
        return Verdict(
            _of_mail(points, signs, sent=sent is not None and (from_ours or _of_same_domain(mail))), in_order(points),
            find_wording(screened.text), MailSigns(mail.proven, signs, sent, bool(proven)), (*screened.removed, *links.removed),
            len(source) >= MAX_MAIL or len(screened.text) > MAX_SEARCHED,
            text=without("\n".join(filter(None, (heads + "\n", links.text, screened.text))), own),
        )  # fmt: skip


_NO_CONTACT = frozenset(("other", "handle", *HANDLES))


def _may_be_name(text: str) -> bool:
    """Short, in one line, and no plain handle: as people write who ask about a name that somebody goes by."""
    return len(text) <= 60 and "\n" not in text and not text.startswith("@") and (" " in text or not text.isascii())


def _judge_all(judge: Judge, text: str) -> list[Judged]:
    return [judge.judge(point) for point in points_in(text, judge.book.regions)]


def _judge_links_and_words(judge: Judge, links: str, words: str) -> list[Judged]:
    """Links one by one and before the words: no length of the words hides them."""
    found = [replace(one, role=one.role or "link") for link in links.splitlines() for one in _judge_all(judge, link)]
    return list({(one.kind, one.shown, one.role): one for one in (*found, *_judge_all(judge, words))}.values())


def _judge_head(judge: Judge, mail: PastedMail) -> list[Judged]:
    found = _judge_sender(judge, mail.from_name, mail.from_address)
    found += [judge.judge(Point("email", one, "reply_to")) for one in mail.reply_to[:3] if one != mail.from_address]
    if mail.return_path and mail.return_path != mail.from_address:
        found.append(judge.judge(Point("email", mail.return_path, "return_path")))
    return found


def _judge_sender(judge: Judge, said: str, address: str) -> list[Judged]:
    """A name of ours over an address that is not."""
    found = [judge.judge(Point("email", address, "from"))] if address else []
    name = judge.judge_name(said) if said else None
    if name is not None:
        ours = bool(found) and found[0].state == "official"
        found.append(replace(name, state="unknown" if ours else "looks_like", trick="" if ours else "name"))
    return found


def _strangers(judge: Judge, addresses: Sequence[str]) -> list[str]:
    """Those that nothing is known of. Whoever writes a mail can name anybody in it, so nothing else is taken for its recipient's."""
    return [one for one in addresses if judge.judge(Point("email", one)).state == "unknown"]


def _without_own(points: list[Judged], own: Sequence[str]) -> list[Judged]:
    """The same without the addresses of the one who asks, alone or within a link."""
    mine = {address.lower() for address in own}
    return [replace(one, shown=without(one.shown, own)) for one in points if one.kind != "email" or one.shown.lower() not in mine]


def _of_same_domain(mail: PastedMail) -> bool:
    """Mail of ours comes from the domain that its Message-ID names."""
    return mail.from_address.rpartition("@")[2] == mail.message_id.rpartition("@")[2].lower()


_ALTERED = frozenset(("not_vouched", "answers_elsewhere", "name_not_address", "no_sender"))


def _of_mail(points: list[Judged], signs: tuple[str, ...], *, sent: bool) -> State:
    """A From of ours proves nothing: anybody can write it. Only the registry does, and then still only that we sent such a mail."""
    worst = worst_of(points)
    if worst in ("known_false", "looks_like", "never_used", "was_official"):
        return worst
    return "sent" if sent and _ALTERED.isdisjoint(signs) else "unknown"
