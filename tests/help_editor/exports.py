"""Exports of other desks in their shape, small, made by us: an exchange's articles on fees and on a second factor."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any


def _png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\x00" + b"\x1a\x5f\xd0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PNG = _png(4, 3)
SITE = "https://acme.example"

FEES = f"""
<h1>What it costs</h1>
<p>Each withdrawal has a <strong>network fee</strong>.
See <a href="{SITE}/hc/en-us/articles/360002-Second-factor#lost">your second factor</a>.</p>
<div class="callout callout--warning"><p>Nobody here asks you to pay first.</p></div>
<table><thead><tr><th>Network</th><th>Fee</th></tr></thead><tbody><tr><td>TRON</td><td>1 | 2</td></tr></tbody></table>
<p><img src="{SITE}/hc/article_attachments/901/fees.png" alt="Where the fee stands"></p>
<script>alert(document.cookie)</script>
"""

ZENDESK: dict[str, Any] = {
    "categories.json": {"categories": [{"id": 11, "name": "Money", "locale": "en-us", "source_locale": "en-us", "position": 0}]},
    "sections.json": {
        "sections": [
            {"id": 22, "category_id": 11, "name": "Withdrawals", "locale": "en-us", "source_locale": "en-us", "position": 1},
            {"id": 21, "category_id": 11, "name": "Safety", "locale": "en-us", "source_locale": "en-us", "position": 0},
        ]
    },
    "articles.json": {
        "count": 4,
        "next_page": None,
        "articles": [
            {
                "id": 360001, "section_id": 22, "title": "Fees of a withdrawal", "body": FEES, "locale": "en-us", "source_locale": "en-us",
                "draft": False, "position": 2, "outdated": False, "label_names": ["fees"], "user_segment_id": None, "promoted": False,
                "html_url": f"{SITE}/hc/en-us/articles/360001-Fees-of-a-withdrawal", "vote_sum": 3, "author_id": 5,
            },
            {
                "id": 360002, "section_id": 21, "title": "Second factor", "body": "<h2 id='lost'>Lost</h2><p>Stay calm.</p>",
                "locale": "en-us", "source_locale": "en-us", "draft": True, "position": 0, "user_segment_id": None,
                "html_url": f"{SITE}/hc/en-us/articles/360002-Second-factor",
            },
            {
                "id": 360003, "section_id": 21, "title": "For large accounts", "body": "<p>Your own line.</p>", "locale": "en-us",
                "source_locale": "en-us", "draft": False, "position": 1, "user_segment_id": 77,
            },
            {
                "id": 360004, "section_id": 21, "title": "Deux facteurs", "body": "<p>Bonjour.</p>", "locale": "fr", "source_locale": "fr",
                "draft": False, "position": 3,
            },
        ],
    },
    "translations.json": {
        "translations": [
            {
                "id": 8001, "source_id": 360001, "source_type": "Article", "locale": "zh-cn", "title": "提现手续费",
                "body": "<p>每笔提现都会收取<b>网络费：</b>请先查看。</p>", "draft": False, "outdated": False,
            },
            {"id": 8002, "source_id": 22, "source_type": "Section", "locale": "zh-cn", "title": "提现", "body": ""},
        ]
    },
}  # fmt: skip


def _zammad() -> dict[str, Any]:
    picture = base64.b64encode(PNG).decode()
    return {
        "KnowledgeBase": {"1": {"id": 1, "kb_locale_ids": [1, 2], "category_ids": [1, 2]}},
        "KnowledgeBaseLocale": {
            "1": {"id": 1, "knowledge_base_id": 1, "system_locale_id": 3, "primary": True},
            "2": {"id": 2, "knowledge_base_id": 1, "system_locale_id": 7, "primary": False},
        },
        "Locale": {"3": {"id": 3, "locale": "en-us"}, "7": {"id": 7, "locale": "zh-cn"}},
        "KnowledgeBaseCategory": {
            "1": {"id": 1, "parent_id": None, "position": 0, "category_icon": "f115"},
            "2": {"id": 2, "parent_id": 1, "position": 0, "category_icon": "f115"},
        },
        "KnowledgeBaseCategoryTranslation": {
            "1": {"id": 1, "title": "Money", "kb_locale_id": 1, "category_id": 1},
            "2": {"id": 2, "title": "资金", "kb_locale_id": 2, "category_id": 1},
            "3": {"id": 3, "title": "Fees", "kb_locale_id": 1, "category_id": 2},
        },
        "KnowledgeBaseAnswer": {
            "1": {
                "id": 1,
                "category_id": 2,
                "position": 0,
                "published_at": "2025-03-12T14:52:21Z",
                "internal_at": None,
                "archived_at": None,
            },
            "2": {
                "id": 2,
                "category_id": 1,
                "position": 0,
                "published_at": None,
                "internal_at": "2025-03-12T14:52:21Z",
                "archived_at": None,
            },
            "3": {"id": 3, "category_id": 1, "position": 1, "published_at": "2025-03-12T14:52:21Z", "archived_at": "2025-04-01T00:00:00Z"},
        },
        "KnowledgeBaseAnswerTranslation": {
            "1": {"id": 1, "title": "What a withdrawal costs", "kb_locale_id": 1, "answer_id": 1, "content_id": 1},
            "2": {"id": 2, "title": "提现要付多少", "kb_locale_id": 2, "answer_id": 1, "content_id": 2},
            "3": {"id": 3, "title": "For the desk", "kb_locale_id": 1, "answer_id": 2, "content_id": 3},
            "4": {"id": 4, "title": "Old prices", "kb_locale_id": 1, "answer_id": 3, "content_id": 4},
        },
        "KnowledgeBaseAnswerTranslationContent": {
            "1": {
                "id": 1,
                "body": f'<ol><li>Open <i>Wallet</i></li><li>Look</li></ol><img src="data:image/png;base64,{picture}" alt="The fee">'
                '<a href="#" data-target-type="knowledge-base-answer" data-target-id="2">more</a>',
                "attachments": [{"id": 5, "filename": "prices.pdf"}],
            },
            "2": {"id": 2, "body": "<p>打开钱包。</p>", "attachments": []},
            "3": {"id": 3, "body": "<p>Only for us.</p>", "attachments": []},
            "4": {"id": 4, "body": "<p>Old.</p>", "attachments": []},
        },
    }


ZAMMAD = _zammad()


def write_zendesk(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in ZENDESK.items():
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    pictures = folder / "article_attachments" / "901"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "fees.png").write_bytes(PNG)
    return folder


def write_zammad(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "init.json").write_text(json.dumps(ZAMMAD), encoding="utf-8")
    return folder


def write_markdown(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
