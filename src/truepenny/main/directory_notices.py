"""Each change of the directory is an announcement: what is new, what is another, what is no longer ours."""

from __future__ import annotations

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.announcements.directory_words import Listed
from truepenny.platform.web.i18n import Catalog
from truepenny.trust.directory.directory import Change, OnChange
from truepenny.trust.directory.entries import Entry, NeverUse
from truepenny.trust.directory.kinds import KIND_NAMES


def announce_changes(announcements: Announcements, catalog: Catalog) -> OnChange:
    """For Directory.on_change. Other hours, words or costs of the same contact are no news; nor is what we never use."""

    async def announce(change: Change) -> None:
        listed = what_changed(change, catalog)
        if listed is not None:
            await announcements.announce_directory_change([listed], by=change.by)

    return announce


def what_changed(change: Change, catalog: Catalog) -> Listed | None:
    before, after = change.before, change.after
    if not isinstance(after, Entry) or isinstance(before, NeverUse):
        return None
    names = {code: catalog.translate(code, KIND_NAMES[after.kind]) for code in catalog.languages}
    if after.is_over(change.at):
        return None if before is None or before.is_over(change.at) else Listed("retired", after.shown, names)
    if after.valid_from is not None and after.valid_from > change.at:
        return None  # told when its day has come
    if before is None:
        return Listed("added", after.shown, names)
    return None if before.shown == after.shown else Listed("changed", after.shown, names, before.shown)
