"""Stars around Chinese words: **注意：**请… is bold, although no space stands between the full-width colon and the next word.

A replacement for markdown-it's rule of the same name. CommonMark 0.31 (section 6.2) lets a run of stars close only before a space or a
mark when it follows a mark; Chinese and Japanese have no spaces, so their letters count as one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

EAST = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")


def star_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- called by markdown-it
    from markdown_it.rules_inline.emphasis import tokenize
    from markdown_it.rules_inline.state_inline import Delimiter

    start = state.pos
    if silent or state.src[start] != "*":
        return tokenize(state, silent)
    scanned = state.scanDelims(start, canSplitWord=True)
    end = start + scanned.length
    before, after = state.src[start - 1 : start], state.src[end : min(end + 1, state.posMax)]
    opens = scanned.can_open or bool(EAST.match(before) and after.strip())
    closes = scanned.can_close or bool(before.strip() and EAST.match(after))
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = "*"
        state.delimiters.append(Delimiter(ord("*"), scanned.length, len(state.tokens) - 1, -1, opens, closes))
    state.pos = end
    return True
