"""The demo's sample conversations, all invented: English, Chinese, one long one, three about the incident that
runs, two about secrets, and three by mail."""

from __future__ import annotations

from truepenny.main.demo.stories.chinese import CHINESE
from truepenny.main.demo.stories.chinese_more import CHINESE_MORE
from truepenny.main.demo.stories.english import ENGLISH
from truepenny.main.demo.stories.english_more import ENGLISH_MORE
from truepenny.main.demo.stories.incident import INCIDENT
from truepenny.main.demo.stories.long import LONG
from truepenny.main.demo.stories.mail import MAIL
from truepenny.main.demo.stories.pasted import PASTED
from truepenny.main.demo.story import Story

STORIES: tuple[Story, ...] = (*ENGLISH, *ENGLISH_MORE, *CHINESE, *CHINESE_MORE, *INCIDENT, *PASTED, *MAIL, LONG)
