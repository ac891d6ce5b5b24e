"""A contact as one member of staff may see him: by his cases, and nothing beyond them."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from makegood.base.access.policy import ADMINISTRATOR, Principal, rule
from makegood.care.cases.models import Case
from makegood.care.cases.queries import visible
from makegood.kernel.errors import NotFound
from makegood.records.customers.models import Contact, Merge, Split

MOST_CASES = 500
LISTED = ("subject", "status", "channel", "language", "duplicate_of")


@dataclass(frozen=True)
class Known:
    """A contact, with the cases of his that the viewer may see, the latest first."""

    row: Contact
    who: Principal
    asked: int = 0  # whom the route names: he may have been merged into this one

    @cached_property
    def rows(self) -> list[Case]:
        """At most the latest five hundred, with what a list shows of them (one query)."""
        found = visible(self.who).filter(contact=self.row).only(*LISTED)
        return list(found.order_by("-pk")[:MOST_CASES])

    @cached_property
    def cases(self) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(case.pk for case in self.rows)


@rule("contacts.see")
def may_see(who: Principal, place: Known) -> bool:
    """Whoever may see a case of his; administrators."""
    return who.is_staff and (who.is_one_of(ADMINISTRATOR) or bool(place.cases))


@rule("contacts.change")
def may_change(who: Principal, place: Known) -> bool:
    """Whoever may see him, but a technician, who is given a visit and no desk."""
    return who.role != "technician" and may_see(who, place)


def contact_of(who: Principal, *, pk: int) -> Known:
    """The contact of a route, or the one into whom he was merged. Raises NotFound."""
    row, asked = _contact(pk), pk
    while row.merged_into_id is not None:
        row = _contact(row.merged_into_id)
    return Known(row, who, asked)


def _contact(pk: int) -> Contact:
    row = Contact.objects.select_related("company").defer("terms").filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    return row


@dataclass(frozen=True)
class Done(Known):
    """A contact with a merge or a split of his that may be taken back."""

    merge: Merge | None = None
    split: Split | None = None


def merge_of(who: Principal, *, pk: int) -> Done:
    """The contact that stayed, with the merge. Raises NotFound."""
    merge = Merge.objects.filter(pk=pk).first()
    if merge is None:
        raise NotFound(pk)
    return Done(contact_of(who, pk=merge.into_id).row, who, merge=merge)


def split_of(who: Principal, *, pk: int) -> Done:
    """The contact that was split, with the split. Raises NotFound."""
    split = Split.objects.filter(pk=pk).first()
    if split is None:
        raise NotFound(pk)
    return Done(contact_of(who, pk=split.contact_id).row, who, split=split)


def seen_among(who: Principal, contact_ids: Collection[int]) -> set[int]:
    """Those of these contacts of whom he may see a case (one query)."""
    if who.is_one_of(ADMINISTRATOR):
        return set(contact_ids)
    found = visible(who).filter(contact__in=contact_ids).order_by()
    return set(found.values_list("contact_id", flat=True).distinct())
