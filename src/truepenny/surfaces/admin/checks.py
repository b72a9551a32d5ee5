"""What customers reported as not being us, by campaign: how often, since when, in which variants; settled and answered with one click.

For leads and admins. Also the list of what is known to be false, with its history.
"""

from __future__ import annotations

from typing import Any, Final, cast

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, Role
from truepenny.platform.clock import DAY
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.admin.fakes import letter
from truepenny.surfaces.admin.forms import read_form
from truepenny.surfaces.admin.visit import Admin, Fault, Page, Visit, page, redirect, visit_as
from truepenny.surfaces.campaigns import variants
from truepenny.surfaces.check_views import STATES, TRICKS
from truepenny.tickets.numbers import show_number
from truepenny.trust.checks.pasted import Point
from truepenny.trust.checks.reports import Campaign, Outcome
from truepenny.trust.directory.kinds import KIND_NAMES

OUTCOMES: Final[dict[Outcome, str]] = {
    "open": mark("Waiting for us"),
    "fake": mark("Confirmed fake"),
    "not_ours": mark("Not ours, but no impostor"),
    "ours": mark("It is ours"),
}
TOLD: Final[dict[Outcome, str]] = {
    "fake": mark(
        "We have looked at what you reported: it is a fake and not us. Thank you: we warn others of it now. If you sent anything or typed "
        "anything in there, tell us here, and we look after your account."
    ),
    "not_ours": mark(
        "We have looked at what you reported: it is not ours, and we found nothing that imitates us. Treat it as you would any stranger."
    ),
    "ours": mark("We have looked at what you reported: it is ours. Thank you for asking first."),
}
PERIODS: Final = (7, 30, 90)


def check_routes(admin: Admin) -> list[HTTPRouteHandler]:
    campaigns = admin.truth.campaigns

    @get("/admin/checks", include_in_schema=False)
    async def show_list(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _list_page(here)

    @get("/admin/checks/{finding:str}", include_in_schema=False)
    async def show(request: Request[Any, Any, Any], finding: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _campaign_page(here, me, finding)

    @post("/admin/checks/{finding:str}/evidence.zip", include_in_schema=False, status_code=200)
    async def evidence(request: Request[Any, Any, Any], finding: FromPath[str]) -> Response[bytes]:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, many=("pictures",))
        one, _, _ = await admin.truth.reports.campaign(finding)
        words = {"brand": here.look.name, "public_url": admin.truth.directory.desk}
        letters = {code: letter(admin.catalog, code, one, **words) for code in admin.languages}
        made = await campaigns.archive(me, finding, letters=letters, chosen=form.many("pictures"))
        headers = {"content-disposition": f'attachment; filename="evidence-{finding[-8:]}.zip"', "cache-control": "no-store"}
        return Response(made, media_type="application/zip", headers=headers)

    @post("/admin/checks/{finding:str}/settle", include_in_schema=False, status_code=200)
    async def settle(request: Request[Any, Any, Any], finding: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("outcome", "reason"))
        outcome = cast("Outcome", form.text("outcome"))
        words = {code: admin.catalog.translate(code, TOLD[outcome]) for code in admin.languages} if outcome in TOLD else {}
        try:
            told, missed = await campaigns.settle(me, finding, outcome, words=words, reason=form.text("reason"))
        except Refused as refused:
            if refused.status == 404:
                raise
            return await _campaign_page(here, me, finding, fault=here.fault(refused))
        back = f"&ticket={ticket}" if (ticket := _ticket(here)) else ""
        return redirect(f"/admin/checks/{finding}?done=settled&told={told}&missed={missed}{back}")

    return [show_list, show, evidence, settle, *_false_routes(admin)]


def _false_routes(admin: Admin) -> list[HTTPRouteHandler]:
    known = admin.truth.checks.known

    @get("/admin/false", include_in_schema=False)
    async def show_false(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _false_page(here)

    @post("/admin/false", include_in_schema=False, status_code=200)
    async def add_false(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("value", "reason"))
        try:
            judged = (await admin.truth.checks.judge()).judge(Point("", form.text("value")))
            if not form.text("value") or not judged.key or judged.key.startswith("other:"):
                raise Refused(400, "value_wrong", "This is no address, number or name.", "Paste one of them alone.", field="value")
            if judged.state == "official":
                raise Refused(409, "value_ours", "{value} is an official contact.", "End that entry first, or write a narrower pattern.",
                              params={"value": judged.shown}, field="value")  # fmt: skip
            await known.add(judged.key, kind=judged.kind, shown=judged.key.partition(":")[2], reason=form.text("reason"), by=me.id)
        except Refused as refused:
            return await _false_page(here, fault=here.fault(refused), typed=form.text("value"), reason=form.text("reason"))
        return redirect("/admin/false?done=added")

    @post("/admin/false/{item:str}/remove", include_in_schema=False, status_code=200)
    async def remove_false(request: Request[Any, Any, Any], item: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("reason",))
        try:
            await known.remove(item, reason=form.text("reason"), by=me.id)
        except NotFound:
            raise
        except Refused as refused:
            return await _false_page(here, fault=here.fault(refused))
        return redirect("/admin/false?done=removed")

    return [show_false, add_false, remove_false]


async def _list_page(here: Visit) -> Page:
    asked = here.request.query_params.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else 30
    now = here.admin.clock.now_us()
    reports = here.admin.truth.reports
    found = await reports.campaigns(since=now - days * DAY)
    weeks = await reports.weeks()
    most = max([week.reports for week in weeks] + [1])
    rows = [_row(here, one) for one in found]
    return page(here, "checks.html", rows=rows, weeks=weeks, most=most, days=days, periods=PERIODS)


def _row(here: Visit, one: Campaign) -> dict[str, object]:
    return {
        "one": one, "kind": here.say(KIND_NAMES.get(one.kind, mark("Other"))), "outcome": here.say(OUTCOMES[one.outcome]),
        "trick": here.say(TRICKS[one.trick]) if one.trick else "",
    }  # fmt: skip


def _ticket(here: Visit) -> str:
    """The ticket from which a lead came here, "" when from none."""
    asked = here.request.query_params.get("ticket", "")
    return asked if asked.isascii() and asked.isalnum() and len(asked) == 8 else ""


async def _campaign_page(here: Visit, me: Agent, finding: str, *, fault: Fault | None = None) -> Page:
    campaign, reports, kin = await here.admin.truth.reports.campaign(finding)
    false = (await here.admin.truth.checks.known.keys()).get(campaign.key)
    seen = [(report, show_number(report.ticket), here.say(STATES[report.state])) for report in reports]  # type: ignore[index]  # a State
    done = here.request.query_params.get("done", "") if fault is None else ""
    told = here.request.query_params.get("told", "0"), here.request.query_params.get("missed", "0")
    return page(
        here, "check.html", status=200 if fault is None else fault.status, row=_row(here, campaign), one=campaign, reports=seen,
        variants=variants(reports),
        pictures=await here.admin.truth.campaigns.pictures(me, finding), ticket=_ticket(here),
        kin=[_row(here, other) for other in kin], known=false, fault=fault, done=done,
        told=told[0] if told[0].isdigit() else "0", missed=told[1] if told[1].isdigit() else "0",
    )  # fmt: skip


async def _false_page(here: Visit, *, fault: Fault | None = None, typed: str = "", reason: str = "") -> Page:
    rows = await here.admin.truth.checks.known.history()
    shown = [(one, here.say(KIND_NAMES.get(one.kind, mark("Other")))) for one in rows]
    return page(
        here, "false.html", status=200 if fault is None else fault.status, live=[pair for pair in shown if pair[0].removed_at is None],
        gone=[pair for pair in shown if pair[0].removed_at is not None], fault=fault, typed=typed, reason=reason,
        done=here.request.query_params.get("done", "") if fault is None else "",
    )  # fmt: skip
