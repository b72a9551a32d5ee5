"""Who one is to a desk: customers sign in by the HTTP API and get a token, agents by the pages that people use and get a cookie."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec

from truepenny.client.http import Declined, Http
from truepenny.contracts.views import TicketView

AGENT_COOKIE = "tp_agent"
_FORM = "application/x-www-form-urlencoded"


class Me(msgspec.Struct, frozen=True):
    contact: str
    assurance: int
    name: str | None = None


class CustomerSession(msgspec.Struct, frozen=True):
    """expires_at in microseconds UTC. token: for Client and Http; empty where the desk was only asked who we are."""

    expires_at: int
    me: Me
    tickets: Sequence[TicketView] = ()
    session_token: str | None = None

    @property
    def token(self) -> str:
        return self.session_token or ""


class AgentSession(msgspec.Struct, frozen=True):
    """cookie: the value of tp_agent."""

    cookie: str

    @property
    def cookies(self) -> dict[str, str]:
        return {AGENT_COOKIE: self.cookie}


async def sign_in(
    url: str,
    *,
    exchange_token: str | None = None,
    guest: str | None = None,
    link: tuple[str, str] | None = None,
    language: str = "en",
) -> CustomerSession:
    """In exactly one way: the JWT that the exchange signed; as a guest of that name ("" for none); by a private link (ticket, key).

    Raises Declined (token_..., link_wrong, link_withdrawn, too_many_tries), Unreachable.
    """
    body: dict[str, object] = {"language": language}
    if exchange_token is not None:
        body["token"] = exchange_token
    if guest is not None:
        body["guest"] = {"name": guest} if guest else {}
    if link is not None:
        body["link"] = {"ticket": link[0], "key": link[1]}
    return (await Http(url, language=language).post("/api/customer/session", body)).into(CustomerSession)


async def sign_in_agent(url: str, login: str, password: str, code: str | None = None) -> AgentSession:
    """With password and one-time code, by the sign-in pages. Raises Declined 401 with the code of the step that did not let us on."""
    http = Http(url)
    first = await http.ask("POST", "/desk/sign-in", _form(login=login, password=password), media_type=_FORM)
    http.cookies.update(first.cookies)
    if AGENT_COOKIE not in http.cookies and code is not None and "/code" in first.headers.get("location", ""):
        second = await http.ask("POST", "/desk/sign-in/code", _form(code=code), media_type=_FORM)
        http.cookies.update(second.cookies)
    if not http.cookies.get(AGENT_COOKIE):
        where = first.headers.get("location", "").partition("?")[0].rpartition("/")[2] or "password"
        raise Declined(401, f"sign_in_{where}", "The desk did not let this agent in.", "Sign in once with a browser to see why.")
    return AgentSession(http.cookies[AGENT_COOKIE])


def _form(**fields: str) -> bytes:
    return urlencode({**fields, "next": "/desk"}).encode()
