"""A new case that lies with somebody who is not here goes on to who is."""

from collections.abc import Collection, Iterator

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, Subquery

from makegood.base.database import retried
from makegood.base.jobs.sweeps import each
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cover.events import NotTakenUp
from makegood.care.cover.models import CoverRule, Skip
from makegood.care.cover.operations.state import about_case, give_to
from makegood.care.cover.ports import passing
from makegood.care.cover.queries import away_ids, here_ids, rules_of
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.records.people.models import Membership
from makegood.records.people.queries import hold_active
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import owed_by

AT_ONCE = 200


def pass_on_untaken(*, live: Collection[str]) -> int:
    """New cases that nobody has taken up: the owner is not here and has said nothing for as long as the
    rule of the queue allows. `live` are the channels on which the customer waits at the other end."""
    return each([case.pk for case in _lying(live)], _pass_on)


def _lying(live: Collection[str]) -> Iterator[Case]:
    """Unanswered cases whose owner is not here, whose time is over."""
    here = here_ids()
    slow = CoverRule.objects.exclude(mail_returns=None).values("queue")
    staffed = Membership.objects.filter(user__in=here).values("team")
    on_duty = Q(owner=F("queue__duty_lead")) | Q(owner=F("queue__deputy"))
    change = OwnerChange.objects.filter(case=OuterRef("pk"), epoch=OuterRef("owner_epoch"))
    found = (
        Case.objects.filter(
            Q(channel__in=live) | Q(queue__in=slow),
            status=Case.Status.OPEN,
            unanswered_since__isnull=False,
        )
        .exclude(owner__in=[*here, *away_ids()])  # who is away has his cover
        .exclude(on_duty & ~Q(queue__team__in=staffed))  # nobody is there to whom it could go
        .annotate(owned_since=Subquery(change.values("at")[:1]))
        .select_related("queue")
        .defer("terms")
    )
    last = ExpressionWrapper(on_duty, output_field=BooleanField())
    held = list(found.order_by(last, "-pk")[:AT_ONCE])
    rules = rules_of(sorted({case.queue_id for case in held}))
    hours = hours_of(sorted({case.queue.team_id for case in held}))
    for case in held:
        rule = rules[case.queue_id]
        minutes = rule.chat_returns if case.channel in live else rule.mail_returns
        since = max(case.unanswered_since or now(), case.owned_since)  # type: ignore[attr-defined]  # annotated
        if minutes is not None and owed_by(since, minutes, hours[case.queue.team_id]) <= now():
            yield case


@retried
def _pass_on(case_id: int) -> int:
    plain = Case.objects.select_related("queue").get(pk=case_id)
    passed = set(Skip.objects.filter(case=case_id).values_list("user_id", flat=True))
    to_id = passing().next_free(plain, but={*passed, plain.owner_id or 0})
    if to_id in (plain.owner_id, 0) or to_id not in hold_active([to_id]):
        return 0
    case = cases.lock(case_id)
    change = OwnerChange.objects.get(case=case, epoch=case.owner_epoch)
    spoken = Message.objects.filter(conversation__strand__case=case)
    spoken = spoken.filter(user=case.owner_id, at__gte=change.at)
    same = (case.owner_id, case.owner_epoch) == (plain.owner_id, plain.owner_epoch)
    if not same or case.unanswered_since is None or spoken.exists():
        return 0
    since = max(case.unanswered_since, change.at)
    owner_id, epoch = case.owner_id or 0, case.owner_epoch
    give_to(case, to_id=to_id, reason=because("not_taken_up"), by=SYSTEM)
    Skip.objects.create(
        case=case,
        user_id=owner_id,
        to_id=to_id,
        epoch=epoch,
        seconds=max(int((now() - since).total_seconds()), 0),
        at=now(),
    )
    about_case(case, NotTakenUp(case_id=case.pk, user_id=owner_id, to_id=to_id), SYSTEM)
    return 1
