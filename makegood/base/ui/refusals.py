"""A rule said no: tell the person in place, in one sentence. Not an error, not logged."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood.kernel.errors import Invalid, NotFound, Refused


class Refusals:
    """Turns `Refused` into 409, `Invalid` into 422, a lost database into 503; pages and fragments alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refused(request, error)
        if isinstance(error, NotFound):
            raise Http404 from error
        if isinstance(error, OperationalError | InterfaceError):
            return unavailable(request)
        return None


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The sentence of the refusal: JSON for scripts, a notice for htmx, a page for the rest."""
    status = 422 if isinstance(error, Invalid) else 409
    if wants_json(request):
        return JsonResponse({"message": str(error.message)}, status=status)
    return _told(request, "ui/409.html", {"message": error.message}, status=status)


def at_field(form: Form, error: Refused) -> None:
    """A refusal stands at its field, or above the form; what was typed stays."""
    field = error.field if isinstance(error, Invalid) and error.field in form.fields else None
    form.add_error(field, str(error.message))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: we cannot reach our own memory for the moment."""
    if wants_json(request):
        message = _("The database cannot be reached. We try again by ourselves.")
        response: HttpResponse = JsonResponse({"message": message}, status=503)
    else:
        response = _told(request, "ui/503.html", {}, status=503)
    response["Retry-After"] = "5"
    return response


def _told(
    request: HttpRequest, page: str, context: dict[str, object], *, status: int
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return render(request, page, context, status=status)
    said = {
        "message": _("The database cannot be reached. Nothing was saved; try again in a moment.")
    }
    response = render(request, "ui/_notice.html", {**said, **context}, status=status)
    response["HX-Retarget"] = "#notice"
    response["HX-Reswap"] = "innerHTML"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, and not a person looking at a page."""
    return request.headers.get("Accept", "").startswith("application/json")
