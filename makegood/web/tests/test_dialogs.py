"""Dialogs that open: what a part of a page selects from its own answers must not reach the buttons inside it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SELECTS = re.compile(r'<[a-z]+[^>]*\bhx-select="[^"]*"[^>]*>')
PAGES = [
    page for page in ROOT.rglob("templates/**/*.html") if "hx-select=" in page.read_text("utf-8")
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_part_that_selects_its_own_news_keeps_that_from_what_is_inside_it(page):
    for tag in SELECTS.findall(page.read_text("utf-8")):
        assert "hx-target=" in tag or "hx-disinherit=" in tag
