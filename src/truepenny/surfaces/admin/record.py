"""The record of changes, for admins to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.identity import Role
from truepenny.knowledge.announcements.labels import EFFECT_WORDS, KIND_WORDS, STATE_WORDS
from truepenny.knowledge.secret_words import Words
from truepenny.people.audit import AuditLine
from truepenny.surfaces.admin.agents import ROLE_WORDS
from truepenny.surfaces.admin.visit import Admin, Page, Visit, page, visit_as
from truepenny.trust.directory.kinds import KIND_NAMES

PER_PAGE = 50
WHAT = {
    "agent_added": "Agent added",
    "agent_changed": "Agent changed",
    "agent_teams_set": "Teams of an agent set",
    "agent_disabled": "Agent disabled",
    "agent_enabled": "Agent enabled",
    "password_set": "Password set",
    "totp_set": "One-time codes set up",
    "totp_dropped": "One-time codes reset",
    "recovery_code_used": "Recovery code used",
    "recovery_codes_renewed": "Recovery codes renewed",
    "signed_in": "Signed in",
    "sign_in_paused": "Sign-in paused after wrong tries",
    "session_ended": "Session ended",
    "sessions_ended": "Sessions ended",
    "identity_revealed": "Masked detail revealed",
    "contact_looked_up": "Customer looked for by a whole address or number",
    "team_added": "Team added",
    "team_renamed": "Team renamed",
    "team_members_set": "Members of a team set",
    "team_closed": "Team closed",
    "team_opened": "Team opened again",
    "canned_added": "Canned reply added",
    "canned_changed": "Canned reply changed",
    "canned_deleted": "Canned reply deleted",
    "article_added": "Article added",
    "article_placed": "Category, topics or links of an article changed",
    "article_approved": "Article approved",
    "article_published": "Article published",
    "article_scheduled": "Article set to be published",
    "article_unscheduled": "Article no longer set to be published",
    "article_retired": "Article retired",
    "article_deleted": "Article deleted",
    "category_put": "Category of the help centre added or changed",
    "category_deleted": "Category of the help centre deleted",
    "synonyms_added": "Words that mean the same added",
    "synonyms_changed": "Words that mean the same changed",
    "synonyms_deleted": "Words that mean the same deleted",
    "brand_changed": "Brand or languages changed",
    "screen_rule_added": "Rule of the screen added",
    "screen_rule_changed": "Rule of the screen changed",
    "screen_rule_deleted": "Rule of the screen deleted",
    "secret_removed": "Secret removed from what was stored",
    "rescanned": "All that is stored screened again",
    "file_let_through": "File let through unchecked",
    "phrase_set": "Phrase for mail chosen",
    "phrase_removed": "Phrase for mail removed",
    "mail_downloaded": "Mail downloaded as it came",
    "directory_proposed": "Official contact proposed",
    "directory_published": "Official contact published",
    "directory_dropped": "Proposal for the official contacts dropped",
    "contact_sent_anyway": "Contact sent that is not in the directory",
    "message_replayed": "Message that was put aside taken in",
    "replay_failed": "Message that was put aside failed again",
    "announcement_published": "Announcement published",
    "announcement_changed": "Announcement corrected",
    "announcement_updated": "Announcement updated",
    "announcement_ended": "Announcement ended",
    "service_added": "Service added",
    "service_changed": "Service renamed",
    "service_retired": "Service taken off the list",
    "service_restored": "Service put back on the list",
    "service_moved": "Services put in another order",
    "known_false_added": "Counted as known to be false",
    "known_false_removed": "Not counted as known to be false any more",
    "campaign_settled": "Report of an impostor settled",
    "evidence_exported": "Evidence of an impostor exported",
}
"""Message ids by what happened."""
DETAILS = {
    "login": "Sign-in name",
    "name": "Name",
    "role": "Role",
    "language": "Language",
    "teams": "Teams",
    "added": "Added",
    "removed": "Removed",
    "shortcut": "Shortcut",
    "title": "Title",
    "text": "Text",
    "education": "Published as education",
    "count": "Number",
    "kind": "Kind",
    "reason": "Reason",
    "hue": "Hue",
    "logo_url": "Logo",
    "languages": "Languages",
    "pattern": "Pattern",
    "check": "Check",
    "context": "Words near it",
    "live": "Live",
    "where": "Place",
    "from": "Before",
    "to": "After",
    "ticket": "Ticket",
    "event": "Event",
    "unread": "Could not be checked",
    "value": "Value",
    "ending": "Why it ended",
    "never": "Never used",
    "must_change": "To be changed at the next sign-in",
    "slug": "Address",
    "version": "Version",
    "change": "Change",
    "publish_at": "To be published at",
    "alone": "By the author alone",
    "category": "Category",
    "topics": "Topics",
    "related": "Related articles",
    "state": "State",
    "effect": "Effect",
    "tell": "Customers told",
    "words": "Words",
    "outcome": "Outcome",
}
"""Message ids by the name of a detail."""
_ANNOUNCED: Mapping[str, Mapping[Any, Words]] = {"kind": KIND_WORDS, "state": STATE_WORDS, "effect": EFFECT_WORDS}


def _details(line: AuditLine, here: Visit) -> list[tuple[str, str]]:
    """Name and value as text; long values cut."""
    found = []
    for name, value in line.detail.items():
        if isinstance(value, dict) and set(value) == {"from", "to"}:
            text = f"{value['from']} → {value['to']}"
        elif isinstance(value, list):
            text = ", ".join(str(part) for part in value)
        elif isinstance(value, bool):
            text = here.say("yes") if value else here.say("no")
        else:
            text = "" if value is None else _said(line.what, name, str(value), here)
        if text:
            found.append((here.say(DETAILS.get(name, name)), text if len(text) <= 120 else text[:119] + "…"))
    return found


def _said(what: str, name: str, value: str, here: Visit) -> str:
    """A value that is one of our own codes, in words."""
    if what.startswith("announcement_") and name in _ANNOUNCED:
        words = _ANNOUNCED[name].get(value)
        return words.said(here.language) if words else value
    if name == "role":
        return here.say(ROLE_WORDS[Role(value)])
    if name == "kind" and what.startswith(("directory_", "known_false_", "campaign_")):
        return here.say(KIND_NAMES.get(value, value))
    return value


def record_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/record", include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        before = request.query_params.get("before", "")
        lines = await admin.directory.list_audit(before=before or None, limit=PER_PAGE + 1)
        names = {str(card.id): card.name for card in await admin.directory.list_agents()}
        rows = [
            {
                "at": line.at, "who": line.who, "who_name": names.get(line.who, ""), "what": here.say(WHAT.get(line.what, line.what)),
                "subject": line.subject if line.subject.startswith("A-") and line.subject != line.who else "",
                "subject_name": names.get(line.subject, ""), "details": _details(line, here),
            }
            for line in lines[:PER_PAGE]
        ]  # fmt: skip
        return page(here, "record.html", rows=rows, older=lines[PER_PAGE - 1].id if len(lines) > PER_PAGE else "", first=not before)

    return [show]
