"""Working hours change: what is open follows them, and the page of the hours says how many moved."""

from datetime import timedelta

from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.promises.models import Promise, Recompute
from makegood.care.promises.operations import recompute
from makegood.care.promises.queries import BY_POLICY
from makegood.kernel.actor import Actor
from makegood.records.people.models import Team
from makegood.records.worktime.events import HoursChanged
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.ports import Moves, install_follower


@reacts_to(HoursChanged)
def what_is_open_follows(event: HoursChanged, entry: Entry) -> None:
    """Deadlines of policies are counted anew. What a person has said to a customer stays."""
    by = Actor.parse(entry.actor)
    if event.team_id:
        for team in Team.objects.filter(pk=event.team_id):
            recompute(team=team, by=by)
    elif not event.company_id:
        for calendar in Calendar.objects.filter(pk=event.calendar_id):
            recompute(calendar=calendar, by=by)


class OpenPromises:
    """The open deadlines of policies, for the page of a calendar."""

    def open_by(self, calendar_id: int) -> int:
        """How many open promises of policies run by it."""
        return Promise.objects.filter(
            calendar_id=calendar_id, state=Promise.State.OPEN, kind__in=BY_POLICY
        ).count()

    def last_moves(self, calendar_id: int) -> Moves | None:
        """The last time they were counted anew, if ever."""
        last = Recompute.objects.filter(calendar_id=calendar_id).order_by("pk").last()
        if last is None:
            return None
        return Moves(
            at=last.done_at or last.at,
            done=last.done_at is not None,
            looked_at=last.looked_at,
            earlier=last.earlier,
            later=last.later,
            most_earlier=timedelta(seconds=last.most_earlier),
            most_later=timedelta(seconds=last.most_later),
        )


install_follower(OpenPromises())
