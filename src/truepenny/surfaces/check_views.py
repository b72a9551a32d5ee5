"""A verdict in a reader's language, for the page, the API and the embedded box: what it is, what it proves and what not, what to do next.

Never says that something is safe: an official address proves nothing about a message in which it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from truepenny.contracts.secrets import SecretKind
from truepenny.platform.web.i18n import fill, mark
from truepenny.platform.web.times import at
from truepenny.trust.checks.verdict import Judged, State, Verdict
from truepenny.trust.directory.entries import in_language
from truepenny.trust.directory.kinds import KIND_NAMES

Say = Callable[[str], str]
TITLES: Final[Mapping[State, str]] = {
    "known_false": mark("This is not us. It is known to be false"),
    "looks_like": mark("This looks like us, but it is not us"),
    "never_used": mark("This is not us. We never use this way"),
    "was_official": mark("This was ours once, and is not any more"),
    "unknown": mark("We do not know this"),
    "sent": mark("We sent you a mail with this Message-ID"),
    "official": mark("This is on our list of official contacts"),
}
MEANS: Final[Mapping[State, str]] = {
    "known_false": mark("Our people have looked at it: it belongs to impostors. Do not answer, sign in or send anything there."),
    "looks_like": mark("Somebody made it to be taken for us. Do not answer, sign in or send anything there."),
    "never_used": mark("Whoever writes or calls by this way in our name is an impostor."),
    "was_official": mark("Others may have it by now. Do not use it."),
    "unknown": mark("It is not on our list, and nobody has reported it yet. That says nothing good about it: treat it as a stranger."),
    "sent": mark("It went from us to your address. What you pasted can have been altered: compare its words with the copy in your ticket."),
    "official": mark(
        "The address is ours. That proves nothing about a message that shows it: a sender and the number of a caller can be forged."
    ),
}
NEXT: Final[Mapping[State, str]] = {
    "known_false": mark("Have you entered a password or code, or sent money? Tell us at once, below."),
    "looks_like": mark("Have you entered a password or code, or sent money? Tell us at once, below."),
    "never_used": mark("Break off the talk, and report it below so that we can warn others."),
    "was_official": mark("Use the contact that counts today: it stands in the list of official contacts."),
    "unknown": mark("Ask us by a way that you find yourself: in the app, or by the list of official contacts. Use no link of the message."),
    "sent": mark("Answer it in your ticket, where nobody can come between."),
    "official": mark("Open it by typing it yourself. For a call or chat, compare two words with the agent, in your ticket."),
}
TRICKS: Final[Mapping[str, str]] = {
    "ending": mark("Our name with another ending"),
    "subdomain": mark("Our name stands in front of a foreign address; what counts is its end"),
    "script": mark("Letters of another alphabet that only look like ours"),
    "shape": mark("Digits or letters that look like others"),
    "doubled": mark("A letter more"),
    "hyphen": mark("Our name with a hyphen"),
    "words": mark("Our name with words beside it"),
    "slip": mark("Our name with a letter changed, missing or swapped"),
    "padding": mark("Our name with something added"),
    "name": mark("Our name over an address that is not ours"),
}
WORDING: Final[Mapping[str, str]] = {
    "secret": mark("It asks for a recovery phrase, password or code. We never do."),
    "wallet": mark("It wants you to validate, synchronise or connect a wallet. We never do."),
    "remote": mark("It wants to see or steer your screen. We never do."),
    "deadline": mark("It threatens or sets a deadline, so that you do not think."),
    "payment": mark("It wants money before it pays: a fee, a deposit, a tax. We never do."),
    "safe_account": mark("It wants you to move coins to a “secure” account. There is no such thing."),
    "elsewhere": mark("It wants to go on somewhere else, where nobody sees it."),
    "unasked": mark("It came to you unasked and says that it is support."),
    "own_desk": mark("It leads to a form or “ticket” of its own."),
}
SIGNS: Final[Mapping[str, str]] = {
    "name_not_address": mark("The sender’s name is like ours, the address is not."),
    "answers_elsewhere": mark("An answer would go to another domain than the sender’s."),
    "returns_elsewhere": mark("It was sent by way of another domain than the sender’s."),
    "not_vouched": mark("The sender’s domain does not vouch for it."),
    "no_sender": mark("It names no sender, or several."),
}
ROLES: Final[Mapping[str, str]] = {
    "link": mark("stands in the message"),
    "goes_to": mark("where the link leads on to"),
    "from": mark("sender"),
    "reply_to": mark("where an answer goes"),
    "return_path": mark("where it was sent from"),
    "sender_name": mark("the name that the sender uses"),
}
STATES: Final[Mapping[State, str]] = {
    "known_false": mark("known to be false"),
    "looks_like": mark("looks like us"),
    "never_used": mark("never used by us"),
    "was_official": mark("was ours"),
    "unknown": mark("unknown"),
    "sent": mark("sent by us"),
    "official": mark("on our list"),
}
UNREAD: Final[Mapping[str, str]] = {
    "ocr": mark("Only codes in the picture could be read here, not its words. Type the address from it into the box."),
    "broken": mark("This file could not be read as a picture or a mail. Type the address from it into the box."),
    "too_much": mark("This picture is too large to be read. Cut out the part with the address."),
    "slow": mark("This picture took too long to read. Cut out the part with the address."),
}
_AGENT: Final = mark("An agent ID alone proves nothing: anybody can say one. Compare two words with the agent.")
_TICKET: Final = mark("A ticket number alone proves nothing. Sign in to see your own tickets.")
_NAME: Final = mark("Anybody can call themselves that: a name proves nothing. Check the address, number or account behind it.")
_KINDS: Final[Mapping[str, str]] = {
    **KIND_NAMES,
    "agent": mark("Agent ID"),
    "ticket": mark("Ticket number"),
    "name": mark("Name"),
    "handle": mark("Name"),
}


class PartView(msgspec.Struct, frozen=True):
    text: str
    differs: bool = False


class PointView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One contact point. parts: as it was written, with the differences to ours. ours: the official one. until: microseconds UTC."""

    kind: str
    kind_name: str
    shown: str
    state: State
    state_name: str
    parts: Sequence[PartView]
    ours: str = ""
    label: str = ""
    role: str = ""
    why: str = ""
    until: int | None = None


class VerdictView(msgspec.Struct, frozen=True, omit_defaults=True):
    """state: the worst of all. title, means, next: for the reader. warnings: what else speaks against it. sent_at: microseconds UTC."""

    state: State
    title: str
    means: str
    next: str
    points: Sequence[PointView]
    warnings: Sequence[str] = ()
    secrets: Sequence[str] = ()
    sent_at: int | None = None
    notes: Sequence[str] = ()


def verdict_view(verdict: Verdict, *, language: str, say: Say, kind_of_secret: Callable[[SecretKind, str], str]) -> VerdictView:
    points = [_point(one, language=language, say=say) for one in verdict.points[:20]]
    warnings = [WORDING[code] for code in verdict.wording]
    notes: list[str] = []
    state = verdict.state
    title, means = TITLES[state], MEANS[state]
    if verdict.mail is not None:
        warnings = [SIGNS[code] for code in verdict.mail.signs] + warnings
        if state == "unknown":
            means = mark("We have no record that we sent this mail to you. The sender’s address proves nothing: it can be forged.")
            if not verdict.mail.told and any(point.role == "from" and point.state == "official" for point in verdict.points):
                title = mark("Sign in to learn whether we sent you this mail")
                means = mark(
                    "We tell it only to who is signed in with the address that it came to. The address that it comes from can be forged."
                )
    elif not verdict.points and not verdict.wording and not verdict.removed:
        means = mark("We found no address, number or name in it. Paste the address itself, or the whole message.")
    elif state == "unknown" and _names_ours(verdict):
        title = mark("Nothing proves that this message is from us")
        means = mark("A contact of ours stands in it. That proves nothing about the rest: impostors put real contacts into false messages.")
    elif state == "unknown" and verdict.wording:
        means = mark("It names no contact of ours, and it reads like messages of impostors.")
    if state == "official" and verdict.points[0].elsewhere:
        means = mark("This name is ours on the platform that stands below, and there alone. The same name elsewhere can be anybody’s.")
    if state == "sent" and verdict.mail is None:
        title = mark("We sent a mail with this link")
        means = mark("A mail with this link was sent by us. The link can be copied into a false mail: open it and compare what it says.")
    if len(verdict.points) == 1 and verdict.points[0].kind in ("agent", "ticket"):
        means = _AGENT if verdict.points[0].kind == "agent" else _TICKET
    if state == "unknown" and len(verdict.points) == 1 and verdict.points[0].kind == "name":
        means = _NAME
    if verdict.unread:
        notes.append(UNREAD[verdict.unread])
    if verdict.cut:
        notes.append(mark("It was too long: only its beginning was looked at."))
    secrets = list(dict.fromkeys(one.label or kind_of_secret(one.kind, language) for one in verdict.removed))
    return VerdictView(
        state, say(title), say(means), say(NEXT[state]), points, [say(one) for one in warnings], secrets,
        _sent_at(verdict), [say(one) for one in notes],
    )  # fmt: skip


def _names_ours(verdict: Verdict) -> bool:
    return any(point.state in ("official", "sent") for point in verdict.points)


def _sent_at(verdict: Verdict) -> int | None:
    by_link = next((point.sent_at for point in verdict.points if point.sent_at is not None), None)
    return by_link if verdict.mail is None else verdict.mail.sent_at


def _point(point: Judged, *, language: str, say: Say) -> PointView:
    parts = [PartView(part.text, part.differs) for part in point.parts] or [PartView(point.shown)]
    return PointView(
        point.kind, say(_KINDS.get(point.kind, mark("Other"))), point.shown, point.state, say(STATES[point.state]), parts, point.ours,
        in_language(dict(point.labels), language) if point.labels else "", say(ROLES[point.role]) if point.role else "",
        _why(point, language=language, say=say), point.until,
    )  # fmt: skip


def _why(point: Judged, *, language: str, say: Say) -> str:
    if point.state == "looks_like":
        return say(TRICKS[point.trick]) if point.trick else ""
    if point.state == "never_used":
        return in_language(dict(point.never), language) if point.never else ""
    if point.state == "was_official" and point.until is not None:
        return fill(say(mark("Ours until {day}")), {"day": f"{at(point.until):%Y-%m-%d}"})
    if point.hidden:
        return say(mark("Part of it was hidden: invisible characters, or a name in front of an @"))
    return ""
