"""Writes the labelled corpus of the screen, tests/screen/corpus/: secrets.jsonl and benign.jsonl, the same at each run.

    uv run --with bip-utils==2.12.3 python tools/screen_corpus.py [--check]

The values come from libraries that the detectors do not use (bip-utils, mnemonic, shamir-mnemonic, base58, PyNaCl, cryptography), so
that a mistake in a detector is not made twice. Half of it ("part": "tune") is what detectors are fitted to; the other half ("judge") has
templates, layouts and a seed of its own. --check: writes nothing, fails when the files are not what would be written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import benign, secrets_of, texts

FOLDER = Path(__file__).parent.parent / "tests" / "screen" / "corpus"
SEEDS = {"tune": 20261101, "judge": 77003}
LANGUAGES = ("en", "zh")
BENIGN_EACH = 2_400
"""Benign messages in one language and part."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the labelled corpus of the screen.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the files differ")
    check = parser.parse_args().check
    made = {"secrets.jsonl": _lines(_secrets()), "benign.jsonl": _lines(_benign())}
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        path = FOLDER / name
        if check and (not path.exists() or path.read_text() != content):
            sys.exit(f"{path} is not what tools/screen_corpus.py makes")
        if not check:
            path.write_text(content)
        print(f"{name}: {content.count(chr(10)):,} messages, {len(content.encode()) / 1000:,.0f} kB")


def _secrets() -> Iterator[dict[str, object]]:
    for part, seed in SEEDS.items():
        yield from secrets_of.secrets(part, seed, {language: texts.load(language, part) for language in LANGUAGES})


def _benign() -> Iterator[dict[str, str]]:
    for part, seed in SEEDS.items():
        yield from benign.messages(part, seed, {language: texts.load(language, part) for language in LANGUAGES}, BENIGN_EACH)


def _lines(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


if __name__ == "__main__":
    main()
