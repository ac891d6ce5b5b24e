"""What a contract says a missed promise is worth."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.care.recovery.forms import money
from makegood.care.recovery.models import Floor
from makegood.care.recovery.operations import set_floor
from makegood.kernel.errors import Invalid
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.queries import one_contract
from makegood.web.settings.floors.forms import FloorForm, kind_in_words, usual_currency


@guarded("administer", find=one_contract)
@require_http_methods(["GET", "HEAD", "POST"])
def floors(request: HttpRequest, contract: Contract) -> HttpResponse:
    """The least that is offered to who has this contract, by kind of promise."""
    form = FloorForm(request.POST or None, initial={"currency": usual_currency()})
    if request.method == "POST" and form.is_valid():
        try:
            set_floor(contract, by=actor_of(request), **form.cleaned_data)
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. From now on nothing less is offered."))
            return redirect("settings:floors", pk=contract.pk)
    context = {
        "section": "settings",
        "page": "contracts",
        "form": form,
        "contract": contract,
        "name": contract.names.get(html_lang()) or contract,
        "whom": contract.company or contract.contact,
        "lines": [
            (kind_in_words(one), money(one.value, one.currency))
            for one in Floor.objects.filter(contract=contract).order_by("kind")
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/settings/floors.html", context, status=status)
