"""How much one network or one visitor may send, counted in the database so that all processes agree."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.portal.models import Tally

KEPT = timedelta(days=1)


class TooMany(Refused):
    """More than a person sends (429). `wait` is the number of seconds until it is allowed again."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            _("That was a lot at once. Wait a moment and try again; what you wrote is still here.")
        )
        self.wait = wait


def take(kind: str, who: str, *, most: int, per: timedelta) -> None:
    """Count one act of `who`; at most `most` within each stretch of `per`. Raises TooMany."""
    count, wait = _counted(kind, who, per)
    if count > most:
        raise TooMany(wait)


def is_within(kind: str, who: str, *, most: int, per: timedelta) -> bool:
    """Count one act of `who`, and say whether it is one of the `most` of this stretch of `per`."""
    return _counted(kind, who, per)[0] <= most


def _counted(kind: str, who: str, per: timedelta) -> tuple[int, int]:
    """How many there are with this one, and the seconds until counting begins anew (one statement)."""
    seconds = int(per.total_seconds())
    moment = now()
    since = datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, UTC)
    signed = ids.sign(who, key=settings.SECRET_KEY, purpose=f"limit.{kind}")
    [(count,)] = rows(
        "INSERT INTO portal_tally (kind, who, since, count) VALUES (%s, %s, %s, 1)"
        " ON CONFLICT (kind, who, since) DO UPDATE SET count = portal_tally.count + 1 RETURNING count",
        [kind, signed, since],
    )
    return count, max(1, int((since + per - moment).total_seconds()))


def forget() -> int:
    """Drop what was counted long ago; returns how much."""
    return Tally.objects.filter(since__lt=now() - KEPT).delete()[0]
