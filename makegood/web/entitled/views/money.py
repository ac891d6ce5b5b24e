"""Settings: who may give how much in goodwill, and what contracts give."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.models import Role
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.kernel.errors import Invalid
from makegood.records.entitlements.models import Contract, GoodwillBudget, GoodwillLimit
from makegood.records.entitlements.operations import goodwill as operations
from makegood.records.entitlements.operations import quotas
from makegood.records.entitlements.queries import left_of, one_contract
from makegood.web.entitled.forms import BudgetForm, GivesForm, LimitForm

PLACE = {"section": "settings", "page": "goodwill"}
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@guarded("administer")
def goodwill(request: HttpRequest) -> HttpResponse:
    """Who may give how much, and what is left."""
    return _goodwill(request, LimitForm(), BudgetForm())


def _goodwill(
    request: HttpRequest, limit: LimitForm, budget: BudgetForm, status: int = 200
) -> HttpResponse:
    roles = dict(Role.choices)
    limits = [
        (roles.get(one.role, one.role), f"{one.most:,.2f} {one.currency}")
        for one in GoodwillLimit.objects.order_by("currency", "most")
    ]
    budgets = [
        (one, float(one.spent / one.amount) if one.amount else 1.0)
        for one in GoodwillBudget.objects.order_by("-ends", "-pk")[:50]
    ]
    context = {**PLACE, "limits": limits, "budgets": budgets, "limit": limit, "budget": budget}
    return render(request, "web/entitled/goodwill.html", context, status=status)


@require_POST
@guarded("administer")
def limit(request: HttpRequest) -> HttpResponse:
    """The most that a role may give."""
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _goodwill(request, form, BudgetForm(), status=422)
    data = form.cleaned_data
    operations.set_limit(
        data["role"], most=data["most"], currency=data["currency"], by=actor_of(request)
    )
    messages.success(request, _("Kept."))
    return redirect("entitled:goodwill")


@require_POST
@guarded("administer")
def budget(request: HttpRequest) -> HttpResponse:
    """What may be given in these days."""
    form = BudgetForm(request.POST)
    if form.is_valid():
        try:
            operations.keep_goodwill_budget(by=actor_of(request), **form.cleaned_data)
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("entitled:goodwill")
    return _goodwill(request, LimitForm(), form, status=422)


@both
@guarded("administer", find=one_contract)
def gives(request: HttpRequest, row: Contract) -> HttpResponse:
    """What a contract gives beside its hours."""
    form = GivesForm(request.POST or None, contract=row)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, row, form)
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("entitled:gives", pk=row.pk)
    context = {
        "section": "settings",
        "page": "contracts",
        "form": form,
        "row": row,
        "name": str(row.names.get(html_lang()) or row),
        "whom": row.company or row.contact,
        "left": left_of(row),
    }
    wrong = form.is_bound and not form.is_valid()
    return render(request, "web/entitled/gives.html", context, status=422 if wrong else 200)


def _keep(request: HttpRequest, row: Contract, form: GivesForm) -> None:
    by = actor_of(request)
    for what, amount, per in form.quotas():
        try:
            quotas.set_quota(row, what=what, amount=amount, per=per, by=by)
        except Invalid as error:
            raise Invalid(error.message, field=f"n_{what}") from error
    quotas.set_gives(row, form.told(), assets=form.cleaned_data["devices"], by=by)
