"""Writes the word lists of recovery phrases, src/truepenny/intake/screen/lists/, from published packages:

    .uv/bin/uv run --no-project --with mnemonic==0.21 --with shamir-mnemonic==0.3.0 --with bip-utils==2.12.3 --with monero==1.1.1 \\
        python tools/screen_lists.py

One word a line, in the order of the list, NFC. index.json says of each list what it is for and its SHA-256.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
import unicodedata
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src/truepenny/intake/screen/lists"
BIP39 = {  # the ten official ones; the package also ships Russian and Turkish, which are not
    "english": "en",
    "chinese_simplified": "zh-hans",
    "chinese_traditional": "zh-hant",
    "czech": "cs",
    "french": "fr",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "portuguese": "pt",
    "spanish": "es",
}
MONERO = {
    "english": "en",
    "chinese_simplified": "zh-hans",
    "dutch": "nl",
    "esperanto": "eo",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "lojban": "jbo",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
}


def folder(package: str) -> Path:
    return Path(importlib.import_module(package).__file__ or "").parent


def monero_list(module: str) -> tuple[list[str], int]:
    base = importlib.import_module("monero.wordlists.wordlist").Wordlist
    members = vars(importlib.import_module(f"monero.wordlists.{module}")).values()
    (found,) = [one for one in members if inspect.isclass(one) and issubclass(one, base) and one is not base]
    return found.word_list, found.unique_prefix_length


def write(scheme: str, language: str, words: list[str], prefix: int) -> dict[str, str | int]:
    """The list as a file, and its entry in the index. prefix: how many letters make a word unique; the checksum of Monero needs it."""
    name = f"{scheme}-{language}"
    content = "".join(unicodedata.normalize("NFC", word) + "\n" for word in words).encode()
    (FOLDER / f"{name}.txt").write_bytes(content)
    return {"name": name, "scheme": scheme, "words": len(words), "prefix": prefix, "sha256": hashlib.sha256(content).hexdigest()}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    index = []
    for source, language in BIP39.items():
        prefix = 1 if language.startswith("zh") else 4
        index.append(write("bip39", language, (folder("mnemonic") / f"wordlist/{source}.txt").read_text("utf-8").split(), prefix))
    index.append(write("slip39", "en", (folder("shamir_mnemonic") / "wordlist.txt").read_text("utf-8").split(), 4))
    (electrum1,) = [path for path in folder("bip_utils").rglob("english.txt") if "mnemonic_v1" in path.parts]
    index.append(write("electrum1", "en", electrum1.read_text("utf-8").split(), 4))
    for source, language in MONERO.items():
        index.append(write("monero", language, *monero_list(source)))
    (FOLDER / "index.json").write_text(json.dumps(index, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
