"""Two contacts are found to be one person: what either of them asked us not to do, we do not do."""

from makegood.records.customers.ports import holds_contacts
from makegood.records.privacy.models import Wishes


def _give(away: int, into: int) -> list[int]:
    """The stricter of both wishes; his own quiet hours before those of the one that is merged away."""
    both = Wishes.objects.select_for_update().in_bulk([away, into])
    theirs, mine = both.get(away), both.get(into)
    if theirs is None:
        return []
    quiet = mine if mine is not None and mine.quiet_from is not None else theirs
    Wishes.objects.update_or_create(
        contact_id=into,
        defaults={
            "only_owed": theirs.only_owed or (mine is not None and mine.only_owed),
            "no_surveys": theirs.no_surveys or (mine is not None and mine.no_surveys),
            "not_by": sorted({*theirs.not_by, *(mine.not_by if mine else ())}),
            "quiet_from": quiet.quiet_from,
            "quiet_until": quiet.quiet_until,
            "told_by": mine.told_by if mine else theirs.told_by,
            "at": max(theirs.at, mine.at) if mine else theirs.at,
        },
    )
    return []


def _back(given: list[int], away: int, into: int) -> None:
    """Each keeps what he may have asked for: nobody is written to because a merge was taken back."""


holds_contacts("wishes", give=_give, back=_back)
