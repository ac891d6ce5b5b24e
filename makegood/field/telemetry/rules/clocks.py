"""When something happened, by a clock that may stand in 1970 or 2099."""

from datetime import UTC, datetime, timedelta

OLDEST = timedelta(days=400)  # a device that kept its messages so long is heard
AHEAD = timedelta(minutes=5)  # what a good clock may be fast
_MILLISECONDS = 1e11  # a number above it counts milliseconds


def moment(said: str | float | None, came_at: datetime) -> tuple[datetime, bool]:
    """When it was, and whether its clock can be right: without a time, when it came (and that is right); with one
    that is no time, of more than 400 days ago or 5 minutes from now, when it came. A time without a zone is UTC."""
    if said is None:
        return came_at, True
    at = _read(said)
    if at is None or not came_at - OLDEST <= at <= came_at + AHEAD:
        return came_at, False
    return at, True


def _read(said: str | float) -> datetime | None:
    try:
        if isinstance(said, str):
            at = datetime.fromisoformat(said)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        return datetime.fromtimestamp(said / 1000 if abs(said) > _MILLISECONDS else said, UTC)
    except (ValueError, OverflowError, OSError):
        return None
