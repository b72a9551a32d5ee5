# ruff: noqa: E501
"""One long conversation of 120 messages: an institution and the desk follow an incident through a day, minute by minute."""

from __future__ import annotations

from truepenny.main.demo.stories.english import DAY
from truepenny.main.demo.story import Act, Answer, Read, Sort, Story, Write

_EVENTS = (
    ("ETH withdrawals: batch {n} sent, {k} transfers in it.", "Received, thank you. Ours in it: {k}."),
    ("Batch {n} is confirmed. Next one in ten minutes.", "Confirmed on our side too."),
    ("Batch {n} waits for a higher fee; we raised it to {k} gwei.", "Understood. Please tell us when it moves."),
    ("Batch {n} moves again, 4 of 12 confirmations.", "We see 5 of 12 now."),
    ("We hold batch {n} for a minute: one address in it looks wrong.", "Which one? We can check it at once."),
    ("Checked with your file: the address is right. Batch {n} is on its way.", "Good. Our books agree up to line {k}."),
)
_MESSAGES = 120


def _acts() -> tuple[Act, ...]:
    acts: list[Act] = [
        Write(0, "We are moving treasury today: about 60 withdrawals in batches. Please stay with us in this ticket until the last one is through."),
        Sort(4, "omar", to="omar", priority="P1", tags=("institution", "treasury")),
        Answer(2, "omar", "Gladly. I will write a line for each batch, so that you have one record of the day."),
    ]  # fmt: skip
    for i in range(_MESSAGES // 2 - 1):
        ours, theirs = _EVENTS[i % len(_EVENTS)]
        acts.append(Answer(5 + i % 4, "omar", ours.format(n=i // 2 + 1, k=3 + i * 7 % 19)))
        acts.append(Write(1 + i % 3, theirs.format(n=i // 2 + 1, k=2 + i * 5 % 17)))
    acts.append(Read(1))
    return tuple(acts)


LONG = Story("northfield-treasury", "northfield", DAY, "WD.PENDING", "webchat", "Treasury move, 60 withdrawals in batches", _acts())
