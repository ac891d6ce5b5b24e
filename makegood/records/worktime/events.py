from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Event, kind="worktime.hours_changed"):
    """A calendar was changed, or a team or site was given another. 0 where nobody is meant."""

    team_id: int = 0
    calendar_id: int = 0
    company_id: int = 0
