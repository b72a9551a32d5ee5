# ruff: noqa: E501
"""English sample conversations about deposits and withdrawals. Invented people, addresses and figures."""

from __future__ import annotations

from truepenny.main.demo.people import PAYMENTS
from truepenny.main.demo.story import Answer, Confirm, Dispute, Draft, Merge, Note, Rate, Read, Solve, Sort, Story, Write

HOUR, DAY = 60, 24 * 60

ENGLISH: tuple[Story, ...] = (
    Story(
        "maria-btc", "maria", 2 * HOUR + 10, "WD.MISSING", "webchat", "Bitcoin withdrawal has not arrived",
        (
            Write(0, "Hello, I sent 0.5 BTC to my own wallet this morning at 08:12 and it is still not there."),
            Sort(2, "sofia", team=PAYMENTS, to="sofia", tags=("btc", "withdrawal")),
            Answer(
                2, "sofia",
                "Good morning Maria, this is Sofia. I can see the withdrawal of 0.5 BTC from 08:12. It has left us and is on the Bitcoin "
                "network with two of six confirmations. Your wallet shows it once it has all six, usually within 40 minutes.",
            ),
            Write(3, "OK. Where can I follow it myself?"),
            Answer(
                2, "sofia",
                "In Wallet, open the withdrawal and tap the transaction ID:\n"
                "4a7be1d1c9f24f0e8f1d3a6c55b0e2b7a4dd03f8c1e69b7d52f0a9c3e8176b4d\n"
                "Any Bitcoin explorer shows the confirmations for it.",
            ),
            Write(41, "Five confirmations now. My wallet still says nothing, I am a bit nervous because this is most of my savings.",
                  ("wallet.png",)),
        ),
    ),
    Story(
        "maria-fee", "maria", 5 * DAY, "FIAT.WD", "portal", "Bank payout of 1,200 EUR",
        (
            Write(0, "I asked for a payout of 1,200 EUR on Monday and my bank has nothing yet. The reference is PAY-77120."),
            Sort(20, "lin", team=PAYMENTS, to="lin", tags=("sepa",)),
            Answer(
                5, "lin",
                "Thank you, Maria. The payout PAY-77120 left us on Monday at 15:40 UTC, after the bank's closing time, so it counts "
                "from Tuesday. It should be with your bank by Wednesday evening.",
            ),
            Read(30),
            Write(20 * HOUR, "It arrived just now. Thank you for the clear answer."),
            Solve(
                15, "lin",
                ("Found payout PAY-77120 as sent on Monday, 15:40 UTC.", "The receiving bank credited it on Wednesday."),
                (("Payout", "PAY-77120"), ("Amount", "1,200.00 EUR")),
                ("Payouts after 15:00 UTC are sent on the next bank day.",),
                "I am glad that it arrived. Here is what happened, for your records.",
            ),
            Read(5), Confirm(2), Rate(1, 5, "Quick and exact."),
        ),
    ),
    Story(
        "tom-tag", "tom", 26 * HOUR, "DEP.TAG", "portal", "Deposit of 840 XRP without tag",
        (
            Write(
                0,
                "I deposited 840 XRP but forgot the destination tag.\n\nWhich coin, and on which network? XRP on XRP Ledger\n"
                "How much? 840 XRP\nTransaction ID: 9C41F0B2D7E85A6630B1C8F4E2A7D905C6B38F1E4D2A97053B8C6E1F0A4D7B92",
                ("receipt.pdf",),
            ),
            Sort(35, "omar", team=PAYMENTS, to="sofia", tags=("xrp", "tag")),
            Answer(
                40, "sofia",
                "Hello Tom, I found the deposit. To credit it to you we need to see that the sending account is yours: please send me a "
                "screenshot of this withdrawal at the sending exchange, with the transaction ID, the time and your name in it.",
            ),
            Sort(1, "sofia", status="waiting"),
            Read(60),
        ),
    ),
    Story(
        "tom-dup", "tom", 25 * HOUR, "DEP.TAG", "webchat", "XRP deposit missing tag",
        (
            Write(0, "Hi, I forgot the tag for my XRP deposit, what can I do? I wrote a ticket as well."),
            Merge(42, "sofia", "tom-tag"),
        ),
    ),
    Story(
        "daniel-pending", "daniel", 34, "WD.PENDING", "webchat", "Withdrawal under review since yesterday",
        (
            Write(0, "My withdrawal of 2,000 USDT on TRON says “Under review” since yesterday evening. Is something wrong with my account?"),
            Write(6, "I have to pay a supplier today, so please tell me at least how long it takes."),
        ),
    ),
    Story(
        "aisha-chain", "aisha", 3 * DAY + 200, "DEP.CHAIN", "portal", "USDC sent on a network that you do not list",
        (
            Write(0, "By mistake I sent 310 USDC on a network that your deposit page does not list. Is it lost?"),
            Sort(90, "sofia", team=PAYMENTS, to="sofia", priority="P3", tags=("recovery",)),
            Answer(
                12, "sofia",
                "It is not lost, Aisha: the address belongs to us on that network too. Getting it back is manual work that takes up to 30 "
                "days and costs 20 USDC, taken from the amount. Shall I start it?",
            ),
            Write(190, "Yes please, go ahead."),
            Note(30, "sofia", "Recovery case R-2209 opened with the wallet team. They work through these on Thursdays."),
            Answer(3, "sofia", "Thank you. I have opened the recovery and will write to you on Thursday at the latest."),
            Sort(1, "sofia", status="hold"),
            Read(20),
        ),
    ),
    Story(
        "aisha-deposit", "aisha", 9 * HOUR, "DEP.MISSING", "webchat", "ETH deposit not credited",
        (
            Write(0, "I sent 0.75 ETH two hours ago. The explorer shows 300 confirmations but my balance is 0."),
            Sort(8, "sofia", team=PAYMENTS, to="sofia", tags=("eth",)),
            Answer(
                4, "sofia",
                "Hello Aisha. The deposit is there. It came from a contract, and those are credited by hand. I have asked the wallet team; "
                "it takes up to two hours.",
            ),
            Solve(
                75, "sofia",
                ("Deposit from a contract found and checked.", "Credited by hand."),
                (("Amount", "0.75 ETH"), ("Network", "Ethereum"), ("Credited", "14:05 UTC")),
                ("Deposits from contracts are not credited automatically. Send from an ordinary wallet where you can.",),
                "Your 0.75 ETH are in your account now.",
            ),
            Read(10),
            Dispute(35, "I see 0.7431 ETH, not 0.75. Where is the rest?"),
            Sort(20, "omar", to="sofia", priority="P2"),
        ),
    ),
    Story(
        "northfield-api", "northfield", 7 * HOUR, "API", "portal", "Error 429 although we stay below the limit",
        (
            Write(
                0,
                "Since 06:00 UTC our order endpoint answers 429 at about 40 requests a second. Our limit is 100.\n\n"
                "Which endpoint, error code and request ID? POST /v2/orders, 429, req-8f31c2\nKey label: desk-prod-2",
                ("error.txt", "statement.csv"),
            ),
            Sort(25, "noah", to="noah", tags=("api", "rate-limit")),
            Answer(
                18, "noah",
                "Thank you for the log, that saved a round of questions. The requests in it come from two addresses, and since this "
                "morning both count as one client. I have raised it with the platform team under PLT-4471.",
            ),
            Note(4, "noah", "PLT-4471: limiter groups by /24 since the release of 05:50. Roll-back planned for 16:00 UTC."),
            Read(25),
            Write(50, "Understood. Is there a time for a fix? We have throttled to 35 a second meanwhile."),
            Answer(9, "noah", "The change is being rolled back at 16:00 UTC today. I will write here when it is done."),
            Draft(1, "noah", "The roll-back is done. Please go back to your normal rate and tell me whether"),
        ),
    ),
    Story(
        "petr-travel", "guest-petr", 6 * DAY, "DEP.TRAVEL", "portal", "What is a travel-rule form?",
        (
            Write(0, "My deposit is on hold and I got a form that asks for the sender's name. Why do you need it?"),
            Answer(
                150, "sofia",
                "Hello Petr. Above a certain amount we have to record who sent a transfer, by law. If the sending wallet is your own, tick "
                "“my own wallet” and the deposit is released within an hour.",
            ),
            Solve(
                600, "sofia", ("Explained the form for deposits above the limit.",), (),
                ("Fill in the form only inside the app, never from a link in a message.",),
            ),
        ),
    ),
)  # fmt: skip
