"""The vendored browser libraries are the ones that tools/vendor/build wrote: nothing added, nothing missing, no byte changed."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src/truepenny/surfaces/assets/vendor"
TESTS = ROOT / "tests/vendor"


def _sums(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


@pytest.mark.parametrize("folder", [VENDOR, TESTS], ids=["assets", "tests"])
def test_every_file_is_listed_and_unchanged(folder: Path) -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "SHA256SUMS"}
    assert found == _sums(folder)


def test_every_library_names_its_pinned_version_and_has_its_licence() -> None:
    pinned: dict[str, str] = json.loads((ROOT / "tools/vendor/package.json").read_text("utf-8"))["devDependencies"]
    for script in VENDOR.glob("*.js"):
        banner = re.match(r"/\* (\S+) (\S+), see (\S+) \*/", script.read_text("utf-8"))
        assert banner is not None, script.name
        name, version, licence = banner.groups()
        assert version in (pinned.get(name), pinned.get(f"@preact/{name}"))
        assert (VENDOR / licence).is_file()


def test_lock_pins_by_hash_and_names_no_registry() -> None:
    lock = json.loads((ROOT / "tools/vendor/package-lock.json").read_text("utf-8"))
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert packages
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())


def test_no_library_offers_html_from_strings() -> None:
    for script in VENDOR.glob("*.js"):
        assert not re.search(r"unsafeHTML|unsafeSVG|unsafeStatic|unsafeMathML", script.read_text("utf-8")), script.name
