"""Opening a ticket: topic, a few facts, own words, receipt. Plain forms; what was typed travels along in the form, never in a session.

The form's hidden id makes one ticket of a form that is sent twice. Whatever goes wrong, the form comes back as it was filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from truepenny.contracts.errors import NotFound
from truepenny.knowledge.secret_cards import card_words
from truepenny.knowledge.topics import ACCOUNT, CHEATED, MONEY, MORE, Topic, find_topic, topics_for
from truepenny.platform.db.database import DatabaseAway
from truepenny.platform.ids import new_token
from truepenny.platform.web.i18n import mark
from truepenny.platform.web.times import zone_named
from truepenny.surfaces.announced import Shown
from truepenny.surfaces.portal.announced import shown_all
from truepenny.surfaces.portal.conversation import Line, conversation_lines
from truepenny.surfaces.portal.forms import (
    HASHES,
    MAX_ANSWER,
    MAX_NAME,
    MAX_SUBJECT,
    MAX_TEXT,
    Form,
    Wrong,
    asks_for_hashes,
    bad_form,
    kept_json,
    read_form,
    save_uploads,
    say_of_form,
)
from truepenny.surfaces.portal.offers import count_sent, offers_for
from truepenny.surfaces.portal.receipts import read_receipt, receipt_cookie, receipt_path
from truepenny.surfaces.portal.visit import (
    DECLINED,
    GUEST_COOKIE,
    Page,
    Portal,
    Visit,
    page,
    redirect,
    session_cookie,
    visit,
    visit_anyway,
)

NEEDS = (MONEY, ACCOUNT, CHEATED, MORE)
NEED_WORDS = {
    MONEY: mark("Money not arrived"),
    ACCOUNT: mark("Account locked"),
    CHEATED: mark("I think I am being cheated"),
    MORE: mark("Something else"),
}
_FIELDS = ("id", "topic", "step", "go", "subject", "text", "name", "opened", HASHES)


def opening_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/tickets/new", include_in_schema=False)
    async def new_ticket(request: Request[Any, Any, Any], topic: FromQuery[str] = "", need: FromQuery[str] = "") -> Page:
        here = await visit(portal, request)
        chosen = find_topic(topic)
        if chosen is None and topic != "other":
            return _choose_topic(here, need)
        form = Form({"id": new_token(), "topic": chosen.code if chosen else ""})
        return await _form_page(here, form, "facts" if chosen and chosen.questions else "words")

    @post("/tickets/new", include_in_schema=False, request_max_body_size=portal.max_file_bytes * 4)
    async def open_ticket(request: Request[Any, Any, Any]) -> Page:
        here = await visit_anyway(portal, request)
        form = await read_form(request, fields=(*_FIELDS, *(f"q_{key}" for key in _question_keys())))
        go = form.text("go") or "send"
        if go not in ("facts", "words", "send"):
            raise bad_form()
        if go != "send":
            wrong = await _keep_uploads(here, form)
            return await _form_page(here, form, go if not wrong else "words", wrong=wrong)
        return await _send(here, form)

    @get("/tickets/{number:str}/receipt", include_in_schema=False)
    async def receipt(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        here = await visit(portal, request)
        slip = read_receipt(portal, request, number)
        if slip is None:
            return redirect(f"/tickets/{number}")
        cards = await _cards(here, slip.ticket)
        answer = page(here, "receipt.html", slip=slip, number=f"{slip.ticket[:4]}-{slip.ticket[4:]}", cards=cards, form_id=new_token(),
                      say=card_words(here.language))  # fmt: skip
        answer.headers["cache-control"] = "no-store"
        return answer

    return [new_ticket, open_ticket, receipt]


async def _cards(here: Visit, ticket: str) -> list[Line]:
    """What was removed from the words that were just sent, and what we have to ask about them: told at once, not on the page after."""
    if here.customer is None:
        return []
    try:
        loaded = await here.portal.needs.load_ticket(here.customer, ticket)
    except NotFound:
        return []
    lines = conversation_lines(loaded.events, marks=loaded.marks, zone=zone_named(here.zone), say=here.say, language=here.language)
    return [line for line in lines if line.kind in ("removal", "question")]


def _question_keys() -> set[str]:
    return {question.key for need in NEEDS for topic in topics_for(need) for question in topic.questions}


def _choose_topic(here: Visit, need: str) -> Page:
    groups = [
        {"need": key, "title": here.say(NEED_WORDS[key]), "topics": [(t.code, t.name(here.language)) for t in topics_for(key)]}
        for key in NEEDS
    ]
    chosen = next((group for group in groups if group["need"] == need), None)
    return page(here, "topics.html", groups=[chosen] if chosen else groups, chosen=chosen)


async def _form_page(
    here: Visit, form: Form, step: str, *, wrong: Sequence[Wrong] = (), status: int = 200, cookies: list[Cookie] | None = None
) -> Page:
    topic = find_topic(form.text("topic"))
    questions = [
        {"key": q.key, "label": q.label(here.language), "hint": q.hint(here.language), "value": form.text(f"q_{q.key}")}
        for q in (topic.questions if topic else ())
    ]
    return page(
        here, "new.html", matching=await _matching(here, form), status=status, cookies=cookies, step=step, form=form.values,
        questions=questions,
        topic={"code": topic.code, "name": topic.name(here.language), "need": topic.need, "priority": topic.priority} if topic else None,
        kept=[(file.name, file.size, kept_json(file)) for file in form.kept],
        ask_hashes=any(mistake.ask_hashes for mistake in wrong),
        wrong=wrong, errors={mistake.field: mistake for mistake in wrong}, guest=_needs_guest(here),
        limits={"text": MAX_TEXT, "subject": MAX_SUBJECT, "name": MAX_NAME, "answer": MAX_ANSWER},
        accept=",".join(here.portal.accept), max_file_bytes=here.portal.max_file_bytes, offers=await offers_for(here, topic),
    )  # fmt: skip


async def _matching(here: Visit, form: Form) -> list[Shown]:
    """What runs now and may be what this is about: told beside the form, in nobody's way. Nothing where it cannot be read."""
    said = "\n".join(form.text(name) for name in ("q_asset", "subject", "text"))
    try:
        found = await here.portal.truth.announcements.current(here.language, form.text("topic") or None, text=said)
        return await shown_all(here, found[:2]) if found else []
    except DatabaseAway:
        return []


def _needs_guest(here: Visit) -> bool:
    """A private link opens one ticket only, so a new ticket from there is a new guest's."""
    return here.customer is None or here.customer.only_ticket is not None


def _mistakes(here: Visit, form: Form) -> list[Wrong]:
    found: list[Wrong] = []
    if not form.text("subject"):
        found.append(Wrong("subject", here.say("Write in a few words what this is about.")))
    elif len(form.text("subject")) > MAX_SUBJECT:
        found.append(Wrong("subject", here.say("This is too long: at most {n} characters.", n=MAX_SUBJECT)))
    if not form.text("text"):
        found.append(Wrong("text", here.say("Describe what happened.")))
    elif len(message_text(here, form)) > MAX_TEXT:
        found.append(Wrong("text", here.say("This is too long: at most {n} characters.", n=MAX_TEXT)))
    if len(form.text("name")) > MAX_NAME:
        found.append(Wrong("name", here.say("This is too long: at most {n} characters.", n=MAX_NAME)))
    return found


def message_text(here: Visit, form: Form) -> str:
    """The customer's words, after the facts that the topic asks for, one a line."""
    topic: Topic | None = find_topic(form.text("topic"))
    facts = [
        f"{question.label(here.language)} {form.text(f'q_{question.key}')[:MAX_ANSWER]}"
        for question in (topic.questions if topic else ())
        if form.text(f"q_{question.key}")
    ]
    return "\n".join(facts) + ("\n\n" if facts else "") + form.text("text")


async def _keep_uploads(here: Visit, form: Form) -> list[Wrong]:
    """Files chosen before going back a step are saved at once, where we know whose they are."""
    if not form.uploads or here.customer is None:
        return []
    try:
        await save_uploads(here.portal.needs, here.customer, form)
    except DECLINED as refused:
        return [Wrong("files", *say_of_form(here, form, refused), asks_for_hashes(refused))]
    return []


async def _send(here: Visit, form: Form) -> Page:
    portal, cookies = here.portal, list[Cookie]()
    id_of_form = form.client_id(form.text("subject"), message_text(here, form), form.text("topic"))
    if wrong := _mistakes(here, form):
        return await _form_page(here, form, "words", wrong=wrong, status=422)
    try:
        customer = here.customer
        if customer is None or _needs_guest(here):
            session = await portal.needs.sign_in_as_guest(
                form.text("name") or None, language=here.language, address=here.address, form=form.text("id")
            )
            customer = session.customer
            cookies += [session_cookie(portal, session), session_cookie(portal, session, key=GUEST_COOKIE)]
        await save_uploads(portal.needs, customer, form)
        opened = await portal.needs.open_ticket(
            customer, client_id=id_of_form, subject=form.text("subject"), text=message_text(here, form),
            topic=form.text("topic") or None, language=here.language, files=[file.id for file in form.kept],
        )  # fmt: skip
    except NotFound:
        raise
    except DECLINED as refused:
        field = "files" if refused.field == "file" else refused.field
        where = field if field in ("subject", "text", "name", "files") else ""
        mistake = Wrong(where, *say_of_form(here, form, refused), asks_for_hashes(refused))
        answer = await _form_page(here, form, "words", wrong=[mistake], status=refused.status, cookies=cookies)
        if refused.retry_after_s is not None:
            answer.headers["retry-after"] = str(refused.retry_after_s)
        return answer
    await count_sent(here, form)
    cookies.append(receipt_cookie(portal, opened))
    return redirect(receipt_path(opened.receipt.ticket), cookies=cookies)
