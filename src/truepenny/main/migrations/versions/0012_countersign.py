"""Countersign.

Forward only; imports nothing of the application. oldest_code: the oldest version that can work with the tables after this.
"""

from __future__ import annotations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
oldest_code = "0.1.0"


def upgrade() -> None:
    pass
