"""The customer's guide, sent from beside his case."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.asking import user_of
from makegood.loops.guide_to_customer import send_guide
from makegood.web.changed import changed
from makegood.web.opened import Opened, case_of
from makegood.web.shown import version_known


@require_POST
@guarded("cases.work", find=case_of)
def guiding(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Send him the guide of his device."""
    send_guide(
        opened.row, version=version_known(request), user=user_of(request), by=actor_of(request)
    )
    return changed(opened, _("The guide is on its way to the customer"))
