"""What the machine gave as a reason or a result, in words of the reader's language. A person's own words stay
as they were written."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from makegood.care.cases.models import Case, Closure, Question
from makegood.care.handoffs.models import Handoff
from makegood.care.promises.models import Promise
from makegood.care.recovery.models import Apology, Offer
from makegood.care.tasks.models import Task
from makegood.kernel.because import in_words, teach

__all__ = ["VALUES", "WORDS", "in_words", "value_in_words"]
WORDS = {
    # why another answers
    "away": _("%(name)s is away"),
    "not_taken_up": _("nobody had taken it up in time"),
    "out_of_sight": _("the one before may not see it any more"),
    "shift_ended": _("the shift ended and nobody had it"),
    # why a deadline moved
    "calendar": _("the hours changed"),
    "contract": _("the contract changed"),
    "policy": _("what we promise changed"),
    "priority": _("the priority changed"),
    "queue": _("the queue changed"),
    "resumed": _("the clock goes on after a pause"),
    "told_new_time": _("the customer was told a new time"),
    "told_offered": _("the customer was told, and something was offered"),
    # why the customer heard of it late
    "noticed_late": _("it was noticed when the time was over"),
    "nobody_acted": _("nobody acted in time"),
    "once_a_day": _("a machine may write to this address once a day"),
    "apology_enough": _("an apology was enough"),
    # why it came back, or ended
    "answer": _("an answer was needed"),
    "asked": _("it was asked for"),
    "closed": _("the case was closed"),
    "departure": _("the one before has left"),
    "merged": _("it goes on in another case"),
    "message": _("the customer wrote again"),
    "said_no": _("the customer says that it is not solved"),
    "staff": _("one of us took it up again"),
    "taken": _("somebody of the department took it"),
    "timed_out": _("nobody answered in time"),
    "undelivered": _("our message did not arrive"),
    "unmerged": _("it is a case of its own again"),
}
teach(WORDS)
VALUES: dict[tuple[str, str], Any] = {
    ("handoffs", "state"): Handoff.State,
    ("tasks", "state"): Task.State,
    ("tasks", "verdict"): Task.Verdict,
    ("recovery", "state"): Offer.State,
    ("recovery", "because"): Apology.Because,
    ("promises", "because"): Promise.Because,
    ("promises", "amends"): Promise.Amends,
    ("cases", "how"): Closure.How,
    ("cases", "answer"): Question.Answer,
    ("cases", "waiting_for"): Case.Waiting,
}


def value_in_words(kind: str, field: str, value: str) -> str:
    """What a fact of that kind says in a field: its label where it is one of a few, a reason in words else."""
    if not value:
        return ""
    choices = VALUES.get((kind.partition(".")[0], field))
    label = dict(choices.choices).get(value) if choices else None
    return str(label) if label else in_words(value)
