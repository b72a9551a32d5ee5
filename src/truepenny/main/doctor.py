"""`truepenny doctor`: what is set and from where, what is wrong, and how to mend it. Changes nothing.

Exit code 0 when nothing is an error, 1 otherwise; --json gives the same to programs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict

from truepenny.main.doctor_database import check_database
from truepenny.main.doctor_machine import check_clock, check_disk, check_file_limit, check_folders, check_secret
from truepenny.main.doctor_mail_in import check_mail_in
from truepenny.main.doctor_mail_out import check_mail_out
from truepenny.main.doctor_network import check_exchange, check_proxies, check_public, check_scanner, check_widget
from truepenny.main.doctor_reading import check_reading
from truepenny.main.finding import Finding, error
from truepenny.main.trouble import FOUND, OK
from truepenny.main.version import VERSION
from truepenny.platform.control.client import desk_runs
from truepenny.platform.settings import Settings, describe

CHECKS: tuple[Callable[[Settings], Iterable[Finding]], ...] = (
    check_secret,
    check_folders,
    check_disk,
    check_file_limit,
    check_clock,
    check_database,
    check_public,
    check_proxies,
    check_widget,
    check_exchange,
    check_scanner,
    check_reading,
    check_mail_out,
    check_mail_in,
)


def examine(settings: Settings) -> list[Finding]:
    """All findings, in order. A check that breaks is a finding too."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check(settings)
        except Exception as broken:  # one broken check must not hide what the others see
            found.append(error(check.__name__, f"the check itself failed: {type(broken).__name__}: {broken}", "please report this"))
    return found


def run(settings: Settings, args: argparse.Namespace) -> int:
    found = examine(settings)
    if args.json:
        lines = [asdict(line) for line in describe(settings)]
        json.dump({"version": VERSION, "settings": lines, "findings": [asdict(one) for one in found]}, sys.stdout, indent=1)
        print()
    else:
        _print(settings, found)
    return FOUND if any(one.level == "error" for one in found) else OK


def _print(settings: Settings, found: list[Finding]) -> None:
    running = "is running" if desk_runs(settings.control_socket) else "is not running"
    print(f"Truepenny {VERSION}, Python {sys.version.split()[0]}; the desk {running}")
    print("\nSettings")
    lines = describe(settings)
    wide = max(len(line.name) for line in lines)
    for line in lines:
        print(f"  {line.name:<{wide}}  {line.value or '-'}   ({line.source})")
    print("\nFindings")
    for one in found:
        print(f"  {one.level:<7}  {one.name}: {one.says}")
        if one.cure:
            print(f"           {one.cure}")
    errors, warnings = (sum(one.level == level for one in found) for level in ("error", "warning"))
    print(f"\n{errors} errors, {warnings} warnings")
