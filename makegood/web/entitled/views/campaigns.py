"""Recalls and service campaigns: their list, and how far we are with each device."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.ui.asking import asked
from makegood.base.ui.refusals import at_field
from makegood.care.cases.queries import opened_by
from makegood.kernel.errors import Refused
from makegood.records.assets.queries import called
from makegood.records.entitlements.models import Campaign, CampaignAsset
from makegood.records.entitlements.operations import campaigns as operations
from makegood.records.entitlements.queries import campaigns as queries
from makegood.records.entitlements.queries.campaigns import Progress
from makegood.web.entitled.forms import CampaignForm

PLACE = {"section": "settings", "page": "campaigns"}
both = require_http_methods(["GET", "HEAD", "POST"])
MOVES = ("booked", "done", "given_up")
PAGE = 50
NONE = Progress({}, 0)


@require_safe
@guarded("campaigns.manage")
def all_campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign with how far it is."""
    found = queries.campaigns()
    progress = queries.progress_of(found)
    lines = [(row, progress.get(row.pk, NONE)) for row in found]
    return render(request, "web/entitled/campaigns.html", {**PLACE, "lines": lines})


@guarded("campaigns.manage")
def campaign_new(request: HttpRequest) -> HttpResponse:
    """A new campaign: a draft."""
    return _form(request, None)


@guarded("campaigns.manage", find=queries.one_campaign)
def campaign_change(request: HttpRequest, row: Campaign) -> HttpResponse:
    """A draft, or what the owners read of one that runs."""
    return _form(request, row)


@both
def _form(request: HttpRequest, row: Campaign | None) -> HttpResponse:
    form = CampaignForm(request.POST or None, campaign=row)
    if request.method == "POST" and form.is_valid():
        try:
            kept = operations.keep_campaign(form.told(), campaign=row, by=actor_of(request))
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("entitled:campaign", pk=kept.pk)
    wrong = form.is_bound and not form.is_valid()
    context = {**PLACE, "form": form, "row": row}
    return render(request, "web/entitled/campaign_form.html", context, status=422 if wrong else 200)


@require_safe
@guarded("campaigns.manage", find=queries.one_campaign)
def campaign(request: HttpRequest, row: Campaign) -> HttpResponse:
    """How far it is, and its devices by how far they are, a page at a time."""
    known = dict(CampaignAsset.State.choices)
    state = request.GET.get("state", "")
    state = state if state in known else ""
    words = request.GET.get("q", "")[:60].strip()
    progress = queries.progress_of(Campaign.objects.filter(pk=row.pk)).get(row.pk, NONE)
    after = request.GET.get("after", "")
    devices = queries.devices_of(row, state=state, words=words, after=after, limit=PAGE + 1)
    more, devices = len(devices) > PAGE, devices[:PAGE]
    draft = row.state == Campaign.State.DRAFT
    asked = {"state": state, "q": words}
    context = {
        **PLACE,
        "row": row,
        "product": called(row.product),
        "progress": progress,
        "states": [
            (key, known[key], progress.counts.get(key, 0), _way(asked, state=key)) for key in known
        ],
        "whole": _way(asked, state=""),
        "state": state,
        "words": words,
        "devices": devices,
        "next": _way(asked, after=queries.mark_of(devices[-1])) if more else "",
        "opens": opened_by(principal_of(request), (one.case for one in devices)),
        "meant": queries.meant(row).count() if draft else 0,
        "is_over": row.state == Campaign.State.RUNNING and progress.over == progress.whole,
    }
    return render(request, "web/entitled/campaign.html", context)


def _way(asked: dict[str, str], **more: str) -> str:
    """The address of the same list with something else asked for."""
    return "?" + urlencode({k: v for k, v in {**asked, **more}.items() if v})


@require_POST
@guarded("campaigns.manage", find=queries.one_campaign)
def campaign_start(request: HttpRequest, row: Campaign) -> HttpResponse:
    """Fix its list and tell the owners."""
    return _moved(request, row, lambda: operations.start_campaign(row, by=actor_of(request)))


@require_POST
@guarded("campaigns.manage", find=queries.one_campaign)
def campaign_end(request: HttpRequest, row: Campaign) -> HttpResponse:
    """Every device is done or given up."""
    return _moved(request, row, lambda: operations.end_campaign(row, by=actor_of(request)))


def _moved(request: HttpRequest, row: Campaign, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Kept."))
    return redirect("entitled:campaign", pk=row.pk)


@both
@guarded("campaigns.manage", find=queries.one_device)
def device(request: HttpRequest, row: CampaignAsset) -> HttpResponse:
    """How far we are with one device, as one of us knows."""

    def act() -> str:
        told = request.POST
        operations.move_device(
            row, state=told.get("state", ""), reason=told.get("reason", ""), by=actor_of(request)
        )
        return _("Kept.")

    known = dict(CampaignAsset.State.choices)
    return asked(
        request,
        "web/entitled/_campaign_device.html",
        act,
        stirs="campaign",
        row=row,
        states=[(key, known[CampaignAsset.State(key)]) for key in MOVES],
    )
