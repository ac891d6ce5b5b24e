"""The language of the customer's pages: what this browser chose, else the language in which we write to him."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from makegood.base.access.http import guarded
from makegood.base.ui.returning import with_language
from makegood.kernel import actor as actors
from makegood.portal.home import session_in
from makegood.portal.opening import private
from makegood.records.privacy.operations import speak


@require_POST
@guarded("public")
def language(request: HttpRequest) -> HttpResponse:
    """Show the pages in this language in this browser; in which one we write to him stays as it is."""
    response, _wanted = with_language(request)
    return response


@require_POST
@guarded("public")
def written(request: HttpRequest) -> HttpResponse:
    """He who is signed in says in which language we write to him. Raises Invalid."""
    session = session_in(request)
    if session is None:
        raise Http404
    me = session.contact
    speak(me, language=request.POST.get("language", ""), by=actors.contact(me.pk))
    return private(HttpResponseRedirect(f"{reverse('portal:home')}#written"))
