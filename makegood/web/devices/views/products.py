"""What we sell, what it is made of, and what we keep of every device."""

from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.ui.asking import asked
from makegood.base.ui.content import content_path
from makegood.base.ui.csp import content_origin
from makegood.base.ui.preferences import html_lang
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import in_language
from makegood.records.assets import operations, queries
from makegood.records.assets.models import Field, Part, Product
from makegood.web.devices.finding import field_of, managed_product
from makegood.web.devices.forms import OwnForm, PaperForm, ProductForm
from makegood.web.devices.views.devices import keep_paper
from makegood.web.measures import reading_words

both = require_http_methods(["GET", "POST"])


@require_GET
@guarded("devices.see")
def products(request: HttpRequest) -> HttpResponse:
    """All products with how many devices there are of each."""
    context = {
        "section": "devices",
        "rows": [(one, queries.called(one), count) for one, count in queries.products_counted()],
        "manages": may(principal_of(request), "devices.manage"),
        "names": may(principal_of(request), "devices.words"),
    }
    return render(request, "web/devices/products.html", context)


@require_GET
@guarded("devices.see", find=queries.seen_product)
def product(request: HttpRequest, product: Product) -> HttpResponse:
    """One product: how its numbers look, what it is made of, its papers."""
    origin = content_origin(request)
    bill = product.bill.select_related("part").order_by("part__number")
    papers = product.documents.select_related("file").order_by("title")
    context = {
        "section": "devices",
        "product": product,
        "name": queries.called(product),
        "named": reading_words([product.counter] if product.counter else []),
        "bill": [(one, in_language(one.part.names, html_lang())) for one in bill],
        "count": product.asset_set.count(),
        "papers": [
            {"row": one, "url": f"{origin}{content_path('file', one.file.key)}"} for one in papers
        ],
        "paper": PaperForm(),
        "manages": may(principal_of(request), "devices.manage"),
    }
    part = request.headers.get("HX-Target") == "product"
    return render(request, f"web/devices/{'_product' if part else 'product'}.html", context)


@both
@guarded("devices.manage")
def product_new(request: HttpRequest) -> HttpResponse:
    """A new product."""
    return _edit(request, None)


@both
@guarded("devices.manage", find=managed_product)
def product_changing(request: HttpRequest, product: Product) -> HttpResponse:
    """What is said of a product."""
    return _edit(request, product)


def _edit(request: HttpRequest, product: Product | None) -> HttpResponse:
    form = ProductForm(request.POST or None, product=product)
    if request.method == "POST" and form.is_valid():
        try:
            saved = operations.save_product(form.told(), product=product, by=actor_of(request))
            return redirect("devices:product", pk=saved.pk)
        except Refused as error:
            field = (
                error.field if isinstance(error, Invalid) and error.field in form.fields else None
            )
            form.add_error(field, str(error.message))
    context = {"section": "devices", "form": form, "product": product}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/devices/product_form.html", context, status=status)


@both
@guarded("devices.manage", find=managed_product)
def part_adding(request: HttpRequest, product: Product) -> HttpResponse:
    """A part of a product: new, or one that is known by its number."""

    def act() -> str:
        number = request.POST.get("number", "")
        known = Part.objects.filter(number=number.strip().upper()).first()
        names = {code: request.POST.get(f"name_{code}", "") for code in ("en", "zh-Hans")}
        if known is None or any(names.values()) or request.POST.get("price"):
            known = operations.save_part(
                number=number,
                names={**(known.names if known else {}), **{k: v for k, v in names.items() if v}},
                price=_price(request.POST.get("price", "")) or (known.price if known else None),
            )
        count = request.POST.get("quantity", "1")
        quantity = int(count) if count.isascii() and count.isdigit() and len(count) < 5 else 0
        if not 0 < quantity <= 10_000:
            raise Invalid(_("Type how many of it."), field="quantity")
        bill = {one.part: one.quantity for one in product.bill.select_related("part")}
        bill[known] = quantity
        operations.set_bill(product, list(bill.items()), by=actor_of(request))
        return _("The part is noted.")

    return asked(request, "web/devices/_part.html", act, stirs="products", product=product)


def _price(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation as error:
        raise Invalid(_("Look at the price."), field="price") from error
    if not found.is_finite():
        raise Invalid(_("Look at the price."), field="price")
    return found.quantize(Decimal("0.01"))


@require_POST
@guarded("devices.manage", find=managed_product)
def part_dropping(request: HttpRequest, product: Product) -> HttpResponse:
    """A part is no longer one of it."""
    gone = request.POST.get("part", "")
    bill = product.bill.select_related("part")
    stays = [(one.part, one.quantity) for one in bill if one.part.number != gone]
    operations.set_bill(product, stays, by=actor_of(request))
    return redirect("devices:product", pk=product.pk)


@require_POST
@guarded("devices.manage", find=managed_product)
def papers_added(request: HttpRequest, product: Product) -> HttpResponse:
    """A paper of a product."""
    keep_paper(request, product)
    return redirect("devices:product", pk=product.pk)


@both
@guarded("devices.manage")
def fields(request: HttpRequest) -> HttpResponse:
    """The facts of our own that are kept of every device."""
    form = OwnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            names = {
                "en": said["name_en"],
                "zh-Hans": said["name_zh_hans"],
                "zh-Hant": said["name_zh_hant"],
            }
            operations.save_field(
                names=names, type=said["type"], searchable=said["searchable"],
                choices=said["choices"].splitlines(),
            )  # fmt: skip
            return redirect("devices:fields")
        except Refused as error:
            form.add_error(None, str(error.message))
    shown = [(one, in_language(one.names, html_lang())) for one in queries.own_fields()]
    context = {"section": "devices", "form": form, "fields": shown}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/devices/fields.html", context, status=status)


@require_POST
@guarded("devices.manage", find=field_of)
def field_ending(_request: HttpRequest, field: Field) -> HttpResponse:
    """It is asked for no longer."""
    operations.end_field(field)
    return redirect("devices:fields")
