"""Who may stand on the stage of the demo company."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from makegood.base.access.signin import from_this_machine
from makegood.world.demo.load import is_loaded

View = Callable[..., HttpResponse]


def only_here(view: View) -> View:
    """The page is there for whoever sits at this machine, while the demo company is loaded."""

    @wraps(view)
    def inner(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not (from_this_machine(request) and is_loaded()):
            raise Http404
        return view(request, **kwargs)

    return inner
