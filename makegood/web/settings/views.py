from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.operations import SETUP, LinkEnded
from makegood.base.access.policy import Principal
from makegood.base.access.queries import is_open_link
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.care.promises.models import Policy
from makegood.care.promises.operations import set_target
from makegood.care.promises.queries import said_time, targets_of
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.first_day import FirstDay, open_house
from makegood.records.people import operations as people
from makegood.records.people import queries as known
from makegood.records.people.forms import names_in, names_out
from makegood.records.people.models import Queue
from makegood.web.settings.forms import FirstDayForm, QueueForm


def _page(
    request: HttpRequest, template: str, form: forms.Form | None = None, **said: Any
) -> HttpResponse:
    status = 422 if form is not None and form.is_bound and not form.is_valid() else 200
    context = {"section": "settings", "form": form, **said}
    return render(request, f"web/settings/{template}.html", context, status=status)


def _setup_link(_who: Principal, *, token: str) -> str:
    """The token while it holds, else nothing: an ended link has a page of its own."""
    return token if is_open_link(token, purpose=SETUP) else ""


@guarded("public", find=_setup_link)
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator makes himself and his company."""
    if not token:
        return _ended(request)
    form = FirstDayForm(request.POST or None, initial={"language": html_lang()})
    if request.method == "POST" and form.is_valid():
        try:
            open_house(token, FirstDay(**form.cleaned_data))
        except LinkEnded:
            return _ended(request)
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("The house stands. Sign in and begin."))
            return redirect("account_login")
    return _page(request, "setup", form)


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "web/settings/setup_ended.html", status=404)


@guarded("administer")
def queues(request: HttpRequest) -> HttpResponse:
    """All queues with their leads and targets."""
    all_queues = list(known.queues())
    targets, language = targets_of([queue.pk for queue in all_queues]), html_lang()
    found = [
        (
            queue,
            known.name_of(queue, language),
            known.name_of(queue.team, language),
            said_time(targets[queue.pk].first_answer),
        )
        for queue in all_queues
    ]
    return _page(request, "queues", page="queues", queues=found)


@guarded("administer")
def queue_new(request: HttpRequest) -> HttpResponse:
    """A new queue."""
    return _queue(request, None)


@guarded("administer", find=known.one_queue)
def queue(request: HttpRequest, found: Queue) -> HttpResponse:
    """Name, team, lead and targets of a queue."""
    return _queue(request, found)


def _queue(request: HttpRequest, found: Queue | None) -> HttpResponse:
    form = QueueForm(request.POST or None, initial=_as_kept(found))
    if request.method == "POST" and form.is_valid():
        try:
            _keep_queue(request, found, form.cleaned_data)
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. New deadlines count by these times."))
            return redirect("settings:queues")
    name = known.name_of(found, html_lang()) if found else ""
    return _page(request, "queue", form, page="queues", name=name)


def _as_kept(found: Queue | None) -> dict[str, Any]:
    if found is None:
        return {}
    target: Policy = targets_of([found.pk])[found.pk]
    times = {"first_answer": target.first_answer, "next_answer": target.next_answer}
    fields = ("team", "duty_lead", "deputy", "is_default")
    return {**names_out(found.names), **times, **{name: getattr(found, name) for name in fields}}


def _keep_queue(request: HttpRequest, found: Queue | None, told: dict[str, Any]) -> None:
    by = actor_of(request)
    common = {
        "team": told["team"],
        "duty_lead": told["duty_lead"],
        "is_default": told["is_default"],
    }
    if found is None:
        found = people.make_queue(names=people.named(names_in(told)), by=by, **common)
    found = people.change_queue(found, names=names_in(told), deputy=told["deputy"], by=by, **common)
    set_target(found, first_answer=told["first_answer"], next_answer=told["next_answer"], by=by)
