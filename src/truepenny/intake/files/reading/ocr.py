"""The program that reads the characters in pictures: tesseract, started for one picture at a time, fed and heard through pipes.

In: a grey picture. Out: its lines as text, in the orders in which a person might read them. No picture touches the disk.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PROGRAM = "tesseract"
PACKAGES = "tesseract-ocr tesseract-ocr-chi-sim"
"""What Debian calls them; English comes with the first."""
_ONE_PICTURE_S = 15.0
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_HAN_GAP = 0.7
"""Of the height of a line."""
_LARGEST, _SIDES = 2400, (1600, 1000)
"""The longer side in pixels. Letters in boxes are taken for drawings at one size and read well at another: hence three sizes."""


@dataclass(frozen=True, slots=True)
class Ocr:
    """program: its path. languages: as it is told them ("chi_sim+eng")."""

    program: str
    languages: str


class OcrGone(Exception):
    """The program is not there any more, or does not work."""


class OcrSlow(Exception):
    """The picture takes too long."""


def languages_for(offered: Sequence[str]) -> tuple[str, ...]:
    """What the program has to know, from the languages that customers are offered (en, zh)."""
    return ("chi_sim", "eng") if "zh" in offered else ("eng",)


def find_ocr(offered: Sequence[str]) -> Ocr | None:
    """The program with all its languages, or None; blocking, some 20 ms."""
    program = shutil.which(PROGRAM)
    needed = languages_for(offered)
    return Ocr(program, "+".join(needed)) if program and set(needed) <= known_languages(program) else None


def known_languages(program: str) -> set[str]:
    try:
        said = subprocess.run([program, "--list-langs"], capture_output=True, timeout=10, check=True)  # noqa: S603 - a fixed program
    except (OSError, subprocess.SubprocessError):
        return set()
    return set(said.stdout.decode("utf-8", "replace").split())


def read_lines(ocr: Ocr, grey: Image, *, until: float) -> Iterator[list[list[str]]]:
    """For each size at which the picture is looked at: its lines of words, downwards. Raises OcrGone, OcrSlow.

    grey: of mode L. until: on time.monotonic's clock.
    """
    own = max(grey.size)
    sides = [(min(own * 2 if own < 1000 else own, _LARGEST), ocr.languages)]
    sides += [(side, "eng") for side in _SIDES if abs(side - sides[0][0]) > side // 10]
    for side, languages in sides:
        scale = side / own
        sized = grey if scale == 1 else grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))
        yield _lines(_run(ocr, languages, sized, until))


def _run(ocr: Ocr, languages: str, picture: Image, until: float) -> str:
    """The program's table of words with their places."""
    png = io.BytesIO()
    picture.save(png, "PNG", compress_level=1)
    seconds = min(_ONE_PICTURE_S, until - time.monotonic())
    if seconds <= 0:
        raise OcrSlow
    command = [ocr.program, "stdin", "stdout", "-l", languages, "--psm", "3", "tsv"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell, the picture comes through a pipe
            command, input=png.getvalue(), capture_output=True, timeout=seconds, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
    except subprocess.TimeoutExpired:
        raise OcrSlow from None
    except (OSError, subprocess.CalledProcessError):
        raise OcrGone from None
    return done.stdout.decode("utf-8", "replace")


@dataclass(slots=True)
class _Word:
    left: int
    right: int
    text: str


def _lines(table: str) -> list[list[str]]:
    """Words whose boxes overlap in height are on one line, from left to right; blocks that stand beside one another are read across."""
    found: list[tuple[int, int, _Word]] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            left, top, width, height = map(int, cells[6:10])
            found.append((top, height, _Word(left, left + width, cells[11].strip())))
    lines: list[tuple[int, int, list[_Word]]] = []
    for top, height, word in sorted(found, key=lambda one: one[:2]):
        if lines and lines[-1][0] <= top + height // 2 <= lines[-1][1]:
            lines[-1][2].append(word)
        else:
            lines.append((top, top + height, [word]))
    return [_joined(line, room=(bottom - top) * _HAN_GAP) for top, bottom, line in lines]


def _joined(line: list[_Word], *, room: float) -> list[str]:
    """Chinese characters that stand as close as in a sentence are one word; those of a grid stay apart."""
    words: list[_Word] = []
    for one in sorted(line, key=lambda one: one.left):
        if words and one.left - words[-1].right < room and _HAN.match(words[-1].text[-1]) and _HAN.match(one.text[0]):
            words[-1] = _Word(words[-1].left, one.right, words[-1].text + one.text)
        else:
            words.append(one)
    return [one.text for one in words]
