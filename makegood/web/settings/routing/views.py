"""The pages of routing: every rule in the order in which it is asked, one rule, and what it would do."""

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.desk.routing.models import Rule
from makegood.desk.routing.operations import keep_rule, raise_rule, retire_rule
from makegood.desk.routing.queries import conditions_of, one_rule, rules
from makegood.desk.routing.reading.urgency import urgency_of
from makegood.desk.routing.rules import Conditions, Told, first_that_fits
from makegood.kernel.errors import Refused
from makegood.kernel.text import language_of
from makegood.records.people.queries import name_of
from makegood.web.settings.routing.forms import RuleForm, TryForm, initial_of
from makegood.web.settings.routing.said import conditions_said, fits_said, signs_said
from makegood.web.sorting import PRIORITIES


@dataclass(frozen=True)
class Line:
    """A rule as the list shows it."""

    row: Rule
    asks: str
    queue: str


@guarded("administer")
@require_safe
def all_rules(request: HttpRequest) -> HttpResponse:
    """Every rule that counts, in the order in which they are asked."""
    lines = [
        Line(row, conditions_said(conditions_of(row)), name_of(row.queue, html_lang()))
        for row in rules()
    ]
    return _page(request, "routing", lines=lines)


def _page(request: HttpRequest, template: str, *, status: int = 200, **said: Any) -> HttpResponse:
    context = {"section": "settings", "page": "routing", **said}
    return render(request, f"web/settings/{template}.html", context, status=status)


@guarded("administer")
def rule_new(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    return _rule(request, None)


@guarded("administer", find=one_rule)
def rule(request: HttpRequest, found: Rule) -> HttpResponse:
    """What a rule asks, and to which queue it sends."""
    return _rule(request, found)


def _rule(request: HttpRequest, found: Rule | None) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=initial_of(found) if found else None)
    trying = TryForm(request.POST or None)
    looks = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looks:
        try:
            keep_rule(found, by=actor_of(request), **form.told())
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. It counts for every case that comes in from now."))
            return redirect("settings:routing")
    wrong = form.is_bound and not form.is_valid() and not looks
    tried = _tried(form, trying, found)
    said = {"form": form, "trying": trying, "rule": found, "tried": tried}
    return _page(request, "rule", status=422 if wrong else 200, **said)


@dataclass(frozen=True)
class Tried:
    """What would become of a message. `mine`: the rule that is being written took it."""

    priority: str
    signs: list[tuple[str, str]]
    queue: str
    rule: str
    fits: list[str]
    mine: bool


def _tried(form: RuleForm, trying: TryForm, found: Rule | None) -> Tried | None:
    """The message through all rules, this one as it is typed; None while there is nothing to try."""
    if not (form.is_bound and trying.is_valid() and trying.cleaned_data["said"].strip()):
        return None
    form.is_valid()
    said = trying.cleaned_data
    reading = urgency_of(said["said"])
    told = Told(
        text=said["said"],
        channel=said["said_by"],
        language=language_of(said["said"], default=html_lang()),
        tier=said["said_tier"],
        urgency=reading.level,
        physical=reading.physical,
        complaint=said["said_complaint"],
    )
    standing = {row.pk: row for row in rules()}
    mine = _typed(form, found)
    kept = {pk: conditions_of(row) for pk, row in standing.items()}
    kept[mine.rule_id] = mine  # in its place, or as the last
    hit = first_that_fits(kept.values(), told)
    queue = name = ""
    if hit is not None:
        is_mine = hit[0].rule_id == mine.rule_id
        row = None if is_mine else standing[hit[0].rule_id]
        chosen = form.cleaned_data.get("queue") if row is None else row.queue
        queue = name_of(chosen, html_lang()) if chosen else ""
        name = form.cleaned_data.get("name", "") if row is None else row.name
    return Tried(
        priority=str(dict(PRIORITIES)[reading.level]),
        signs=signs_said([asdict(sign) for sign in reading.signs]),
        queue=queue,
        rule=name,
        fits=fits_said([asdict(fit) for fit in hit[1]]) if hit else [],
        mine=hit is not None and hit[0].rule_id == mine.rule_id,
    )


def _typed(form: RuleForm, found: Rule | None) -> Conditions:
    asked: dict[str, Any] = {
        name: value or Conditions.__dataclass_fields__[name].default
        for name, value in form.cleaned_data.items()
        if name not in ("name", "queue")
    }
    return Conditions(rule_id=found.pk if found else 0, **asked)


@require_POST
@guarded("administer", find=one_rule)
def rule_raise(request: HttpRequest, found: Rule) -> HttpResponse:
    """It is asked before the one above it."""
    raise_rule(found, by=actor_of(request))
    return redirect("settings:routing")


@require_POST
@guarded("administer", find=one_rule)
def rule_retire(request: HttpRequest, found: Rule) -> HttpResponse:
    """It sends nothing any more."""
    retire_rule(found, by=actor_of(request))
    messages.success(request, _("It counts no more. What it has sent stays where it is."))
    return redirect("settings:routing")
