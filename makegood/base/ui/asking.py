"""How a dialog asks and answers: shown, done, or shown again with what was typed."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.base.access.http import principal_of
from makegood.base.access.models import User
from makegood.base.ui.toasts import toast
from makegood.kernel.errors import Invalid


def user_of(request: HttpRequest) -> User:
    """The member of staff who asks; the guards let nobody else pass."""
    user = principal_of(request).user
    assert user is not None  # noqa: S101 - the guard lets only staff pass
    return user


def done(text: str, *, stirs: str) -> HttpResponse:
    """Nothing to swap: the parts of the page that wait for `stirs` read themselves again."""
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({stirs: {}})
    return toast(response, text)


def asked(
    request: HttpRequest, template: str, act: Callable[[], str], *, stirs: str, **context: Any
) -> HttpResponse:
    """GET shows the dialog; POST acts. What cannot be used comes back as 422 with what was typed."""
    shown = {"typed": request.POST, **context}
    if request.method == "GET":
        return render(request, template, shown)
    try:
        return done(act(), stirs=stirs)
    except Invalid as error:
        shown |= {"error": error.message, "field": error.field}
    response = render(request, template, shown, status=422)
    response["HX-Retarget"] = "#dialogs"
    response["HX-Reswap"] = "innerHTML"
    return response
