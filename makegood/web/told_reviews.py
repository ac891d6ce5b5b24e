"""What happened to a review or a complaint of a case, in one line each."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.journal.models import Entry
from makegood.kernel.actor import Actor

KINDS = (
    "feedback.changed",
    "feedback.gone",
    "feedback.answered",
    "feedback.not_answered",
    "feedback.matched",
    "feedback.asked",
    "feedback.complaint",
    "feedback.complaint_read",
    "routing.no_complaint",
)
ICONS = {
    "feedback.changed": ("review", ""),
    "feedback.gone": ("review", ""),
    "feedback.answered": ("review", "ok"),
    "feedback.not_answered": ("review", "late"),
    "feedback.matched": ("user", ""),
    "feedback.asked": ("review", ""),
    "feedback.complaint": ("upset", "late"),
    "feedback.complaint_read": ("upset", "ok"),
    "routing.no_complaint": ("upset", ""),
}


def review_lines(entries: Iterable[Entry]) -> dict[int, str]:
    """The sentence of each entry about a review or a complaint, by entry (one query, or none)."""
    kept = [entry for entry in entries if entry.kind in KINDS]
    if not kept:
        return {}
    people = {Actor.parse(entry.actor).user_id for entry in kept}
    people |= {entry.facts.get("lead") for entry in kept}
    known = [pk for pk in people if pk is not None]
    names = dict(User.objects.filter(pk__in=known).values_list("pk", "name"))
    return {entry.pk: _sentence(entry, names) for entry in kept}


def _sentence(entry: Entry, names: dict[int, str]) -> str:
    facts = entry.facts
    told = {
        "by": names.get(Actor.parse(entry.actor).user_id or 0, _("The system")),
        "lead": names.get(facts.get("lead") or 0, ""),
    }
    sentences = {
        "feedback.changed": _changed(str(facts.get("change"))),
        "feedback.gone": _("The review was taken away by its author"),
        "feedback.answered": _("%(by)s answered the review in public"),
        "feedback.not_answered": _(
            "The answer in public did not reach its place; it is still owed"
        ),
        "feedback.matched": _("%(by)s confirmed who wrote the review")
        if facts.get("confirmed")
        else _("%(by)s says somebody else wrote the review"),
        "feedback.asked": _("The customer was asked once whether he looks at his review again"),
        "feedback.complaint": _("This is a complaint; %(lead)s is told"),
        "feedback.complaint_read": _("%(by)s has read the complaint"),
        "routing.no_complaint": _("%(by)s says it is no complaint"),
    }
    return sentences[entry.kind] % told


def _changed(change: str) -> str:
    return {
        "worse": _("The review got worse; an answer is owed again"),
        "better": _("The review got better"),
    }.get(change, _("The review was reworded"))
