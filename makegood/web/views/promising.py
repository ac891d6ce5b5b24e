from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from makegood.base.access.http import guarded
from makegood.web.offered import Seen, seen_in, sounds_in
from makegood.web.opened import Opened, case_of

LONGEST = 20_000


@require_POST
@guarded("cases.work", find=case_of)
def reading(request: HttpRequest, opened: Opened) -> JsonResponse:
    """What is being written to the customer promises, and how it sounds: where to mark it, and the dock."""
    text = request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST]
    caret = request.POST.get("caret", "")
    promises, sounds = seen_in(request, opened.row, text), sounds_in(opened.row, text)
    context = {
        "promise": _shown(promises, int(caret) if caret.isdigit() and len(caret) < 7 else 0),
        "more": max(0, len(promises) - 1),
        "sounds": sounds[0] if sounds else None,
        "asking": request.POST.get("asking") == "yes",
    }
    return JsonResponse(
        {
            "promises": [[p.start, p.end, p.words, p.recorded] for p in promises],
            "wording": [[s.start, s.end] for s in sounds],
            "dock": render_to_string("web/_offered.html", context, request=request).strip(),
        }
    )


def _shown(promises: list[Seen], caret: int) -> Seen | None:
    """The one that the dock is about: not yet recorded, and nearest to where he writes."""
    return min(
        promises,
        key=lambda p: (p.recorded, max(p.start - caret, caret - p.end, 0)),
        default=None,
    )
