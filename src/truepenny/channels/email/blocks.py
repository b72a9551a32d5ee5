"""What a mail of ours says, as a list of typed blocks: made once, shown once as text and once as HTML, so that both say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    kind: ClassVar[str] = "title"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose words follow: name and public agent ID. heads: stands in the place of a title."""

    name: str
    agent_id: str
    heads: bool = False
    kind: ClassVar[str] = "writer"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a person, with their line breaks."""

    text: str
    kind: ClassVar[str] = "words"


@dataclass(frozen=True, slots=True)
class Steps:
    title: str
    items: tuple[str, ...]
    numbered: bool = True
    kind: ClassVar[str] = "steps"


@dataclass(frozen=True, slots=True)
class Values:
    """Pairs of name and value; values in figures of one width."""

    title: str
    pairs: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "values"


@dataclass(frozen=True, slots=True)
class Figure:
    """The one thing that this mail is about, large: a code, a number. parts: shown with a little room between them."""

    label: str
    parts: tuple[str, ...]
    joint: str = ""
    kind: ClassVar[str] = "figure"

    @property
    def value(self) -> str:
        return self.joint.join(self.parts)


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    url: str
    kind: ClassVar[str] = "button"


@dataclass(frozen=True, slots=True)
class Box:
    """Set apart from the rest. lead: its first sentence, strong. tone phrase: label and the receiver's own words."""

    tone: Literal["phrase", "safe", "warning"]
    lead: str
    lines: tuple[str, ...] = ()
    kind: ClassVar[str] = "box"


@dataclass(frozen=True, slots=True)
class Small:
    """Small print; url on a line of its own."""

    text: str
    url: str = ""
    kind: ClassVar[str] = "small"


Block = Title | Paragraph | Writer | Words | Steps | Values | Figure | Button | Box | Small


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole mail. number: of the ticket, "" without one. summary: what an inbox shows beside the subject. closing: small print under it.
    colon: between a label and what it says, as the language writes it."""

    subject: str
    brand: str
    number: str
    summary: str
    body: tuple[Block, ...]
    closing: tuple[Small, ...]
    colon: str = ": "
