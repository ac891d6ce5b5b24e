"""How a dialog asks and answers: shown, done, or shown again with what was typed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.base.access.http import principal_of
from makegood.base.access.models import User
from makegood.base.ui.toasts import toast
from makegood.kernel.errors import Invalid, Outdated


def user_of(request: HttpRequest) -> User:
    """The member of staff who asks; the guards let nobody else pass."""
    user = principal_of(request).user
    assert user is not None  # noqa: S101 - the guard lets only staff pass
    return user


def done(text: str, *, stirs: str, about: Mapping[str, Any] | None = None) -> HttpResponse:
    """Nothing to swap: the parts of the page that wait for `stirs` read themselves again; `about` says
    what it was about."""
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({stirs: about or {}})
    return toast(response, text)


def asked(
    request: HttpRequest,
    template: str,
    act: Callable[[], str | HttpResponse],
    *,
    stirs: str,
    about: Mapping[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """GET shows the dialog; POST acts, and says so or answers in its own way. What cannot be used comes
    back as 422, what was said of something older as 409 (field `version`), both with what was typed."""
    shown = {"typed": request.POST, **context}
    if request.method == "GET":
        return render(request, template, shown)
    try:
        answer = act()
        return done(answer, stirs=stirs, about=about) if isinstance(answer, str) else answer
    except Outdated as error:
        shown |= {"error": error.message, "field": "version"}
        status = 409
    except Invalid as error:
        shown |= {"error": error.message, "field": error.field}
        status = 422
    response = render(request, template, shown, status=status)
    response["HX-Retarget"] = "#dialogs"
    response["HX-Reswap"] = "innerHTML"
    return response
