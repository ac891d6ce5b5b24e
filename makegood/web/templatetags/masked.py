"""Words of customers and colleagues as they are shown: numbers of people and cards, keys and codes are out of sight,
and whoever may look at one does so by a press, which is written down."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from makegood.base.access.http import principal_of
from makegood.base.access.policy import NOBODY, may
from makegood.base.privacy.rules import Found, parts, veil
from makegood.base.ui.templatetags.ui import linked

register = template.Library()
NAMES: dict[str, str | Promise] = {
    "card": _("Card number"),
    "code": _("Code"),
    "iban": _("Account number"),
    "id": _("Identity number"),
    "key": _("Password or key"),
    "passport": _("Passport number"),
    "phone": _("Phone number"),
}


@register.simple_tag(takes_context=True)
def said(context: dict[str, Any], text: str, place: str, part: str = "text") -> SafeString:
    """What somebody wrote, escaped, with its links; `place` ("message:7") and `part` of it name where what is
    hidden stands (no statement)."""
    pieces = parts(text)
    if all(one is None for _piece, one in pieces):
        return linked(text)
    who = principal_of(context["request"]) if "request" in context else NOBODY
    url = reverse("web:look_at_hidden", args=[context["case"].pk])
    shown = (
        linked(piece)
        if one is None
        else _button(piece, one, url, f"{place}:{part}")
        if may(who, "privacy.look", one.kind)
        else _closed(piece, one)
        for piece, one in pieces
    )
    return mark_safe("".join(shown))  # noqa: S308 - each piece is escaped


def _button(piece: str, one: Found, url: str, place: str) -> SafeString:
    sign = veil(piece, one.kind)
    return format_html(
        '<button class="masked" id="{1}:{2}:{3}" type="button" hx-post="{0}" hx-swap="outerHTML"'
        ' hx-vals=\'{{"place":"{1}:{2}:{3}"}}\''
        ' aria-label="{4}" title="{5}">{6}</button>',
        url,
        place,
        one.start,
        one.end,
        gettext("%(what)s %(sign)s, hidden. Show it")
        % {"what": NAMES[one.kind], "sign": piece[-4:] if sign != "••••" else ""},
        gettext("Show it. It is written down that you looked."),
        sign,
    )


def _closed(piece: str, one: Found) -> SafeString:
    return format_html(
        '<span class="masked" title="{}"><span class="sr">{} </span>{}</span>',
        gettext("Only those who lead may look at it."),
        NAMES[one.kind],
        veil(piece, one.kind),
    )
