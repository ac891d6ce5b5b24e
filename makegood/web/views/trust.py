from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded
from makegood.web import nothing_lost


@require_GET
@guarded("staff")
def trust(request: HttpRequest) -> HttpResponse:
    """What must always be zero, for everybody who works here: counts only, nobody's data."""
    found = nothing_lost.evidence()
    template = "web/_trust.html" if request.headers.get("HX-Request") else "web/trust.html"
    return render(request, template, {"section": "trust", "found": found})


@require_GET
@guarded("oversee")
def evidence(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The same as data, to keep."""
    found = nothing_lost.evidence()
    data = {
        "at": found.at.isoformat(),
        "lost": found.lost,
        "open_cases": found.open_cases,
        "rules": [
            {
                "rule": rule.sentence,
                "broken": rule.broken,
                "counted_at": rule.counted_at.isoformat() if rule.counted_at else None,
            }
            for rule in found.rules
        ],
        "jobs_given_up": found.given_up,
        "doors": [
            {"door": door.label, "oldest_seconds": door.age.total_seconds() if door.age else 0}
            for door in found.doors
        ],
        "failing": [{"name": one["name"], "number": one["number"]} for one in found.failing],
    }
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = (
        f'attachment; filename="evidence-{found.at:%Y%m%d-%H%M%S}.json"'
    )
    return response
