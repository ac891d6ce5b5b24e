import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

from django.template import Context, Template
from django.test import RequestFactory

from makegood.base import ui
from makegood.kernel.clock import now

STATIC = Path(ui.__file__).parent / "static/ui"


def render(text, **context):
    return Template("{% load ui times %}" + text).render(
        Context({"request": RequestFactory().get("/"), **context})
    )


def test_icons_come_from_the_sprite_and_are_silent_unless_named():
    assert re.search(r'<use href="/static/ui/icons.svg[^"]*#i-mail"', render('{% icon "mail" %}'))
    assert 'aria-hidden="true"' in render('{% icon "mail" %}')
    assert 'aria-label="Mail &lt;"' in render('{% icon "mail" "" name %}', name="Mail <")


def test_an_avatar_shows_the_first_sign_of_a_name_and_keeps_its_tint():
    assert ">周<" in render('{% avatar "周敏" 7 %}')
    assert render('{% avatar "<b>" 7 %}').count("<b>") == 0
    assert render('{% avatar "a" 7 %}').split('"')[1] == render('{% avatar "z" 7 %}').split('"')[1]


def test_the_seam_is_drawn_up_to_the_share_that_has_passed():
    assert 'width="70.0%"' in render("{% seam 0.7 %}")
    assert 'width="100.0%"' in render("{% seam 3 %}")


def test_times_are_machine_readable_and_go_on_counting_only_when_near():
    near = render("{% left due %}", due=now() + timedelta(minutes=72))
    assert re.search(
        r'<time datetime="[^"]+\+00:00" title="[^"]+" data-tick="short">1:1[12] left</time>', near
    )
    assert "data-tick" not in render("{% left due %}", due=now() + timedelta(days=30))


def test_the_import_map_names_every_module_and_carries_the_nonce():
    text = render("{% importmap %}")
    assert '"ui/live": "/static/ui/js/live.js' in text
    assert re.search(r'nonce="[\w-]{20,}"', text)


def test_every_icon_that_a_template_names_is_in_the_sprite():
    known = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "icons.svg").read_text())) | {"mark"}
    used = set()
    for template in Path(ui.__file__).parents[2].rglob("templates/**/*.html"):
        used |= set(re.findall(r'{% icon "([\w-]+)"', template.read_text()))
    assert used
    assert used <= known


def test_gold_is_for_promises_alone():
    allowed = {"promise.css", "timeline.css", "modules.css", "tokens.css"}
    for sheet in STATIC.rglob("*.css"):
        if sheet.name not in allowed:
            assert "--gold" not in sheet.read_text(), sheet.name


def test_templates_hold_no_inline_script_style_or_handler():
    for template in Path(ui.__file__).parents[2].rglob("templates/**/*.html"):
        text = template.read_text()
        assert not re.search(r"<[^>]*\s(style|on(click|load|error|submit|change|input))=", text), (
            template
        )
        assert not re.search(r"<script(?![^>]*(nonce|application/json))[^>]*>", text), template


def test_vendored_files_are_what_they_are_said_to_be():
    for entry in json.loads((STATIC / "vendor/VENDOR.json").read_text()):
        assert entry["licence"]
        for name, digest in entry["sha256"].items():
            assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest
