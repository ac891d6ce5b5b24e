from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.ui.asking import asked
from makegood.care.promises.models import Proposal
from makegood.care.promises.operations import dismiss, hear_of, record_proposal
from makegood.web.changed import changed, on
from makegood.web.handing import for_me
from makegood.web.opened import Opened, proposal_of

REASONS = (Proposal.Reason.NO_PROMISE, Proposal.Reason.RECORDED, Proposal.Reason.DONE)


@require_POST
@guarded("cases.work", find=proposal_of)
def recording(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What was said counts as a promise from now on."""
    record_proposal(_proposal(opened), by=actor_of(request))
    return changed(opened, _("The promise is recorded"))


@require_http_methods(["GET", "POST"])
@guarded("cases.work", find=proposal_of)
def dismissing(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What was said is no promise to record: why."""
    proposal = _proposal(opened)

    def act() -> str:
        dismiss(proposal, reason=request.POST.get("reason", ""), by=actor_of(request))
        return _("Dismissed")

    return asked(
        request,
        "web/_dismiss.html",
        act,
        **on(opened),
        said=proposal.said,
        reasons=[(reason.value, reason.label) for reason in REASONS],
        chosen=request.POST.get("reason", REASONS[0].value),
    )


@require_POST
@guarded("cases.see", find=proposal_of)
def hearing(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The owner has heard that something was said and is not recorded."""
    who = principal_of(request)
    if who.user is not None:
        hear_of(_proposal(opened), user=who.user)
    return render(request, "web/_offers.html", {"offers": for_me(who)})


def _proposal(opened: Opened) -> Proposal:
    assert opened.proposal is not None  # noqa: S101 - found by proposal_of
    return opened.proposal
