"""Names that people give: cleaned, and checked so that no agent can look like another. Text in, text out; nothing is stored here."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from truepenny.contracts.errors import Refused
from truepenny.platform.letters import plain_letter

MAX_AGENT_NAME = 40
MAX_CONTACT_NAME = 80
MAX_TEAM_NAME = 40
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
_AGENT_ID = re.compile(r"a-?\d{3,}")
_LOOKALIKES: Final = {
    **str.maketrans("аәвгеёзіїјкмнорсԁтуүхһԛԝѕҽ", "aabreesiijkmhopcdtyyxhqwse"),
    **str.maketrans("αβγειικνορτυχωϲ", "abyeiikvoptuxwc"),
    **str.maketrans("ıɩɡɑɢʏʟℓ", "iigagyll"),
    **str.maketrans("0135689|!$@", "oiesbbgiisa"),
}
"""Letters that a reader takes for a Latin one: Cyrillic, Greek, small variants, digits. l and I are made the same in name_skeleton."""


_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters and marks that draw nothing."""
_PILE = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3,}")
"""Marks piled up so high that they cover the line above."""


def is_plain(text: str) -> bool:
    """True when the text has no control, bidi, zero-width, blank, private or unassigned character, and no pile of marks."""
    hidden = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return not any(char in _BLANKS or unicodedata.category(char) in hidden for char in text) and not _PILE.search(text)


def clean_line(text: str, max_chars: int) -> str:
    """One line without invisible characters, single spaces, cut to max_chars. For names that customers or their exchange send."""
    kept = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", text) if char.isspace() or is_plain(char))
    return _PILE.sub("", " ".join(kept.split()))[:max_chars].strip()


def name_skeleton(name: str) -> str:
    """What a hurried reader sees: two names with the same skeleton can be taken for each other."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(char for char in folded if unicodedata.category(char)[0] in "LNS" or char in "|!$@")
    return "".join(map(plain_letter, bare.translate(_LOOKALIKES))).replace("l", "i").replace("rn", "m").replace("vv", "w")[:240]


def normalise_login(login: str) -> str:
    """NFKC, lower case, no outer spaces. Does not check."""
    return unicodedata.normalize("NFKC", login).strip().lower()[:200]


def check_login(login: str) -> str:
    """The normalised login. Raises Refused 400 when it is not one."""
    normal = normalise_login(login)
    if not _LOGIN.fullmatch(normal):
        raise Refused(
            400,
            "login_wrong",
            "This sign-in name cannot be used.",
            "Use 2 to 64 letters a-z, digits and . _ @ + -, such as lin.wei or lin@example.com.",
            field="login",
        )
    return normal


def check_agent_name(name: str) -> str:
    """The display name in NFC. Raises Refused 400 for invisible characters, a wrong length or what looks like an agent ID."""
    checked = check_line(name, MAX_AGENT_NAME, code="name_wrong", field="name")
    has_letter = any(unicodedata.category(char)[0] == "L" for char in checked)
    if not has_letter or _AGENT_ID.search(unicodedata.normalize("NFKC", checked).casefold()):
        raise Refused(
            400,
            "name_wrong",
            "This name could be taken for an agent ID.",
            "Use the name by which customers should call this person.",
            field="name",
        )
    return checked


def check_line(text: str, max_chars: int, *, code: str, field: str) -> str:
    """One visible line of 1 to max_chars characters, in NFC. Raises Refused 400."""
    line = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    line = re.sub(" +", " ", line)
    if not line:
        raise Refused(400, code, "This field is empty.", "Write at least one letter.", field=field)
    if len(line) > max_chars:
        raise Refused(400, code, "This is too long.", "Use at most {limit} characters.", params={"limit": max_chars}, field=field)
    if not is_plain(line):
        raise Refused(
            400,
            code,
            "This text contains invisible characters.",
            "Type it anew instead of pasting it: control and direction characters are not allowed here.",
            field=field,
        )
    return line
