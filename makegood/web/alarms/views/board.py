"""The board, one alarm, and what stands beside a device and a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.live.feed import newest
from makegood.base.ui.asking import asked, done, user_of
from makegood.base.ui.toasts import toast
from makegood.care.cases.queries import FoundCase, found_case, opened_by
from makegood.field.alarms import operations, queries
from makegood.field.alarms.models import Alarm, Flood, Reminder
from makegood.kernel.errors import Invalid
from makegood.loops import alarm_to_visit
from makegood.records.assets.models import Asset
from makegood.records.assets.queries.devices import seen_asset
from makegood.web.alarms.board import board as board_of
from makegood.web.alarms.shown import row_of, state_said
from makegood.web.alarms.times import TIMES, shown_times, typed_times
from makegood.web.contacts.place import seen_among
from makegood.web.handing import for_me
from makegood.web.measures import reading_words

MOST_AT_ONCE = 500


@require_GET
@guarded("alarms.list")
def board(request: HttpRequest) -> HttpResponse:
    """What is active, by severity and age, nobody's first."""
    context = {
        "section": "alarms",
        "since": newest(),
        "board": board_of(principal_of(request), request.GET),
        "may_set": may(principal_of(request), "alarms.settings"),
    }
    part = request.headers.get("HX-Request") is not None
    return render(request, "web/alarms/_board.html" if part else "web/alarms/board.html", context)


@require_GET
@guarded("alarms.list", find=queries.one_alarm)
def alarm(request: HttpRequest, found: Alarm) -> HttpResponse:
    """One alarm with its whole life."""
    who = principal_of(request)
    owners = [found.asset.owner_id] if found.asset.owner_id else []
    row = row_of(found, seen=seen_among(who, owners), opens=opened_by(who, [found.case_id]))
    context = {
        "section": "alarms",
        "since": newest(),
        "alarm": found,
        "row": row,
        "state": state_said(row),
        "changes": queries.changes_of([found.pk]),
        "named": reading_words(found.facts),
        "grouped": found.case is not None
        and row.opens
        and len(queries.alarms_of_case(found.case)) > 1,
    }
    part = request.headers.get("HX-Request") is not None
    return render(request, "web/alarms/_one.html" if part else "web/alarms/alarm.html", context)


def _ids(request: HttpRequest) -> list[int]:
    told = ",".join(request.POST.getlist("alarm"))
    found = {int(one) for one in told.split(",") if one.isdigit() and len(one) < 18}
    return sorted(found)[:MOST_AT_ONCE]


@require_POST
@guarded("alarms.list")
def acknowledgement(request: HttpRequest) -> HttpResponse:
    """I have seen them."""
    changed = operations.acknowledge(_ids(request), user=user_of(request), by=actor_of(request))
    n = len(changed)
    if not n:
        return done(_("Somebody else has seen them already"), stirs="alarms")
    said = ngettext("%(n)s alarm is yours to see to", "%(n)s alarms are yours to see to", n)
    undo = f"{reverse('alarms:undo')}?alarm={','.join(map(str, changed))}"
    return toast(done(said % {"n": n}, stirs="alarms"), said % {"n": n}, undo=undo, seconds=10)


@require_POST
@guarded("alarms.list")
def acknowledgement_undo(request: HttpRequest) -> HttpResponse:
    """I have not, after all."""
    told = request.GET.get("alarm", "") or ",".join(request.POST.getlist("alarm"))
    ids = [int(one) for one in told.split(",") if one.isdigit() and len(one) < 18]
    operations.take_back(ids[:MOST_AT_ONCE], user=user_of(request), by=actor_of(request))
    return done(_("Taken back: nobody has seen them"), stirs="alarms")


@require_POST
@guarded("alarms.list", find=queries.one_alarm)
def case_wanted(request: HttpRequest, found: Alarm) -> HttpResponse:
    """Open the case that is proposed."""
    operations.want(found, by=actor_of(request))
    return done(_("A case opens in a moment"), stirs="alarms")


@require_POST
@guarded("alarms.list", find=queries.one_of_his_cases)
def apart(request: HttpRequest, found: Alarm) -> HttpResponse:
    """It is another trouble: out of the group, into a case of its own."""
    operations.take_out(found, by=actor_of(request))
    return done(_("It gets a case of its own"), stirs="alarms")


@require_POST
@guarded("alarms.settings", find=queries.one_flood)
def one_case_each(request: HttpRequest, found: Flood) -> HttpResponse:
    """Each customer of a flood gets his own case, and hears of it."""
    n = operations.one_case_each(found, by=actor_of(request))
    said = ngettext("%(n)s case opens", "%(n)s cases open", n) % {"n": n}
    return done(said, stirs="alarms")


@require_POST
@guarded("alarms.list", find=queries.one_reminder)
def reminder(request: HttpRequest, found: Reminder) -> HttpResponse:
    """He has read that nobody has seen it."""
    operations.hear(found)
    return render(request, "web/_offers.html", {"offers": for_me(principal_of(request))})


@require_GET
@guarded("devices.see", find=seen_asset)
def of_device(request: HttpRequest, found: Asset) -> HttpResponse:
    """The alarms of a device, on its page."""
    alarms = queries.alarms_of_asset(found.pk)
    opens = opened_by(principal_of(request), (one.case_id for one in alarms))
    rows = [row_of(one, opens=opens) for one in alarms]
    shown = [(row, state_said(row)) for row in rows]
    return render(request, "web/alarms/_of_device.html", {"asset": found, "rows": shown})


@require_GET
@guarded("cases.work", find=found_case)
def of_case(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """What the device of a case reported, beside it; nothing for most cases."""
    alarms = queries.alarms_of_case(found.row)
    rows = [row_of(one) for one in alarms]
    request_of = queries.last_request(found.row)
    asked_times = operations.times_of(request_of) if request_of else []
    context = {
        "case": found.row,
        "rows": [(row, state_said(row)) for row in rows],
        "visit": request_of,
        "visit_times": [alarm_to_visit.said_time(time) for time in asked_times],
        "chosen": alarm_to_visit.said_time((request_of.begins, request_of.ends))
        if request_of and request_of.begins and request_of.ends
        else "",
        "open": found.row.status != "closed",
        "is_device": found.row.asset_id is not None,
    }
    return render(request, "web/alarms/_of_case.html", context)


@require_http_methods(["GET", "POST"])
@guarded("cases.work", find=found_case)
def visit(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Ask the customer when somebody may come."""
    case = found.row
    zone = alarm_to_visit.zone_of(case)
    danger = alarm_to_visit.is_danger(case)

    def act() -> str:
        with timezone.override(zone):
            times = typed_times(request.POST)
        if times is None:
            raise Invalid(_("Type each day and both times."), field="t0")
        tried = request.POST.get("tried", "") or ("!" if danger else "")
        alarm_to_visit.propose(
            case, times=times, tried=tried, user=user_of(request), by=actor_of(request)
        )
        return _("The customer is asked which time suits him")

    with timezone.override(zone):
        typed = dict(request.POST.items()) if request.method == "POST" else {}
        times = shown_times(typed, alarm_to_visit.likely_times(case))
    return asked(
        request,
        "web/alarms/_visit.html",
        act,
        stirs="alarms",
        case=case,
        times=times,
        zone=zone,
        danger=danger,
        places=range(TIMES),
    )
