"""Settings: how soon somebody else answers in each queue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.care.cover import operations, queries
from makegood.care.cover.forms import RuleForm
from makegood.kernel.errors import Refused
from makegood.records.people.models import Queue
from makegood.records.people.queries import name_of

HERE = {"section": "settings", "page": "cover"}


@require_GET
@guarded("administer")
def rules(request: HttpRequest) -> HttpResponse:
    """Every queue with its minutes."""
    shown = [(queue, name_of(queue, html_lang()), rule) for queue, rule in queries.all_rules()]
    return render(request, "cover/rules.html", {**HERE, "rules": shown})


@require_http_methods(["GET", "POST"])
@guarded("administer", find=queries.one_queue)
def rule(request: HttpRequest, queue: Queue) -> HttpResponse:
    """The minutes of one queue."""
    kept = queries.rule_of(queue.pk)
    fields = ("cover_after", "chat_returns", "mail_returns")
    form = RuleForm(request.POST or None, initial={name: getattr(kept, name) for name in fields})
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_rule(queue, by=actor_of(request), **form.cleaned_data)
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("cover:rules")
    status = 422 if request.method == "POST" else 200
    context = {**HERE, "form": form, "name": name_of(queue, html_lang())}
    return render(request, "cover/rule.html", context, status=status)
