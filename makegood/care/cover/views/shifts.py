"""The end of a shift: the list of open cases, sent by the one and signed by the other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.ui.asking import user_of
from makegood.care.cover import operations, queries
from makegood.care.cover.models import ShiftHandover, ShiftLine
from makegood.care.cover.queries import Shift
from makegood.care.cover.views.shown import moment, shift_row, why_of
from makegood.care.handoffs.panels import Groups, people_for
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.records.people.queries import colleagues

both = require_http_methods(["GET", "POST"])
BELONGS = {"keep": "why", "park": "until"}


@require_POST
@guarded("cover.list")
def new(request: HttpRequest) -> HttpResponse:
    """My shift ends: the list with a suggestion for each case."""
    at = moment(request.POST.get("at", "")) or now()
    try:
        made = operations.begin_handover(user_of(request), at=at, by=actor_of(request))
    except Refused as error:
        messages.error(request, str(error.message))
        return redirect("cover:page")
    return redirect("cover:shift", pk=made.pk)


@both
@guarded("cover.shift", find=queries.shift_of)
def shift(request: HttpRequest, found: Shift) -> HttpResponse:
    """The list: decided by who wrote it, read by who signs it."""
    writes = may(principal_of(request), "cover.write_shift", found)
    wrong: dict[int, str] = {}
    if request.method == "POST" and writes:
        wrong = _keep(request, found.row)
        if not wrong:
            messages.success(request, _("Kept."))
            return redirect("cover:shift", pk=found.row.pk)
    return _page(request, found.row, wrong)


def _keep(request: HttpRequest, handover: ShiftHandover) -> dict[int, str]:
    """Every choice that was made, each kept by itself; what could not be, by case."""
    wrong = {}
    for line in queries.lines_of(handover):
        given = _typed(request, line.case_id)
        if not given["choice"] or given == _kept(line):
            continue
        try:
            operations.set_line(
                line,
                choice=given["choice"],
                why=given["why"],
                until=moment(given["until"]),
                by=actor_of(request),
            )
        except Refused as error:
            wrong[line.case_id] = str(error.message)
    return wrong


def _typed(request: HttpRequest, case_id: int) -> dict[str, str]:
    """What was chosen, and of the two fields the one that belongs to it."""
    choice = request.POST.get(f"choice-{case_id}", "")
    given = {"choice": choice, "why": "", "until": ""}
    if choice in BELONGS:
        name = BELONGS[choice]
        given[name] = request.POST.get(f"{name}-{case_id}", "").strip()
    return given


def _kept(line: ShiftLine) -> dict[str, str]:
    until = localtime(line.until).strftime("%Y-%m-%dT%H:%M") if line.until else ""
    return {"choice": line.choice, "why": why_of(line), "until": until}


def _page(
    request: HttpRequest,
    handover: ShiftHandover,
    wrong: dict[int, str],
    status: int = 200,
    receiver: str = "",
) -> HttpResponse:
    lines = queries.lines_of(handover)
    writes = handover.user_id == user_of(request).pk
    signs = not writes and handover.state == ShiftHandover.State.OPEN
    rows = [
        shift_row(
            line,
            error=wrong.get(line.case_id, ""),
            typed=_typed(request, line.case_id) if line.case_id in wrong and writes else None,
        )
        for line in lines
    ]
    context = {
        "section": "cover",
        "handover": handover,
        "rows": rows,
        "hand": [row for row in rows if row.is_offered],
        "stay": [row for row in rows if not row.is_offered],
        "edits": writes and handover.sent_at is None and handover.state == "open",
        "signs": signs,
        "writes": writes,
        "groups": _next_for(request, handover) if writes else [],
        "typed": request.POST,
        "wrong_receiver": receiver,
    }
    return render(request, "cover/shift.html", context, status=422 if wrong else status)


def _next_for(request: HttpRequest, handover: ShiftHandover) -> Groups:
    """Who can come next: everybody else, those of one's own teams before others."""
    near = [int(s.partition(":")[2]) for s in principal_of(request).scopes if s.startswith("team:")]
    return people_for(colleagues().exclude(pk=handover.user_id), near=near)


@require_POST
@guarded("cover.write_shift", find=queries.shift_of)
def sending(request: HttpRequest, found: Shift) -> HttpResponse:
    """Send the list to who comes next; what was chosen is kept first."""
    wrong = _keep(request, found.row)
    if wrong:
        return _page(request, found.row, wrong)
    pk = request.POST.get("receiver", "")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 18 else 0
    receiver = colleagues().filter(pk=number).first()
    if receiver is None:
        said = _("Choose a colleague who works here.")
        return _page(request, found.row, {}, status=422, receiver=said)
    try:
        note = request.POST.get("note", "")
        operations.send(found.row, receiver=receiver, note=note, by=actor_of(request))
    except Refused as error:
        messages.error(request, str(error.message))
        return _page(request, found.row, {}, status=422)
    told = _("%(name)s has the list. You stay responsible until it is signed.")
    messages.success(request, told % {"name": receiver})
    return redirect("cover:shift", pk=found.row.pk)


@require_POST
@guarded("cover.sign", find=queries.shift_of)
def signature(request: HttpRequest, found: Shift) -> HttpResponse:
    """Sign the list; lines that are unticked go back with their reason."""
    refused = {}
    for line in queries.lines_of(found.row):
        if line.handoff_id and f"refuse-{line.case_id}" in request.POST:
            refused[line.case_id] = request.POST.get(f"reason-{line.case_id}", "")
    missing = {pk: _("Say why: it goes back.") for pk, why in refused.items() if not why.strip()}
    if missing:
        return _page(request, found.row, missing)
    operations.sign(found.row, user=user_of(request), refused=refused, by=actor_of(request))
    messages.success(request, _("Signed. What you took is yours now."))
    return redirect("cover:shift", pk=found.row.pk)
