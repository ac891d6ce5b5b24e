"""A new contact about something known: attached where it is sure (while it is filed), offered where somebody
should look, raised either way; whoever works on it says in one click what it is."""

from django.db import transaction

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cases.models import Case
from makegood.care.cases.queries import stays
from makegood.care.repeats.models import Recognition
from makegood.care.repeats.operations import answer
from makegood.kernel.actor import Actor
from makegood.loops.cases_to_one import merge


@retried
@transaction.atomic
def it_is_the_same(recognition: Recognition, *, user: User, by: Actor) -> Case:
    """One of us says that it is the known trouble: the new case goes on in the known one. Raises AlreadySaid, and
    what merging raises."""
    recognition = answer(recognition, same=True, user=user, by=by)
    known = stays(recognition.known)
    merge(recognition.case, into=known, by=by, why="repeat")
    return known


@retried
@transaction.atomic
def it_is_something_else(recognition: Recognition, *, user: User, by: Actor) -> None:
    """One of us says that it is a trouble of its own. Raises AlreadySaid."""
    answer(recognition, same=False, user=user, by=by)
