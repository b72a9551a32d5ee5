"""Operators' patterns: which are run, and why no other.

People write these, and a regular expression can take for ever. So a pattern is read first, in the part of the language that its writers
need: letters, escapes, classes, groups, alternatives, repeats. The steps that it may take from one place of a text are reckoned from that;
a pattern that may take more than MOST_STEPS is refused, and so is what cannot be reckoned (looking around, referring back, flags). A + or
a * goes on for LONGEST characters at most, so that a match has an end.
"""

from __future__ import annotations

from dataclasses import dataclass

from truepenny.contracts.errors import Refused

LONGEST = 200
MOST_STEPS = 2_000
MOST_REACH = 1_000
OTHER = 128
"""Stands for every character that is not ASCII."""
Chars = frozenset[int]
ALL: Chars = frozenset(range(OTHER + 1))
_DIGITS: Chars = frozenset(range(48, 58))
_WORD: Chars = _DIGITS | frozenset(range(65, 91)) | frozenset(range(97, 123)) | {95}
_SPACE: Chars = frozenset(b" \t\n\r\f\v")
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE, "D": ALL - _DIGITS, "W": ALL - _WORD, "S": ALL - _SPACE}
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_CAP = 10**9


class RuleRefused(Refused):
    """A rule of an operator that is not run; its title says what is wrong with it."""


def refused(title: str, *, field: str = "pattern", **params: object) -> RuleRefused:
    return RuleRefused(422, "rule_refused", title, "Write it more simply, or as two rules.", params=params, field=field)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What is known of a part of a pattern. written: to be compiled. first: with which characters it can begin. empty: it may match
    nothing. reach: its longest match. paths: in how many ways it can match in one place. steps: the work of trying them all."""

    written: str
    first: Chars
    empty: bool
    reach: int
    paths: int
    steps: int
    alone: Chars | None = None
    """The characters of a part that is always one character."""
    repeats: tuple[int, Chars] | None = None
    """For a repeat of single characters: between how many lengths it can choose, and the characters."""


def reckon(pattern: str) -> Reckoned:
    """Raises RuleRefused. The result's written is the pattern as it is to be compiled."""
    reader = _Reader(pattern)
    whole = reader.alternatives()
    if reader.more():
        raise refused("The pattern has a closing bracket too many.")
    if whole.empty:
        raise refused("The pattern also matches nothing at all, and so it would match everywhere.")
    if whole.steps > MOST_STEPS:
        raise refused("The pattern could take too long: parts that repeat can be matched in too many ways.")
    if whole.reach > MOST_REACH:
        raise refused("The pattern can match more than {most} characters.", most=MOST_REACH)
    return whole


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.captures = 0

    def more(self) -> bool:
        return self.at < len(self.pattern)

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        letter = self.peek()
        if not letter:
            raise refused("The pattern ends in the middle.")
        self.at += 1
        return letter

    def alternatives(self) -> Reckoned:
        options = [self.sequence()]
        while self.peek() == "|":
            self.take()
            options.append(self.sequence())
        if len(options) == 1:
            return options[0]
        return Reckoned(
            "|".join(option.written for option in options),
            frozenset().union(*(option.first for option in options)),
            any(option.empty for option in options),
            max(option.reach for option in options),
            _choices(options),
            min(_CAP, sum(option.steps for option in options)),
        )

    def sequence(self) -> Reckoned:
        parts: list[Reckoned] = []
        while self.more() and self.peek() not in "|)":
            parts.append(self.repeated(self.atom()))
        return _in_sequence(parts)

    def atom(self) -> Reckoned:
        letter = self.take()
        if letter == "(":
            return self.group()
        if letter == "[":
            return self.char_class()
        if letter == "\\":
            return self.escape()
        if letter == ".":
            return _one(".", ALL - {10})
        if letter in "*+?{^$":
            raise refused("The pattern has a {sign} where it is not understood; write \\{sign} for the character itself.", sign=letter)
        return _one(_quoted(letter), _char(letter))

    def group(self) -> Reckoned:
        begin = "("
        if self.peek() == "?":
            if self.pattern[self.at : self.at + 2] != "?:":
                raise refused("Of groups with a question mark only (?: ) is understood.")
            self.at += 2
            begin = "(?:"
        else:
            self.captures += 1
            if self.captures > 1:
                raise refused("The pattern has more than one group that is kept; write (?: ) for the others.")
        inner = self.alternatives()
        if self.take() != ")":
            raise refused("The pattern ends in the middle.")
        return Reckoned(f"{begin}{inner.written})", inner.first, inner.empty, inner.reach, inner.paths, inner.steps)

    def escape(self) -> Reckoned:
        letter = self.take()
        if letter in "bB":
            return Reckoned("\\" + letter, frozenset(), empty=True, reach=0, paths=1, steps=1)
        if letter in _CLASSES:
            return _one("\\" + letter, _CLASSES[letter])
        return _one(_quoted(self.escaped(letter)), _char(self.escaped(letter)))

    def escaped(self, letter: str) -> str:
        if letter in _LETTERS:
            return _LETTERS[letter]
        if letter.isascii() and letter.isalnum():
            raise refused("The pattern has \\{sign}, which is not understood.", sign=letter)
        return letter

    def char_class(self) -> Reckoned:
        begin = self.at - 1
        negated = self.peek() == "^"
        self.at += negated
        chars: set[int] = set()
        first = True
        while first or self.peek() != "]":
            first = False
            low = self.class_member()
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.take()
                high = self.class_member()
                if isinstance(low, frozenset) or isinstance(high, frozenset) or high < low:
                    raise refused("The pattern has a range of characters that is not one.")
                chars |= {min(code, OTHER) for code in (*range(low, min(high, OTHER) + 1), high)}
            else:
                chars |= low if isinstance(low, frozenset) else {min(low, OTHER)}
        self.take()
        written = self.pattern[begin : self.at].replace("[[", "[\\[")
        # One character outside ASCII stands for all of them: without it they are still possible in a negated class.
        return _one(written, frozenset((ALL - chars) | {OTHER}) if negated else frozenset(chars))

    def class_member(self) -> int | Chars:
        letter = self.take()
        if letter == "[" and self.peek() in (":", "."):
            raise refused("The pattern has a class of characters that is not understood.")
        if letter != "\\":
            return ord(letter)
        letter = self.take()
        return _CLASSES[letter] if letter in _CLASSES else ord(self.escaped(letter))

    def repeated(self, part: Reckoned) -> Reckoned:
        counts = self.counts()
        if counts is None:
            return part
        least, most = counts
        if part.empty:
            raise refused("The pattern repeats a part that can be empty.")
        lazy = "?" if self.peek() == "?" else ""
        self.at += len(lazy)
        if self.peek() and self.peek() in "*+?{":
            raise refused("The pattern repeats a repeat.")
        written = f"{part.written}{{{least},{most}}}{lazy}"
        lengths = most - least + 1
        if part.alone is not None:
            return Reckoned(written, part.first, least == 0, most, lengths, most + 1, repeats=(lengths, part.alone))
        paths = min(_CAP, sum(min(_CAP, part.paths**count) for count in range(least, most + 1)))
        return Reckoned(written, part.first, least == 0, most * part.reach, paths, min(_CAP, paths * most * part.steps + 1))

    def counts(self) -> tuple[int, int] | None:
        sign = self.peek()
        if sign and sign in "*+?":
            self.take()
            return {"*": (0, LONGEST), "+": (1, LONGEST), "?": (0, 1)}[sign]
        if sign != "{":
            return None
        end = self.pattern.find("}", self.at)
        least, comma, most = self.pattern[self.at + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not least.isdecimal() or not (most.isdecimal() or most == ""):
            raise refused("The pattern has a counting bracket that counts nothing; write a backslash before it for the character itself.")
        self.at = end + 1
        low = int(least)
        high = int(most) if most else (LONGEST if comma else low)
        if not low <= high <= LONGEST or high == 0:
            raise refused("The pattern repeats something more than {most} times, or never.", most=LONGEST)
        return low, high


def _choices(options: list[Reckoned]) -> int:
    """Alternatives that begin with different characters leave no choice."""
    begun = frozenset().union(*(option.first for option in options))
    if sum(len(option.first) for option in options) == len(begun) and not any(option.empty for option in options):
        return max(option.paths for option in options)
    return min(_CAP, sum(option.paths for option in options))


def _one(written: str, chars: Chars) -> Reckoned:
    """Capital and small letters are alike when the pattern is run."""
    chars |= {code ^ 32 for code in chars if 65 <= code <= 90 or 97 <= code <= 122}
    return Reckoned(written, chars, empty=False, reach=1, paths=1, steps=1, alone=chars)


def _char(letter: str) -> Chars:
    return frozenset({min(ord(letter), OTHER)})


def _quoted(letter: str) -> str:
    return "\\" + letter if letter in "\\.^$*+?{}[]|()" else letter


def _in_sequence(parts: list[Reckoned]) -> Reckoned:
    """From the right: what follows a repeat is tried once for each length of it, unless it cannot begin with what is repeated."""
    first: Chars = frozenset()
    empty, reach, paths, steps = True, 0, 1, 1
    for part in reversed(parts):
        again = part.paths
        if part.repeats is not None and not empty and part.repeats[1].isdisjoint(first):
            again = 1
        steps = min(_CAP, part.steps + again * steps)
        paths = min(_CAP, again * paths)
        first = part.first | first if part.empty else part.first
        empty = empty and part.empty
        reach += part.reach
    alone = parts[0].alone if len(parts) == 1 else None
    repeats = parts[0].repeats if len(parts) == 1 else None
    return Reckoned("".join(part.written for part in parts), first, empty, reach, paths, steps, alone, repeats)
