"""Settings: what is promised with each product, and what it needs regularly."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.policy import Principal
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.field.alarms.models import Rule
from makegood.kernel.errors import Invalid, NotFound
from makegood.kernel.text import in_language
from makegood.records.assets.models import Product
from makegood.records.assets.queries import seen_product
from makegood.records.entitlements.models import ALWAYS, ServicePlan, Terms
from makegood.records.entitlements.operations import drop_terms, keep_terms
from makegood.records.entitlements.operations.servicing import keep_service_plan
from makegood.records.entitlements.queries.deciding import terms_of_product
from makegood.web.entitled.forms import PlanForm, TermsForm
from makegood.web.entitled.shown import promised

PLACE = {"section": "settings", "page": "warranty"}
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@guarded("administer")
def products(request: HttpRequest) -> HttpResponse:
    """Every product with what holds for what is sold today."""
    newest: dict[int, Terms] = {}
    for row in Terms.objects.filter(part=None).order_by("sold_from"):
        newest[row.product_id] = row
    lines = [
        (one, _name(one), promised(newest[one.pk]) if one.pk in newest else "")
        for one in Product.objects.order_by("model")
    ]
    return render(request, "web/entitled/products.html", {**PLACE, "lines": lines})


def _name(product: Product) -> str:
    return in_language(product.names, html_lang()) or product.model


@both
@guarded("administer", find=seen_product)
def terms(request: HttpRequest, product: Product) -> HttpResponse:
    """Every version of what is promised with a product, and a form for the next one."""
    form = TermsForm(request.POST or None, product=product)
    if request.method == "POST" and form.is_valid():
        try:
            keep_terms(product, form.told(), part=form.cleaned_data["part"], by=actor_of(request))
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. Its devices are counted anew now."))
            return redirect("entitled:terms", pk=product.pk)
    wrong = form.is_bound and not form.is_valid()
    versions = [
        (row, promised(row), row.sold_from == ALWAYS) for row in terms_of_product(product.pk)
    ]
    context = {
        **PLACE,
        "product": product,
        "name": _name(product),
        "form": form,
        "versions": versions,
        "plans": [(plan, _plan(plan)) for plan in product.service_plans.order_by("-active", "pk")],
        "parts": [one.part.number for one in product.bill.select_related("part")],
    }
    return render(request, "web/entitled/terms.html", context, status=422 if wrong else 200)


def _plan(plan: ServicePlan) -> str:
    return in_language(plan.names, html_lang())


def found_terms(_who: Principal, *, pk: int) -> Terms:
    """A version. Raises NotFound."""
    row = Terms.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    return row


@require_POST
@guarded("administer", find=found_terms)
def terms_drop(request: HttpRequest, row: Terms) -> HttpResponse:
    """It was never promised."""
    drop_terms(row, by=actor_of(request))
    messages.success(request, _("Taken out. Its devices are counted anew now."))
    return redirect("entitled:terms", pk=row.product_id)


@guarded("administer", find=seen_product)
def plan_new(request: HttpRequest, product: Product) -> HttpResponse:
    """A new regular service of a product."""
    return _plan_page(request, product, None)


def found_plan(_who: Principal, *, pk: int) -> ServicePlan:
    """A regular service. Raises NotFound."""
    row = ServicePlan.objects.select_related("product").filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    return row


@guarded("administer", find=found_plan)
def plan(request: HttpRequest, row: ServicePlan) -> HttpResponse:
    """A regular service of a product."""
    return _plan_page(request, row.product, row)


def _rules(product: Product, row: ServicePlan | None) -> list[tuple[int, str]]:
    """What makes alarms of this product, and what is chosen though it makes none any more."""
    kept = Q(active=True) | Q(pk__in=row.rules if row is not None else ())
    mine = Rule.objects.filter(kept, Q(product=product) | Q(product=None), ignore=False)
    return [(one.pk, one.name) for one in mine]


@both
def _plan_page(request: HttpRequest, product: Product, row: ServicePlan | None) -> HttpResponse:
    form = PlanForm(request.POST or None, product=product, rules=_rules(product, row), plan=row)
    if request.method == "POST" and form.is_valid():
        try:
            keep_service_plan(product, form.told(), plan=row, by=actor_of(request))
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. Its devices are planned anew now."))
            return redirect("entitled:terms", pk=product.pk)
    wrong = form.is_bound and not form.is_valid()
    context = {**PLACE, "product": product, "name": _name(product), "form": form, "row": row}
    return render(request, "web/entitled/plan.html", context, status=422 if wrong else 200)
