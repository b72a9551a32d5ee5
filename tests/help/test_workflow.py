"""The way of an article from an agent's draft to what readers see, in both languages and on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection, update

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.schema import help_versions
from truepenny.knowledge.help.shelf import Shelf
from truepenny.knowledge.help.versions import Frame, Key, Version, Words
from truepenny.people.audit import list_lines, record
from truepenny.platform.clock import DAY, HOUR, SetClock
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings
from truepenny.trust.never_ask.refusal import check_published

pytestmark = pytest.mark.anyio
LIN = Agent(AgentId("A-1"), "Lin", Role.AGENT)
OMAR = Agent(AgentId("A-2"), "Omar", Role.LEAD)
ANN = Agent(AgentId("A-3"), "Ann", Role.ADMIN)
FEES = Words("Withdrawal fees", "What a withdrawal costs.", "## How much\n\nThe network takes a fee.")
FEES_ZH = Words("提现手续费", "提现需要多少费用。", "## 多少钱\n\n网络会收取手续费。")


@dataclass
class Desk:
    """A help centre with a writer (lin), two leads (omar, ann) and a clock of its own. told: what listeners heard, in order."""

    help: HelpCentre
    clock: SetClock
    db: Database
    reviewers: set[str] = field(default_factory=lambda: {OMAR.id, ANN.id})
    told: list[Key] = field(default_factory=list)

    async def add(self, slug: str = "withdrawal-fees", **more: object) -> str:
        return await self.help.editing.add_article(Frame(slug, "money", **more), by=LIN)  # type: ignore[arg-type]

    async def put_out(self, article: str, language: str, words: Words, *, by: Agent = OMAR, **more: object) -> Version:
        """Drafted by the agent, approved and published by a lead."""
        versions = await self.help.editing.list_versions(article, language)
        draft = await self.help.editing.put_draft(article, language, words, base=versions[0].number if versions else 0, by=LIN)
        await self.help.editing.submit(article, language, draft.number, by=LIN)
        await self.help.editing.approve(article, language, draft.number, by=by)
        return await self.help.editing.publish(article, language, draft.number, by=by, **more)  # type: ignore[arg-type]

    async def record(self) -> list[tuple[str, str]]:
        return [(line.who, line.what) for line in reversed(await self.db.read(list_lines))]


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    db, clock = make_database(settings), SetClock()
    await db.start()
    made: Desk

    def has_reviewer(_conn: Connection, but: str) -> bool:
        return bool(made.reviewers - {but})

    def no_limit(_conn: Connection, _what: str, _address: str) -> None:
        """Limits are the house's own matter (test_readers.py)."""

    centre = HelpCentre(
        db, clock, languages=("en", "zh"), record=record, check=check_published, screen=lambda words, _: words, limit=no_limit,
        has_reviewer=has_reviewer,
    )  # fmt: skip
    made = Desk(centre, clock, db)

    async def listen(keys: Sequence[Key]) -> None:
        made.told += keys

    centre.news.listeners.append(listen)
    await centre.editing.put_category("money", names={"en": "Money", "zh": "资金"}, icon="money", place=1, by=OMAR)
    yield made
    await db.stop()


async def test_a_writer_drafts_and_a_lead_publishes_and_readers_see_it(desk: Desk) -> None:
    article = await desk.add(topics=("WD.PENDING",))
    with pytest.raises(NotFound):
        await desk.help.article("en", "withdrawal-fees")
    await desk.put_out(article, "en", FEES)
    seen = await desk.help.article("en", "withdrawal-fees")
    assert (seen.title, seen.summary, seen.words) == (FEES.title, FEES.summary, "How much\nThe network takes a fee.")
    assert '<h2 id="s-how-much" dir="auto">How much</h2>' in seen.html
    assert seen.updated_at == desk.clock.now_us()
    assert [head.slug for head in await desk.help.list_for_topic("WD.PENDING", "en")] == ["withdrawal-fees"]
    assert [(one.name, one.articles) for one in await desk.help.list_categories("zh")] == [("资金", 0)]
    assert [(one.name, one.articles) for one in await desk.help.list_categories("en")] == [("Money", 1)]
    assert desk.told == [Key(article, "en")]
    assert await desk.record() == [
        (OMAR.id, "category_put"), (LIN.id, "article_added"), (OMAR.id, "article_approved"), (OMAR.id, "article_published")
    ]  # fmt: skip


async def test_a_missing_translation_shows_the_other_language_and_says_which(desk: Desk) -> None:
    article = await desk.add()
    await desk.put_out(article, "en", FEES)
    seen = await desk.help.article("zh", "withdrawal-fees")
    assert (seen.language, list(seen.twins)) == ("en", ["en"])
    await desk.put_out(article, "zh", FEES_ZH)
    seen = await desk.help.article("zh", "withdrawal-fees")
    assert (seen.language, seen.title, sorted(seen.twins)) == ("zh", "提现手续费", ["en", "zh"])


async def test_agents_may_not_publish(desk: Desk) -> None:
    article = await desk.add()
    draft = await desk.help.editing.put_draft(article, "en", FEES, base=0, by=LIN)
    await desk.help.editing.submit(article, "en", draft.number, by=LIN)
    editing = desk.help.editing
    for attempt in (
        editing.approve(article, "en", 1, by=LIN), editing.publish(article, "en", 1, by=LIN), editing.retire(article, by=LIN),
        editing.send_back(article, "en", 1, note="no", by=LIN), editing.unschedule(article, "en", 1, by=LIN),
        editing.delete_article(article, by=LIN), editing.delete_category("money", by=LIN),
        editing.put_category("money", names={"en": "X"}, icon="money", place=1, by=LIN),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.code == "leads_only"
    await editing.approve(article, "en", 1, by=OMAR)
    await editing.publish(article, "en", 1, by=OMAR)
    assert (await desk.help.article("en", "withdrawal-fees")).title == FEES.title, "a lead may"


async def test_nobody_approves_their_own_words_unasked_where_another_lead_could(desk: Desk) -> None:
    article = await desk.add()
    await desk.help.editing.put_draft(article, "en", FEES, base=0, by=OMAR)
    with pytest.raises(Refused) as refused:
        await desk.help.editing.approve(article, "en", 1, by=OMAR)
    assert refused.value.code == "own_words"
    approved = await desk.help.editing.approve(article, "en", 1, by=OMAR, alone=True)
    assert approved.alone
    line = (await desk.db.read(list_lines))[0]
    assert (line.what, line.detail["alone"]) == ("article_approved", True)


async def test_the_only_lead_is_not_asked(desk: Desk) -> None:
    desk.reviewers = {OMAR.id}
    article = await desk.add()
    await desk.help.editing.put_draft(article, "en", FEES, base=0, by=OMAR)
    assert (await desk.help.editing.approve(article, "en", 1, by=OMAR)).alone


async def test_saving_on_an_old_version_is_refused_and_both_are_kept(desk: Desk) -> None:
    article = await desk.add()
    await desk.help.editing.put_draft(article, "en", FEES, base=0, by=LIN)
    await desk.help.editing.put_draft(article, "en", Words("Fees", "", "Ann was faster."), base=1, by=ANN)
    with pytest.raises(Refused) as refused:
        await desk.help.editing.put_draft(article, "en", Words("Fees", "", "Lin was slower."), base=1, by=LIN)
    assert (refused.value.status, refused.value.code, refused.value.params) == (409, "version_old", {"latest": 2})
    versions = await desk.help.editing.list_versions(article, "en")
    assert [(version.number, version.author, version.state) for version in versions] == [(2, ANN.id, "draft"), (1, LIN.id, "replaced")]
    await desk.help.editing.put_draft(article, "en", Words("Fees", "", "Lin and Ann."), base=2, by=LIN)


async def test_of_two_who_save_at_once_one_is_told(desk: Desk) -> None:
    article = await desk.add()
    saves = [desk.help.editing.put_draft(article, "en", FEES, base=0, by=by) for by in (LIN, ANN)]
    done = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Refused", "Version"]


async def test_a_reviewer_cannot_approve_words_that_were_replaced_meanwhile(desk: Desk) -> None:
    article = await desk.add()
    await desk.help.editing.put_draft(article, "en", FEES, base=0, by=LIN)
    await desk.help.editing.submit(article, "en", 1, by=LIN)
    await desk.help.editing.put_draft(article, "en", FEES_ZH, base=1, by=LIN)
    with pytest.raises(Refused) as refused:
        await desk.help.editing.approve(article, "en", 1, by=OMAR)
    assert refused.value.code == "version_moved"


async def test_a_lead_sends_back_with_a_reason(desk: Desk) -> None:
    article = await desk.add()
    await desk.help.editing.put_draft(article, "en", FEES, base=0, by=LIN)
    await desk.help.editing.submit(article, "en", 1, by=LIN)
    back = await desk.help.editing.send_back(article, "en", 1, note="Which network?", by=OMAR)
    assert (back.state, back.note, back.moved_by) == ("draft", "Which network?", OMAR.id)


async def test_a_scheduled_article_comes_when_its_time_has_come_and_listeners_hear_of_it(desk: Desk) -> None:
    article = await desk.add()
    await desk.put_out(article, "en", FEES)
    before = desk.clock.now_us()
    version = await desk.put_out(article, "en", Words("New fees", "", "From March."), at=before + 2 * HOUR)
    assert version.state == "scheduled"
    assert (await desk.help.article("en", "withdrawal-fees")).title == FEES.title
    desk.told.clear()
    await desk.help.tell_news()
    assert desk.told == []
    desk.clock.advance(7200)
    assert (await desk.help.article("en", "withdrawal-fees")).title == "New fees", "without anybody having been told"
    await desk.help.tell_news()
    assert desk.told == [Key(article, "en")]
    states = [version.state for version in await desk.help.editing.list_versions(article, "en")]
    assert states == ["published", "replaced"]


async def test_a_scheduled_article_can_be_held_back(desk: Desk) -> None:
    article = await desk.add()
    await desk.put_out(article, "en", FEES, at=desk.clock.now_us() + DAY)
    back = await desk.help.editing.unschedule(article, "en", 1, by=OMAR)
    assert back.state == "approved"
    desk.clock.advance(2 * 86_400)
    assert await desk.help.find("withdrawal-fees") == {}


async def test_a_retired_article_is_gone_for_readers_and_can_come_again(desk: Desk) -> None:
    article = await desk.add()
    await desk.put_out(article, "en", FEES)
    assert await desk.help.find("withdrawal-fees")
    await desk.help.editing.retire(article, by=OMAR)
    with pytest.raises(NotFound):
        await desk.help.article("en", "withdrawal-fees")
    assert desk.told[-1] == Key(article, "en")
    assert await desk.help.entries([Key(article, "en")]) == [], "the search index drops what is not there"
    with pytest.raises(Refused):
        await desk.help.editing.retire(article, by=OMAR)
    await desk.put_out(article, "en", Words("Fees", "", "Again."))
    assert (await desk.help.article("en", "withdrawal-fees")).title == "Fees"


async def test_a_translation_is_out_of_date_when_the_other_says_something_new_and_not_when_it_mends_a_comma(desk: Desk) -> None:
    article = await desk.add()

    async def behind() -> list[str]:
        return [code for code, head in (await desk.help.find("withdrawal-fees")).items() if head.out_of_date]

    async def behind_for_editors() -> list[str]:
        return [code for code, one in (await desk.help.editing.overview(article)).languages.items() if one.out_of_date]

    await desk.put_out(article, "en", FEES)
    desk.clock.advance(60)
    first = await desk.put_out(article, "zh", FEES_ZH)
    assert first.change == "caught_up", "the first translation follows; the original is not behind it"
    assert await behind() == []
    desk.clock.advance(60)
    await desk.put_out(article, "en", FEES, change="small")
    assert await behind() == []
    desk.clock.advance(60)
    await desk.put_out(article, "en", FEES, change="meaning")
    assert await behind() == await behind_for_editors() == ["zh"]
    desk.clock.advance(60)
    await desk.put_out(article, "zh", FEES_ZH, change="small")
    assert await behind() == await behind_for_editors() == ["zh"], "a comma does not catch up"
    desk.clock.advance(60)
    assert (await desk.put_out(article, "zh", FEES_ZH)).change == "caught_up"
    assert await behind() == await behind_for_editors() == []


async def test_words_that_ask_are_refused_and_warnings_need_a_leads_word(desk: Desk) -> None:
    article = await desk.add()
    with pytest.raises(Refused) as refused:
        await desk.help.editing.put_draft(
            article, "en", Words("Unlock", "", "Send us your recovery phrase and your password now."), base=0, by=LIN
        )
    assert (refused.value.code, refused.value.field) == ("never_ask", "body")
    assert refused.value.marks
    with pytest.raises(Refused) as refused:
        await desk.help.editing.put_draft(article, "en", Words("Unlock", "", "Send us your p&#97;ssword now."), base=0, by=LIN)
    assert (refused.value.code, refused.value.marks) == ("never_ask", ())
    assert await desk.help.editing.list_versions(article, "en") == [], "nothing of it was stored"
    warning = "This is what they write: “Please send me the code you just received.”"
    draft = await desk.help.editing.put_draft(article, "en", Words("Warning", "", warning), base=0, by=LIN)
    assert draft.education == (warning,)
    with pytest.raises(Refused) as refused:
        await desk.help.editing.approve(article, "en", 1, by=OMAR)
    assert refused.value.code == "never_ask"
    await desk.help.editing.approve(article, "en", 1, by=OMAR, education=True)
    assert (await desk.db.read(list_lines))[0].detail["education"] == [warning]


async def test_an_unknown_language_category_or_topic_is_refused(desk: Desk) -> None:
    article = await desk.add()
    for attempt, field_name in (
        (desk.help.editing.put_draft(article, "fr", FEES, base=0, by=LIN), "language"),
        (desk.help.editing.put_draft(article, "en", Words(" ", "", "x"), base=0, by=LIN), "title"),
        (desk.help.editing.put_draft(article, "en", Words("x", "", " \n"), base=0, by=LIN), "body"),
        (desk.help.editing.put_draft(article, "en", Words("x", "", "y" * 10_000_000), base=0, by=LIN), "body"),
        (desk.help.editing.add_article(Frame("a b", "money"), by=LIN), "slug"),
        (desk.help.editing.add_article(Frame("withdrawal-fees", "money"), by=LIN), "slug"),
        (desk.help.editing.add_article(Frame("x", "gone"), by=LIN), "category"),
        (desk.help.editing.add_article(Frame("x", "money", topics=("NO.SUCH",)), by=LIN), "topic"),
        (desk.help.editing.put_frame(article, Frame("another", "money"), by=LIN), "slug"),
        (desk.help.editing.publish(article, "en", 1, at=desk.clock.now_us() + 500 * DAY, by=OMAR), "publish_at"),
    ):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.field == field_name


async def test_where_a_published_article_stands_is_a_leads_matter(desk: Desk) -> None:
    article = await desk.add()
    moved = Frame("withdrawal-fees", "money", topics=("KYC",), related=("deposits",), place=3)
    await desk.help.editing.put_frame(article, moved, by=LIN)
    await desk.put_out(article, "en", FEES)
    with pytest.raises(Refused):
        await desk.help.editing.put_frame(article, Frame("withdrawal-fees", "money"), by=LIN)
    assert (await desk.help.article("en", "withdrawal-fees")).topics == ("KYC",)
    await desk.help.editing.put_frame(article, Frame("withdrawal-fees", "money"), by=OMAR)
    assert (await desk.help.article("en", "withdrawal-fees")).topics == ()
    assert desk.told == [Key(article, "en")] * 2


async def test_related_articles_are_the_chosen_ones_then_neighbours(desk: Desk) -> None:
    for slug in ("one", "two", "three"):
        await desk.put_out(await desk.add(slug, related=("two", "gone") if slug == "one" else ()), "en", Words(slug, "", "x"))
    assert [head.slug for head in (await desk.help.article("en", "one")).related] == ["two", "three"]


async def test_what_was_never_published_can_be_deleted_and_what_is_cannot(desk: Desk) -> None:
    article = await desk.add()
    await desk.put_out(article, "en", FEES)
    with pytest.raises(Refused) as refused:
        await desk.help.editing.delete_article(article, by=OMAR)
    assert refused.value.code == "still_published"
    with pytest.raises(Refused) as refused:
        await desk.help.editing.delete_category("money", by=OMAR)
    assert refused.value.code == "category_full"
    await desk.help.editing.retire(article, by=OMAR)
    await desk.help.editing.delete_article(article, by=OMAR)
    await desk.help.editing.delete_category("money", by=OMAR)
    assert await desk.help.editing.list_all() == []


async def test_a_listener_that_fails_is_told_again(desk: Desk) -> None:
    falls = [True]

    async def fails_once(_keys: Sequence[Key]) -> None:
        if falls.pop():
            falls.append(False)
            raise OSError("the index is away")

    desk.help.news.listeners.append(fails_once)
    article = await desk.add()
    await desk.put_out(article, "en", FEES)
    assert desk.told == [Key(article, "en")]
    await desk.help.tell_news()
    assert desk.told == [Key(article, "en")] * 2
    falls.append(False)
    await desk.help.tell_news()
    assert desk.told == [Key(article, "en")] * 2, "heard by all, told no more"


async def test_another_node_sees_a_change_within_seconds(desk: Desk) -> None:
    article = await desk.add()
    await desk.put_out(article, "en", FEES)
    other = HelpCentre(
        desk.db, desk.clock, languages=("en", "zh"), record=record, check=check_published, screen=lambda words, _: words,
        limit=lambda _conn, _what, _address: None, has_reviewer=lambda _conn, _but: True,
    )  # fmt: skip
    assert (await other.article("en", "withdrawal-fees")).title == FEES.title
    await desk.help.editing.retire(article, by=OMAR)
    desk.clock.advance(6)
    assert await other.find("withdrawal-fees") == {}


async def test_a_crowd_of_readers_has_what_is_published_read_once(desk: Desk) -> None:
    await desk.put_out(await desk.add(), "en", FEES)
    await desk.help.list_articles("en")
    await desk.put_out(await desk.add("other"), "en", FEES)
    desk.clock.advance(HOUR)
    read, real = 0, desk.db.read

    class Counted:
        """The database, with its reads of everything that is published counted."""

        async def read(self, fn: Callable[[Connection], object]) -> object:
            nonlocal read
            got = await real(fn)
            read += isinstance(got, Shelf)
            return got

    crowd = HelpCentre(
        Counted(), desk.clock, languages=("en", "zh"), record=record, check=check_published, screen=lambda words, _: words,
        limit=lambda *_: None, has_reviewer=lambda *_: True,
    )  # type: ignore[arg-type]  # fmt: skip
    lists = await asyncio.gather(*(crowd.list_articles("en") for _ in range(30)))
    assert [len(one) for one in lists] == [2] * 30
    assert read == 1


async def test_an_article_is_found_by_its_id_in_each_language(desk: Desk) -> None:
    article = await desk.add()
    assert await desk.help.find_by_id(article) == {}
    await desk.put_out(article, "zh", FEES_ZH)
    assert {code: head.slug for code, head in (await desk.help.find_by_id(article)).items()} == {"zh": "withdrawal-fees"}


async def test_what_was_published_stays_readable_whatever_bounds_come_later(desk: Desk) -> None:
    article, other = await desk.add(), await desk.add("other")
    await desk.put_out(article, "en", FEES)
    long = "- a\n" * 6_000
    with pytest.raises(Refused):
        await desk.help.render(long, "en")
    await desk.db.write(lambda conn: conn.execute(update(help_versions).values(body=long)))
    await desk.put_out(other, "en", FEES)
    assert (await desk.help.article("en", "withdrawal-fees")).html.count("<li") == 6_000
    assert {entry.slug for entry in await desk.help.entries()} == {"withdrawal-fees", "other"}
