from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Event, kind="worktime.hours_changed"):
    team_id: int
