"""Somebody wants to give his word: what he has to do before, and the hours that are left, say whether he can."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from makegood.base.access.models import User
from makegood.base.ui.times import by_when
from makegood.care.promises.models import Promise
from makegood.care.promises.ports import Ask, Verdict, install_knower
from makegood.care.promises.queries import policy_for, said_time
from makegood.care.promises.rules import after, remaining
from makegood.kernel.because import because, teach
from makegood.kernel.clock import now

EACH = 20 * 60  # seconds of working time that one promise takes, on average
SAFE = 0.95


def people_know(question: Ask) -> Verdict | None:
    """The working time until then, against what its keeper owes before. None when nobody would keep it."""
    keeper = question.by_user or question.case.owner
    if keeper is None:
        return None
    moment, hours = now(), policy_for(question.case).hours
    before = _owed_before(keeper, question)
    needed, there = (before + 1) * EACH, remaining(question.due, moment, hours)
    chance = _chance(there / needed) if keeper.is_active else 0.0
    earliest = after(moment, 2 * needed, hours)
    return Verdict(
        chance=chance,
        earliest=earliest,
        reasons=() if chance >= SAFE else tuple(_reasons(keeper, before, there)),
        sentence=_truthful(question, max(earliest, question.due), moment),
    )


def _owed_before(keeper: User, question: Ask) -> int:
    """How many promises he keeps that are due before this one, in other cases."""
    his = Q(keeper=keeper) | Q(keeper=None, case__owner=keeper)
    running = Promise.objects.filter(his, state=Promise.State.OPEN, paused_at=None)
    others = running.exclude(case=question.case).exclude(kind=Promise.Kind.CONFIRMATION)
    return others.filter(due__lte=question.due).count()


def _chance(ratio: float) -> float:
    """From the working time that is there to what is needed: the same is just enough, twice is safe."""
    if ratio >= 2:
        return SAFE
    if ratio >= 1:
        return 0.6 + 0.35 * (ratio - 1)
    return max(0.02, 0.6 * ratio)


def _reasons(keeper: User, before: int, there: int) -> list[str]:
    name = keeper.name or keeper.email
    if not keeper.is_active:
        return [because("works_here_no_more", name=name)]
    if not there:
        return [because("nobody_works_then")]
    said = [because("working_time_left", minutes=there // 60)]
    if before:
        said.append(because("owes_before", name=name, n=before))
    return said


def _time_left(facts: dict[str, Any]) -> str:
    time = said_time(int(facts["minutes"]))
    return _("Until then there are %(time)s of working time.") % {"time": time}


teach(
    {
        "works_here_no_more": gettext_lazy("%(name)s no longer works here."),
        "nobody_works_then": gettext_lazy("Nobody of us works before then."),
        "working_time_left": _time_left,
        "owes_before": ngettext_lazy(
            "%(name)s owes %(n)s other thing before then.",
            "%(name)s owes %(n)s other things before then.",
            "n",
        ),
    }
)


def _truthful(question: Ask, when: datetime, moment: datetime) -> str:
    """What can be said instead, in the customer's language and by his clock. Who was to hear that somebody comes,
    or that something is sent, still hears of that, and not of an answer alone."""
    case = question.case
    with (
        translation.override(case.language.lower()),
        timezone.override(ZoneInfo(case.contact.zone)),
    ):
        told = {"when": by_when(when, moment)}
        if question.doing == "visit":
            return _("We will tell you by %(when)s when somebody comes to you.") % told
        if question.doing in ("deliver", "replace"):
            return _("We will tell you by %(when)s when it reaches you.") % told
        return _("You will hear from us by %(when)s.") % told


install_knower("people", people_know)
