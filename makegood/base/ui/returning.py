"""A choice is made on any page, and leads back to it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from makegood.base.ui.preferences import HTML_LANG, YEAR


def back(request: HttpRequest) -> HttpResponse:
    """To the page that was left, or nothing to a script; never to another house."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=204)
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    whole = wanted.startswith(("/", "http://", "https://"))
    return HttpResponseRedirect(wanted if safe and whole else "/")


def with_language(request: HttpRequest) -> tuple[HttpResponse, str]:
    """Back, with the language kept for this browser; and which it is, "" for one that we do not have."""
    response = back(request)
    language = HTML_LANG.get(request.POST.get("language", "").lower(), "")
    if language:
        cookie = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(cookie, language.lower(), max_age=YEAR, samesite="Lax")
    return response, language
