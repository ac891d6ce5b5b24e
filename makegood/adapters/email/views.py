from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from makegood.adapters.email.bounces import came_back, clear, gone_address
from makegood.adapters.email.originals import Original, original_of
from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.web.privacy.looking import look_at_original


@require_safe
@guarded("cases.work", find=original_of)
def raw(request: HttpRequest, original: Original) -> HttpResponse:
    """The mail as it came, for saving only."""
    look_at_original(request, original.row, original.message)
    response = HttpResponse(bytes(original.raw.body), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{original.raw.pk}.eml"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("oversee")
def undelivered(request: HttpRequest) -> HttpResponse:
    """What did not arrive and why, and the addresses that nothing reaches; one of them works again."""
    who = principal_of(request)
    if request.method == "POST":
        gone = gone_address(who, request.POST.get("id", ""))
        if gone is not None:
            clear(gone.address, by=actor_of(request))
            messages.success(request, _("We write to it again."))
        return redirect("mail:undelivered")
    context = {"section": "settings", "page": "undelivered", "found": came_back(who)}
    return render(request, "email/undelivered.html", context)
