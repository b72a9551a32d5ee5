# ruff: noqa: E501
"""English sample conversations about accounts, safety, trading and complaints. Invented people and figures."""

from __future__ import annotations

from truepenny.main.demo.people import PAYMENTS, SECURITY
from truepenny.main.demo.stories.english import DAY, HOUR
from truepenny.main.demo.story import Answer, Confirm, Note, Rate, Read, Solve, Sort, Story, Write

ENGLISH_MORE: tuple[Story, ...] = (
    Story(
        "daniel-lock", "daniel", 2 * DAY + 90, "ACC.LOCK", "webchat", "Account locked after three wrong passwords",
        (
            Write(0, "I mistyped my password and now the account is locked. How long does this last?"),
            Sort(3, "noah", team=SECURITY, to="noah", tags=("lock",)),
            Answer(
                3, "noah",
                "Hello Daniel, this is Noah. The lock ends by itself after two hours, at 16:20 UTC. Nobody has signed in with your "
                "account in the last three days except you, so there is nothing else to do.",
            ),
            Write(4, "Good to know. I will wait then."),
            Solve(
                160, "noah", ("Checked the sign-ins of the last three days: only yours.", "The lock ended at 16:20 UTC."), (),
                ("After three wrong passwords the account is locked for two hours.",),
            ),
            Read(12), Confirm(1), Rate(1, 4),
        ),
    ),
    Story(
        "eva-phish", "guest-eva", 70, "SEC.PHISH", "webchat", "Someone on the phone says he is from Acme",
        (
            Write(0, "A man called me, said he is from Acme security and that I must move my coins to a “safe wallet”. Is that you?"),
            Sort(1, "noah", team=SECURITY, to="noah", priority="P1", tags=("impersonation",)),
            Answer(
                2, "noah",
                "No, that was not us. We never call to ask for a transfer, and there is no “safe wallet”. Please hang up if he is still "
                "on the line. Have you sent anything, or told him a code?",
            ),
            Write(3, "I hung up. I told him nothing, but he knew my name and my mail address."),
            Answer(
                5, "noah",
                "You did the right thing. Names and mail addresses come from old leaks and prove nothing. Which number did he call from? "
                "We collect these numbers and have them taken down.",
            ),
        ),
    ),
    Story(
        "maria-2fa", "maria", 11 * DAY, "ACC.2FA", "portal", "New phone, old authenticator is gone",
        (
            Write(0, "I have a new phone and my authenticator app is empty. I still have my backup codes."),
            Sort(30, "jing", team=SECURITY, to="jing", tags=("2fa",)),
            Answer(
                6, "jing",
                "Good that you kept the backup codes: then you can do it yourself in three minutes. Sign in, choose “use a backup code”, "
                "then Security, Authenticator, Set up anew. Withdrawals wait for 24 hours after that.",
            ),
            Write(55, "Done, works. The 24 hours are fine."),
            Solve(
                4, "jing",
                ("Signed in with a backup code.", "Set up the authenticator on the new phone."),
                (("Withdrawals open again", "24 hours after the change"),),
                ("Make new backup codes and keep them on paper.",),
            ),
            Read(3), Confirm(1), Rate(2, 5, "Three minutes, as promised."),
        ),
    ),
    Story(
        "tom-ato", "tom", 52, "SEC.ATO", "portal", "Sign-in from a country where I have never been",
        (
            Write(0, "I got a notice about a sign-in from a city where I have never been. I changed my password at once. What else?"),
            Sort(1, "omar", team=SECURITY, to="jing", tags=("takeover",)),
            Answer(
                3, "jing",
                "You reacted well, Tom. I have ended all other sessions and stopped withdrawals for now; your balance is untouched. Please "
                "check Security, API keys: is there a key that you do not know?",
            ),
            Write(9, "Yes, there is one called “sync” from today. I did not make it."),
            Note(2, "jing", "Key “sync” made at 07:31 from the unknown session, no orders, no withdrawals. Session ended 07:58. Kept for the report."),
            Answer(
                2, "jing",
                "I have removed that key; it was never used. Withdrawals stay closed for 24 hours. Please check the mailbox behind your "
                "account too: the sign-in notice shows that someone knew your password.",
            ),
        ),
    ),
    Story(
        "aisha-kyc", "aisha", 8 * DAY, "KYC", "portal", "Passport refused as unreadable",
        (
            Write(0, "The check says my passport is unreadable, twice. The photo is perfectly sharp."),
            Answer(
                260, "noah",
                "I looked at the reason: a reflection lies over the two lines of letters at the bottom. Please lay the passport on a dark "
                "table by a window, without flash.",
            ),
            Write(130, "Accepted now, thank you."),
            Solve(20, "noah", ("Reason of the refusal: reflection over the machine-readable lines.", "Third photo accepted."), (), ()),
            Read(100), Confirm(2),
        ),
    ),
    Story(
        "northfield-fill", "northfield", 30 * HOUR, "TRADE", "portal", "Order filled above our limit",
        (
            Write(
                0,
                "Limit buy 4 BTC at 68,200.00, order 7719-220-31, shows an average fill of 68,204.10. A limit is a limit.",
                ("statement.csv",),
            ),
            Sort(40, "omar", to="omar", priority="P1", tags=("trade", "institution")),
            Note(10, "omar", "Prints show fills at 68,200.00 or better. The average in the export includes the fee. Asked trading to confirm."),
            Answer(
                55, "omar",
                "All fills of order 7719-220-31 are at 68,200.00 or lower. The figure in your export is the average including the fee of "
                "0.006 %. I attach the prints so that your operations team can check it.",
                ("statement.csv",),
            ),
            Read(20),
            Sort(2, "omar", status="waiting"),
        ),
    ),
    Story(
        "daniel-app", "daniel", 4 * DAY, "APP.BUG", "webchat", "Chart stays empty on Android",
        (
            Write(0, "The chart of ETH is empty since the last update, version 6.2.1, Android 15."),
            Answer(33, "sofia", "Thank you for the version, Daniel. We know of it: it happens with large text. A fix comes with 6.2.2 next week."),
            Sort(1, "sofia", status="hold", tags=("android", "bug")),
            Note(2, "sofia", "Same as APP-913. Tell the customer when 6.2.2 is out."),
        ),
    ),
    Story(
        "eva-complaint", "guest-eva", 28 * HOUR, "CS.COMPLAINT", "portal", "Complaint: three different answers to one question",
        (
            Write(
                0,
                "I asked three times whether I can deposit by card from Portugal and got three different answers, last from A-1034.\n\n"
                "I would like one correct answer in writing.",
            ),
            Sort(60, "omar", to="omar", tags=("complaint",)),
            Answer(
                25, "omar",
                "Dear Eva, I lead the team and have read all three conversations. You are right, they contradict one another, and I am "
                "sorry for the time this cost you. I will have the rule confirmed and answer you in writing by tomorrow, 17:00 UTC.",
            ),
            Note(5, "omar", "Cards from PT: yes since 1 March, up to 1,000 EUR a day. Two canned replies were out of date, now corrected."),
        ),
    ),
    Story(
        "petr-suggest", "guest-petr", 3 * HOUR + 15, "CS.SUGGEST", "portal", "Please add a dark theme to statements",
        (Write(0, "It is a small thing, but monthly statements are blinding at night. A dark version would be nice."),),
    ),
    Story(
        "maria-earn", "maria", 22, None, "webchat", "What happens to my earn product at the end of the month?",
        (Write(0, "What happens to my earn product at the end of the month? Does it renew by itself?"),),
    ),
    Story(
        "tom-statement", "tom", 9 * DAY + 300, "TAX.STATEMENT", "portal", "Yearly statement as CSV",
        (
            Write(0, "Where do I get last year's statement as CSV? The page only offers PDF."),
            Sort(200, "sofia", team=PAYMENTS, to="sofia"),
            Answer(10, "sofia", "It is under Statements, Year, Format. I attach yours, so that you need not look for it.", ("statement.csv",)),
            Solve(700, "sofia", ("Sent the statement of last year as CSV.",), (("Period", "1 January to 31 December"),), ()),
            Read(40), Rate(1, 5),
        ),
    ),
)  # fmt: skip
