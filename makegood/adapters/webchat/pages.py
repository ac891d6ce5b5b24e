"""The widget under its fixed name, and a shop that uses it as any other site would."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from makegood.adapters.webchat.queries import KIND
from makegood.adapters.webchat.words import in_every_language
from makegood.base.access.http import guarded
from makegood.contact.channels.models import Account

PACKED = Path(__file__).parent / "static" / "webchat" / "widget.min.js"
PLACE = 'JSON.parse("WORDS")'


@lru_cache
def widget_code() -> tuple[bytes, str]:
    """The script with its words, and its ETag."""
    words = json.dumps(in_every_language(), ensure_ascii=False, separators=(",", ":"))
    code = PACKED.read_text(encoding="utf-8").replace(PLACE, words).encode()
    return code, f'"{hashlib.sha256(code).hexdigest()[:32]}"'


@require_safe
@guarded("public")
def widget(request: HttpRequest) -> HttpResponse:
    """`/widget.js`: one script for any site."""
    code, tag = widget_code()
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(code, content_type="text/javascript; charset=utf-8")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=300, stale-while-revalidate=86400"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@guarded("public")
def demo_shop(request: HttpRequest) -> HttpResponse:
    """A page of a small shop with the chat in its corner; only where there is an account for it."""
    account = Account.objects.filter(kind=KIND, is_active=True, settings__demo_shop=True).first()
    if account is None:
        raise Http404
    return render(request, "webchat/shop.html", {"account": account})
