"""Two cases turn out to be one. The one that was merged away keeps its row and its history and points to the
one that goes on; what moved and what changed is written down, so that it can be taken back for thirty days."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows
from makegood.care.cases.events import CaseMerged
from makegood.care.cases.models import Case, Closure, Draft, Merge, Question
from makegood.care.cases.operations.life import bring_back
from makegood.care.cases.operations.state import WrongState, save, tell
from makegood.care.cases.ports import holders
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean

ACTIVE = (Case.Status.OPEN, Case.Status.WAITING, Case.Status.RESOLVED)
KEPT = ("status", "waiting_for", "waiting_reason", "unanswered_since")
WORD = ("last_word_at", "preview", "channel")
# What merging may change of the one that stays: each group was changed by nobody since, or is left alone.
GROUPS = (KEPT, ("urgency",), ("needs_look",), ("resembles_id",), WORD)
TAKEN = [name for group in GROUPS for name in group]


@transaction.atomic
def merge(away: Case, *, into: Case, by: Actor, why: str = "") -> Merge:
    """Everything of `away` goes on in `into`; twice is once. Raises Invalid, WrongState, and what a holder
    of rows refuses. The caller sees to what is owed next."""
    if away.pk == into.pk:
        raise Invalid(_("Choose two different cases."), field="into")
    locked = lock_both(away.pk, into.pk)
    away, into = locked[away.pk], locked[into.pk]
    done = Merge.objects.filter(away=away, into=into, undone_at=None).first()
    if done is not None:
        return done
    if away.duplicate_of_id is not None or into.duplicate_of_id is not None:
        raise WrongState(_("One of the two was merged already. Look at the case that stayed."))
    for holder in holders():
        holder.check(away.pk)
    before = _written_down(away, into)
    was = {name: as_json(getattr(into, name)) for name in TAKEN}
    _take_up(into, away, by)
    became = {name: as_json(getattr(into, name)) for name in TAKEN}
    before["into"] = {name: [was[name], became[name]] for name in TAKEN}
    before["epoch"] = into.owner_epoch
    moved = {**_move(away, into)}
    moved |= {holder.name: holder.give(away.pk, into.pk, by) for holder in holders()}
    _close(away, into)
    done = Merge.objects.create(
        away=away, into=into, why=clean(why)[:200], by=str(by), before=before, moved=moved
    )
    for case in (away, into):
        tell(case, CaseMerged(case_id=case.pk, away=away.pk, into=into.pk), by)
    return done


def lock_both(*ids: int) -> dict[int, Case]:
    """The two under their row locks, in the order in which everybody takes them."""
    found = Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {case.pk: case for case in found.defer("terms")}


def as_json(value: Any) -> Any:
    """A column of a case as it is written down."""
    return value.isoformat() if isinstance(value, datetime) else value


def _written_down(away: Case, into: Case) -> dict[str, Any]:
    """What undoing needs of both: how the one was, which question and which closure the other had."""
    asked = Question.objects.filter(
        case__in=(away, into), answered_at=None, withdrawn_at=None
    ).values_list("case", "pk")
    questions = dict(asked)
    closed = Closure.objects.filter(case=into, reopened_at=None).values_list("pk", flat=True)
    said = Message.objects.filter(conversation__strand__case__in=(away, into))
    return {
        "away": {name: as_json(getattr(away, name)) for name in (*KEPT, "resembles_id")},
        "question": questions.get(away.pk),
        "question_of_into": questions.get(into.pk),
        "closure_of_into": closed.first(),
        "said": said.aggregate(last=Max("pk"))["last"] or 0,
    }


def _take_up(into: Case, away: Case, by: Actor) -> None:
    """The case that stays is as alive as the livelier of the two, as urgent as the more urgent one, and as
    long unanswered as the longer one."""
    if away.status in ACTIVE and into.status in (Case.Status.RESOLVED, Case.Status.CLOSED):
        bring_back([into], because="merged", by=by)
        into.status = Case.Status.OPEN
    if away.status == Case.Status.OPEN and into.status != Case.Status.CLOSED:
        into.status, into.waiting_for, into.waiting_reason = Case.Status.OPEN, "", ""
        into.unanswered_since = _earliest(into.unanswered_since, away.unanswered_since)
    if away.status != Case.Status.CLOSED:
        into.urgency = max(into.urgency, away.urgency)
    into.needs_look |= away.needs_look
    into.repeats += away.repeats
    if into.resembles_id == away.pk:
        into.resembles = None
    if away.last_word_at > into.last_word_at:
        into.last_word_at, into.preview, into.channel = (
            away.last_word_at,
            away.preview,
            away.channel,
        )
    save(
        into,
        *KEPT,
        "urgency",
        "needs_look",
        "repeats",
        "resembles",
        *WORD,
        "owner",
        "next_deadline",
    )


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _move(away: Case, into: Case) -> dict[str, Any]:
    """Conversations, notes and drafts; a draft of somebody who is writing there too is put behind it."""
    pair = [into.pk, away.pk]
    primary = rows(
        'UPDATE cases_caseconversation SET case_id = %s, "primary" = false WHERE case_id = %s'
        ' AND "primary" RETURNING id',
        pair,
    )
    others = rows(
        "UPDATE cases_caseconversation SET case_id = %s WHERE case_id = %s RETURNING id", pair
    )
    notes = rows("UPDATE cases_note SET case_id = %s WHERE case_id = %s RETURNING id", pair)
    return {
        "strands": [pk for (pk,) in primary + others],
        "primary": [pk for (pk,) in primary],
        "notes": [pk for (pk,) in notes],
        "drafts": _move_drafts(away, into),
    }


def _move_drafts(away: Case, into: Case) -> dict[str, list[Any]]:
    """Which moved; and of each that is put behind another: this one, that one, and the files that went over."""
    there = {(d.user_id, d.kind): d for d in Draft.objects.filter(case=into).select_for_update()}
    moved: list[int] = []
    behind: list[Any] = []
    for draft in Draft.objects.filter(case=away).select_for_update():
        other = there.get((draft.user_id, draft.kind))
        if other is None:
            draft.case = into
            draft.save(update_fields=["case"])
            moved.append(draft.pk)
        elif draft.text or draft.files.exists():
            other.text = "\n\n".join(text for text in (other.text, draft.text) if text)
            other.revision = max(other.revision, draft.revision) + 1
            other.save(update_fields=["text", "revision"])
            new = set(draft.files.all()) - set(other.files.all())
            other.files.add(*new)
            behind.append([draft.pk, other.pk, sorted(file.pk for file in new)])
    return {"moved": moved, "behind": behind}


def _close(away: Case, into: Case) -> None:
    """It is over here, and goes on there."""
    if away.status != Case.Status.CLOSED:
        asked = Question.objects.filter(case=away, answered_at=None, withdrawn_at=None)
        asked.update(withdrawn_at=now())
        assert away.owner is not None  # noqa: S101 - the constraint says so
        Closure.objects.create(case=away, how=Closure.How.MERGED, owner=away.owner)
    away.status, away.next_deadline, away.unanswered_since = Case.Status.CLOSED, None, None
    away.waiting_for = away.waiting_reason = ""
    away.duplicate_of, away.resembles = into, None
    save(away, *KEPT, "next_deadline", "duplicate_of", "resembles")
