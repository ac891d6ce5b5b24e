"""The search of a case that is merged goes on where the case does, unless that has one of its own."""

from makegood.base.database import rows
from makegood.care.cases.ports import Holder, holds_cases
from makegood.field.diagnosis.models import Confirmation, Session
from makegood.kernel.actor import Actor

MOVE = """
UPDATE diagnosis_session SET case_id = %s WHERE case_id = %s
AND NOT EXISTS (SELECT 1 FROM diagnosis_session s WHERE s.case_id = %s)
AND NOT EXISTS (
  SELECT 1 FROM diagnosis_lesson l JOIN diagnosis_confirmation c ON c.id = l.confirmation_id
  WHERE c.case_id = %s AND l.withdrawn_at IS NULL)
RETURNING id
"""


def give(away: int, into: int, by: Actor) -> list[int]:  # noqa: ARG001 - the port's signature
    """The search with its answers, and what was confirmed in it. What has taught already is history."""
    moved = [pk for (pk,) in rows(MOVE, [into, away, into, away])]
    Confirmation.objects.filter(session__in=moved, case=away).update(case=into)
    return moved


def back(given: list[int] | None, away: int, into: int, by: Actor) -> None:  # noqa: ARG001
    """To the case from which it came."""
    Session.objects.filter(pk__in=given or [], case=into).update(case=away)
    Confirmation.objects.filter(session__in=given or [], case=into).update(case=away)


holds_cases(Holder("diagnosis", give, back))
