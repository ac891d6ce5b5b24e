"""The pages of contracts and tiers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.base.ui.times import by_when
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.operations import agree_contract, end_contract, set_tier
from makegood.records.entitlements.queries import contracts, one_contract, with_tier
from makegood.records.entitlements.queries.tier_words import tier_said
from makegood.records.worktime.queries import calendar_name
from makegood.web.settings.contracts.forms import ContractForm, TierForm

NEAR = timedelta(days=7)
PLACE = {"section": "settings", "page": "contracts"}


@dataclass(frozen=True)
class Line:
    """A contract as the list shows it."""

    row: Contract
    name: str
    whom: str
    what: str
    ended: bool


@guarded("administer")
@require_safe
def all_contracts(request: HttpRequest) -> HttpResponse:
    """Every contract, and who has a tier without one."""
    return _list(request, TierForm())


def _list(request: HttpRequest, form: TierForm, status: int = 200) -> HttpResponse:
    lines = [_line(row) for row in contracts().select_related("calendar")]
    context = {**PLACE, "lines": lines, "tiered": with_tier(), "form": form}
    return render(request, "web/settings/contracts.html", context, status=status)


def _line(row: Contract) -> Line:
    moment, language = now(), html_lang()
    ended = row.ends is not None and row.ends <= moment
    parts = [
        _("Tier “%(tier)s”") % {"tier": tier_said(row.tier)} if row.tier else "",
        calendar_name(row.calendar, language) if row.calendar else "",
        _("begins %(when)s") % {"when": _day(row.starts)} if row.starts > moment else "",
        _held(row, ended=ended),
    ]
    return Line(
        row,
        _name(row),
        str(row.company or row.contact),
        " · ".join(part for part in parts if part),
        ended,
    )


def _held(row: Contract, *, ended: bool) -> str:
    if row.ends is None:
        return _("holds until it is ended")
    told = {"when": _day(row.ends)}
    return _("ended %(when)s") % told if ended else _("ends %(when)s") % told


def _day(at: datetime) -> str:
    """The hour counts only when it is near."""
    moment = now()
    if abs(at - moment) < NEAR:
        return by_when(at, moment)
    return date_format(localtime(at), "DATE_FORMAT")


def _name(row: Contract) -> str:
    return str(row.names.get(html_lang()) or row)


@guarded("administer")
def contract_new(request: HttpRequest) -> HttpResponse:
    """A new contract."""
    return _contract(request, None)


@guarded("administer", find=one_contract)
def contract(request: HttpRequest, found: Contract) -> HttpResponse:
    """What a contract promises, and when it holds."""
    return _contract(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
def _contract(request: HttpRequest, found: Contract | None) -> HttpResponse:
    form = ContractForm(request.POST or None, contract=found)
    if request.method == "POST" and form.is_valid():
        told = form.told()
        try:
            agree_contract(told.pop("whom"), by=actor_of(request), **told)
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. What is open follows at once."))
            return redirect("settings:contracts")
    context: dict[str, Any] = {**PLACE, "form": form, "contract": found}
    if found is not None:
        context |= {"name": _name(found), "whom": found.company or found.contact}
    wrong = form.is_bound and not form.is_valid()
    return render(request, "web/settings/contract.html", context, status=422 if wrong else 200)


@guarded("administer", find=one_contract)
@require_POST
def contract_end(request: HttpRequest, found: Contract) -> HttpResponse:
    """It holds no longer."""
    try:
        end_contract(found, by=actor_of(request))
    except Invalid as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("It has ended. What is open follows at once."))
    return redirect("settings:contracts")


@guarded("administer")
@require_POST
def tier(request: HttpRequest) -> HttpResponse:
    """The tier of a company or a person."""
    form = TierForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    set_tier(form.cleaned_data["whom"], tier=form.cleaned_data["tier"], by=actor_of(request))
    messages.success(request, _("Kept. What is open follows at once."))
    return redirect("settings:contracts")
