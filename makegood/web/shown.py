"""What a page showed when something was decided on it: the version of the case that its form carries."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from makegood.kernel.errors import Invalid


def version_known(request: HttpRequest) -> int | None:
    """The version that came with the request, None when it says none."""
    text = request.POST.get("version", "") or request.GET.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def version_shown(request: HttpRequest) -> int:
    """The version that came with the request. Raises Invalid: without it nobody knows what was read."""
    version = version_known(request)
    if version is None:
        raise Invalid(
            _("This page does not say which state of the case it shows. Open the case again."),
            field="version",
        )
    return version
