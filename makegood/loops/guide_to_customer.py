"""The guide of a device is sent into the talk of its case: what the customer answers there is known in the case at
once. By whatever channel he writes, at an address that only he has."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.field.diagnosis.models import Session
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Refused
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import status_link


class NothingToGuide(Refused):
    """The case goes on no more, or nobody has said what is wrong."""


@transaction.atomic
def send_guide(case: Case, *, version: int | None, user: User, by: Actor) -> Message:
    """Ask him to look at a few things himself; it can be taken back like every answer. Raises NothingToGuide,
    CaseChanged, WindowClosed."""
    searched = Session.objects.filter(case=case.pk, fault__isnull=False).exists()
    if not searched or case.status in (Case.Status.RESOLVED, Case.Status.CLOSED):
        raise NothingToGuide(gettext_lazy("Say first what is wrong, in a case that goes on."))
    with override(case.language.lower()):
        text = _(
            "A few short questions help us find out what it is, and perhaps you can mend it at once. "
            "We see your answers here: %(link)s"
        ) % {"link": guide_link(case)}
    return answer(case, text=text, user=user, by=by, version=version)


def guide_link(case: Case) -> str:
    """Where he, and nobody else, goes on with the search of his case."""
    before, _s, token = status_link(case).rstrip("/").rpartition("/s/")
    return f"{before}/guide/s/{token}/"
