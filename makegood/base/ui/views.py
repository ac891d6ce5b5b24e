from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from makegood.base.access.http import guarded, principal_of
from makegood.base.access.operations import keep_preferences
from makegood.base.ui.preferences import THEME_COOKIE, THEMES, YEAR
from makegood.base.ui.returning import back, with_language


@require_POST
@guarded("public")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and with the account of a member of staff."""
    response, language = with_language(request)
    user = principal_of(request).user
    if language and user:
        keep_preferences(user, language=language)
    return response


@require_POST
@guarded("public")
def choose_theme(request: HttpRequest) -> HttpResponse:
    """light, dark, or anything else for what the system says."""
    theme = request.POST.get("theme", "")
    theme = theme if theme in THEMES else ""
    response = back(request)
    response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax")
    if user := principal_of(request).user:
        keep_preferences(user, theme=theme)
    return response


@require_POST
@guarded("staff")
def choose_keys(request: HttpRequest) -> HttpResponse:
    """Switch the single letters of the keyboard on or off for this member of staff."""
    user = principal_of(request).user
    if user is not None:
        keep_preferences(user, single_keys=request.POST.get("single_keys") == "on")
    return back(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "ui/400.html", status=400)


def forbidden(request: HttpRequest, reason: str = "", **_: object) -> HttpResponse:
    """Also the answer to a form whose protection token has ended."""
    return render(request, "ui/403.html", {"token_ended": bool(reason)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    template = "ui/404_staff.html" if principal_of(request).is_staff else "ui/404.html"
    return render(request, template, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    number = getattr(request, "request_id", "")
    return render(request, "ui/500.html", {"number": number}, status=500)
