"""Somebody has to come: the customer is asked which of some times suits him, and what he chooses is promised.
Until routes and people are planned, the owner of the case says which times can be kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.access.models import User
from makegood.base.ui.times import by_when, clock
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import Heard
from makegood.care.cases.queries import conversations_of
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, end, end_given, make_many
from makegood.care.promises.queries import ANSWERS
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import NewMessage, file_many
from makegood.field.alarms import operations as alarms
from makegood.field.alarms.models import VisitRequest
from makegood.field.alarms.operations.visiting import Time
from makegood.field.alarms.queries import alarms_of_case, windows_asked
from makegood.kernel import actor as actors
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.loops.case_to_answer import Words, follow_up, say
from makegood.loops.case_to_confirmation import status_link
from makegood.loops.contact_to_case import answer_is_owed
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import ALWAYS, Hours, NeverOpen, add, is_open

LASTS = timedelta(minutes=90)
SOONEST = timedelta(hours=2)
QUARTER = timedelta(minutes=15)


class NobodyToAsk(Refused):
    """There is no address of a customer in this case."""


def zone_of(case: Case) -> str:
    """By whose clock times are said: where the device stands, else where the customer is."""
    site = case.asset.site if case.asset is not None else None
    return site.zone if site is not None and site.zone != "UTC" else case.contact.zone


def likely_times(case: Case) -> list[Time]:
    """Two times to begin with: half an hour after we open next, and three hours after that, by the hours of the
    team."""
    hours = hours_of([case.queue.team_id]).get(case.queue.team_id, ALWAYS)
    first = _half_an_hour_in(now() + SOONEST, hours)
    found = [(first, first + LASTS)]
    then = _open_from(first + timedelta(hours=3), hours)
    found.append((then, then + LASTS))
    return found


def _half_an_hour_in(moment: datetime, hours: Hours) -> datetime:
    """That moment while it is open, else half an hour after it opens."""
    if hours is ALWAYS or is_open(moment, hours):
        return _round(moment)
    opens = _open_from(moment, hours)
    return _round(opens + timedelta(minutes=30))


def _open_from(moment: datetime, hours: Hours) -> datetime:
    try:
        return _round(add(moment, timedelta(seconds=1), hours) - timedelta(seconds=1))
    except NeverOpen:
        return _round(moment)


def _round(moment: datetime) -> datetime:
    """Up to the next quarter of an hour."""
    over = (moment - datetime(2000, 1, 1, tzinfo=moment.tzinfo)) % QUARTER
    return moment + (QUARTER - over) if over else moment


@transaction.atomic
def propose(
    case: Case, *, times: Sequence[Time], tried: str, user: User, by: Actor
) -> VisitRequest:
    """Ask the customer which time suits him, with the page where he says so. To ask is an answer of ours.
    Raises Invalid, NobodyToAsk."""
    locked = cases.lock(case.pk)
    talk = _talk(locked)
    row = alarms.propose_times(locked, times=times, tried=tried, by=by)
    with override(locked.language.lower()), timezone.override(zone_of(locked)):
        text = _asks(locked, row)
    message = say(talk, Words(text=text, purpose="question"), case=locked, user=user)
    cases.answer(locked, preview=text, channel=talk.account.kind, by=by)
    end(locked, kinds=ANSWERS, kept=True, by=by, outgoing=message.outgoing_id)
    follow_up(locked, by=by)
    return row


def _talk(case: Case) -> Conversation:
    talks = conversations_of(case)
    if not talks or not talks[0].peer:
        raise NobodyToAsk(_("Nobody is known who could be asked. Say first whose device it is."))
    return talks[0]


def _asks(case: Case, row: VisitRequest) -> str:
    lines = [_("One of our technicians should look at it. When may we come?")]
    lines += [f"– {said_time(time)}" for time in alarms.times_of(row)]
    lines.append(
        _("Choose here, or say that none of them suits: %(link)s") % {"link": visit_link(case)}
    )
    return "\n".join(lines)


def visit_link(case: Case) -> str:
    """Where he, and nobody else, chooses."""
    return f"{status_link(case)}visit/"


def said_time(time: Time) -> str:
    """ "today 08:30–10:00", in the language and the zone that are on."""
    begins, ends = time
    return f"{by_when(begins, now())}–{clock(ends)}"


@transaction.atomic
def choose(row: VisitRequest, *, place: int | None, words: str) -> VisitRequest:
    """His answer: the time he chose is promised; where none suits him, an answer is owed. Twice is once. Raises
    RequestIsOver, Invalid."""
    case = cases.lock(row.case_id)
    by = actors.contact(case.contact_id)
    before = windows_asked(case)
    found = alarms.choose_time(row, place=place, words=words, by=by)
    if before is None or before.pk != found.pk:
        return found  # answered before
    if found.begins is not None and found.ends is not None:
        _promise(case, found, by)
    _write_down(case, found, words)
    return found


def _promise(case: Case, row: VisitRequest, by: Actor) -> None:
    """Somebody is there before the time ends. One that was promised before for this trouble is replaced."""
    assert row.ends is not None  # noqa: S101 - he chose
    for earlier in VisitRequest.objects.filter(case=case, promise__state=Promise.State.OPEN):
        if earlier.promise is not None:
            end_given(earlier.promise, kept=False, by=by)
    begins = row.begins or row.ends
    with override(case.language.lower()), timezone.override(zone_of(case)):
        what = _("A technician comes, %(when)s") % {"when": said_time((begins, row.ends))}
    new = NewPromise(
        case=case,
        kind=Promise.Kind.PERSON,
        due=row.ends,
        what=what,
        channel=case.channel,
        already_said=True,
    )
    [promise] = make_many([new], by=by)
    alarms.promised(row, promise)


def _write_down(case: Case, row: VisitRequest, words: str) -> None:
    """What he said stands in the conversation; where no time suits him, an answer is owed."""
    talk = conversations_of(case)[0]
    with override(case.language.lower()), timezone.override(zone_of(case)):
        chosen = (
            _("%(when)s suits me.") % {"when": said_time((row.begins, row.ends))}
            if row.begins and row.ends
            else _("None of these times suits me.")
        )
    text = f"{chosen}\n\n{words.strip()}" if words.strip() else chosen
    [message] = file_many(
        [
            NewMessage(
                conversation=talk,
                author=Message.Author.CONTACT,
                text=text,
                case=case.pk,
                sender=talk.peer,
                sender_name=case.contact.name,
            )
        ]
    )
    waits = row.begins is None or bool(words.strip())
    heard = Heard(
        case_id=case.pk,
        preview=text,
        channel=talk.account.kind,
        at=message.at,
        quiet=not waits,
    )
    by = actors.contact(case.contact_id)
    cases.hear_many([heard], by=by)
    if waits:
        answer_is_owed([Case.objects.select_related("queue").get(pk=case.pk)])


def is_danger(case: Case) -> bool:
    """Whether somebody may come to harm: then nobody asks what was tried from afar first."""
    return any(one.rule is not None and one.rule.danger for one in alarms_of_case(case))
