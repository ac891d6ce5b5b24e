"""What the customer reads, in his language and by his clock: what we promised, the true reason, the new time."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.recovery.models import Apology

Because, Kind = Apology.Because, Promise.Kind


def apology_text(
    promise: Promise, *, because: str, new_due: datetime, moment: datetime, overdue: bool
) -> str:
    """The whole apology. The case with its contact is at hand."""
    case = promise.case
    with translation.override(case.language.lower()), timezone.override(zone_of(case)):
        due, new = by_when(promise.due, moment), by_when(new_due, moment)
        parts = [
            _promised(promise, due),
            _("We have missed this, and we are sorry.")
            if overdue
            else _("We will not make it, and we are sorry."),
            _reason(because),
            _instead(promise.kind, new),
        ]
        return _joined(parts)


def _joined(parts: list[str]) -> str:
    """Sentences one after the other; no space follows a full-width stop."""
    return "".join(part if part.endswith("。") else f"{part} " for part in parts).strip()


def zone_of(case: Case) -> ZoneInfo:
    """By whose clock times are said to this customer."""
    try:
        return ZoneInfo(case.contact.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _promised(promise: Promise, due: str) -> str:
    values = {"due": due, "what": promise.what}
    if promise.kind == Kind.PERSON and promise.said:
        values["what"] = promise.said.strip(" .。!！")  # the words that he has read
    if promise.kind in (Kind.FIRST_ANSWER, Kind.NEXT_ANSWER):
        return _("We promised you an answer by %(due)s.") % values
    if promise.kind == Kind.SOLUTION:
        return _("We promised to have this solved by %(due)s.") % values
    if promise.kind == Kind.REMEDY and promise.what:
        return _("We promised you “%(what)s” to make it good, by %(due)s.") % values
    if promise.what:
        return _("We promised you “%(what)s” by %(due)s.") % values
    return _("We promised you this by %(due)s.") % values


def _reason(because: str) -> str:
    said = {
        Because.LOAD: _("More requests came in than we had people for. That was ours to foresee."),
        Because.ABSENT: _("The colleague who looks after this is not at work at the moment."),
        Because.CLOSED: _("Our working hours end before then. We should not have named this time."),
        Because.HANDOFF: _(
            "It is on its way to a colleague who can do more, and is not yet accepted."
        ),
        Because.TASK: _("Another department still looks into it and needs longer."),
        Because.THIRD: _("We still wait for an answer from somebody outside our house."),
        Because.LATE: _("We did not get to it in time. That was our mistake."),
    }
    return said[Because(because)]


def _instead(kind: str, new: str) -> str:
    if kind in (Kind.FIRST_ANSWER, Kind.NEXT_ANSWER):
        return _("You will have our answer by %(new)s.") % {"new": new}
    if kind == Kind.SOLUTION:
        return _("We now expect to have it solved by %(new)s.") % {"new": new}
    return _("You will have it by %(new)s.") % {"new": new}


def offer_text(case: Case, link: str, *, with_apology: bool) -> str:
    """The invitation to choose, with its link."""
    with translation.override(case.language.lower()):
        if with_apology:
            return _(
                "We would like to make it good. Choose here, or tell us what you prefer: %(link)s"
            ) % {"link": link}
        return _(
            "We did not do what we promised you. We would like to make it good. Choose here, or tell us"
            " what you prefer: %(link)s"
        ) % {"link": link}


def name_for(names: dict[str, str], language: str) -> str:
    """A name in a language, else in English, else in any."""
    near = [language, *(("zh-Hans", "zh-Hant") if language.startswith("zh") else ()), "en", *names]
    return next((names[one] for one in near if names.get(one)), "")
