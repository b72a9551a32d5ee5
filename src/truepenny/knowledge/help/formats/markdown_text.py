"""Words as Markdown that means these words and nothing else; and emphasis set so that CommonMark sees it, also between Chinese letters.

While a line is made, emphasis is marked by the characters MARKS, which no input keeps.
"""

from __future__ import annotations

import re
import unicodedata

STRONG, STRONG_END, EM, EM_END, GONE, GONE_END = MARKS = "\ue001\ue002\ue003\ue004\ue005\ue006"
CODE_ENDS = "\ue007"
_WRITTEN = {STRONG: "**", STRONG_END: "**", EM: "*", EM_END: "*", GONE: "~~", GONE_END: "~~"}
_PAIRS = {STRONG: STRONG_END, EM: EM_END, GONE: GONE_END}
_ENDS = {end: begin for begin, end in _PAIRS.items()}
_STRIPPED = re.compile(f"[{MARKS}{CODE_ENDS}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\ufeff\u200b]")
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_SPECIAL = re.compile(r"[\\`*\[\]<|]|(?<!\w)_+|_+(?!\w)|~(?=~)|(?<=~)~|&(?=[#A-Za-z])")
_FIRST = re.compile(r">|#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-{2,}\s*$|:{3,}")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
MOST_MARKS = 400
"""In one paragraph; with more, it is set without emphasis."""
_TICKS = re.compile(r"`+")
_PIECE = re.compile(r"(?P<whole>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|!?\[|\]\([^()\s]*\))|\\.|.", re.DOTALL)
_WHOLE = re.compile(r"`|!?\[|\]\(")
"""Code, and the two ends of a link: no mark may go into these."""


def clean(text: str) -> str:
    """Without what marks emphasis here, and without what nobody sees."""
    return _STRIPPED.sub("", text)


def escape(text: str) -> str:
    """Running words; blanks are one blank. What could begin a block is escaped by escape_start when the line is whole."""
    return _SPECIAL.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), _BLANKS.sub(" ", clean(text)))


def escape_start(line: str) -> str:
    """A line of running words that begins no heading, list, rule or callout."""
    line = line.lstrip(" ")
    if _FIRST.match(line):
        return f"\\{line}"
    return _NUMBER.sub(r"\1\\\2", line, count=1) if _NUMBER.match(line) else line


def code_span(text: str) -> str:
    """Words as code within a line."""
    words = _BLANKS.sub(" ", clean(text))
    if not words.strip():
        return ""
    fence = "`" * (max((len(run) for run in _TICKS.findall(words)), default=0) + 1)
    pad = " " if words[0] in "` " or words[-1] in "` " else ""
    return f"{fence}{pad}{words}{pad}{fence}{CODE_ENDS}"


def fence_for(text: str) -> str:
    """The line around a block of code that holds this."""
    return "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))


def target(address: str) -> str:
    """An address as it stands in the brackets of a link."""
    return re.sub(r"[\s()<>\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)


def set_emphasis(line: str, *, in_table: bool = False) -> str:
    """The marks as Markdown. Each is moved to where CommonMark takes it (0.31, 6.2); one that embraces nothing goes.

    in_table: strokes within code are escaped too.
    """
    pieces = _flat(line)
    if sum(piece in _WRITTEN for piece in pieces) > MOST_MARKS:
        pieces = [piece for piece in pieces if piece not in _WRITTEN]
    for _ in range(4 * len(pieces)):
        if not (_move_ends(pieces) or _drop_pair(pieces) or _part(pieces)):
            break
    if in_table:
        pieces = [piece.replace("|", "\\|") if piece[0] == "`" else piece for piece in pieces]
    return "".join(_WRITTEN.get(piece, piece) for piece in pieces)


def _flat(line: str) -> list[str]:
    """Characters (an escaped one with its stroke) and marks; a mark within the same kind goes, and so does one without its twin."""
    pieces: list[str] = []
    open_now: dict[str, int] = {}
    depth = dict.fromkeys(_PAIRS, 0)
    for piece in (found[0] for found in _PIECE.finditer(line)):
        if piece == CODE_ENDS:
            continue
        if piece in _PAIRS:
            depth[piece] += 1
            if depth[piece] == 1:
                open_now[piece] = len(pieces)
                pieces.append(piece)
        elif piece in _ENDS:
            begin = _ENDS[piece]
            depth[begin] -= 1
            if depth[begin] == 0:
                pieces.append(piece)
        else:
            pieces.append(piece)
    return pieces


def _move_ends(pieces: list[str]) -> bool:
    """One step of one mark: past a blank on its inner side, or past punctuation when a letter stands on its outer side. Where that is
    code or a link, a blank is set between the mark and the letter."""
    for at, piece in enumerate(pieces):
        step = 1 if piece in _PAIRS else -1 if piece in _ENDS else 0
        inner = at + step
        if not step or not 0 <= inner < len(pieces) or pieces[inner] in _WRITTEN:
            continue
        if _is_blank(pieces[inner]) or (_is_sign(pieces[inner]) and _is_letter(_next(pieces, at - step, -step))):
            if _WHOLE.match(pieces[inner]):
                pieces.insert(at if step > 0 else at + 1, " ")
            else:
                pieces[inner], pieces[at] = piece, pieces[inner]
            return True
    return False


def _drop_pair(pieces: list[str]) -> bool:
    """Marks that embrace nothing; an end that the same kind begins right after."""
    for at in range(len(pieces) - 1):
        one, two = pieces[at], pieces[at + 1]
        if one in _WRITTEN and (_PAIRS.get(one) == two or _ENDS.get(one) == two):
            del pieces[at : at + 2]
            return True
    return False


def _part(pieces: list[str]) -> bool:
    """A blank between an end and a beginning of another kind, and between code and code: their signs would run together."""
    for at in range(len(pieces) - 1):
        one, two = pieces[at], pieces[at + 1]
        if (one in _ENDS and two in _PAIRS) or (one[0] == two[0] == "`"):
            pieces.insert(at + 1, " ")
            return True
    return False


def _next(pieces: list[str], at: int, step: int) -> str:
    """The next piece in this direction that is no mark, "" at the end."""
    while 0 <= at < len(pieces):
        if pieces[at] not in _WRITTEN:
            return pieces[at]
        at += step
    return ""


def _is_blank(piece: str) -> bool:
    return piece[-1:].isspace()


def _is_sign(piece: str) -> bool:
    """Punctuation as CommonMark counts it: general categories P and S; code, links and escapes begin and end with such."""
    return bool(piece) and piece not in _WRITTEN and unicodedata.category(piece[-1])[0] in "PS"


def _is_letter(piece: str) -> bool:
    return bool(piece) and not _is_blank(piece) and not _is_sign(piece)
