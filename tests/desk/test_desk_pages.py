"""The shell: for signed-in agents only, at every address that its script draws, and back to where one was going."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from tests.desk.running_desk import RunningDesk

pytestmark = pytest.mark.browser


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


def get(url: str, *, cookie: str = "") -> tuple[int, dict[str, str], str]:
    try:
        with build_opener(_Stay).open(Request(url, headers={"cookie": cookie})) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except HTTPError as answer:
        with answer:
            return answer.code, dict(answer.headers), ""


def test_a_stranger_is_sent_to_the_sign_in_and_back_again(desk: RunningDesk) -> None:
    status, headers, _ = get(f"{desk.url}/desk/t/K7M2-4QDX?view=team")
    assert status == 303
    assert headers["location"] == "/desk/sign-in?next=%2Fdesk%2Ft%2FK7M2-4QDX%3Fview%3Dteam"


def test_an_agent_gets_the_shell_without_a_line_of_inline_script(desk: RunningDesk) -> None:
    cookie = f"tp_agent={desk.cookie_of('Ann')}"
    for path in ("/desk", "/desk/t/K7M2-4QDX"):
        status, headers, html = get(desk.url + path, cookie=cookie)
        assert status == 200
        assert headers["cache-control"] == "no-store"
        assert "'unsafe-inline'" not in headers["content-security-policy"]
        assert "<script>" not in html
        assert "style=" not in html
        assert html.count("modulepreload") > 40


def test_language_and_theme_are_right_in_the_first_paint(desk: RunningDesk) -> None:
    cookie = f"tp_agent={desk.cookie_of('Ann')}; tp_lang=zh; tp_theme=dark"
    _, headers, html = get(f"{desk.url}/desk", cookie=cookie)
    assert '<html lang="zh-Hans" data-theme="dark" ' in html
    assert headers["content-language"] == "zh"
    _, _, html = get(f"{desk.url}/desk", cookie=cookie.replace("dark", '"><script>'))
    assert "data-theme" not in html


def test_an_ended_session_is_no_session(desk: RunningDesk) -> None:
    assert get(f"{desk.url}/desk", cookie="tp_agent=" + "x" * 43)[0] == 303
