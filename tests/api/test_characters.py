"""NUL and its kin, wherever a request can carry them: refused or cleaned, the same on both databases."""

from __future__ import annotations

import pytest
from tests.api.conftest import Stand

NUL = "\x00"
T = "/api/desk/tickets/{ticket}"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/desk/inbox?view=all&q=%00", None),
        ("GET", "/api/desk/inbox?view=all&tag=%00a", None),
        ("GET", "/api/desk/inbox?view=all&team=%00a", None),
        ("GET", "/api/desk/inbox?view=all&after=%00", None),
        ("GET", "/api/desk/inbox?view=all&q=%ed%a0%80", None),
        ("GET", "/api/desk/inbox?view=all&sort=waiting&after=WzEsIlx1MDAwMCJd", None),
        ("PUT", f"{T}/draft", {"mode": "reply", "text": f"a{NUL}b"}),
        ("POST", f"{T}/assign", {"id": "nul-0001", "agent": f"a{NUL}"}),
        ("POST", f"{T}/team", {"id": "nul-0002", "team": f"a{NUL}"}),
        ("POST", f"{T}/reveal", {"id": "nul-0003", "identity": f"a{NUL}", "reason": "x"}),
        ("POST", f"{T}/solve", {"id": "nul-0004", "steps": [NUL]}),
        ("POST", f"{T}/tags", {"id": "nul-0005", "add": [f"a{NUL}"]}),
        ("POST", f"{T}/reply", {"id": "nul-0006", "text": f"a{NUL}", "files": [NUL]}),
        ("DELETE", "/api/desk/sessions/%00", None),
        ("POST", "/api/customer/session", {"link": {"ticket": "K7M24QDX", "key": NUL}}),
        ("GET", "/api/customer/tickets/%00", None),
        ("GET", "/files/%00", None),
    ],
)
def test_it_is_no_fault_of_ours(stand: Stand, method: str, path: str, body: object) -> None:
    answer = stand.ask(method, path.replace("{ticket}", stand.ticket), "admin" if "desk" in path else "customer", json=body)
    assert answer.status_code < 500, answer.text
