"""The pages of a customer who signs in: asking for a code, typing it, his own page, his organisation."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.base.access.http import guarded
from makegood.base.access.models import Language
from makegood.base.access.networks import network_of
from makegood.base.ui.csp import content_origin
from makegood.base.ui.preferences import html_lang
from makegood.kernel import actor as actors
from makegood.kernel.errors import Invalid, NotFound, Refused
from makegood.portal import intake, seats, signing_in
from makegood.portal.letters import CODE_LASTS
from makegood.portal.limits import TooMany
from makegood.portal.mine import browser_of, home_of
from makegood.portal.models import Session
from makegood.portal.opening import ended, held, link, private, speak_to
from makegood.portal.signing_in import (
    KNOWN_COOKIE,
    KNOWN_LASTS,
    SESSION_COOKIE,
    SESSION_LASTS,
    TICKET_COOKIE,
    Let,
)
from makegood.portal.status import Opened, brand_of

both = require_http_methods(["GET", "HEAD", "POST"])


def session_in(request: HttpRequest) -> Session | None:
    """Who is signed in with this browser."""
    return signing_in.session_of(request.COOKIES.get(SESSION_COOKIE, ""))


def _page(request: HttpRequest, name: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"brand": brand_of(intake.form_account()), **more}
    return private(render(request, f"portal/{name}.html", context, status=status))


@both
@guarded("public")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a code. What comes next is the same for every address."""
    if request.method != "POST":
        return _page(request, "sign_in")
    typed = request.POST.get("reach", "")
    try:
        known = request.COOKIES.get(KNOWN_COOKIE, "")
        network = network_of(request)
        ticket = signing_in.ask(typed, language=html_lang(), network=network, known=known)
    except (Invalid, TooMany) as error:
        status = 429 if isinstance(error, TooMany) else 422
        return _page(request, "sign_in", status=status, typed=typed, wrong=error.message)
    response = private(HttpResponseRedirect(reverse("portal:code")))
    _set(response, TICKET_COOKIE, ticket, int(CODE_LASTS.total_seconds()))
    return response


@both
@guarded("public")
def code(request: HttpRequest) -> HttpResponse:
    """Type the code, in the browser that asked for it."""
    ticket = request.COOKIES.get(TICKET_COOKIE, "")
    if request.method != "POST":
        return _page(request, "code", lacks_ticket=not ticket)
    try:
        let = signing_in.enter_code(
            ticket,
            request.POST.get("code", ""),
            network=network_of(request),
            browser=browser_of(request.headers.get("User-Agent", "")),
        )
    except TooMany as error:
        return _page(request, "code", status=429, wrong=error.message)
    except Refused as error:
        return _page(request, "code", status=422, wrong=error.message)
    return _let_in(let)


@both
@guarded("public")
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. Looking at it changes nothing: links are opened by scanners too."""
    ticket = request.COOKIES.get(TICKET_COOKIE, "")
    try:
        if request.method != "POST":
            signing_in.of_link(token, ticket)
            return _page(request, "by_link", token=token)
        agent = browser_of(request.headers.get("User-Agent", ""))
        return _let_in(signing_in.use_link(token, ticket, browser=agent))
    except Refused as error:
        return _page(request, "by_link", status=422, wrong=error.message)


def _let_in(let: Let) -> HttpResponse:
    response = private(HttpResponseRedirect(reverse("portal:home")))
    _set(response, SESSION_COOKIE, let.token, int(SESSION_LASTS.total_seconds()))
    _set(response, KNOWN_COOKIE, let.known, int(KNOWN_LASTS.total_seconds()))
    response.delete_cookie(TICKET_COOKIE, samesite="Lax")
    return response


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


@require_safe
@guarded("public")
def home(request: HttpRequest) -> HttpResponse:
    """His own page: what was promised, his cases, his files."""
    session = session_in(request)
    if session is None:
        return private(HttpResponseRedirect(reverse("portal:sign_in")))
    speak_to(request, session.contact)
    return _page(
        request,
        "home",
        home=home_of(session),
        session=session,
        tongues=Language.choices,
        content=content_origin(request),
    )


@require_POST
@guarded("public")
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, here or on every device."""
    session = session_in(request)
    if session is not None:
        signing_in.sign_out(session, everywhere=request.POST.get("where") == "everywhere")
    response = private(HttpResponseRedirect(reverse("portal:sign_in")))
    response.delete_cookie(SESSION_COOKIE, samesite="Lax")
    return response


@require_POST
@guarded("public")
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    """Who manages gives a colleague the right to see, or takes it."""
    session = session_in(request)
    if session is None:
        raise Http404
    me = session.contact
    try:
        sees = request.POST.get("sees") == "yes"
        seats.let_see(me, colleague_id=pk, sees=sees, by=actors.contact(me.pk))
    except NotFound as error:
        raise Http404 from error
    return private(HttpResponseRedirect(f"{reverse('portal:home')}#team"))


@both
@guarded("public", find=link)
@held
def complaint(request: HttpRequest, page: Opened) -> HttpResponse:
    """Complain about how a case goes: it is its own kind, and a lead reads it."""
    if page.case is None or page.read_only or not page.is_full:
        return ended(request)
    if request.method != "POST":
        return _page(request, "complaint", token=page.token, case=page.case, once=intake.new_once())
    text, once = request.POST.get("text", ""), request.POST.get("once", "")
    try:
        intake.add_words(
            page,
            once=once,
            text=text,
            files=(),
            language=html_lang(),
            network=network_of(request),
            complaint=True,
        )
    except (Invalid, TooMany) as error:
        typed = {"text": text, "once": once or intake.new_once(), "wrong": error.message}
        return _page(request, "complaint", status=422, token=page.token, case=page.case, **typed)
    return private(HttpResponseRedirect(reverse("portal:status", args=[page.token])))
