"""Beside a case: the mail address that a visitor of the chat claimed, for staff to see as unproven."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from makegood.adapters.webchat.queries import claimed_addresses
from makegood.base.access.http import guarded
from makegood.base.ui.slots import Panel, add_panel
from makegood.web.opened import Opened, case_of


@require_GET
@guarded("cases.work", find=case_of)
def claims(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The addresses, or nothing at all."""
    context = {"addresses": claimed_addresses(opened.row)}
    return render(request, "webchat/_claims.html", context)


add_panel(
    Panel(
        slot="case",
        title=gettext_lazy("Left in the chat"),
        url_name="webchat:claims",
        act="cases.list",
    )
)
