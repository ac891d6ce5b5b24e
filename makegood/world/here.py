"""Who may stand on the stage of the demo company."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from makegood.base.access.models import User
from makegood.base.access.signin import from_this_machine

View = Callable[..., HttpResponse]


def is_loaded() -> bool:
    """Whether this database holds the demo company."""
    return User.objects.filter(is_demo=True).exists()


def only_here(view: View) -> View:
    """The page is there for whoever sits at this machine, while the demo company is loaded."""

    @wraps(view)
    def inner(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not (from_this_machine(request) and is_loaded()):
            raise Http404
        return view(request, **kwargs)

    return inner
