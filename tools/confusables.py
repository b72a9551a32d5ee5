"""Writes src/truepenny/trust/lookalikes/confusables.tsv from the file confusables.txt of Unicode (UTS 39), which the source of ICU carries:

    apt-get source --download-only icu
    tar xzf icu_*.orig.tar.gz --wildcards '*/unidata/confusables.txt'
    python tools/confusables.py icu/source/data/unidata/confusables.txt

One line for each prototype: the prototype, a tab, all single characters outside ASCII that look like it. The first line names the version.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "src/truepenny/trust/lookalikes/confusables.tsv"


def read(text: str) -> tuple[str, dict[str, str]]:
    """The version, and the characters by prototype."""
    version, looks = "", defaultdict(list)
    for line in text.lstrip("\ufeff").splitlines():
        if line.startswith("# Version:"):
            version = line.split(":")[1].strip()
        fields = line.partition("#")[0].split(";")
        if len(fields) < 3:
            continue
        source, prototype = ("".join(chr(int(code, 16)) for code in field.split()) for field in fields[:2])
        if ord(source) > 0x7F:
            looks[prototype].append(source)
    return version, {prototype: "".join(sorted(sources)) for prototype, sources in sorted(looks.items())}


def main() -> None:
    version, looks = read(Path(sys.argv[1]).read_text("utf-8"))
    lines = [f"# Unicode {version}, confusables.txt, see README.md", *(f"{prototype}\t{sources}" for prototype, sources in looks.items())]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"Unicode {version}: {sum(map(len, looks.values())):,} characters, {len(looks):,} prototypes")


if __name__ == "__main__":
    main()
