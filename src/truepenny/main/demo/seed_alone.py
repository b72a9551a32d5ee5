"""Seeding in a process of its own, so that the desk need not carry what only the first start needs. Imports its work when it begins."""

from __future__ import annotations

import asyncio

from truepenny.platform.settings import Settings


def seed_alone(settings: Settings) -> None:
    """Raises CommandFailed when data_dir holds another desk. Ends with the demo."""
    from truepenny.main.demo.mark import mark
    from truepenny.main.demo.seed import seed
    from truepenny.main.demo.signing import load_or_make_signer, with_exchange_key
    from truepenny.platform.observe.logging import setup_logging
    from truepenny.platform.outliving import die_with_parent

    die_with_parent()
    setup_logging(settings.log_level, style=settings.log_format, node=settings.node_name)
    signer = load_or_make_signer(settings.data_dir)
    asyncio.run(seed(with_exchange_key(settings, signer), signer))
    mark(settings).touch()
