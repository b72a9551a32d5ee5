"""Every text of the sign-in and admin pages has its Chinese, and no template builds words that cannot be translated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import truepenny
from truepenny.contracts.mail import MailKind
from truepenny.platform.web.i18n import find_locale_folders, load_catalog
from truepenny.surfaces.admin.agents import ROLE_WORDS
from truepenny.surfaces.admin.canned import PLACES
from truepenny.surfaces.admin.mail import CHANNELS, KINDS, STATES
from truepenny.surfaces.admin.record import DETAILS, WHAT
from truepenny.surfaces.admin.routes import TEMPLATES

PACKAGE = Path(truepenny.__file__).parent
_ONE = re.compile(r'\b_\(\s*"((?:[^"\\]|\\.)*)"')
_MANY = re.compile(r'\bngettext\(\s*"[^"]*",\s*"([^"]*)"')


def test_all_words_are_translated() -> None:
    catalog = load_catalog(find_locale_folders([PACKAGE / "surfaces", PACKAGE / "contracts", PACKAGE / "intake"]))
    wanted = {
        *WHAT.values(),
        *DETAILS.values(),
        "yes",
        "no",
        *ROLE_WORDS.values(),
        *STATES.values(),
        *KINDS.values(),
        *CHANNELS.values(),
        *(words for _, words in PLACES),
    }
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text()
        wanted |= {*_ONE.findall(text), *_MANY.findall(text)}
    assert len(wanted) > 150
    assert sorted(wanted - set(catalog.merged["zh"])) == []


def test_every_kind_of_mail_has_its_words() -> None:
    assert set(KINDS) == set(get_args(MailKind))


def test_no_template_has_inline_script_or_style() -> None:
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text), template.name
