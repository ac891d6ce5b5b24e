"""Two cases turn out to be one, or one to be two. The one that was merged away keeps its row and its history
and points to the one that goes on; what moved is written down, so that it can be taken back for thirty days."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows
from makegood.care.cases.events import CaseMerged, CaseUnmerged
from makegood.care.cases.models import Case, CaseConversation, Closure, Draft, Merge, Note, Question
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


class TooLate(WrongState):
    """The thirty days are over, or something later rests on it."""


@transaction.atomic
def merge(away: Case, *, into: Case, by: Actor, why: str = "") -> Merge:
    """Everything of `away` goes on in `into`; twice is once. Raises Invalid, WrongState, and what a holder
    of rows refuses. The caller sees to what is owed next."""
    if away.pk == into.pk:
        raise Invalid(_("Choose two different cases."), field="into")
    locked = _lock(away.pk, into.pk)
    away, into = locked[away.pk], locked[into.pk]
    done = Merge.objects.filter(away=away, into=into, undone_at=None).first()
    if done is not None:
        return done
    if away.duplicate_of_id is not None or into.duplicate_of_id is not None:
        raise WrongState(_("One of the two was merged already. Look at the case that stayed."))
    for holder in holders():
        holder.check(away.pk)
    before = _written_down(away, into)
    _take_up(into, away, by)
    moved = {**_move(away, into)}
    moved |= {holder.name: holder.give(away.pk, into.pk, by) for holder in holders()}
    _close(away, into)
    done = Merge.objects.create(
        away=away, into=into, why=clean(why)[:200], by=str(by), before=before, moved=moved
    )
    for case in (away, into):
        tell(case, CaseMerged(case_id=case.pk, away=away.pk, into=into.pk), by)
    return done


@transaction.atomic
def unmerge(merge: Merge, *, by: Actor) -> Case:
    """Take a merge back: the case that was away is itself again, with what moved and what came for it since.
    Twice is once. Raises TooLate. The caller sees to what is owed next."""
    locked = _lock(merge.away_id, merge.into_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    away, into = locked[merge.away_id], locked[merge.into_id]
    if merge.undone_at is not None:
        return away
    if now() > merge.undo_until:
        raise TooLate(_("This was more than thirty days ago. Split the case instead."))
    if into.duplicate_of_id is not None:
        raise TooLate(_("The case that stayed was merged later. Take that back first."))
    _come_back(away, merge, by)
    _move_back(merge, away, into)
    for holder in holders():
        holder.back(merge.moved.get(holder.name), away.pk, into.pk, by)
    merge.undone_at, merge.undone_by = now(), str(by)
    merge.save(update_fields=["undone_at", "undone_by"])
    save(into)
    for case in (away, into):
        tell(case, CaseUnmerged(case_id=case.pk, away=away.pk, into=into.pk), by)
    return away


def _lock(*ids: int) -> dict[int, Case]:
    found = Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {case.pk: case for case in found.defer("terms")}


def _written_down(away: Case, into: Case) -> dict[str, Any]:
    asked = Question.objects.filter(case=away, answered_at=None, withdrawn_at=None).first()
    told = {name: getattr(away, name) for name in KEPT}
    since = told["unanswered_since"]
    told["unanswered_since"] = since.isoformat() if since else None
    return {"away": told, "question": asked.pk if asked else None, "into_status": into.status}


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


WORD = ("last_word_at", "preview", "channel")


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _move(away: Case, into: Case) -> dict[str, Any]:
    """Conversations, notes and drafts; a draft of somebody who is writing there too is put behind it."""
    pair = [into.pk, away.pk]
    strands = rows(
        'UPDATE cases_caseconversation SET case_id = %s, "primary" = false WHERE case_id = %s'
        ' AND "primary" RETURNING id',
        pair,
    ) + rows("UPDATE cases_caseconversation SET case_id = %s WHERE case_id = %s RETURNING id", pair)
    notes = rows("UPDATE cases_note SET case_id = %s WHERE case_id = %s RETURNING id", pair)
    return {
        "strands": [pk for (pk,) in strands],
        "notes": [pk for (pk,) in notes],
        "drafts": _move_drafts(away, into),
    }


def _move_drafts(away: Case, into: Case) -> list[int]:
    there = {(d.user_id, d.kind): d for d in Draft.objects.filter(case=into).select_for_update()}
    moved = []
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
            other.files.add(*draft.files.all())
    return moved


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


def _come_back(away: Case, merge: Merge, by: Actor) -> None:
    told = merge.before["away"]
    away.duplicate_of = None
    if told["status"] == Case.Status.CLOSED:
        save(away, "duplicate_of")
        return
    bring_back([away], because="unmerged", by=by)
    since = told["unanswered_since"]
    away.unanswered_since = datetime.fromisoformat(since) if since else None
    heard = Message.objects.filter(
        conversation__strand__in=merge.moved["strands"],
        at__gt=merge.at,
        author=Message.Author.CONTACT,
    ).order_by("at")
    first = heard.values_list("at", flat=True).first()
    if first is None:
        away.status, away.waiting_for = told["status"], told["waiting_for"]
        away.waiting_reason = told["waiting_reason"]
        Question.objects.filter(pk=merge.before["question"]).update(withdrawn_at=None)
    else:
        away.status, away.unanswered_since = Case.Status.OPEN, away.unanswered_since or first
    save(away, *KEPT, "duplicate_of", "owner", "next_deadline")


def _move_back(merge: Merge, away: Case, into: Case) -> None:
    moved = merge.moved
    for model, name in ((CaseConversation, "strands"), (Note, "notes"), (Draft, "drafts")):
        model._default_manager.filter(pk__in=moved.get(name, []), case=into).update(case=away)
    for case in (away, into):
        strands = CaseConversation.objects.filter(case=case)
        last = strands.order_by("-primary", "-pk").first()
        if last is not None and not last.primary:
            strands.filter(pk=last.pk).update(primary=True)
