"""`make screens`: a picture of every page and state, in both languages, light and dark, phone and desktop, into screens/.

python -m tests.browser.screens --only widget --size phone --theme dark --language zh
Only when asked for: --theme forced (forced colours), --size zoomed (the desktop at 200 %).
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser import screens_editors as of_editors
from tests.browser import screens_files as of_files
from tests.browser import screens_mail as of_mail
from tests.browser import screens_secrets as of_secrets
from tests.browser import screens_truth as of_truth
from tests.browser.camera import SIZES, THEMES, Camera, Look, Shot
from tests.browser.demo_site import CHROMIUM, NO_CHROMIUM, DemoSite, launch
from tests.browser.screens_agents import ADMIN, DESK
from tests.browser.screens_customers import EXCHANGE, PORTAL, WIDGET

AREAS: Mapping[str, Sequence[Shot]] = {
    "desk": (*DESK, *of_mail.DESK, *of_secrets.DESK, *of_files.DESK, *of_editors.DESK),
    "portal": (*PORTAL, *of_mail.PORTAL, *of_secrets.PORTAL, *of_files.PORTAL, *of_truth.PORTAL),
    "exchange": (*EXCHANGE, *of_mail.EXCHANGE),
    "widget": (*WIDGET, *of_secrets.WIDGET, *of_files.WIDGET, *of_truth.WIDGET),
    "admin": (*ADMIN, *of_mail.ADMIN, *of_editors.ADMIN),
}  # fmt: skip
FOLDER = Path(__file__).parents[2] / "screens"


def main(words: Sequence[str] | None = None) -> int:
    args = _arguments(words)
    if not Path(CHROMIUM).exists():
        print(NO_CHROMIUM, file=sys.stderr)
        return 2
    began = time.monotonic()
    made, failed = 0, 0
    site = DemoSite.start("undo_s=1")
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for area, (language, theme, size) in itertools.product(args.only, itertools.product(args.language, args.theme, args.size)):
                camera = Camera.set_up(browser, site, look=Look(language, theme, size), area=area, folder=args.out)
                failed += sum(not _shoot(camera, shot) for shot in AREAS[area] if args.shot in shot.__name__)
                made += len(camera.taken)
                print(f"{area:9} {size:8} {theme:6} {language}: {len(camera.taken)} pictures", flush=True)
            browser.close()
    finally:
        site.stop()
    print(f"{made} pictures in {args.out} after {time.monotonic() - began:.0f} s" + (f"; {failed} failed" if failed else ""))
    return 1 if failed else 0


def _shoot(camera: Camera, shot: Shot) -> bool:
    """False when a page was not as it should be; the others go on."""
    try:
        shot(camera)
    except Exception as trouble:  # whatever it is: say it, and take the other pictures
        first = str(trouble).strip().splitlines()
        print(f"  {shot.__name__} ({camera.look}): {type(trouble).__name__}: {' / '.join(first[:4])}", file=sys.stderr)
        return False
    finally:
        camera.visitors.close()
    for complaint in [said for said in camera.visitors.complaints if not said.startswith("Failed to load resource")]:
        print(f"  {shot.__name__}: the page complains: {complaint}", file=sys.stderr)
    camera.visitors.complaints.clear()
    return True


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make screens", description="Pictures of every page and state.")
    for name, choices in (("only", tuple(AREAS)), ("language", ("en", "zh"))):
        parser.add_argument(f"--{name}", nargs="+", choices=choices, default=choices)
    for name, choices in (("theme", tuple(THEMES)), ("size", tuple(SIZES))):
        parser.add_argument(f"--{name}", nargs="+", choices=choices, default=choices[:2])
    parser.add_argument("--shot", default="", help="only functions whose name contains this")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the pictures")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
