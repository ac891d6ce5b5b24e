"""Reply windows beside the box to write in, and approved wordings for when one has closed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from makegood.base.access.http import guarded, principal_of
from makegood.base.ui.toasts import toast
from makegood.care.cases.queries import conversations_of
from makegood.contact.channels.models import Template
from makegood.kernel import ids
from makegood.kernel.errors import Invalid
from makegood.loops.case_to_answer import answer
from makegood.web.opened import Opened, case_of
from makegood.web.shown import version_shown
from makegood.web.views.writing import once_only, said_again, writer_of
from makegood.web.windows import chosen, further_of, places_of, windows_of


@require_GET
@guarded("cases.work", find=case_of)
def window(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What is left of each window; with `template`, its places to fill in."""
    case = opened.row
    talks = conversations_of(case)
    found = windows_of(talks, language=case.language)
    further = further_of(case, talks)
    proven = next((one.key for one in further if one.proven), "")  # nothing unproven by itself
    wanted = request.GET.get("template", "")
    picked = next((t for one in found for t in one.templates if str(t.pk) == wanted), None)
    places = places_of(picked) if picked else []
    context = {
        "case": case,
        "windows": found,
        "picked": picked,
        "places": [(place, request.GET.get(f"place-{n}", "")) for n, place in enumerate(places)],
        "further": further,
        "shut": bool(found)
        and not further
        and len(found) == len(talks)
        and all(not one.left.is_open and not one.templates for one in found),
        "by": request.GET.get("further", proven),
        "once": request.GET.get("once") or ids.random_name(24),
    }
    return render(request, "web/_window.html", context)


@require_POST
@guarded("cases.work", find=case_of)
def wording(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Send an approved wording. The same form twice is one answer."""
    template = _template(request, opened)
    talk = next(t for t in conversations_of(opened.row) if t.account_id == template.account_id)
    values = [
        request.POST.get(f"place-{n}", "").strip() for n, _p in enumerate(places_of(template))
    ]
    if not all(values):
        raise Invalid(_("Fill in every place of the template."), field="template")

    def act() -> tuple[int, dict[str, Any]]:
        message = answer(
            opened.row,
            text=chosen(template, values),
            user=writer_of(request),
            by=principal_of(request).actor,
            version=version_shown(request),
            conversation=talk,
        )
        return 200, {"message": message.pk}

    told = once_only(request, "wording", opened, act)
    undo = reverse("web:withdrawal", args=[told["message"]])
    response = said_again(request, opened, "reply")
    return toast(response, _("Leaves in a moment"), undo=undo, seconds=settings.SEND_UNDO_SECONDS)


def _template(request: HttpRequest, opened: Opened) -> Template:
    """One of those that this customer may be sent. Raises Invalid."""
    wanted = request.POST.get("template", "")
    accounts = [talk.account_id for talk in conversations_of(opened.row)]
    mine = Template.objects.filter(account__in=accounts, is_active=True)
    found = mine.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdigit() else None
    if found is None:
        raise Invalid(_("Choose a template first."), field="template")
    return found
