"""What was said and is not recorded: as the page of its case shows it, and as its owner hears of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.care.promises.models import Proposal
from makegood.care.promises.queries.proposed import unheard_proposals
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.web.warned import Warned

SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Unrecorded:
    """Words that wait to be recorded or dismissed; no `record` once their moment has passed."""

    said: str
    due: datetime
    line: str
    passed: bool
    record: str
    dismiss: str


def unrecorded(proposals: Iterable[Proposal], names: dict[int, str]) -> list[Unrecorded]:
    """Rows for the page of the case; `names`: who wrote, by user."""
    moment = now()
    return [_row(one, names, moment) for one in proposals]


def writers(proposals: Iterable[Proposal]) -> dict[int, str]:
    """Who said them, by user (one query, none when nothing was said)."""
    said_by = (Actor.parse(one.said_by).user_id for one in proposals)
    ids = {pk for pk in said_by if pk is not None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _row(one: Proposal, names: dict[int, str], moment: datetime) -> Unrecorded:
    passed = one.due <= moment
    name = names.get(Actor.parse(one.said_by).user_id or 0, _("The system"))
    told = [name, str(one.get_why_display())]
    if passed:
        told.append(_("the moment has passed"))
    return Unrecorded(
        said=one.said,
        due=one.due,
        line=" · ".join(told),
        passed=passed,
        record="" if passed else reverse("web:recording", args=[one.pk]),
        dismiss=reverse("web:dismissing", args=[one.pk]),
    )


def to_hear(user: User) -> list[Warned]:
    """What its owner has not heard of yet, as the top of the work list draws it (one query)."""
    return [_heard(one) for one in unheard_proposals(user)[:SHOWN]]


def _heard(one: Proposal) -> Warned:
    told = {"said": one.said, "subject": one.case.subject}
    return Warned(
        f"s{one.pk}",
        _("“%(said)s” was said in “%(subject)s” and is not recorded as a promise") % told,
        "",
        "",
        "seam",
        reverse("web:case", args=[one.case_id]),
        reverse("web:proposal_heard", args=[one.pk]),
    )
