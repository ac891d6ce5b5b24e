"""The language of the customer's pages: what this browser chose, else the language in which we write to him."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from makegood.base.access.http import guarded
from makegood.base.ui.preferences import HTML_LANG
from makegood.base.ui.views import choose_language
from makegood.kernel import actor as actors
from makegood.portal.opening import opened_by, viewer_of
from makegood.portal.status import opened
from makegood.records.privacy.operations import speak


@require_POST
@guarded("public")
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this browser; and with himself, where the page shows who he is."""
    response = choose_language(request)
    wanted = HTML_LANG.get(request.POST.get("language", "").lower())
    contact = viewer_of(request, opened_by(request, opened(request.POST.get("token", ""))))
    if wanted and contact is not None and contact.language != wanted:
        speak(contact, language=wanted, by=actors.contact(contact.pk))
    return response
