"""${message}.

Forward only; imports nothing of the application. oldest_code: the oldest version that can work with the tables after this.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None
oldest_code = "0.1.0"


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
