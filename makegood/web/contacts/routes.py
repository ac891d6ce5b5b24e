"""What a route about a repeat contact or a merge of cases is about, found with the rights of the one who asks."""

from dataclasses import dataclass

from makegood.base.access.policy import Principal
from makegood.care.cases.models import Merge
from makegood.care.cases.queries import Place, place_of, seen_case, stays
from makegood.care.repeats.models import Recognition
from makegood.kernel.errors import NotFound


@dataclass(frozen=True)
class Said(Place):
    """A recognition, with the case in which somebody says what it is."""

    recognition: Recognition


@dataclass(frozen=True)
class Undone(Place):
    """A merge, with the case that stayed."""

    merge: Merge


def recognition_of(who: Principal, *, pk: int) -> Said:
    """Both cases must be his to work on. Raises NotFound."""
    found = Recognition.objects.select_related("case__queue", "known__queue").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    seen_case(who, pk=stays(found.known).pk, act="cases.work")
    place = place_of(found.case)
    return Said(place.case, place.owner_id, place.team_id, found)


def case_merge_of(who: Principal, *, pk: int) -> Undone:
    """The merge, by the case that stayed. Raises NotFound."""
    found = Merge.objects.select_related("into__queue").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    place = place_of(seen_case(who, pk=found.into_id, act="cases.work"))
    return Undone(place.case, place.owner_id, place.team_id, found)
