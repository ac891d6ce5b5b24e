"""What is suggested for a case when a shift ends, and how long things may lie. Pure."""

from datetime import datetime, timedelta

HAND, COVER, KEEP, PARK = "hand", "cover", "keep", "park"
COVER_AFTER = 15  # minutes of working time a customer's word lies before the cover has it
CHAT_RETURNS = 2  # minutes a new chat lies with somebody who is not here
LONGEST_ABSENCE = timedelta(days=730)
OFFERED_FOR = 480  # minutes of working time in which a case handed over is accepted
SIGNED_WITHIN = 60  # minutes of working time in which the list of a shift is signed


def suggested(*, due: datetime | None, unanswered: bool, resumes: datetime) -> str:
    """What becomes of a case at the end of a shift: somebody waits, or something is due before the next
    one, so it is handed over; else it can be kept."""
    if unanswered or due is None or due < resumes:
        return HAND
    return KEEP


def too_late(until: datetime, promised: datetime | None) -> bool:
    """Whether something is promised before the moment to which a case would be parked."""
    return promised is not None and promised < until
