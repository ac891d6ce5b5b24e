"""Absences: planned, accepted, decided about case by case, ended."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.models import User
from makegood.base.live.feed import newest
from makegood.base.ui.asking import asked, done, user_of
from makegood.base.ui.refusals import at_field
from makegood.care.cover import operations, queries
from makegood.care.cover.forms import AbsenceForm
from makegood.care.cover.queries import Away, Mine
from makegood.care.cover.views.shown import absence_row, moment, shown, words_of
from makegood.care.handoffs.panels import Groups, people_for
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.records.people.queries import colleagues

both = require_http_methods(["GET", "POST"])


@require_GET
@guarded("cover.list")
def page(request: HttpRequest) -> HttpResponse:
    """My absences, whom I cover, what is undecided, and the lists of shifts."""
    since = newest()
    return render(request, "cover/page.html", {"section": "cover", "since": since, **_all(request)})


@require_GET
@guarded("cover.list")
def parts(request: HttpRequest) -> HttpResponse:
    """The same, without what stands around it."""
    return render(request, "cover/_parts.html", _all(request))


def _all(request: HttpRequest) -> dict[str, Any]:
    who, me = principal_of(request), user_of(request)
    mine = queries.absences_of(me)
    left = queries.undecided_counts(mine)
    covers = queries.covered_by(me)
    return {
        "alarms": [(alarm, words_of(alarm)) for alarm in queries.unheard(me)],
        "asked": [shown(one, who) for one in covers if one.accepted_at is None],
        "covers": [shown(one, who) for one in covers if one.accepted_at is not None],
        "undecided": [
            shown(one, who, scopes=who.scopes, undecided=n)
            for one, n in queries.undecided_for(who)
            if one.user_id != me.pk
        ],
        "mine": [shown(one, who, undecided=left[one.pk]) for one in mine],
        "shifts": queries.handovers_of(me),
        "me": me,
        "ends": localtime(now() + timedelta(minutes=30)),
    }


@both
@guarded("cover.list")
def new(request: HttpRequest) -> HttpResponse:
    """Plan an absence, one's own or, for a lead, of one of his people."""
    people = queries.arrangeable(principal_of(request))
    begins = localtime(now()).replace(hour=18, minute=0)
    initial = {"user": user_of(request), "starts": begins, "ends": begins + timedelta(days=3)}
    form = AbsenceForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            made = operations.plan(given.pop("user"), by=actor_of(request), **given)
        except Refused as error:
            at_field(form, error)
        else:
            return redirect("cover:absence", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "cover/new.html", {"section": "cover", "form": form}, status=status)


@both
@guarded("cover.see", find=queries.absence_of)
def absence(request: HttpRequest, away: Away) -> HttpResponse:
    """One absence: each open case with one choice, or what became of them."""
    who, row = principal_of(request), away.row
    may_decide = shown(row, who, scopes=away.scopes).may_arrange and row.is_live
    wrong: dict[int, str] = {}
    if request.method == "POST" and may_decide:
        wrong = _decide_all(request, away)
        if not wrong:
            messages.success(request, _("Kept."))
            return redirect("cover:absence", pk=row.pk)
    decisions = queries.decisions_of(row)
    cases = queries.cases_to_decide(row.user) if may_decide else []
    rows = [
        absence_row(
            case,
            decisions.get(case.pk),
            row,
            error=wrong.get(case.pk, ""),
            choice=request.POST.get(f"choice-{case.pk}", ""),
        )
        for case in cases
    ]
    context = {
        "section": "cover",
        "shown": shown(row, who, scopes=away.scopes),
        "absence": row,
        "rows": rows,
        "left": sum(not one.choice for one in rows),
        "covered": queries.covered_cases(row),
        "groups": _colleagues_of(away) if may_decide else [],
        "is_mine": row.user_id == user_of(request).pk,
        "may_decide": may_decide,
    }
    status = 422 if request.method == "POST" and (wrong or not may_decide) else 200
    return render(request, "cover/absence.html", context, status=status)


def _colleagues_of(away: Away) -> Groups:
    """Who can cover or take over: everybody else, those of his teams before others."""
    teams = [int(s.partition(":")[2]) for s in away.scopes if s.startswith("team:")]
    return people_for(colleagues().exclude(pk=away.row.user_id), near=teams)


def _decide_all(request: HttpRequest, away: Away) -> dict[int, str]:
    """Every choice that was made, each kept by itself; what could not be, by case."""
    wrong, by, given = {}, actor_of(request), request.POST
    for case in queries.cases_to_decide(away.row.user):
        choice = given.get(f"choice-{case.pk}", "") or given.get("all", "")
        if not choice:
            continue
        try:
            operations.decide(
                away.row,
                case,
                choice=choice,
                until=moment(given.get(f"until-{case.pk}", "")) or away.row.ends,
                to=_person(given.get(f"to-{case.pk}", "")),
                by=by,
            )
        except Refused as error:
            wrong[case.pk] = str(error.message)
    return wrong


def _person(pk: str) -> User | None:
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 18 else 0
    return colleagues().filter(pk=number).first()


@require_POST
@guarded("cover.answer", find=queries.absence_of)
def acceptance(request: HttpRequest, away: Away) -> HttpResponse:
    """I cover."""
    operations.accept(away.row, user=user_of(request), by=actor_of(request))
    text = _("You cover for %(name)s") % {"name": away.row.user}
    if request.headers.get("HX-Request"):
        return done(text, stirs="cover")
    messages.success(request, text)
    return redirect("cover:absence", pk=away.row.pk)


@both
@guarded("cover.answer", find=queries.absence_of)
def refusal(request: HttpRequest, away: Away) -> HttpResponse:
    """I cannot cover, with the reason."""

    def act() -> str | HttpResponse:
        reason = request.POST.get("reason", "")
        operations.refuse(away.row, user=user_of(request), reason=reason, by=actor_of(request))
        text = _("%(name)s hears that you cannot") % {"name": away.row.user}
        page = reverse("cover:absence", args=[away.row.pk])
        if page not in request.headers.get("HX-Current-URL", ""):
            return text
        messages.success(request, text)  # the page of the absence is none of his any more
        return HttpResponse(headers={"HX-Redirect": reverse("cover:page")})

    return asked(request, "cover/_refusal.html", act, stirs="cover", absence=away.row)


@require_POST
@guarded("cover.arrange", find=queries.absence_of)
def naming(request: HttpRequest, away: Away) -> HttpResponse:
    """Ask somebody else to cover."""
    cover = _person(request.POST.get("cover", ""))
    if cover is None:
        messages.error(request, _("Choose a colleague who works here."))
    else:
        try:
            operations.name_cover(away.row, cover=cover, by=actor_of(request))
        except Refused as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("%(name)s is asked.") % {"name": cover})
    return redirect("cover:absence", pk=away.row.pk)


@require_POST
@guarded("cover.arrange", find=queries.absence_of)
def cancellation(request: HttpRequest, away: Away) -> HttpResponse:
    """It does not take place."""
    operations.cancel(away.row, by=actor_of(request))
    messages.success(request, _("Cancelled."))
    return redirect("cover:page")


@require_POST
@guarded("cover.arrange", find=queries.absence_of)
def returning(request: HttpRequest, away: Away) -> HttpResponse:
    """He is here again."""
    operations.come_back(away.row, by=actor_of(request))
    messages.success(request, _("Welcome back. What others had for you is offered to you now."))
    return redirect("cover:absence", pk=away.row.pk)


@require_POST
@guarded("cover.hear", find=queries.alarm_of)
def hearing(request: HttpRequest, mine: Mine) -> HttpResponse:
    """I have heard of it."""
    operations.heard(mine.row, by=actor_of(request))
    return done(_("Kept."), stirs="cover")
