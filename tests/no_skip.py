"""A pytest plugin: with TRUEPENNY_NO_SKIP=1 a skipped test is a failed test, so that nothing is left out unseen."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

_MARK = "nothing may be skipped here (TRUEPENNY_NO_SKIP=1): "


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)


def _to_failure(report: Any) -> None:
    if os.environ.get("TRUEPENNY_NO_SKIP") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = _MARK + _reason(report)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _to_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _to_failure(report)
    return report
