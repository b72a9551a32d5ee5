"""Answers to what cannot be done: application/problem+json (RFC 9457) for programs, a whole page for people, in the reader's language.

In: an exception (one with status, code, title, cure ...; Litestar's own; or a bug) and what the reader accepts.
Out: status, headers, body. Never shows the text of an exception that was not written for people.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookies import CookieError, SimpleCookie
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable
from urllib.parse import parse_qs

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException

from truepenny.platform.web.i18n import Catalog, fill, mark
from truepenny.platform.web.language import COOKIE, pick_language
from truepenny.platform.web.security import Scope, Send

_LOG = logging.getLogger("truepenny.web")
_JSON_ONLY = ("/api/", "/live", "/metrics", "/healthz", "/readyz")

Page = Callable[[str, "Problem", str], str]
"""Makes the HTML page of a problem: language, problem (already translated), the path that was asked for."""


@runtime_checkable
class Declined(Protocol):
    """What contracts.errors.Refused has; told by its shape, because this layer lies below."""

    status: int
    code: str
    title: str
    cure: str
    params: Mapping[str, object]
    field: str | None
    retry_after_s: int | None
    marks: tuple[Any, ...]


class MarkView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch of the field that is at fault, as contracts.errors.Marked has it; title is a message id until translated."""

    start: int
    end: int
    reason: str
    title: str
    certain: bool
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """title, meaning and cure are message ids until translated. errors: (field, title) pairs. marks: their titles are message ids too."""

    status: int
    code: str
    title: str
    cure: str = ""
    meaning: str = ""
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    field: str | None = None
    errors: tuple[tuple[str, str], ...] = ()
    retry_after_s: int | None = None
    allow: str = ""
    marks: tuple[MarkView, ...] = ()


ORDINARY: Mapping[int, Problem] = {
    problem.status: problem
    for problem in (
        Problem(
            400,
            "bad_request",
            mark("We could not read this request."),
            mark("Go back, check what you entered, and send it again."),
            mark("Nothing was saved."),
        ),
        Problem(
            401,
            "sign_in_needed",
            mark("Please sign in first."),
            mark("Sign in through your exchange account, or open your private link."),
            mark("We do not know yet who you are, so this page stays closed."),
        ),
        Problem(
            403,
            "not_allowed",
            mark("You may not do this from here."),
            mark("Open this site in its own tab, go to the page again, and repeat the step there."),
            mark("The request came from another page or from an account that may not do this. Nothing was changed."),
        ),
        Problem(
            404,
            "not_found",
            mark("There is nothing at this address."),
            mark("Check the address, or start again from the home page."),
            mark("The address may be mistyped, or the page was moved. Your tickets are not affected."),
        ),
        Problem(
            405,
            "wrong_method",
            mark("This address does not take this kind of request."),
            mark("Go back and use the form on the page."),
            mark("Nothing was changed."),
        ),
        Problem(
            413,
            "too_large",
            mark("What you sent is too large."),
            mark("Send a smaller file, or fewer files at a time."),
            mark("It was not accepted. Everything sent before is safe."),
        ),
        Problem(
            415,
            "wrong_type",
            mark("We cannot read this type of content."),
            mark("Go back and use the form on the page."),
            mark("Nothing was saved."),
        ),
        Problem(
            429,
            "too_fast",
            mark("That was too many requests in a short time."),
            mark("Wait a minute, then try again."),
            mark("The last request was not accepted. Everything accepted before is safe."),
        ),
        Problem(
            500,
            "our_fault",
            mark("A fault on our side stopped this request."),
            mark("Try again in a minute. If it happens again, write to us."),
            mark("The fault was recorded and will be looked at. What you have a receipt for is safe."),
        ),
        Problem(
            503,
            "unavailable",
            mark("The support desk is not available at this moment."),
            mark("Keep this page open and try again in a minute."),
            mark("Your request was not accepted. Everything you have a receipt for is safe."),
        ),
    )
}
GATE: Mapping[str, Problem] = {
    "wrong_host": Problem(
        400,
        "wrong_host",
        mark("This address is not one of ours."),
        mark("Type the address of the support desk yourself, or open it from your exchange’s site."),
        mark("Your browser asked for a name that this server does not serve."),
    ),
    "foreign_origin": ORDINARY[403],
}


FOR_AGENTS = ("/desk", "/admin", "/api/desk")
"""Who asks for an address that begins so is an agent."""
TO_AGENTS: Mapping[str, str] = {
    ORDINARY[401].cure: mark("Sign in at the desk with your sign-in name and password."),
    ORDINARY[404].cure: mark("Check the address, or go back to the desk."),
    ORDINARY[404].meaning: mark("The address may be mistyped, or the page was moved. No ticket is affected."),
    ORDINARY[500].cure: mark("Try again in a minute. If it happens again, tell an admin."),
    ORDINARY[500].meaning: mark("The fault was recorded and will be looked at. What was saved before is safe."),
    ORDINARY[503].meaning: mark("Your request was not accepted. What was saved before is safe."),
    GATE["wrong_host"].cure: mark("Type the address of the desk as an admin gave it to you."),
}
"""Sentences that speak of what only customers have, and what agents read instead."""


def told_to_agents(problem: Problem) -> Problem:
    cure, meaning = (TO_AGENTS.get(text, text) for text in (problem.cure, problem.meaning))
    return replace(problem, cure=cure, meaning=meaning)


def problem_of(exception: Exception) -> Problem:
    """What to tell about this exception. Anything unknown is our fault."""
    if isinstance(exception, Declined):
        meaning = ORDINARY[503].meaning if exception.status == 503 else ""
        return Problem(
            exception.status,
            exception.code,
            exception.title,
            exception.cure,
            meaning,
            exception.params,
            exception.field,
            retry_after_s=exception.retry_after_s,
            marks=tuple(MarkView(m.start, m.end, m.reason, m.title, m.certain, m.line) for m in exception.marks),
        )
    if isinstance(exception, HTTPException):
        found = _ordinary(exception.status_code)
        if isinstance(exception, ValidationException):
            return replace(found, errors=_field_errors(exception.extra))
        if isinstance(exception, MethodNotAllowedException):
            return replace(found, allow=(exception.headers or {}).get("allow", ""))
        return found
    if isinstance(exception, msgspec.MsgspecError):
        return ORDINARY[400]
    return ORDINARY[500]


def _ordinary(status: int) -> Problem:
    return ORDINARY.get(status) or ORDINARY[400 if status < 500 else 500]


def _field_errors(extra: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(extra, list):
        return ()
    return tuple((str(item.get("key", "")), str(item.get("message", ""))) for item in extra if isinstance(item, dict))


def translated(problem: Problem, catalog: Catalog, language: str) -> Problem:
    """The same with title, meaning, cure and the titles of marks in the reader's language and their places filled."""

    def say(text: str) -> str:
        return fill(catalog.translate(language, text), problem.params)

    marks = tuple(msgspec.structs.replace(mark, title=say(mark.title)) for mark in problem.marks)
    return replace(problem, title=say(problem.title), cure=say(problem.cure), meaning=say(problem.meaning), marks=marks)


class _Body(msgspec.Struct, frozen=True, omit_defaults=True):
    title: str
    status: int
    code: str
    type: str = "about:blank"
    detail: str = ""
    field: str | None = None
    errors: tuple[dict[str, str], ...] = ()
    retry_after_s: int | None = None
    marks: tuple[MarkView, ...] = ()


def to_json(problem: Problem) -> bytes:
    """problem: already translated. detail says what to do."""
    errors = tuple({"field": name, "title": title} for name, title in problem.errors)
    return msgspec.json.encode(
        _Body(
            problem.title,
            problem.status,
            problem.code,
            detail=problem.cure,
            field=problem.field,
            errors=errors,
            retry_after_s=problem.retry_after_s,
            marks=problem.marks,
        )
    )


def wants_html(path: str, accept: str) -> bool:
    return not path.startswith(_JSON_ONLY) and "text/html" in accept


@dataclass(frozen=True, slots=True)
class Answers:
    """Turns exceptions into answers. page makes the HTML of a translated problem."""

    catalog: Catalog
    page: Page

    def answer(self, problem: Problem, *, path: str, accept: str, language: str) -> tuple[int, dict[str, str], bytes]:
        """status, headers (content type included), body."""
        told = translated(told_to_agents(problem) if path.startswith(FOR_AGENTS) else problem, self.catalog, language)
        headers = {"vary": "accept, accept-language, cookie", "content-language": language, "cache-control": "no-store"}
        if told.retry_after_s is not None:
            headers["retry-after"] = str(told.retry_after_s)
        if told.allow:
            headers["allow"] = told.allow
        if wants_html(path, accept):
            headers["content-type"] = "text/html; charset=utf-8"
            return told.status, headers, self.page(language, told, path).encode()
        headers["content-type"] = "application/problem+json"
        return told.status, headers, to_json(told)

    def handlers(self) -> dict[int | type[Exception], Callable[[Request[Any, Any, Any], Exception], Response[bytes]]]:
        """For Litestar(exception_handlers=...)."""
        return {Exception: self._handle, HTTPException: self._handle}

    async def refuse(self, scope: Scope, send: Send, status: int, code: str) -> None:
        """The Gate's way to answer."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        language = language_of(self.catalog, headers, query=scope["query_string"].decode("latin-1"))
        problem = replace(GATE.get(code, _ordinary(status)), status=status)
        _, out, body = self.answer(problem, path=scope["path"], accept=headers.get("accept", ""), language=language)
        raw = [(name.encode(), value.encode("latin-1")) for name, value in out.items()]
        raw.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _handle(self, request: Request[Any, Any, Any], exception: Exception) -> Response[bytes]:
        problem = problem_of(exception)
        if problem is ORDINARY[500]:
            template = request.scope.get("path_template", "")  # not the path: it may hold a private key
            _LOG.error("a request failed by a fault of ours: %s %s", request.method, template, exc_info=exception)
        headers = {name.lower(): value for name, value in request.headers.items()}
        language = language_of(self.catalog, headers, query=request.scope["query_string"].decode("latin-1"))
        status, out, body = self.answer(problem, path=request.url.path, accept=headers.get("accept", ""), language=language)
        return Response(content=body, status_code=status, headers=out, media_type=out["content-type"])


def language_of(catalog: Catalog, headers: Mapping[str, str], *, query: str = "") -> str:
    """?lang= first (programs), then the reader's choice in a cookie, then Accept-Language. headers: lower-case names."""
    asked = parse_qs(query).get("lang", [""])[0] if "lang=" in query else ""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        cookies = SimpleCookie()
    chosen = cookies[COOKIE].value if COOKIE in cookies else None
    return pick_language(catalog.languages, chosen=asked or chosen, accept_language=headers.get("accept-language", ""))
