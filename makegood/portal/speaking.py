"""The language of the customer's pages: what this browser chose, else the language in which we write to him."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from makegood.base.access.http import guarded
from makegood.base.ui.returning import with_language
from makegood.kernel import actor as actors
from makegood.portal.opening import opened_by, viewer_of
from makegood.portal.status import opened
from makegood.records.privacy.operations import speak


@require_POST
@guarded("public")
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this browser; and with himself, where the page shows who he is."""
    response, wanted = with_language(request)
    contact = viewer_of(request, opened_by(request, opened(request.POST.get("token", ""))))
    if wanted and contact is not None:
        speak(contact, language=wanted, by=actors.contact(contact.pk))
    return response
