"""Two contacts are found to be one person: what either of them asked us not to do, we do not do; what of either must
be kept is kept; and nobody is joined to one who is to be erased."""

from typing import Any

from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows, run
from makegood.kernel.errors import Refused
from makegood.records.customers.ports import holds_contacts
from makegood.records.privacy.models import Erasure, Wishes

WISHED = ("only_owed", "no_surveys", "not_by", "quiet_from", "quiet_until", "told_by")


class ToBeErased(Refused):
    """One of the two is to be erased."""


def _give(away: int, into: int) -> dict[str, Any]:
    """The stricter of both wishes; his own quiet hours before those of the one that is merged away. Returns how
    it was and how it is; what the one that is away wished stays where it is."""
    both = Wishes.objects.select_for_update().in_bulk([away, into])
    theirs, mine = both.get(away), both.get(into)
    if theirs is None:
        return {}
    quiet = mine if mine is not None and mine.quiet_from is not None else theirs
    row, _is_new = Wishes.objects.update_or_create(
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
    return {"was": _told(mine) if mine else None, "became": _told(row)}


def _told(wishes: Wishes) -> dict[str, Any]:
    told = model_to_dict(wishes, WISHED)
    quiet = {name: str(told[name] or "") for name in ("quiet_from", "quiet_until")}
    return {**told, **quiet, "at": wishes.at.isoformat()}


def _back(given: Any, away: int, into: int) -> None:  # noqa: ARG001 - the port's signature
    """As it was before, unless he has said since how he wants to be written to: then that counts."""
    mine = Wishes.objects.select_for_update().filter(contact=into).first()
    if not given or mine is None or _told(mine) != given["became"]:
        return
    if given["was"] is None:
        mine.delete()
        return
    told = given["was"]
    for name in (*WISHED, "at"):
        setattr(mine, name, told[name] or None if name.startswith("quiet") else told[name])
    mine.save()


HOLDS = """
UPDATE privacy_hold h SET contact_id = %(to)s WHERE h.contact_id = %(of)s AND h.id = ANY(%(ids)s)
  AND (h.ended_at IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM privacy_hold o WHERE o.contact_id = %(to)s AND o.ended_at IS NULL)) RETURNING id
"""
ALL = "SELECT id FROM privacy_hold WHERE contact_id = %s"


def _give_holds(away: int, into: int) -> list[int]:
    """A duty to keep goes on with the one who stays, where it can be ended; of two that stand each stays."""
    ids = [pk for (pk,) in rows(ALL, [away])]
    return [pk for (pk,) in rows(HOLDS, {"to": into, "of": away, "ids": ids})]


def _back_holds(given: list[int], away: int, into: int) -> None:
    run(HOLDS, {"to": away, "of": into, "ids": given})


def _check(away: int, into: int) -> None:
    """Erasing reaches all that belongs to a person: while it is asked for, nobody is joined to him or parted."""
    if Erasure.objects.filter(contact__in=(away, into), ended_at=None).exists():
        raise ToBeErased(_("One of the two is to be erased. Let that be decided first."))


holds_contacts("wishes", give=_give, back=_back, check=_check)
holds_contacts("holds", give=_give_holds, back=_back_holds)
