""" "Is this really us?": one box for anything that claims to be us, its verdict, and the report that becomes a ticket. For everybody,
without script.

In: words, a picture or a mail as a file. Out: a page. What is asked is kept nowhere; only a report is, with the file that
was checked (held_checks.py).
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Customer
from truepenny.contracts.views import Priority
from truepenny.knowledge.secret_words import SECRET_WORDS, kind_name
from truepenny.people.tries import same_place
from truepenny.platform.ids import new_token
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.check_views import VerdictView, verdict_view
from truepenny.surfaces.portal.forms import Form, asks_for_hashes, kept_json, read_form, save_uploads, say_of_form
from truepenny.surfaces.portal.held import as_upload, secret_cookie, secret_of
from truepenny.surfaces.portal.public import public_page, public_visit, to_language
from truepenny.surfaces.portal.receipts import receipt_cookie, receipt_path
from truepenny.surfaces.portal.uploads import Upload
from truepenny.surfaces.portal.visit import DECLINED, GUEST_COOKIE, Page, Portal, Visit, redirect, session_cookie
from truepenny.trust.checks.checks import MAX_BYTES, Asker
from truepenny.trust.checks.reports import Gave
from truepenny.trust.checks.verdict import Verdict

TOPIC = "SEC.PHISH"
MAX_NOTE = 2_000
MAX_PASTED = 120_000
MAX_QUOTED = 15_000
MAX_FILE_NAME = 200
GAVE: Final[dict[Gave, str]] = {
    "none": mark("No, nothing"),
    "data": mark("Yes: a password, code, phrase, document or access to my device"),
    "money": mark("Yes: money or coins"),
}
_PRIORITY: Final[dict[Gave, Priority]] = {"none": "P3", "data": "P1", "money": "P1"}


def check_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/check", include_in_schema=False)
    async def bare(request: Request[Any, Any, Any]) -> Page:
        return await to_language(portal, request, "/check")

    @get("/{language:str}/check", include_in_schema=False)
    async def show(request: Request[Any, Any, Any], language: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        return _page(here, pasted=request.query_params.get("q", "")[:2_000])

    @post("/{language:str}/check", status_code=200, include_in_schema=False)
    async def check(request: Request[Any, Any, Any], language: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        form = await read_form(request, fields=("text",))
        try:
            pasted, verdict = await _check(here, form)
        except Refused as refused:
            if isinstance(refused, NotFound):
                raise
            return _page(here, pasted=form.text("text"), wrong=here.say_refused(refused), status=refused.status)
        file, cookies = await _hold(here, form, verdict)
        return _page(here, pasted=pasted, verdict=verdict, file=file, cookies=cookies)

    @post("/{language:str}/check/report", status_code=200, include_in_schema=False)
    async def report(request: Request[Any, Any, Any], language: FromPath[str]) -> Page:
        here = await public_visit(portal, request, language)
        form = await read_form(request, fields=("id", "text", "gave", "note", "hashes", "held"))
        async with portal.truth.held.turn(form.text("held")):
            return await _report(here, form)

    return [bare, show, check, report]


def asker_of(here: Visit) -> Asker:
    return Asker(here.address, here.customer, here.language)


async def _check(here: Visit, form: Form) -> tuple[str, Verdict]:
    """What is given back into the box, and the verdict. Raises Refused."""
    checks = here.portal.truth.checks
    typed = form.text("text")[:MAX_PASTED]
    if not form.uploads:
        if not typed:
            raise Refused(
                422, "nothing_pasted", "Nothing was pasted.", "Paste an address, a number, a name or a message, or choose a picture."
            )
        return typed, await checks.check(typed, asker=asker_of(here))
    content = bytearray()
    async for piece in form.uploads[0].pieces():
        content += piece
        if len(content) > MAX_BYTES:
            raise Refused(413, "too_large", "This is too large to be looked at.", "Paste the part that you have doubts about.")
    verdict = await checks.check(bytes(content), asker=asker_of(here))
    return verdict.text[:MAX_PASTED], verdict


async def _hold(here: Visit, form: Form, verdict: Verdict) -> tuple[tuple[str, str] | None, list[Cookie]]:
    """Token and name of the file that was checked, and the cookie that gives it back. Of a mail, its way and its words as text: secrets may
    be encoded in its source."""
    if not form.uploads:
        return None, []
    upload, secret = form.uploads.pop(0), secret_of(here.request) or new_token()
    name = upload.filename[:MAX_FILE_NAME]
    if verdict.mail is not None:
        name, content = f"{name}.txt", verdict.text.encode("utf-8", "replace")
    else:
        content = b"".join([piece async for piece in upload.pieces()])
    upload.close()
    token = await here.portal.truth.held.hold(name, content, secret, place=same_place(here.address))
    return (token, name), [secret_cookie(here.portal, secret)]


def _page(
    here: Visit, *, pasted: str = "", verdict: Verdict | None = None, wrong: tuple[str, str] | None = None, status: int = 200,
    form: Form | None = None, cookies: list[Cookie] | None = None, ask_hashes: bool = False, file: tuple[str, str] | None = None,
) -> Page:  # fmt: skip
    view = None if verdict is None else view_of(here, verdict)
    secrets = [] if verdict is None else list(dict.fromkeys(one.kind for one in verdict.removed))
    advice = [(kind_name(kind, here.language), SECRET_WORDS[kind].now.said(here.language)) for kind in secrets]
    text = pasted if verdict is None or not verdict.removed else verdict.text
    answer = public_page(
        here, "check.html", path="/check", listed=verdict is None and not pasted, status=status, cookies=cookies,
        pasted=text, view=view, verdict=verdict, wrong=wrong, gave=[(code, here.say(words)) for code, words in GAVE.items()],
        reporting=form is not None,
        said_gave="none" if form is None else _gave(form.text("gave")), said_note="" if form is None else form.text("note"),
        file=file, kept=[] if form is None else [(one.name, one.size, kept_json(one)) for one in form.kept],
        ask_hashes=ask_hashes, advice=advice, guest=here.customer is None, form_id=new_token(),
        max_file_bytes=min(MAX_BYTES, here.portal.max_file_bytes), limits={"text": MAX_PASTED, "note": MAX_NOTE},
    )  # fmt: skip
    if verdict is not None or pasted:
        answer.headers["cache-control"] = "no-store"
    return answer


def view_of(here: Visit, verdict: Verdict) -> VerdictView:
    return verdict_view(verdict, language=here.language, say=here.say, kind_of_secret=kind_name)


async def _report(here: Visit, form: Form) -> Page:
    portal, cookies = here.portal, list[Cookie]()
    brought: Upload | None = None
    typed, gave = form.text("text")[:MAX_PASTED], _gave(form.text("gave"))
    client_id = form.client_id(typed, form.text("note"), gave)
    try:
        verdict = await portal.truth.checks.check(typed or " ", asker=asker_of(here), to_report=True)
    except Refused as refused:
        return _page(here, pasted=typed, wrong=here.say_refused(refused), status=refused.status)
    try:
        customer = here.customer
        if customer is None or customer.only_ticket is not None:
            session = await portal.needs.sign_in_as_guest(None, language=here.language, address=here.address, form=form.text("id"))
            customer = session.customer
            cookies += [session_cookie(portal, session), session_cookie(portal, session, key=GUEST_COOKIE)]
        brought = await _bring(here, form)
        ticket, receipt = await _open(here, form, customer, verdict, gave, client_id)
    except NotFound:
        raise
    except DECLINED as refused:
        ask = asks_for_hashes(refused)
        wrong = say_of_form(here, form, refused)
        return _page(
            here, pasted=typed, verdict=verdict, wrong=wrong, status=refused.status, form=form, cookies=cookies, ask_hashes=ask,
            file=await _still(here, form, brought),
        )  # fmt: skip
    await portal.truth.held.mark_saved(form.text("held"), secret_of(here.request))
    await portal.truth.reports.file(verdict, ticket=ticket, language=here.language, gave=gave)
    return redirect(receipt_path(ticket), cookies=[*cookies, receipt])


async def _bring(here: Visit, form: Form) -> Upload | None:
    """The file that was checked goes with the report, before those that were chosen now. Raises Refused when it is gone."""
    token, held = form.text("held"), here.portal.truth.held
    if not token or await held.is_saved(token):
        return None
    file = await held.find(token, secret_of(here.request))
    if file is None:
        title, cure = "The file that you had checked is not here any more.", "Choose it once more below, and send the report."
        raise Refused(422, "file_gone", title, cure, field="files")
    form.uploads.insert(0, await as_upload(file))
    return form.uploads[0]


async def _still(here: Visit, form: Form, brought: Upload | None) -> tuple[str, str] | None:
    """Token and name of the checked file while it is neither saved nor gone."""
    token, secret, held = form.text("held"), secret_of(here.request), here.portal.truth.held
    if brought is not None and all(one is not brought for one in form.uploads):
        await held.mark_saved(token, secret)
    file = await held.find(token, secret)
    return None if file is None else (token, file.name)


async def _open(here: Visit, form: Form, customer: Customer, verdict: Verdict, gave: Gave, client_id: str) -> tuple[str, Cookie]:
    needs = here.portal.needs
    await save_uploads(needs, customer, form)
    worst = verdict.worst
    subject = here.say("Report: {what}", what=worst.shown if worst else here.say("a message in our name"))[:200]
    opened = await needs.open_ticket(
        customer, client_id=client_id, subject=subject, text=_words(here, form, verdict, gave), topic=TOPIC, language=here.language,
        files=[file.id for file in form.kept], priority=_PRIORITY[gave],
    )  # fmt: skip
    return opened.receipt.ticket, receipt_cookie(here.portal, opened)


def _words(here: Visit, form: Form, verdict: Verdict, gave: Gave) -> str:
    """The report as a message: what the check said at the time, what was given, the reporter's own words, and what was pasted."""
    view = view_of(here, verdict)
    lines = [here.say("The check said: {verdict}", verdict=view.title)]
    lines += [f"- {point.kind_name}: {point.shown} ({point.state_name})" for point in view.points[:10]]
    lines += [f"- {warning}" for warning in view.warnings]
    lines += [here.say("Did you give them anything? {answer}", answer=here.say(GAVE[gave]))]
    note = form.text("note")[:MAX_NOTE]
    return "\n".join([*lines, *(("", note) if note else ()), "", here.say("What was pasted:"), verdict.text[:MAX_QUOTED]]).strip()


def _gave(said: str) -> Gave:
    return "money" if said == "money" else "data" if said == "data" else "none"
