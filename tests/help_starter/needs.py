"""Which articles answer which of the needs that customers bring, as far as words can; the rest is the work of pages and people."""

from __future__ import annotations

from typing import Final

ANSWERS: Final[dict[int, str]] = {
    # Ways to reach support
    1: "ways-to-reach-us unlock-yourself",
    2: "ways-to-reach-us",
    3: "ways-to-reach-us",
    4: "ways-to-reach-us best-time-and-waits",
    5: "exact-words announcements-and-status orders-and-trades deposit-not-credited two-step-login",
    6: "ways-to-reach-us unlock-yourself",
    7: "tickets-by-mail",
    8: "tickets-by-mail screenshots",
    9: "tickets-by-mail best-time-and-waits",
    10: "communities-and-social",
    11: "communities-and-social fake-support",
    12: "communities-and-social ways-to-reach-us",
    13: "communities-and-social announcements-and-status",
    14: "account-taken-over ways-to-reach-us phone-hours-and-cost",
    15: "phone-hours-and-cost best-time-and-waits",
    16: "phone-hours-and-cost",
    # Find the true contact
    17: "phone-hours-and-cost ways-to-reach-us",
    18: "ways-to-reach-us check-a-contact",
    19: "ways-to-reach-us",
    20: "communities-and-social announcements-and-status",
    21: "announcements-and-status",
    22: "ways-to-reach-us phone-hours-and-cost",
    23: "phone-hours-and-cost",
    24: "phone-hours-and-cost",
    25: "ways-to-reach-us communities-and-social",
    26: "check-a-contact phone-hours-and-cost fake-support",
    # Prepare the case
    27: "prepare-a-ticket",
    28: "prepare-a-ticket",
    29: "exact-words",
    30: "prepare-a-ticket",
    31: "prepare-a-ticket",
    32: "prepare-a-ticket orders-and-trades",
    33: "read-a-txid screenshots",
    34: "api-problems",
    35: "time-to-the-minute",
    36: "screenshots",
    37: "before-and-during-a-call",
    38: "before-and-during-a-call",
    # Wait
    39: "best-time-and-waits",
    40: "best-time-and-waits",
    41: "best-time-and-waits ways-to-reach-us",
    42: "best-time-and-waits announcements-and-status",
    43: "best-time-and-waits account-restricted",
    # Talk, act, close
    44: "prepare-a-ticket before-and-during-a-call",
    45: "before-and-during-a-call when-we-call",
    46: "before-and-during-a-call",
    47: "how-we-close",
    48: "how-we-close before-and-during-a-call",
    49: "when-we-call conduct check-a-contact",
    50: "how-we-close",
    51: "how-we-close",
    52: "conduct",
    53: "recording-a-call",
    54: "no-advice",
    # Safety
    55: "what-we-never-ask secret-given-away",
    56: "what-we-never-ask when-we-call",
    57: "what-we-never-ask bank-and-card-payments",
    58: "when-we-call fake-support cheated-first-minutes",
    59: "check-a-contact",
    60: "two-step-login",
    61: "passwords-and-devices",
    62: "check-a-contact fake-support",
    # Particular cases
    63: "account-locked why-holds",
    64: "unlock-yourself",
    65: "lost-second-factor",
    66: "recovery-documents",
    67: "lost-second-factor",
    68: "passwords-and-devices",
    69: "orders-and-trades deposit-not-credited withdrawal-not-arrived",
    70: "network-check",
    71: "announcements-and-status",
    72: "complaints",
    73: "complaints",
    74: "complaints",
}
"""Need number to slugs."""

CASES: Final = "withdrawal-pending wrong-network missing-tag liquidation-and-margin p2p-disputes your-data"
"""What customers write about beside those needs."""
