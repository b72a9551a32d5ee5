"""Doctor's look at what reads the words of files before they are stored: the PDF and bar code packages, and the program for pictures."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from importlib.metadata import version

from truepenny.intake.files.reading.ocr import PROGRAM, known_languages, languages_for
from truepenny.main.finding import Finding, error, fine, warning
from truepenny.platform.settings import Settings

PACKAGES = {"pypdf": "pypdf", "zxingcpp": "zxing-cpp", "defusedxml": "defusedxml"}
DEBIAN = {"eng": "tesseract-ocr-eng", "chi_sim": "tesseract-ocr-chi-sim"}


def check_reading(settings: Settings) -> Iterator[Finding]:
    for module, package in PACKAGES.items():
        try:
            importlib.import_module(module)
        except ImportError as wrong:
            yield error(
                "files", f"{package} cannot be loaded ({wrong}): files are held", f"pip install {package}, or install Truepenny anew"
            )
        else:
            yield fine("files", f"{package} {version(package)}")
    yield from _check_ocr(settings)


def _check_ocr(settings: Settings) -> Iterator[Finding]:
    needed = languages_for(settings.languages)
    program = shutil.which(PROGRAM)
    known = known_languages(program) if program else set()
    missing = [language for language in needed if language not in known]
    if program and not missing:
        yield fine("pictures", f"{program} reads {', '.join(needed)}")
        return
    without = "tesseract is not installed" if program is None else f"tesseract cannot read {' and '.join(missing)}"
    then = "held" if settings.screen_unread == "hold" else "passed on, marked as not checked"
    packages = " ".join((["tesseract-ocr"] if program is None else []) + [DEBIAN[one] for one in missing if program or one != "eng"])
    yield warning(
        "pictures",
        f"{without}: pictures are checked for QR codes only, and {then}",
        f"apt-get install {packages}; what is held is then looked at by itself",
    )
