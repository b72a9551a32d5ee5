"""The templates of one language and part, and prose made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from corpus.grammar import Slots, fill, read_sections
from corpus.slots import slots

FOLDER = Path(__file__).parent / "templates"
TOPICS = ("deposit", "withdraw", "login", "trade", "kyc", "p2p", "promo", "scam", "general")


@dataclass(frozen=True)
class Texts:
    """sections: of ordinary messages; secret_sections: with a place for a secret."""

    language: str
    part: str
    sections: dict[str, list[str]]
    secret_sections: dict[str, list[str]]
    slots: Slots

    def line(self, rng: Random, section: str) -> str:
        return fill(rng, rng.choice(self.sections[section]), self.slots)

    def sentence(self, rng: Random) -> str:
        return self.line(rng, f"prose_{rng.choice(TOPICS)}")

    def message(self, rng: Random, sentences: int, sections: Sequence[str] = ()) -> str:
        """So many different sentences of one topic (or of the given sections), with a greeting and thanks now and then."""
        tail = "_t" if "prose_hant" in sections else ""
        chosen = sections or (f"prose_{rng.choice(TOPICS)}", "prose_general")
        pool = [line for section in chosen for line in self.sections[section]]
        lines = [fill(rng, line, self.slots) for line in rng.sample(pool, min(sentences, len(pool)))]
        space = "" if self.language == "zh" else " "
        text = ("\n" if rng.random() < 0.15 else space).join(lines)
        if rng.random() < 0.35:
            text = self.line(rng, f"=greet{tail}") + rng.choice(("，", "！", "\n") if self.language == "zh" else (", ", "! ", ",\n")) + text
        if rng.random() < 0.3:
            text += (
                (space or rng.choice(("", " ")))
                + self.line(rng, f"=thanks{tail}")
                + rng.choice(("", "!" if self.language == "en" else "！"))
            )
        return self._loosely(rng, text)

    def _loosely(self, rng: Random, text: str) -> str:
        """As people type: small letters, no full stop, stretched punctuation."""
        if self.language == "en" and rng.random() < 0.2 and max(map(len, text.split())) < 24:  # an address keeps its letters
            text = text.lower() if rng.random() < 0.8 else text.upper()
        if rng.random() < 0.15:
            text = text.rstrip(".。")
        if rng.random() < 0.08:
            text += rng.choice(("!!!", "...", "???", " :(") if self.language == "en" else ("！！", "。。。", "？？", "……"))
        return text


def load(language: str, part: str) -> Texts:
    sections = read_sections(FOLDER / f"{language}.{part}.txt") | read_sections(FOLDER / f"{language}.{part}.technical.txt")
    secret_sections = read_sections(FOLDER / f"{language}.{part}.secrets.txt")
    return Texts(language, part, sections, secret_sections, slots(language))
