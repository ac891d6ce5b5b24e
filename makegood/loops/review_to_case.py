"""A review reaches us: a bad one is somebody's duty from that moment, until it is answered in public."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import Heard, NewCase
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import KIND, Review
from makegood.care.feedback.operations import Taken
from makegood.care.feedback.queries import changed_cases
from makegood.care.feedback.reading.told import Told
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import (
    NewPromise,
    end,
    end_internal,
    make_many,
    owed,
    resume,
)
from makegood.care.promises.queries import Served, Terms, policies_for
from makegood.contact.channels.models import Account
from makegood.contact.channels.queries import name_in
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import (
    NewConversation,
    NewMessage,
    begin_many,
    file_many,
)
from makegood.desk.routing.queries import Board
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import shorten
from makegood.loops.contact_to_case import COMES_BACK
from makegood.records.customers.operations import Sender, identify_many
from makegood.records.people.models import Queue

OURS = ("zh-Hans", "zh-Hant", "en")
FIRST = Promise.Kind.FIRST_ANSWER
LOOKED_AT = (Promise.Kind.FOLLOW_UP, Promise.Kind.CONFIRMATION)  # of a case that rested


@transaction.atomic
def take(
    source: Account,
    told: Sequence[Told],
    *,
    by: Actor,
    history_before: datetime | None = None,
) -> list[Taken]:
    """Take reviews in, in one transaction with the cases of those that are owed an answer. Good ones, those
    of before, and those that were answered already are kept and owe nothing."""
    feedback.one_at_a_time(source)
    _lock_cases(source, told)
    taken = feedback.take_many(source, told, by=by, history_before=history_before)
    owing = [(one, t) for one, t in zip(taken, told, strict=True) if one.owes]
    fresh = [pair for pair in owing if not _goes_on(pair[0].review)]
    again = [pair[0] for pair in owing if _goes_on(pair[0].review)]
    _open(source, fresh, by)
    _take_up_again(again, by)
    _settle_gone([one.review for one in taken if one.what == "gone"], by)
    _note_words([one.review for one in taken if one.what in ("better", "words") and not one.owes])
    return taken


def _lock_cases(source: Account, told: Sequence[Told]) -> None:
    """Everybody locks a case before its reviews: those of the reviews that are told anew, before we write
    to one of these. A case that went into another meanwhile is asked for again."""
    locked: set[int] = set()
    while ids := changed_cases(source, told) - locked:
        mine = Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        locked |= {*ids, *mine.values_list("pk", flat=True)}


def _goes_on(review: Review) -> bool:
    """Whether its old case is taken up again; one that is over for long begins another."""
    case = review.case
    return case is not None and (
        case.status != Case.Status.CLOSED or case.last_word_at > now() - COMES_BACK
    )


def _open(source: Account, owing: Sequence[tuple[Taken, Told]], by: Actor) -> None:
    """Owner, deadline, what is owed: a fixed number of statements for any number of reviews."""
    if not owing:
        return
    reviews, queue = [one.review for one, _told in owing], source.queue
    senders = [_sender(source, review, told) for (one, told) in owing for review in [one.review]]
    contacts = identify_many(senders, by=by)
    talks = begin_many(
        [
            NewConversation(account=source, contact=c, peer=r.external_id, subject=title_of(r))
            for r, c in zip(reviews, contacts, strict=True)
        ]
    )
    terms = policies_for([Served(c.pk, queue.pk, queue.team_id, channel=KIND) for c in contacts])
    moment, owners = now(), Board([queue] * len(reviews)).owners([queue] * len(reviews))
    opened = cases.open_many(
        [
            _new_case(r, talk, queue, owner, one.due(FIRST, moment))
            for r, talk, owner, one in zip(reviews, talks, owners, terms, strict=True)
        ],
        by=by,
    )
    _owe(list(zip(reviews, opened, terms, strict=True)), moment, by, opening=True)
    file_many([_words(r, t, c.pk) for r, t, c in zip(reviews, talks, opened, strict=True)])


def _owe(
    owing: Sequence[tuple[Review, Case, Terms]], moment: datetime, by: Actor, *, opening: bool
) -> None:
    """The answer in public is a deadline of ours, as soon as a first answer would be: nobody was told of it,
    and an answer in private does not end it."""
    promises = make_many(
        [
            NewPromise(
                case=case,
                kind=Promise.Kind.TASK,
                due=terms.due(FIRST, moment),
                what=_what(review.source),
                at=moment,
                calendar_id=terms.calendar_id,
            )
            for review, case, terms in owing
        ],
        by=by,
        opening=opening,
    )
    feedback.join_case(
        [
            (review, case, promise.due, promise.pk)
            for (review, case, _terms), promise in zip(owing, promises, strict=True)
        ]
    )


def _what(source: Account) -> str:
    with override(source.language.lower()):
        return _("Answer in public on %(place)s") % {"place": name_in(source, source.language)}


def _sender(source: Account, review: Review, told: Told) -> Sender:
    """A name in public proves nothing: it is a person of its own until somebody has looked."""
    name = f"review:{source.address}:{told.author_id or review.external_id}"
    language = review.language if review.language in OURS else source.language
    return Sender("other", name, review.author, language, source.queue.team.zone)


def title_of(review: Review) -> str:
    """A line for lists: its title, else how its words begin, else its stars."""
    found = review.title or shorten(review.text, 80)
    return found or _("%(stars)s stars without a word") % {"stars": f"{review.stars or 0:g}"}


def _new_case(
    review: Review, talk: Conversation, queue: Queue, owner: int, due: datetime
) -> NewCase:
    return NewCase(
        contact=talk.contact,
        conversation=talk,
        queue=queue,
        subject=title_of(review),
        owner_id=owner,
        deadline=due,
        language=review.language if review.language in OURS else review.source.language,
        channel=KIND,
        preview=review.text or review.title,
    )


def signs(stars: float) -> str:
    """Five signs, whole ones filled."""
    whole = round(stars)
    return "★" * whole + "☆" * (5 - whole)


def _words(review: Review, talk: Conversation, case: int) -> NewMessage:
    """The review as a word of the customer, with its stars in the first line."""
    stars = "" if review.stars is None else signs(review.stars)
    lines = [" · ".join(part for part in (stars, review.title) if part), review.text]
    return NewMessage(
        conversation=talk,
        author=Message.Author.CONTACT,
        text="\n\n".join(line for line in lines if line) or "–",
        case=case,
        sender_name=review.author,
        external_id=f"review:{review.pk}:{review.version}",
        marks=("unverified",),
    )


def _take_up_again(taken: Sequence[Taken], by: Actor) -> None:
    """It got worse, or he wrote again: the case is open, and the answer is owed anew."""
    for one in sorted(taken, key=lambda t: t.review.case_id or 0):
        review = one.review
        assert review.case_id is not None  # noqa: S101 - _goes_on
        _add_words(review)
        heard = Heard(case_id=review.case_id, preview=review.text, channel=KIND, at=now())
        cases.hear_many([heard], by=by)
        case = Case.objects.select_related("queue").get(pk=review.case_id)
        if review.owed_as is not None:
            end_internal(case, review.owed_as, kept=False, by=by)
        end(case, kinds=LOOKED_AT, kept=False, by=by)
        resume(case, by=by)
        _owe([(review, case, policies_for([case])[0])], now(), by, opening=False)


def _add_words(review: Review) -> None:
    """The new words stand in the talk of the review, in the case as it is."""
    talk = Conversation.objects.filter(
        account=review.source_id, strand__case=review.case_id, peer=review.external_id
    ).first()
    if talk is not None and review.case_id is not None:
        file_many([_words(review, talk, review.case_id)])


def _note_words(reviews: Sequence[Review]) -> None:
    for review in reviews:
        if review.case_id is not None:
            _add_words(review)


def _settle_gone(reviews: Sequence[Review], by: Actor) -> None:
    """He took it away: nothing is owed in public any more; the trouble in the case stays ours."""
    for review in reviews:
        if review.case_id is not None:
            no_longer_owed(review, cases.lock(review.case_id), kept=False, by=by)


def no_longer_owed(review: Review, case: Case, *, kept: bool, by: Actor) -> None:
    """The answer in public was given, or is not needed; where nothing else is owed in the case, its owner
    looks again in time. The caller holds the lock of the case; twice changes nothing."""
    if review.owed_as is None or case.status == Case.Status.CLOSED:
        return
    left = case.promises.filter(state=Promise.State.OPEN, paused_at=None).exclude(pk=review.owed_as)
    if not left.exists():
        make_many([owed(case, Promise.Kind.FOLLOW_UP, policies_for([case])[0])], by=by)
    end_internal(case, review.owed_as, kept=kept, by=by)
