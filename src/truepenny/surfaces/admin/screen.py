"""The screen, for admins: the operator's own rules, tried on a sample before they go live, and how much was removed."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.intake.operator_rules import MAX_SAMPLE, Tried
from truepenny.intake.screen_counts import Counted, day_of
from truepenny.intake.screen_rules import MAX_LABEL, MAX_NAME, MAX_PATTERN, WINDOW, RuleWords, StoredRule
from truepenny.knowledge.secret_words import kind_name
from truepenny.platform.clock import DAY
from truepenny.platform.web import times
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import Admin, Fault, Page, Visit, page, redirect, visit_as

DAYS = 30
_FIELDS = ("name", "pattern", "check", "context", "label_en", "label_zh", "sample", "enabled", "do")
_CHECKS = {
    "none": "None",
    "luhn": "Luhn: the last digit fits",
    "mod97": "Remainder 97: IBAN and the like",
    "card_number": "Card number: Luhn and issuer",
}
_CHANNELS = {"webchat": "Chat", "portal": "Portal", "email": "Email", "api": "API", "desk": "Desk", "file": "Files", "rescan": "Rescan"}


def _form_page(
    here: Visit, rule: StoredRule | None, form: Form | None = None, *, fault: Fault | None = None, tried: Tried | None = None
) -> Page:
    return page(
        here, "screen_rule.html", fault=fault, rule=rule, values=_values(rule, form), tried=tried, window=WINDOW,
        checks=[(code, here.say(words)) for code, words in _CHECKS.items()],
        max_name=MAX_NAME, max_pattern=MAX_PATTERN, max_label=MAX_LABEL, max_sample=MAX_SAMPLE,
    )  # fmt: skip


def _values(rule: StoredRule | None, form: Form | None) -> dict[str, Any]:
    if form is not None:
        return {field: form.raw(field) for field in _FIELDS}
    if rule is None:
        return dict.fromkeys(_FIELDS, "") | {"check": "none"}
    words = rule.words
    return {
        "name": words.name, "pattern": words.pattern, "check": words.check, "context": "\n".join(words.context),
        "label_en": words.label_en, "label_zh": words.label_zh, "sample": "", "enabled": "yes" if words.enabled else "",
    }  # fmt: skip


def _words(form: Form) -> RuleWords:
    context = tuple(line for line in form.text("context").split("\n") if line.strip())
    return RuleWords(
        form.text("name"), form.text("pattern"), form.text("check"), context, form.text("label_en"), form.text("label_zh"),
        bool(form.text("enabled")),
    )  # fmt: skip


def _counts(here: Visit, counted: list[Counted], today: int) -> dict[str, Any]:
    """Numbers by kind and channel, the most frequent first; and by day, the last one first."""
    channels = [channel for channel in _CHANNELS if any(one.channel == channel for one in counted)]
    channels += sorted({one.channel for one in counted} - set(channels))
    kinds = []
    for kind in sorted({one.kind for one in counted}):
        numbers = [sum(one.n for one in counted if (one.kind, one.channel) == (kind, channel)) for channel in channels]
        name = here.say("Your own rules") if kind == "other" else kind_name(kind, here.language)
        kinds.append({"name": name, "numbers": numbers, "all": sum(numbers)})
    by_day = {day: sum(one.n for one in counted if one.day == day) for day in range(today, today - DAYS, -1)}
    return {
        "channels": [here.say(_CHANNELS[channel]) if channel in _CHANNELS else channel for channel in channels],
        "kinds": sorted(kinds, key=lambda kind: -kind["all"]),
        "days": [{"name": times.short_day(day * DAY, here.language), "n": n} for day, n in by_day.items()],
        "most": max(by_day.values(), default=0),
    }


def screen_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/screen", include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        today = day_of(admin.clock.now_us())
        counted = await admin.screen.load_counts(since=today - DAYS + 1)
        rules = await admin.screen.list_rules()
        return page(here, "screen.html", rules=rules, done=request.query_params.get("done", ""), **_counts(here, counted, today))

    @get("/admin/screen/new", include_in_schema=False)
    async def new_rule(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        return _form_page(here, None)

    @post("/admin/screen/new", include_in_schema=False, status_code=200)
    async def add_rule(request: Request[Any, Any, Any]) -> Page:
        return await put(request, None)

    @get("/admin/screen/{rule:str}", include_in_schema=False)
    async def show_rule(request: Request[Any, Any, Any], rule: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        return _form_page(here, await admin.screen.load(rule))

    @post("/admin/screen/{rule:str}", include_in_schema=False, status_code=200)
    async def change_rule(request: Request[Any, Any, Any], rule: FromPath[str]) -> Page:
        return await put(request, rule)

    @post("/admin/screen/{rule:str}/delete", include_in_schema=False, status_code=303)
    async def delete_rule(request: Request[Any, Any, Any], rule: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        await admin.screen.delete(rule, by=me.id)
        return redirect("/admin/screen?done=deleted")

    async def put(request: Request[Any, Any, Any], rule_id: str | None) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        form = await read_form(request, one=_FIELDS)
        rule = await admin.screen.load(rule_id) if rule_id else None
        words, sample = _words(form), form.raw("sample")
        try:
            if form.text("do") == "try":
                return _form_page(here, rule, form, tried=admin.screen.try_out(words, sample))
            await admin.screen.put(words, rule=rule_id, by=me.id, sample=sample)
        except Refused as refused:
            return _form_page(here, rule, form, fault=here.fault(refused))
        return redirect("/admin/screen?done=saved")

    return [show, new_rule, add_rule, show_rule, change_rule, delete_rule]
