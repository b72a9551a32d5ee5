"""Writes src/truepenny/platform/search/traditional.txt: which simplified character each traditional one is, out of OpenCC's tables.

python -m tools.traditional_table     The desk reads the file and needs no OpenCC: 8 MB less at rest.
"""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).parent.parent / "src" / "truepenny" / "platform" / "search" / "traditional.txt"
HEAD = "# Traditional and simplified characters in pairs, made by tools/traditional_table.py from the tables of OpenCC (Apache-2.0).\n"
PARTS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
PAIRS_A_LINE = 50


def make_table() -> str:
    from opencc import OpenCC

    han = [chr(point) for part in PARTS for point in part]
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    pairs = [old + new for old, new in zip(han, simple, strict=True) if old != new and len(new) == 1]
    lines = ("".join(pairs[start : start + PAIRS_A_LINE]) for start in range(0, len(pairs), PAIRS_A_LINE))
    return HEAD + "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    FILE.write_text(make_table(), encoding="utf-8")
