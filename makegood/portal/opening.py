"""What a link opens, and for whom: shared by the pages of a case."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from makegood.base.access.http import principal_of
from makegood.base.access.policy import Principal
from makegood.base.ui.preferences import HTML_LANG
from makegood.kernel.errors import NotFound
from makegood.portal import intake
from makegood.portal.mine import case_of_token
from makegood.portal.signing_in import SESSION_COOKIE, session_of
from makegood.portal.status import MINE, Opened, brand_of, opened
from makegood.records.customers.models import Contact


def link(_who: Principal, token: str) -> Opened:
    """What a link opens; an ended one opens a page that says so."""
    return opened(token)


def held(view: Callable[[HttpRequest, Opened], HttpResponse]) -> Callable[..., HttpResponse]:
    """A case of whoever is signed in opens in his browser only, while he is."""

    @wraps(view)
    def inner(request: HttpRequest, page: Opened) -> HttpResponse:
        found = opened_by(request, page)
        speak_to(request, viewer_of(request, found))
        return view(request, found)

    return inner


def opened_by(request: HttpRequest, page: Opened) -> Opened:
    """What the link opens in this browser."""
    if not page.token.startswith(MINE):
        return page
    session = session_of(request.COOKIES.get(SESSION_COOKIE, ""))
    try:
        case = case_of_token(page.token, session)
    except NotFound:
        return page
    assert session is not None  # noqa: S101 - case_of_token
    return Opened(page.token, case, read_only=case.contact_id != session.contact.pk)


def viewer_of(request: HttpRequest, page: Opened) -> Contact | None:
    """Who looks at a page, as far as it is proven: whoever is signed in, or was sent the link. Nobody for a link
    that the form gave."""
    if page.token.startswith(MINE) or not page.token:
        session = session_of(request.COOKIES.get(SESSION_COOKIE, ""))
        return session.contact if session else None
    return page.case.contact if page.case is not None and page.talk is None else None


def speak_to(request: HttpRequest, contact: Contact | None) -> None:
    """From here on in the language in which we write to him, unless this browser chose one, or one of us looks."""
    chose = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "").lower() in HTML_LANG
    language = contact.language.lower() if contact is not None else ""
    if language in HTML_LANG and not chose and principal_of(request).user is None:
        translation.activate(language)
        request.LANGUAGE_CODE = language


def ended(request: HttpRequest) -> HttpResponse:
    """The page of a link that opens nothing (any more)."""
    context = {"brand": brand_of(intake.form_account())}
    return private(render(request, "portal/ended.html", context, status=404))


def private(response: HttpResponse) -> HttpResponse:
    """Found by nobody, kept by nobody."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
