import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from makegood.base.access.http import principal_of
from makegood.base.access.policy import may
from makegood.base.privacy.rules import hidden
from makegood.base.ui import preferences
from makegood.base.ui.csp import nonce_of
from makegood.base.ui.rail import Shown, rail_for
from makegood.base.ui.slots import Panel, panels_of
from makegood.base.ui.words import words

register = template.Library()
TINTS = ("", " a2", " a3", " a4", " a5", " a6")
SEAM = "M0 7 7 5.2 12 7.6 21 4.2 26 6.2 36 7.2 43 3.8 51 6.8 59 5 65 7.6 76 4.6 83 6.6 92 4.2 100 6"
LINKED_AT_MOST = 100_000
ADDRESS = re.compile(r"(https?://[^\s<>\"'\u2018-\u201f\u3000-\u9fff\uff00-\uffef]+)")
# Nothing becomes a link without one of these in it; most of what people write has none.
HINT = re.compile(r"https?://|www\.|@|\.(?:com|edu|gov|int|mil|net|org)", re.IGNORECASE)
HTMX = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "attributesToSettle": [],  # it would write the place of a menu back as a style, which the policy forbids
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "scrollIntoViewOnBoost": False,
    "defaultSwapDelay": 0,
    "defaultSettleDelay": 0,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "409", "swap": True, "error": False},
        {"code": "422", "swap": True, "error": False},
        {"code": "503", "swap": True, "error": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A drawing from the sprite. With a label it speaks, without one it is decoration."""
    return _drawn(str(name), str(size), str(label))


@lru_cache(maxsize=2000)
def _drawn(name: str, size: str, label: str) -> SafeString:
    symbol = name if name == "mark" else f"i-{name}"
    link = f"{static('ui/icons.svg')}#{symbol}"
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    css = "logo" if size == "logo" else f"i {size}".strip()
    return format_html('<svg class="{}" {}><use href="{}"/></svg>', css, mark_safe(spoken), link)  # noqa: S308 - escaped above


@register.simple_tag
def avatar(name: str, key: Any = "", css: str = "") -> SafeString:
    """The first sign of a name in a ring; the tint belongs to the key, so a person keeps it."""
    text = str(name).strip()
    sign = next((sign for sign in text if sign.isalnum()), "·").upper()
    tint = TINTS[sum(str(key or text).encode()) % len(TINTS)]
    return format_html(
        '<span class="av{}{}" title="{}" aria-hidden="true">{}</span>',
        tint,
        f" {css}" if css else "",
        text,
        sign,
    )


@register.filter
def veiled(text: Any) -> str:
    """A line for a list or title: numbers of people and cards, keys and codes are out of sight, and nothing is
    there to press."""
    return hidden(str(text))


@register.filter
def linked(text: str) -> SafeString:
    """What somebody wrote, escaped, with its addresses as links that open beside the page."""
    if len(text) > LINKED_AT_MOST or not HINT.search(text):
        return escape(text)
    parts = ADDRESS.split(text)  # Chinese puts no space before or behind an address
    marked = "".join(urlize(part, nofollow=True, autoescape=True) for part in parts)
    return mark_safe(marked.replace("<a href=", '<a class="link" target="_blank" href='))  # noqa: S308 - urlize escaped it


@register.simple_tag
def seam(share: float) -> SafeString:
    """The gold line of a promise, drawn up to the share of its time that has passed (0 to 1)."""
    done = f"{min(max(float(share), 0.0), 1.0) * 100:.1f}"
    return format_html(
        '<span class="track" aria-hidden="true"><svg class="seam" height="12">'
        '<svg viewBox="0 0 100 12" preserveAspectRatio="none" width="100%" height="12"><path class="rest" d="{0}"/></svg>'
        '<svg viewBox="0 0 {1} 12" preserveAspectRatio="none" width="{1}%" height="12"><path class="done" d="{0}"/></svg>'
        '<svg class="knot" x="{1}%" y="6"><path d="M0 -5 5 0 0 5 -5 0z"/></svg></svg></span>',
        SEAM,
        done,
    )


@register.simple_tag
def meter(share: float, risk: str = "") -> SafeString:
    """A share (0 to 1) as a bar; the figure itself stands beside it in words."""
    wide = f"{min(max(float(share), 0.0), 1.0) * 100:.1f}%"
    return format_html(
        '<svg class="meter {}" height="6" aria-hidden="true"><rect width="{}" height="6" rx="3"/></svg>',
        risk,
        wide,
    )


@register.simple_tag(takes_context=True)
def nonce(context: dict[str, Any]) -> str:
    """For `nonce="…"` of a script."""
    request = context.get("request")
    return nonce_of(request) if request is not None else ""


@register.simple_tag
def htmx_config() -> str:
    """How htmx behaves here: no eval, no inline style, refusals and invalid forms are shown."""
    return json.dumps(HTMX)


@register.simple_tag
def ui_words() -> SafeString:
    """The few sentences that scripts say, in the viewer's language, as a block of data."""
    return _words_in(get_language() or "")


@lru_cache
def _words_in(_language: str) -> SafeString:
    text = json.dumps(words(), ensure_ascii=True).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/json" id="ui-words">{text}</script>')  # noqa: S308 - own words, < escaped


@register.simple_tag(takes_context=True)
def csrf_header(context: dict[str, Any]) -> str:
    """The value of hx-headers on the body."""
    return json.dumps({"x-csrftoken": get_token(context["request"])})


@register.simple_tag(takes_context=True)
def page_attributes(context: dict[str, Any]) -> SafeString:
    """lang and data-theme of the html element."""
    request = context.get("request")
    theme = preferences.theme_of(request) if isinstance(request, HttpRequest) else ""
    chosen = format_html(' data-theme="{}"', theme) if theme else ""
    return format_html('lang="{}"{}', preferences.html_lang(), chosen)


@register.simple_tag(takes_context=True)
def importmap(context: dict[str, Any]) -> SafeString:
    """`import { x } from "ui/dialog"` without a bundler: package/name mapped to the hashed file."""
    text = _imports() if not settings.DEBUG else _imports.__wrapped__()
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce(context), text)


@register.simple_tag(takes_context=True)
def rail(context: dict[str, Any], part: str = "top") -> list[Shown]:
    """The items of the rail that this member of staff may open."""
    return rail_for(context["request"], foot=part == "foot")


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], slot: str, subject: Any) -> SafeString:
    """Whatever other packages know about the subject, each loaded by itself when it is seen."""
    who = principal_of(context["request"])
    shown = [
        (panel, _panel_url(panel, subject)) for panel in panels_of(slot) if may(who, panel.act)
    ]
    return format_html_join(
        "",
        '<section hx-get="{}" hx-trigger="intersect once" hx-swap="outerHTML" aria-busy="true">'
        '<h3>{}</h3><span class="skel"></span></section>',
        ((url, panel.title) for panel, url in shown if url),
    )


def _panel_url(panel: Panel, subject: Any) -> str:
    try:
        return reverse(panel.url_name, args=[subject.pk])
    except NoReverseMatch:
        return ""


@lru_cache
def _imports() -> SafeString:
    imports = {name: static(path) for name, path in _scripts()}
    return mark_safe(json.dumps({"imports": imports}))  # noqa: S308 - own file names


def _scripts() -> tuple[tuple[str, str], ...]:
    found = []
    for app in apps.get_app_configs():
        folder = Path(app.path) / "static" / app.label / "js"
        found += [
            (f"{app.label}/{file.stem}", f"{app.label}/js/{file.name}")
            for file in sorted(folder.glob("*.js"))
        ]
    return tuple(found)
