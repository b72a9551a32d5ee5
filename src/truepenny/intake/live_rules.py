"""The rules of the screen that count at a moment, built in and of the operator: finding with them, and what those of the operator call it.

Sent to the process that reads files, which starts anew again and again: nothing here, and nothing that it needs, knows of the database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from truepenny.intake.screen.engine import Rule, find_secrets
from truepenny.intake.screen.findings import Finding


@dataclass(frozen=True, slots=True)
class LiveRules:
    """labels: by a rule's name in findings, what it calls what it finds, in English and Chinese."""

    rules: tuple[Rule, ...] = ()
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def find(self, text: str, *, addresses: Collection[str] = (), budget_s: float | None = None) -> list[Finding]:
        """engine.find_secrets with these rules. Raises OverBudget."""
        return find_secrets(text, extra=self.rules, addresses=addresses, budget_s=budget_s)

    def label_of(self, rule: str, language: str) -> str:
        """ "" for rules that are built in."""
        en, zh = self.labels.get(rule, ("", ""))
        return zh if language.startswith("zh") else en
