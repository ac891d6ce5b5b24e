"""A merge is taken back within thirty days: what moved goes back with what came for it since, and what merging changed
is as it was before, wherever nobody has changed it since."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.care.cases.events import CaseUnmerged
from makegood.care.cases.models import Case, CaseConversation, Closure, Draft, Merge, Note, Question
from makegood.care.cases.operations.life import bring_back
from makegood.care.cases.operations.merging import GROUPS, KEPT, WORD, as_json, lock_both
from makegood.care.cases.operations.state import WrongState, save, tell
from makegood.care.cases.ports import holders
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean, shorten


class TooLate(WrongState):
    """The thirty days are over, or something later rests on it."""


@transaction.atomic
def unmerge(merge: Merge, *, by: Actor, may_rest: bool = True) -> Case:
    """Take a merge back: the case that was away is itself again, with what moved and what came for it since, and
    the one that stayed is as it was. Twice is once. `may_rest`: a case that the merge woke may be resolved or
    closed again, for nothing else is owed in it. Raises TooLate. The caller sees to what is owed next."""
    locked = lock_both(merge.away_id, merge.into_id)
    merge = Merge.objects.get(pk=merge.pk)  # under the locks of both, which alone decide
    away, into = locked[merge.away_id], locked[merge.into_id]
    if merge.undone_at is not None:
        return away
    _in_time(merge, into)
    _move_back(merge, away, into)
    _come_back(away, merge, by)
    _as_before(into, merge, away, may_rest=may_rest)
    for holder in holders():
        holder.back(merge.moved.get(holder.name), away.pk, into.pk, by)
    merge.undone_at, merge.undone_by = now(), str(by)
    merge.save(update_fields=["undone_at", "undone_by"])
    for case in (away, into):
        tell(case, CaseUnmerged(case_id=case.pk, away=away.pk, into=into.pk), by)
    return away


def _in_time(merge: Merge, into: Case) -> None:
    if now() > merge.undo_until:
        raise TooLate(_("This was more than thirty days ago. Split the case instead."))
    if into.duplicate_of_id is not None:
        raise TooLate(_("The case that stayed was merged later. Take that back first."))
    if "away" not in merge.before:
        raise TooLate(_("The customer was erased since. There is nothing left to take back."))


def _said_since(case: Case, merge: Merge) -> QuerySet[Message]:
    """What was said in its conversations since the merge, in order."""
    said = Message.objects.filter(conversation__strand__case=case, pk__gt=merge.before["said"])
    return said.defer("terms", "html", "rest").order_by("pk")


def _come_back(away: Case, merge: Merge, by: Actor) -> None:
    told = merge.before["away"]
    away.duplicate_of = None
    away.resembles_id = told["resembles_id"]
    if told["status"] == Case.Status.CLOSED:
        save(away, "duplicate_of", "resembles")
        return
    bring_back([away], because="unmerged", by=by)
    away.unanswered_since = _moment(told["unanswered_since"])
    said = [one for one in _said_since(away, merge) if one.author != Message.Author.SYSTEM]
    if not said:
        away.status, away.waiting_for = told["status"], told["waiting_for"]
        away.waiting_reason = told["waiting_reason"]
        Question.objects.filter(pk=merge.before["question"]).update(withdrawn_at=None)
    else:
        away.status = Case.Status.OPEN
        away.unanswered_since = _unanswered(said, away.unanswered_since)
    _last_word(away, merge)
    save(away, *KEPT, *WORD, "duplicate_of", "resembles", "owner", "next_deadline")


def _unanswered(said: list[Message], before: datetime | None) -> datetime | None:
    """Since when he waits for an answer, after all of this."""
    since = before
    for one in said:
        if one.is_ours:
            since = None
        elif "automatic" not in one.marks:
            since = since or one.at
    return since


def _as_before(into: Case, merge: Merge, away: Case, *, may_rest: bool) -> None:
    """What merging changed of it, wherever nobody changed it since and nobody said anything in it."""
    told = merge.before["into"]
    said = _said_since(into, merge).exists()
    is_quiet = not said and into.owner_epoch == merge.before["epoch"]
    for group in GROUPS:
        since = {name: as_json(getattr(into, name)) for name in group}
        is_same = since == {name: told[name][1] for name in group}
        if group == WORD:
            is_right = not said
        elif group == KEPT:
            is_right = is_same and is_quiet and _may_go_back(told["status"], may_rest=may_rest)
        else:
            is_right = is_same and (is_quiet or group == ("resembles_id",))
        if is_right:
            for name in group:
                setattr(into, name, _value(name, told[name][0]))
            if group == KEPT and told["status"][0] != told["status"][1]:
                _rest(into, merge)
    if said:
        _last_word(into, merge)
    into.repeats = max(0, into.repeats - away.repeats)
    save(into, *KEPT, *WORD, "urgency", "needs_look", "resembles", "repeats", "next_deadline")


def _may_go_back(status: list[str], *, may_rest: bool) -> bool:
    return may_rest or status[0] in (status[1], Case.Status.WAITING)


def _rest(into: Case, merge: Merge) -> None:
    """It was resolved or closed when the merge woke it: asked as it was, closed as it was."""
    Question.objects.filter(pk=merge.before["question_of_into"]).update(withdrawn_at=None)
    Closure.objects.filter(pk=merge.before["closure_of_into"]).update(reopened_at=None)
    if into.status == Case.Status.CLOSED:
        into.next_deadline = None


def _last_word(case: Case, merge: Merge) -> None:
    """Shown in lists, where something was said in its own conversations since."""
    last = _said_since(case, merge).select_related("conversation__account").last()
    if last is not None:
        case.last_word_at, case.preview = last.at, shorten(clean(last.text), 160)
        case.channel = last.conversation.account.kind


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _value(name: str, told: Any) -> Any:
    is_moment = isinstance(Case._meta.get_field(name.removesuffix("_id")), DateTimeField)
    return _moment(told) if is_moment else told


def _move_back(merge: Merge, away: Case, into: Case) -> None:
    moved = merge.moved
    for model, name in ((CaseConversation, "strands"), (Note, "notes")):
        model._default_manager.filter(pk__in=moved[name], case=into).update(case=away)
    _move_drafts_back(moved["drafts"], away, into)
    CaseConversation.objects.filter(pk__in=moved["primary"], case=away).update(primary=True)
    for case in (away, into):
        strands = CaseConversation.objects.filter(case=case)
        last = strands.order_by("-primary", "-pk").first()
        if last is not None:
            strands.exclude(pk=last.pk).filter(primary=True).update(primary=False)
            strands.filter(pk=last.pk, primary=False).update(primary=True)


def _move_drafts_back(told: dict[str, list[Any]], away: Case, into: Case) -> None:
    """Each to its own case. What somebody typed meanwhile on an open page of the case that was away stands behind
    what moved; what had been put behind another is taken from it where it still stands there."""
    here = {(d.user_id, d.kind): d for d in Draft.objects.filter(case=away).select_for_update()}
    for draft in Draft.objects.filter(pk__in=told["moved"], case=into).select_for_update():
        newer = here.get((draft.user_id, draft.kind))
        if newer is not None:
            draft.text = "\n\n".join(text for text in (draft.text, newer.text) if text)
            draft.revision = max(draft.revision, newer.revision) + 1
            draft.files.add(*newer.files.all())
            newer.delete()
        draft.case = away
        draft.save(update_fields=["case", "text", "revision"])
    for mine, other, files in told["behind"]:
        pair = Draft.objects.filter(pk__in=(mine, other)).select_for_update().in_bulk()
        if len(pair) == 2:
            _take_from(pair[other], pair[mine], files)


def _take_from(other: Draft, mine: Draft, files: list[int]) -> None:
    if mine.text and other.text.endswith(mine.text):
        other.text = other.text.removesuffix(mine.text).removesuffix("\n\n")
        other.revision += 1
        other.save(update_fields=["text", "revision"])
    other.files.remove(*files)
