"""The list of devices, the page of one, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.files.operations import forget_bytes, keep
from makegood.base.ui.asking import user_of
from makegood.base.ui.content import content_path
from makegood.base.ui.csp import content_origin
from makegood.base.ui.preferences import html_lang
from makegood.kernel.errors import Invalid, Outdated, Refused
from makegood.kernel.text import in_language
from makegood.records.assets import operations, queries
from makegood.records.assets.models import Asset, Document, Fitted, Product, Site, Usage
from makegood.records.assets.operations import Details, Place
from makegood.records.assets.rules import Trend
from makegood.records.customers.models import Company, Contact
from makegood.records.entitlements.queries import outlook_of
from makegood.web.contacts.place import seen_among
from makegood.web.devices.finding import document_of, fitted_of, usage_of
from makegood.web.devices.forms import DeviceForm, PaperForm
from makegood.web.devices.life import kinds, life_of
from makegood.web.devices.plot import Limit, plot_of
from makegood.web.devices.shown import found, rows_of, whose_of

both = require_http_methods(["GET", "POST"])
LISTED = 500


@require_GET
@guarded("devices.see")
def devices(request: HttpRequest) -> HttpResponse:
    """Every device that is asked for, the newest first, a page at a time."""
    who = principal_of(request)
    context = {
        "section": "devices",
        "found": found(who, request.GET),
        "changes": may(who, "devices.change"),
        "manages": may(who, "devices.manage"),
    }
    part = request.headers.get("HX-Target") == "found"
    return render(request, f"web/devices/{'_found' if part else 'devices'}.html", context)


@require_GET
@guarded("devices.see", find=queries.seen_asset)
def device(request: HttpRequest, asset: Asset) -> HttpResponse:
    """Everything about one device: whose, how far it has run, its life, its parts and papers."""
    part = request.headers.get("HX-Target") == "device"
    template = f"web/devices/{'_device' if part else 'device'}.html"
    return render(request, template, page_of(request, asset))


def page_of(request: HttpRequest, asset: Asset) -> dict[str, Any]:
    """What the page of a device shows."""
    who = principal_of(request)
    trend = queries.usage_of(asset)
    readings = queries.readings_of(asset)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds() else ""
    seen = asset.owner_id is not None and bool(seen_among(who, [asset.owner_id]))
    fields = {one.key: one for one in queries.own_fields()}
    return {
        "section": "devices",
        "asset": asset,
        "product": queries.called(asset.product),
        "whose": whose_of(asset, seen=seen),
        "whose_url": reverse("web:contact", args=[asset.owner_id]) if seen else "",
        "trend": trend,
        "plot": plot_of(readings, unit=trend.unit if trend else "", limit=_limit(asset, trend)),
        "doubted": [one for one in readings if one.doubt][-5:][::-1],
        "life": life_of(asset, who, kind=kind),
        "kinds": kinds(),
        "kind": kind,
        "fitted": Fitted.objects.filter(asset=asset, removed_at=None).select_related("part"),
        "papers": papers(request, asset),
        "own": [
            (in_language(fields[key].names, html_lang()), value)
            for key, value in asset.facts.items()
            if key in fields
        ],
        "inside": rows_of(who, list(_inside(asset))),
        "changes": may(who, "devices.change", asset),
        "paper": PaperForm(),
    }


def _limit(asset: Asset, trend: Trend | None) -> Limit | None:
    """How far it is covered by use, and when it will have run as far (one query)."""
    outlook = outlook_of(asset) if trend is not None else None
    terms = outlook.terms if outlook is not None else None
    if outlook is None or terms is None or trend is None or terms.unit != trend.unit:
        return None
    by_use = outlook.ends_by == "usage" and outlook.covered
    return Limit(terms.usage, outlook.ends_at if by_use else None) if terms.usage else None


def _inside(asset: Asset) -> Any:
    children = asset.children.select_related("product", "owner", "company", "site")
    return children.defer("terms").order_by("pk")[:50]


def papers(request: HttpRequest, asset: Asset) -> list[dict[str, Any]]:
    """Papers of it and of its product, with addresses that end by themselves."""
    origin = content_origin(request)
    found = queries.documents_for(asset, customer=False)
    return [{"row": one, "url": f"{origin}{content_path('file', one.file.key)}"} for one in found]


@both
@guarded("devices.change")
def entering(request: HttpRequest) -> HttpResponse:
    """A device is entered by hand; `serial` in the address fills its number."""
    who = principal_of(request)
    start = {"serial": request.GET.get("serial", "")[:80]}
    form = DeviceForm(request.POST or None, who=who, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            its = form.cleaned_data["whose"]
            asset = operations.enter_asset(
                form.cleaned_data["serial"],
                details=_details(form, its),
                owner=its if isinstance(its, Contact) else None,
                company=its if isinstance(its, Company) else None,
                by=actor_of(request),
            )
            return redirect("devices:device", pk=asset.pk)
        except Refused as error:
            _say(form, error)
    return _form(request, form, title=_("Enter a device"))


@both
@guarded("devices.change", find=queries.changed_asset)
def changing(request: HttpRequest, asset: Asset) -> HttpResponse:
    """What is known of a device is changed; an unknown one is entered."""
    unknown = asset.state == Asset.State.UNKNOWN
    form = DeviceForm(request.POST or None, who=principal_of(request), asset=asset)
    if request.method == "POST" and form.is_valid():
        try:
            by = actor_of(request)
            if unknown:
                its = form.cleaned_data["whose"]
                operations.enter_asset(
                    asset.serial,
                    details=_details(form, its),
                    owner=its if isinstance(its, Contact) else None,
                    company=its if isinstance(its, Company) else None,
                    by=by,
                )
            else:
                details = _details(form, asset.company or asset.owner)
                version = form.cleaned_data["version"] or 0
                operations.change_asset(asset, details=details, version=version, by=by)
            return redirect("devices:device", pk=asset.pk)
        except Refused as error:
            _say(form, error)
    title = _("Enter a device") if unknown else _("Change %(serial)s") % {"serial": asset.serial}
    return _form(request, form, title=title, asset=asset)


def _form(
    request: HttpRequest, form: DeviceForm, *, title: str, asset: Asset | None = None
) -> HttpResponse:
    context = {
        "section": "devices",
        "form": form,
        "title": title,
        "asset": asset,
        "companies": Company.objects.order_by("name").values_list("name", flat=True)[:LISTED],
        "places": _places(asset),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/devices/entering.html", context, status=status)


def _places(asset: Asset | None) -> list[str]:
    """Places of whoever has it."""
    if asset is None or (asset.company_id is None and asset.owner_id is None):
        return []
    found = Site.objects.filter(company=asset.company_id, contact=asset.owner_id)
    if asset.company_id is not None:
        found = Site.objects.filter(company=asset.company_id)
    return list(found.order_by("name").values_list("name", flat=True)[:LISTED])


def _details(form: DeviceForm, its: Contact | Company | None) -> Details:
    said = form.cleaned_data
    name = said["place"].strip()
    site = operations.keep_site(Place(name), whose=its) if name else None
    return Details(
        product=said["product"],
        site=site,
        parent=said["parent"],
        batch=said["batch"],
        firmware=said["firmware"],
        bought_on=said["bought_on"],
        installed_on=said["installed_on"],
        state=said["state"],
        facts=form.facts(),
    )


def _say(form: Any, error: Refused) -> None:
    """A refusal beside the field that it is about, else above the form."""
    field = error.field if isinstance(error, Invalid) and error.field in form.fields else None
    form.add_error(field, str(error.message))
    if isinstance(error, Outdated):
        form.data = form.data.copy()


@require_POST
@guarded("devices.change", find=queries.changed_asset)
def papers_added(request: HttpRequest, asset: Asset) -> HttpResponse:
    """A paper comes with it."""
    keep_paper(request, asset)
    return redirect("devices:device", pk=asset.pk)


def keep_paper(request: HttpRequest, whose: Asset | Product) -> None:
    """Keep what was uploaded, or say why not."""
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, said[0])
        return
    upload = form.cleaned_data["file"]
    file = keep(name=upload.name or "", type=upload.content_type or "", content=upload.read())
    operations.add_document(
        whose, title=form.cleaned_data["title"], file=file, user=user_of(request),
        by=actor_of(request), language=form.cleaned_data["language"],
        for_customers=form.cleaned_data["for_customers"],
    )  # fmt: skip


@require_POST
@guarded("devices.change", find=document_of)
def paper_dropped(_request: HttpRequest, document: Document) -> HttpResponse:
    """A paper goes."""
    forget_bytes(operations.drop_document(document))
    if document.asset_id is not None:
        return redirect("devices:device", pk=document.asset_id)
    return redirect("devices:product", pk=document.product_id)


@require_POST
@guarded("devices.change", find=usage_of)
def settling(request: HttpRequest, usage: Usage) -> HttpResponse:
    """A doubted reading is right."""
    operations.settle_usage(usage, believed=True, by=actor_of(request))
    messages.success(request, _("It counts from this reading on."))
    return redirect("devices:device", pk=usage.asset_id)


@require_POST
@guarded("devices.change", find=fitted_of)
def removing(request: HttpRequest, fitted: Fitted) -> HttpResponse:
    """A part was taken out."""
    operations.remove_part(fitted, by=actor_of(request))
    return redirect("devices:device", pk=fitted.asset_id)
