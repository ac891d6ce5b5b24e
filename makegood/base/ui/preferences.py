"""Language, zone and theme of whoever looks: his own choice first, then what his browser says."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from makegood.base.access.models import User

HTML_LANG = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
THEMES = ("light", "dark")
THEME_COOKIE = "makegood_theme"
ZONE_COOKIE = "makegood_zone"
YEAR = 365 * 24 * 3600


def html_lang() -> str:
    """The language now in use, as html and CSS spell it."""
    return HTML_LANG.get(translation.get_language() or "en", "en")


def theme_of(request: HttpRequest) -> str:
    """light, dark, or nothing: then the system decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    if not chosen:
        user = _user_of(request)
        chosen = user.theme if user else ""
    return chosen if chosen in THEMES else ""


class LanguageAndTheme:
    """Speaks the viewer's language and keeps his clock, wherever it stands among the middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = _language(request, None)
        with translation.override(language), timezone.override(_zone(request, None)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            spoken = translation.get_language() or language
        response.headers.setdefault("Content-Language", HTML_LANG.get(spoken, spoken))
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        """By now it is known who asks; his own choice replaces the guess."""
        user = _user_of(request)
        if user is not None:
            language = _language(request, user)
            translation.activate(language)
            timezone.activate(_zone(request, user))
            request.LANGUAGE_CODE = language


def _user_of(request: HttpRequest) -> User | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _language(request: HttpRequest, user: User | None) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or (user.language if user else "")
    if chosen.lower() in HTML_LANG:
        return chosen.lower()
    return translation.get_language_from_request(request)


def _zone(request: HttpRequest, user: User | None) -> ZoneInfo:
    for name in (user.zone if user else "", request.COOKIES.get(ZONE_COOKIE, "")):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo(settings.TIME_ZONE)
