"""Keys for many devices of a product: handed out as a table, or fetched by the devices themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.asking import asked, done
from makegood.base.ui.tables import csv_response
from makegood.field.telemetry import operations, queries
from makegood.field.telemetry.models import ProductKey
from makegood.field.telemetry.operations.provisioning import MOST_AT_ONCE, Given
from makegood.kernel.errors import Invalid
from makegood.records.assets.models import Product
from makegood.records.assets.queries import called
from makegood.web.devices.finding import managed_product
from makegood.web.telemetry.forms import ManyForm, ProductKeyForm

STIRS = "productkeys"


@never_cache
@require_http_methods(["GET", "POST"])
@guarded("devices.manage", find=managed_product)
def many(request: HttpRequest, product: Product) -> HttpResponse:
    """Keys of a product's devices; a POST makes keys and answers with the table of them, once."""
    form = ManyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _table(product, _given(request, product, form))
        except Invalid as error:
            form.add_error("serials", str(error.message))
    told = {
        "section": "devices",
        "product": product,
        "name": called(product),
        "form": form,
        "lacking": len(queries.without_key(product.pk, limit=MOST_AT_ONCE)),
        "keys": list(queries.product_keys_of(product.pk)[:50]),
    }
    part = request.headers.get("HX-Target") == "product-keys"
    template = "_product_keys" if part else "product_keys"
    status = 422 if request.method == "POST" else 200
    return render(request, f"web/telemetry/{template}.html", told, status=status)


def _given(request: HttpRequest, product: Product, form: ManyForm) -> list[Given]:
    told = form.cleaned_data
    named = told["serials"].split("\n") if told["serials"].strip() else None
    if named is None:
        named = queries.without_key(product.pk, limit=MOST_AT_ONCE)
        if not named:
            raise Invalid(_("Every device of this product has a key."), field="serials")
    return operations.issue_many(named, name=told["name"], anew=told["anew"], by=actor_of(request))


def _table(product: Product, given: list[Given]) -> HttpResponse:
    why = {
        "unknown": _("no device in use has this number"),
        "has_key": _("it has a key already"),
        "too_many": _("it has five keys"),
    }
    header = ["serial", "user", "token", "note"]
    rows = [[one.serial, one.serial if one.token else "", one.token, why.get(one.why, "")] for one in given]  # fmt: skip
    return csv_response(f"device-keys-{product.key}.csv", header, rows)


@never_cache
@require_http_methods(["GET", "POST"])
@guarded("devices.manage", find=managed_product)
def product_key_new(request: HttpRequest, product: Product) -> HttpResponse:
    """A key with which devices of a product fetch their own; its token is shown now and never again."""
    form = ProductKeyForm(request.POST)

    def act() -> HttpResponse:
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            raise Invalid(str(errors[0]), field=field)
        told = form.cleaned_data
        key, token = operations.issue_product_key(
            product, name=told["name"], most=told["most"], by=actor_of(request)
        )
        shown = {"product": product, "name": called(product), "key": key, "token": token}
        response = render(request, "web/telemetry/_product_token.html", shown)
        response["HX-Retarget"], response["HX-Reswap"] = "#dialogs", "innerHTML"
        response["HX-Trigger"] = STIRS
        return response

    template = "web/telemetry/_product_key_new.html"
    return asked(request, template, act, stirs=STIRS, product=product, name=called(product))


@require_POST
@guarded("devices.manage", find=queries.seen_product_key)
def product_key_end(request: HttpRequest, key: ProductKey) -> HttpResponse:
    """Take it back: the keys that devices fetched with it stay."""
    operations.revoke_product_key(key, by=actor_of(request))
    return done(_("No device fetches a key with it any more."), stirs=STIRS)
