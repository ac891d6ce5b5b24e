"""What the device of a search says now: codes of alarms that are not over, the newest readings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.field.alarms.models import Alarm
from makegood.field.diagnosis.models import Session
from makegood.field.diagnosis.rules.watching import Value, told_by, watches
from makegood.field.telemetry.queries import newest
from makegood.kernel.clock import now

LATELY = timedelta(hours=24)  # an older reading says nothing of now


@dataclass(frozen=True)
class Heard:
    """A sign by its key; `raised`: when the alarm that says so was raised, None for a reading."""

    key: str
    is_so: bool
    raised: datetime | None


def heard(session: Session) -> list[Heard]:
    """Signs of its table that its device tells by itself."""
    if session.version is None or session.asset_id is None:
        return []
    table = session.version.table
    alarms = Alarm.objects.filter(asset=session.asset_id, over_at=None)
    raised: dict[str, datetime] = {}
    for code, fault, at in alarms.values_list("code", "fault", "raised_at"):
        for one in (code, fault):
            raised[one.casefold()] = max(at, raised.get(one.casefold(), at))
    values = []
    if watches(table):
        moment = now()
        values = [
            Value(one.name, one.unit, one.value)
            for one in newest(session.asset_id)
            if one.at > moment - LATELY
        ]
    codes = {
        str(one.get("id")): str(one.get("code") or "").casefold()
        for one in table.get("symptoms", ())
        if one.get("kind") == "code"
    }
    told = told_by(table, raised, values)
    return [Heard(key, is_so, raised.get(codes.get(key, ""))) for key, is_so in told.items()]
