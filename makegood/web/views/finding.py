from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded, principal_of
from makegood.kernel.text import clean
from makegood.web.found import found


@require_GET
@guarded("cases.list")
def find(request: HttpRequest) -> HttpResponse:
    """What the palette shows for the words typed so far."""
    words = clean(request.GET.get("q", ""))
    mark = request.GET.get("before", "")
    before = int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 20 else None
    answer = found(principal_of(request), words, before=before)
    return render(request, "web/_found.html", {"found": answer})
