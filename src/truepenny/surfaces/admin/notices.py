"""Announcements, for leads and admins: the list, writing one in both languages side by side, its preview, updates, corrections, the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.knowledge.announcements.bodies import rendered
from truepenny.knowledge.announcements.checks import MAX_BODY, MAX_TITLE, split_names
from truepenny.knowledge.announcements.kinds import EFFECTS, FINAL, KINDS, STATES, Announcement, Draft, Kind, NewUpdate, Scope, Written
from truepenny.knowledge.announcements.labels import EFFECT_WORDS, KIND_WORDS, state_words
from truepenny.knowledge.announcements.names import ASSETS, NETWORKS
from truepenny.knowledge.topics import TOPICS
from truepenny.platform.web.times import at, zone_label, zone_named
from truepenny.surfaces.admin.fakes import warning
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as
from truepenny.surfaces.announced import show

_TIMES = ("planned_start", "planned_end", "started_at")
_ONE = ("kind", "state", "effect", "assets", "networks", "contact", "education", "mail", "do", *_TIMES)
_GROUPS = tuple(dict.fromkeys(topic.code.partition(".")[0] for topic in TOPICS if "." in topic.code))
"""Beginnings that stand for all topics of a group."""


def notice_routes(admin: Admin) -> list[HTTPRouteHandler]:
    news = admin.truth.announcements

    @get("/admin/notices", include_in_schema=False)
    async def list_notices(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        found = [*await news.list_all(), *await news.list_all(promotions=True)]
        services, now = await news.list_services(also_retired=True), admin.clock.now_us()
        shown = [show(one, here.language, now_us=now, services=services) for one in found]
        linked = await admin.truth.incidents.count([one.id for one in found])
        groups = [(here.say(title), [one for one in shown if one.phase == phase]) for phase, title in _PHASES.items()]
        return page(here, "notices.html", groups=groups, linked=linked, any=bool(shown))

    @get("/admin/notices/new", include_in_schema=False)
    async def new_notice(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        asked, fake = request.query_params.get("kind", ""), request.query_params.get("fake", "")
        if fake:
            return await _editor(here, None, kind="notice", given=await _warning(here, fake))
        return await _editor(here, None, kind=cast("Kind", asked) if asked in KINDS else "incident")

    @post("/admin/notices/new", include_in_schema=False, status_code=200)
    async def add_notice(request: Request[Any, Any, Any]) -> Page:
        return await put(request, None)

    @get("/admin/notices/{announcement:str}/edit", include_in_schema=False)
    async def edit_notice(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _editor(here, await news.load(announcement))

    @post("/admin/notices/{announcement:str}/edit", include_in_schema=False, status_code=200)
    async def change_notice(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        return await put(request, announcement)

    async def put(request: Request[Any, Any, Any], announcement: str | None) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        words = [f"{field}_{language}" for language in admin.languages for field in ("title", "body")]
        form = await read_form(request, one=(*_ONE, *words), many=("topics", "services"))
        one = None if announcement is None else await news.load(announcement)
        education = form.text("education") == "yes"
        try:
            draft = _draft(here, form, one)
            if form.text("do") == "preview":
                return await _editor(here, one, form=form, preview=await news.check(draft, education=education))
            if one is None:
                made = await news.publish(draft, by=me.id, education=education, tell=form.text("mail") == "yes")
                return redirect(f"/admin/notices/{made}?done=published")
            await news.change(one.id, draft, by=me.id, education=education)
        except Refused as refused:
            if refused.status == 404:
                raise
            return await _editor(here, one, form=form, fault=here.fault(refused, text=form.raw(refused.field or "")))
        return redirect(f"/admin/notices/{one.id}?done=changed")

    @post("/admin/notices/{announcement:str}/update", include_in_schema=False, status_code=200)
    async def add_update(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        words = [f"words_{language}" for language in admin.languages]
        form = await read_form(request, one=("state", "effect", "tell", "corrects", "education", *words))
        given: dict[str, Any] = {"state": form.text("state"), "effect": form.text("effect") or None, "tell": form.text("tell") == "yes"}
        corrects = form.text("corrects")
        try:
            new = NewUpdate(
                words={language: form.text(f"words_{language}") for language in admin.languages},
                corrects=int(corrects) if corrects.isascii() and corrects.isdigit() and len(corrects) < 6 else None, **given,
            )  # fmt: skip
            await news.add_update(announcement, new, by=me.id, education=form.text("education") == "yes")
        except Refused as refused:
            if refused.status == 404:
                raise
            return await notice_page(here, announcement, form=form, fault=here.fault(refused, text=form.raw(refused.field or "")))
        return redirect(f"/admin/notices/{announcement}?done={'ended' if new.state in FINAL else 'updated'}")

    return [list_notices, new_notice, add_notice, edit_notice, change_notice, add_update]


_PHASES = {"running": "Now", "planned": "Planned", "past": "Over"}


async def notice_page(here: Visit, announcement: str, *, form: Form | None = None, fault: Fault | None = None) -> Page:
    """One announcement: how it stands, its tickets, adding to it."""
    admin = here.admin
    one = await admin.truth.announcements.load(announcement)
    services = await admin.truth.announcements.list_services(also_retired=True)
    shown = show(one, here.language, now_us=admin.clock.now_us(), services=services)
    linked = await admin.truth.incidents.linked(announcement)
    counted = (await admin.truth.incidents.count([announcement])).get(announcement, 0)
    waiting = [] if one.kind == "promotion" or shown.phase == "past" else await admin.truth.incidents.waiting(one)
    tellings = [job for job in await admin.truth.incidents.progress(announcement) if job.what == "tell"]
    state = form.text("state") if form else _next_state(one)
    return page(
        here, "notice.html", fault=fault, one=shown, linked=linked, linked_total=counted, waiting=waiting,
        progress=tellings[:5], done=here.request.query_params.get("done", ""),
        told=here.request.query_params.get("told", ""), languages=_languages(admin),
        states=[(code, state_words(one.kind, code).said(here.language)) for code in STATES[one.kind]], state=state, final=FINAL,
        effects=_effects(here), effect=(form.text("effect") if form else one.effect), max_body=MAX_BODY,
        words={language: form.raw(f"words_{language}") if form else "" for language in admin.languages},
        tell=(form.text("tell") == "yes") if form else True, corrects=form.text("corrects") if form else "",
        correctable=[(update.n, update.state, update.at) for update in shown.updates if update.html and not update.corrected_by],
        may_teach=fault is not None and fault.may_teach, names=LANGUAGE_NAMES,
    )  # fmt: skip


def _next_state(one: Announcement) -> str:
    """What an update most likely says: the state after this one; of the last but one, the same."""
    states = STATES[one.kind]
    return states[min(states.index(one.state) + 1, len(states) - 2)] if one.kind == "incident" else one.state


async def _editor(
    here: Visit, one: Announcement | None, *, kind: Kind = "incident", form: Form | None = None, fault: Fault | None = None,
    preview: Draft | None = None, given: Mapping[str, list[str]] | None = None,
) -> Page:  # fmt: skip
    admin = here.admin
    values = {**_values(here, one, kind), **(given or {})} if form is None else {**form.values}
    chosen = one.kind if one is not None else cast("Kind", form.text("kind")) if form and form.text("kind") in KINDS else kind
    previews = [
        {
            "language": language,
            "name": LANGUAGE_NAMES.get(language, language),
            "title": said.title,
            "html": rendered(said.body, language).html,
        }
        for language, said in (preview.words if preview else {}).items()
    ]
    contacts = [
        (each.entry.id, f"{each.entry.label(here.language)}: {each.entry.shown}")
        for each in await admin.truth.directory.entries(here.language)
    ]
    return page(
        here, "notice_edit.html", fault=fault, one=one, kind=chosen, values={key: value[0] for key, value in values.items() if value},
        many=values, previews=previews, languages=_languages(admin), zone_name=zone_label(at(admin.clock.now_us(), zone_named(here.zone))),
        kinds=[(code, KIND_WORDS[code].said(here.language)) for code in KINDS],
        states=[(code, state_words(chosen, code).said(here.language)) for code in STATES[chosen]], effects=_effects(here),
        topics=[(code, here.say("All of {group}", group=code)) for code in _GROUPS]
        + [(topic.code, topic.name(here.language)) for topic in TOPICS],
        services=[(each.id, each.name(here.language)) for each in await admin.truth.announcements.list_services()],
        assets=list(ASSETS), networks=list(NETWORKS), contacts=contacts, max_title=MAX_TITLE, max_body=MAX_BODY,
        may_teach=bool(form and form.text("education")) or (fault is not None and fault.may_teach),
    )  # fmt: skip


def _languages(admin: Admin) -> list[tuple[str, str]]:
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in admin.languages]


def _effects(here: Visit) -> list[tuple[str, str]]:
    return [(code, EFFECT_WORDS[code].said(here.language)) for code in EFFECTS]


def _values(here: Visit, one: Announcement | None, kind: Kind) -> dict[str, list[str]]:
    """What the fields hold at first."""
    if one is None:
        effect = {"incident": "degraded", "maintenance": "maintenance"}.get(kind, "none")
        state = "in_progress" if kind in ("notice", "promotion") else STATES[kind][0]
        return {"kind": [kind], "state": [state], "effect": [effect], "mail": ["yes"]}
    found: dict[str, list[str]] = {
        "assets": [", ".join(one.scope.assets)], "networks": [", ".join(one.scope.networks)], "contact": [one.contact],
        "topics": list(one.scope.topics), "services": list(one.scope.services), "effect": [one.effect],
    }  # fmt: skip
    for name in _TIMES:
        when = getattr(one, name)
        found[name] = [at(when, zone_named(here.zone)).strftime("%Y-%m-%dT%H:%M") if when is not None else ""]
    for language, said in one.words.items():
        found[f"title_{language}"], found[f"body_{language}"] = [said.title], [said.body]
    return found


async def _warning(here: Visit, finding: str) -> dict[str, list[str]]:
    """The words of a warning of this campaign, for the fields. Raises NotFound."""
    campaign, _, _ = await here.admin.truth.reports.campaign(finding)
    found: dict[str, list[str]] = {}
    for code in here.admin.languages:
        title, body = warning(here.admin.catalog, code, campaign, public_url=here.admin.truth.directory.desk)
        found[f"title_{code}"], found[f"body_{code}"] = [title[:MAX_TITLE]], [body]
    return found


def _draft(here: Visit, form: Form, one: Announcement | None) -> Draft:
    """Raises Refused 400 for times that are none."""
    words = {language: Written(form.text(f"title_{language}"), form.text(f"body_{language}")) for language in here.admin.languages}
    scope = Scope(form.many("topics"), split_names(form.text("assets")), split_names(form.text("networks")), form.many("services"))
    kept = _values(here, one, one.kind) if one else {}
    times: Mapping[str, int | None] = {
        name: getattr(one, name) if [form.text(name)] == kept.get(name) else _time(here, form.text(name), name) for name in _TIMES
    }
    kind, state = (one.kind, one.state) if one else (form.text("kind"), form.text("state"))
    effect = one.effect if one else form.text("effect") or "none"
    given: Any = (
        kind,
        state,
        words,
        scope,
        effect,
        times["planned_start"],
        times["planned_end"],
        times["started_at"],
        form.text("contact"),
    )
    return Draft(*given)


def _time(here: Visit, text: str, field: str) -> int | None:
    """As a browser's field for date and time writes it, in the reader's zone."""
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        return int((when if when.tzinfo else when.replace(tzinfo=zone_named(here.zone))).timestamp()) * 1_000_000
    except (ValueError, OverflowError):
        raise Refused(400, f"{field}_wrong", "This is not a time.", "Write it like {example}.", params={"example": "2026-11-20T14:05"},
                      field=field) from None  # fmt: skip
