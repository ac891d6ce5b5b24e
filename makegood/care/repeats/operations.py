"""What was named is kept, what was recognised is written down, and what somebody says about it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import run, table
from makegood.base.journal.log import record
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.repeats.events import RepeatAnswered
from makegood.care.repeats.models import Recognition
from makegood.care.repeats.queries import Found
from makegood.care.repeats.reading.naming import Named
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.kernel.text import clean

NOTE = """
INSERT INTO repeats_mention (conversation_id, kind, value, shown, at)
SELECT conversation, kind, value, shown, at FROM json_to_recordset(%s) AS g(
  conversation bigint, kind text, value text, shown text, at timestamptz)
ON CONFLICT DO NOTHING
"""
WRITE = """
INSERT INTO repeats_recognition (case_id, known_id, conversation_id, verdict, score, verified, evidence, at, answer)
SELECT "case", known, conversation, verdict, score, verified, evidence, at, '' FROM json_to_recordset(%s) AS g(
  "case" bigint, known bigint, conversation bigint, verdict text, score float, verified bool, evidence jsonb,
  at timestamptz) ON CONFLICT (conversation_id) DO NOTHING
"""


class AlreadySaid(Refused):
    """Somebody else has said what it is."""


@dataclass(frozen=True, kw_only=True)
class New:
    """A recognition to keep: where the contact came to, and what was found."""

    case_id: int
    conversation_id: int
    found: Found
    verified: bool


def note_many(named: Sequence[tuple[int, Named]]) -> None:
    """Keep what was named in conversations; twice is once (one statement)."""
    if named:
        moment = now()
        run(
            NOTE,
            [
                table(
                    {
                        "conversation": talk,
                        "kind": one.kind,
                        "value": one.value[:254],
                        "shown": clean(one.shown)[:254],
                        "at": moment,
                    }
                    for talk, one in named
                )
            ],
        )


def write_down_many(new: Sequence[New]) -> None:
    """Keep what was recognised; one for each conversation (one statement)."""
    if new:
        moment = now()
        run(
            WRITE,
            [
                table(
                    {
                        "case": n.case_id,
                        "known": n.found.case_id,
                        "conversation": n.conversation_id,
                        "verdict": n.found.verdict,
                        "score": n.found.score,
                        "verified": n.verified,
                        "evidence": list(n.found.evidence),
                        "at": moment,
                    }
                    for n in new
                )
            ],
        )


@transaction.atomic
def answer(recognition: Recognition, *, same: bool, user: User, by: Actor) -> Recognition:
    """Say whether it is the same trouble; twice is once. Raises AlreadySaid when somebody said otherwise. The
    caller merges what is the same."""
    case = Case.objects.select_for_update(no_key=True).get(pk=recognition.case_id)
    recognition = Recognition.objects.select_for_update().get(pk=recognition.pk)
    wanted = Recognition.Answer.SAME if same else Recognition.Answer.OTHER
    if recognition.answer == wanted:
        return recognition
    if recognition.answer:
        raise AlreadySaid(_("Somebody else has decided this meanwhile. Look at the case again."))
    recognition.answer, recognition.answered_by, recognition.answered_at = wanted, user, now()
    recognition.save(update_fields=["answer", "answered_by", "answered_at"])
    cases.resembles_nothing(case)
    told = RepeatAnswered(case_id=case.pk, known=recognition.known_id, same=same)
    record(told, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)
    return recognition
