"""A ticket's events made into what its customer reads: days, bubbles, remarks, the progress line. Pure.

In: events as the customer may see them, oldest first. Out: plain objects for the template. Words stay untouched; the template guards them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from truepenny.contracts.countersign import CountersignMark
from truepenny.contracts.live import Marks
from truepenny.contracts.views import EventView, FileView, TicketView
from truepenny.knowledge.secret_cards import CARD_WORDS
from truepenny.platform.web.times import at
from truepenny.surfaces.portal.notices import HashQuestion, Notices, Removal, find_notices

Say = Callable[..., str]
RUN_US = 5 * 60 * 1_000_000
"""Messages of one person within five minutes share one head."""

_LINE, _LONG = 60, 30
_WIDE = re.compile("[\u2e80-\uffef]")
_WORDS = frozenset({"message_received", "message_sent", "disputed", "incident_told"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a mail's words. fold: what they are that is shown folded, "" for own words. first: the line on which they begin."""

    text: str
    fold: Literal["", "quote", "signature", "forward"] = ""
    first: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation. day: at only; remark: text of ours, other: a ticket to go to; removal, question, alarm: cards;
    bubble: the rest.

    mark stands on the last message of the customer. announcement: what the words are about. pieces: of a mail, all its words in order,
    by_mail: it came as one.
    """

    kind: Literal["day", "bubble", "remark", "removal", "question", "alarm"]
    at: int
    seq: int = 0
    text: str | None = None
    mine: bool = False
    name: str | None = None
    agent: str | None = None
    first: bool = True
    erased: bool = False
    files: tuple[FileView, ...] = ()
    mark: Literal["", "received", "read"] = ""
    client_id: str = ""
    dispute: bool = False
    other: str | None = None
    removal: Removal | None = None
    question: HashQuestion | None = None
    pieces: tuple[Piece, ...] = ()
    by_mail: bool = False
    announcement: str = ""

    @property
    def long(self) -> bool:
        """Whether the words fill so many lines that they are shown folded. Chinese characters are twice as wide."""
        shown = "\n".join(piece.text for piece in self.pieces if not piece.fold) if self.pieces else self.text or ""
        lines = shown.split("\n")
        return sum(1 + (len(line) + len(_WIDE.findall(line))) // _LINE for line in lines) > _LONG


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the progress line."""

    label: str
    state: Literal["done", "now", "next"]
    at: int | None = None


def conversation_lines(events: Sequence[EventView], *, marks: Marks, zone: tzinfo, say: Say, language: str) -> list[Line]:
    last_own = max((event.seq for event in events if event.kind in _WORDS and event.actor.kind == "customer"), default=0)
    notices = find_notices(events, language=language)
    lines: list[Line] = []
    before: EventView | None = None
    day: object = None
    for event in events:
        today = at(event.at, zone).date()
        line = _card(event, notices) or _alarm(event) or _remark(event, say, language)
        bubble = event.kind in _WORDS
        if not bubble and line is None:
            continue
        if today != day:
            lines.append(Line("day", event.at))
            day, before = today, None
        lines.append(line or _bubble(event, before, marks=marks, last_own=last_own))
        before = event if bubble else None
    return lines


def _card(event: EventView, notices: Notices) -> Line | None:
    if event.seq in notices.told_elsewhere:
        return None
    removal, question = notices.removals.get(event.seq), notices.questions.get(event.seq)
    if removal is not None:
        return Line("removal", event.at, seq=event.seq, removal=removal)
    return Line("question", event.at, seq=event.seq, question=question) if question is not None else None


def _alarm(event: EventView) -> Line | None:
    failed = event.countersign is not None and event.countersign.outcome == "failed"
    return Line("alarm", event.at, seq=event.seq) if failed else None


def _remark(event: EventView, say: Say, language: str) -> Line | None:
    late = event.kind == "hash_answered" and event.actor.kind == "system"
    words = CARD_WORDS["late_line"].said(language) if late else remark_of(event, say)
    return Line("remark", event.at, seq=event.seq, text=words, other=event.other_ticket) if words else None


def _bubble(event: EventView, before: EventView | None, *, marks: Marks, last_own: int) -> Line:
    mine = event.actor.kind == "customer"
    same = before is not None and before.actor == event.actor and event.at - before.at < RUN_US
    mark: Literal["", "received", "read"] = ""
    if mine and event.seq == last_own:
        mark = "read" if marks.desk_read >= event.seq else "received"
    return Line(
        "bubble", event.at, seq=event.seq, text=event.text, mine=mine, name=event.actor.name, agent=event.actor.id if not mine else None,
        first=not same, erased=event.erased, files=event.files, mark=mark, client_id=event.client_id or "",
        dispute=event.kind == "disputed", pieces=pieces_of(event), by_mail=event.channel == "email",
        announcement=event.announcement or "",
    )  # fmt: skip


def pieces_of(event: EventView) -> tuple[Piece, ...]:
    """Empty when nothing of it is folded."""
    if not event.text or not event.folds:
        return ()
    lines = event.text.split("\n")
    found: list[Piece] = []
    at = 0
    for fold in event.folds:
        found += [Piece(_joined(lines[at : fold.first])), Piece(_joined(lines[fold.first : fold.last]), fold.kind, fold.first)]
        at = fold.last
    found.append(Piece(_joined(lines[at:])))
    return tuple(piece for piece in found if piece.text)


def _joined(lines: Sequence[str]) -> str:
    """Without the blank lines around them."""
    return "\n".join(lines).strip("\r\n").rstrip()


def _who(name: str | None, agent: str | None, say: Say) -> str:
    if name and agent:
        return say("{name} ({agent})", name=name, agent=agent)
    return name or agent or say("the support team")


def remark_of(event: EventView, say: Say) -> str:
    """One line about what happened; empty for what does not concern the customer."""
    kind = event.kind
    if event.countersign is not None:
        return _words_remark(event, event.countersign, say)
    if kind == "assigned":
        return say("{who} now looks after your ticket.", who=_who(event.assignee_name, event.assignee, say)) if event.assignee else ""
    if kind == "status_changed":
        return _status_remark(event, say)
    if kind == "solved":
        return say("{who} marked this as solved.", who=_who(event.actor.name, event.actor.id, say))
    if kind == "rated":
        return say("You rated our help {stars} of 5.", stars=event.stars or 0)
    if kind == "confirmed":
        return say("You confirmed that this is solved.")
    if kind == "reopened":
        return say("This ticket is open again.")
    if kind == "merged":
        return say("This ticket goes on in another one.")
    if kind == "absorbed":
        return say("Another ticket of yours was joined to this one.")
    return ""


def _words_remark(event: EventView, words: CountersignMark, say: Say) -> str:
    who = _who(words.name, words.agent, say)
    if words.outcome == "matched":
        return say("The two words matched: you are talking to {who}.", who=who)
    if words.outcome == "expired":
        return say("Nobody answered about the two words in time. That proves nothing: do not go on because of them.")
    if event.actor.kind == "customer":
        return say("You asked {who} for two words.", who=who)
    return say("{who} asked you to compare two words.", who=who)


def _status_remark(event: EventView, say: Say) -> str:
    if event.status == "waiting":
        return say("We need an answer from you.")
    if event.status == "hold":
        return say("We are waiting for someone else. You do not need to do anything.")
    return say("We are working on it again.") if event.status == "open" else ""


def progress(ticket: TicketView, events: Sequence[EventView], *, say: Say) -> list[Step]:
    """Received, looked into, solved, confirmed: where the ticket stands now."""
    answered = next((event.at for event in events if event.kind == "message_sent" or (event.kind == "assigned" and event.assignee)), None)
    solved = ticket.status == "solved"
    looking = {"waiting": say("Waiting for you"), "hold": say("On hold")}.get(ticket.status, say("Looking into it"))
    steps = [Step(say("Received"), "done", ticket.opened_at)]
    if solved:
        steps.append(Step(say("Looked into"), "done", answered))
        steps.append(Step(say("Solved"), "done" if ticket.confirmed else "now", ticket.solved_at))
        steps.append(Step(say("Confirmed by you"), "done" if ticket.confirmed else "next"))
        return steps
    steps.append(Step(looking, "now" if answered or ticket.status != "open" else "next", answered))
    steps.append(Step(say("Solved"), "next"))
    steps.append(Step(say("Confirmed by you"), "next"))
    return steps


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a ticket in a few words; tone: a badge modifier."""

    words: str
    tone: Literal["", "safe", "waiting", "warning"]


def standing(ticket: TicketView, *, say: Say) -> Standing:
    if ticket.status == "solved":
        return Standing(say("Solved"), "safe") if ticket.confirmed else Standing(say("Solved: please confirm"), "warning")
    if ticket.status == "waiting":
        return Standing(say("Waiting for you"), "warning")
    if ticket.status == "merged":
        return Standing(say("Joined to another ticket"), "")
    if ticket.status == "hold":
        return Standing(say("On hold"), "waiting")
    if ticket.agent is not None and ticket.agent.name:
        return Standing(say("With {name}", name=ticket.agent.name), "waiting")
    return Standing(say("Received"), "waiting")


def attachments(events: Sequence[EventView]) -> list[FileView]:
    """All files of the ticket, in the order in which they came."""
    return [file for event in events for file in event.files]
