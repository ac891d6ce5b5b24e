from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Event, kind="worktime.hours_changed"):
    """A calendar was changed; or, where `team_id` or `company_id` is not 0, they were given it."""

    team_id: int = 0
    calendar_id: int = 0
    company_id: int = 0
