"""format=flowed (RFC 3676): lines that a mail program broke are joined again; quotations keep their depth as "> " marks."""

from __future__ import annotations


def unflow(text: str, *, delete_space: bool) -> str:
    made: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:]
        words = words.removeprefix(" ")  # stuffed
        flows = words.endswith(" ") and words != "-- "
        if flows and delete_space:
            words = words[:-1]
        if open_depth == depth and words != "-- ":
            made[-1].append(words)
        else:
            made.append(["> " * min(depth, 20), words])
        open_depth = depth if flows else -1
    return "\n".join("".join(line) for line in made)
