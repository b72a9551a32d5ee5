"""The folds of a mail's words, in order and not overlapping. A doubt leaves a line visible, and something is visible always.

Programs either mark each quoted line with ">", which leaves room for answers between them, or write a head and repeat all to the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from truepenny.contracts.views import Fold
from truepenny.projections.timeline.folding import patterns as p

Kind = Literal["quote", "signature", "forward"]
Part = tuple[int, int, Kind]

_LONGEST = 400
"""Characters: a longer line is none that a program writes of itself."""
_MOST_LINES = 4000
"""Nothing begins behind them."""
_HEAD_LINES = 14
_SIGNATURE_LINES = 12
_DISCLAIMER_LINES = 40
_WHOLE_HEAD = frozenset(("sender", "date", "to", "subject"))


def find_folds(text: str) -> tuple[Fold, ...]:
    """Lines as split at "\\n". Where all would be folded, the first fold is left out."""
    lines = text.split("\n", _MOST_LINES)
    rest = 0 if len(lines) <= _MOST_LINES else lines.pop().count("\n") + 1
    end = len(lines) + rest
    folds: list[Fold] = []
    seen = False
    own = 0
    for first, last, kind in [*_find_quotes(lines, end), (end, end, "quote")]:
        signed = first if rest and first == end else _find_signature(lines, own, first)
        seen = seen or first > len(lines) or any(line.strip() for line in lines[own:signed])
        if signed < first:
            folds.append(Fold("signature", signed, first))
        if first < last:
            folds.append(Fold(kind, first, last))
        own = last
    return tuple(folds if seen else folds[1:])


def _find_quotes(lines: Sequence[str], end: int) -> Iterator[Part]:
    n = floor = 0
    announced = False
    while n < len(lines):
        line = lines[n]
        if _is_marked(line):
            last = _end_of_marked(lines, n)
            if _reads_as_quote(lines[n:last], announced=announced):
                yield n, last, "quote"
                announced = True
                floor = last
            n = last
            continue
        part = _part_from(lines, n, floor, end) if line and len(line) <= _LONGEST and not line.isspace() else None
        if part is None:
            n += 1
            continue
        announced = True
        n = floor = part[1]
        yield part


def _part_from(lines: Sequence[str], n: int, floor: int, end: int) -> Part | None:
    """What is said on this line to be somebody else's: from the line where that begins."""
    line = lines[n].rstrip()
    if line[-1] in ":：":
        following = _next(lines, n + 1)
        marked = following < len(lines) and following - n <= 3 and _is_marked(lines[following])
        first = _attribution(lines, n, floor, marked=marked)
        if first is not None and marked:
            return first, _end_of_marked(lines, following), "quote"
        if first is not None:
            return None if _answers_inside(lines, first) else (first, end, "quote")
    if p.FORWARDED.match(line):
        return n, end, "forward"
    first = n if p.ORIGINAL.match(line) else _head(lines, n, floor)
    return None if first is None or _answers_inside(lines, first) else (first, end, "quote")


def _head(lines: Sequence[str], n: int, floor: int) -> int | None:
    """Where a head begins whose first line this is, with the rule above it. Without a rule it must be whole."""
    label = p.LABEL.match(lines[n])
    if label is None or label.lastgroup == "more":
        return None
    above = _previous(lines, n - 1, floor)
    ruled = above >= floor and n - above <= 3 and p.RULE.match(lines[above][:_LONGEST]) is not None
    if not ruled and label.lastgroup != "sender":
        return None
    kinds = _read_head(lines, n)
    if not ((ruled and len(kinds) >= 3) or (label.lastgroup == "sender" and kinds >= _WHOLE_HEAD)):
        return None
    if any(p.RAW_HEAD.match(line) for line in lines[max(floor, n - 3) : n + _HEAD_LINES]):
        return None
    return above if ruled else n


def _read_head(lines: Sequence[str], n: int) -> set[str]:
    """Which labels stand here, one below the other; long lists of receivers go over several lines."""
    kinds: set[str] = set()
    last = ""
    blank = 0
    for line in lines[n : n + _HEAD_LINES]:
        label = p.LABEL.match(line[:_LONGEST])
        blank = blank + 1 if not line.strip() else 0
        if label is not None and label.lastgroup:
            last = label.lastgroup
            if last in kinds and last != "more":
                break
            kinds.add(last)
        elif blank > 1 or (not blank and last not in ("to", "more")):
            break
    return kinds - {"more"}


def _attribution(lines: Sequence[str], n: int, floor: int, *, marked: bool) -> int | None:
    """Where the words begin that say who wrote what follows line n, on which they end: at most three lines, since programs wrap them."""
    line = lines[n].strip()
    verb = p.WROTE.search(line[-24:]) is not None
    if not verb and line[-2:-1] != ">" and not p.SCHRIEB.match(line) and not p.SCHRIEB.match(f"{lines[n - 1].strip()} {line}"):
        return None
    if not any(p.DATE.search(line[:_LONGEST]) for line in lines[max(floor, n - 2) : n + 1]):
        return n if marked and verb else None
    spans = list(_spans(lines, n, floor))
    for opens in p.OPENS:
        for first, words in spans:
            when = opens.match(words) is not None and p.DATE.search(words) is not None
            by_name = when and (verb or p.SCHRIEB.match(words)) and ("@" in words or p.TIME.search(words))
            if by_name or (when and p.ENDS_WITH_ADDRESS.search(words)):
                return first
    return n if marked and verb else None


def _spans(lines: Sequence[str], n: int, floor: int) -> Iterator[tuple[int, str]]:
    """Line n, with the one before it, with two: where each begins, and its words in a row. None goes over the end of a sentence."""
    words = ""
    for first in range(n, max(floor, n - 2) - 1, -1):
        line = lines[first].strip()
        if first < n and (not line or line[-1] in ".!?。！？" or p.DEVICE.match(line)):
            return
        words = f"{line} {words}".rstrip()
        if len(words) > _LONGEST:
            return
        yield first, words


def _find_signature(lines: Sequence[str], first: int, last: int) -> int:
    """Where the signature of own words begins that stand here; last when there is none."""
    start = _above_devices(lines, first, last)
    if last < len(lines):
        start = _above_card(lines, first, start)
    for n in range(max(first, start - _DISCLAIMER_LINES), start):
        if (n == first or not lines[n - 1].strip()) and p.DISCLAIMER.match(" ".join(lines[n : min(n + 6, start)])[: 2 * _LONGEST]):
            start = _above_devices(lines, first, n)
            break
    filled = int(start < last)
    for n in range(start - 1, first - 1, -1):
        if p.DASHES.match(lines[n][:9]) and len(lines[n]) < 9 and filled:
            return n
        filled += bool(lines[n].strip())
        if filled > _SIGNATURE_LINES:
            break
    return start


def _above_devices(lines: Sequence[str], first: int, last: int) -> int:
    start = last
    for n in range(last - 1, first - 1, -1):
        line = lines[n].strip()
        if not line:
            continue
        if len(line) > _LONGEST or not p.DEVICE.match(line):
            break
        start = n
        if p.CARD.search(line):
            start = min((m for m in range(max(first, n - 8), n) if lines[m].lstrip().startswith("|")), default=n)
            break
    return start


def _above_card(lines: Sequence[str], first: int, last: int) -> int:
    """Foxmail puts a rule and the own address between the words and what they answer."""
    filled = [n for n in range(max(first, last - 6), last) if lines[n].strip()][-3:]
    for n in filled[:-1]:
        if p.RULE.match(lines[n][:_LONGEST]) and any(p.ADDRESS.fullmatch(lines[m].strip()) for m in filled if m > n):
            return n
    return last


def _answers_inside(lines: Sequence[str], first: int) -> bool:
    """Whether the words above a quoted part without marks say that answers stand inside it."""
    words = "\n".join(line[:_LONGEST] for line in lines[max(0, first - 20) : first])
    return p.INLINE.search(words) is not None


def _is_marked(line: str) -> bool:
    return line[:4].lstrip(" \t\u00a0\ufeff")[:1] == ">"


def _end_of_marked(lines: Sequence[str], n: int) -> int:
    last = n
    while n < len(lines) and (_is_marked(lines[n]) or not lines[n].strip()):
        n += 1
        if _is_marked(lines[n - 1]):
            last = n
    return last


def _reads_as_quote(lines: Sequence[str], *, announced: bool) -> bool:
    """Whether lines with ">" are quoted: sentences, or quotes of quotes; not amounts, nor the steps of a menu."""
    if not announced and all(line.startswith(">>> ") for line in lines if _is_marked(line)):
        return False  # what somebody typed into Python
    bodies = [line.strip()[1:].strip() for line in lines]
    said = [body for body in bodies if body and (not p.AMOUNT.match(body) or p.WROTE.search(body[-24:]))]
    return (announced and bool(said)) or any(body[:1] == ">" or p.WROTE.search(body[-24:]) or _is_sentence(body) for body in said)


def _is_sentence(body: str) -> bool:
    return len(body) >= (12 if p.HAN.search(body) else 30)


def _next(lines: Sequence[str], n: int) -> int:
    while n < len(lines) and not lines[n].strip():
        n += 1
    return n


def _previous(lines: Sequence[str], n: int, floor: int) -> int:
    while n >= floor and not lines[n].strip():
        n -= 1
    return n
