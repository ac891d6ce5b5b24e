from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from makegood.adapters.email.originals import Original, original_of
from makegood.base.access.http import guarded


@require_safe
@guarded("cases.work", find=original_of)
def raw(_request: HttpRequest, original: Original) -> HttpResponse:
    """The mail as it came, for saving only."""
    response = HttpResponse(bytes(original.raw.body), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{original.raw.pk}.eml"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
