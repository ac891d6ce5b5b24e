"""Fault tables, searches, and who may see and change them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, rule
from makegood.care.cases.models import Case
from makegood.care.cases.queries import Place, worked_case
from makegood.field.diagnosis.models import Answer, Fault, Session, Turn, Version
from makegood.kernel.errors import NotFound
from makegood.records.assets.models import Asset, Product

EXPERTS = ("specialist", LEAD, ADMINISTRATOR)


@rule("diagnosis.read")
def may_read(who: Principal, _thing: Any) -> bool:
    """See fault tables and how well they answer: any staff."""
    return who.is_staff


@rule("diagnosis.edit")
def may_edit(who: Principal, _thing: Any) -> bool:
    """Write fault tables and put them in use: specialists, leads, administrators."""
    return who.is_one_of(*EXPERTS)


@dataclass(frozen=True)
class FoundAnswer(Place):
    """An answer of a case as the policy sees it, with the row."""

    row: Answer


def skills_used() -> set[str]:
    """Every skill that a table in use asks for, by its key."""
    live = Fault.objects.exclude(live=None).values_list("live__table__causes", flat=True)
    return {
        str(one["skill"])
        for causes in live
        for one in causes or ()
        if isinstance(one, dict) and one.get("skill")
    }


def found_fault(who: Principal, *, pk: int) -> Fault:  # noqa: ARG001 - the guard asks the act
    """A fault of a route. Raises NotFound."""
    fault = Fault.objects.select_related("live").filter(pk=pk).first()
    if fault is None:
        raise NotFound(pk)
    return fault


def found_version(who: Principal, *, pk: int) -> Version:  # noqa: ARG001
    """A version of a route, with its fault. Raises NotFound."""
    version = Version.objects.select_related("fault__live").filter(pk=pk).first()
    if version is None:
        raise NotFound(pk)
    return version


def found_answer(who: Principal, *, pk: int) -> FoundAnswer:
    """An answer of a case that this member of staff works on. Raises NotFound."""
    row = Answer.objects.select_related("session").filter(pk=pk).first()
    if row is None or row.session.case_id is None:
        raise NotFound(pk)
    case = worked_case(who, pk=row.session.case_id)
    return FoundAnswer(case.pk, case.owner_id, case.queue.team_id, row)


def faults() -> "QuerySet[Fault]":
    """Every fault with what is in use, its products, and whether a draft or a proposal waits."""
    return (
        Fault.objects.select_related("live")
        .prefetch_related("products__product")
        .annotate(
            drafts=Count("versions", filter=Q(versions__state="draft"), distinct=True),
            proposals=Count("versions", filter=Q(versions__state="proposed"), distinct=True),
            learned=Count("lessons", filter=Q(lessons__withdrawn_at=None), distinct=True),
        )
        .order_by("retired_at", "key")
    )


def faults_of(product: Product | int) -> list[Fault]:
    """What a product can have, of which a table is in use."""
    key = product if isinstance(product, int) else product.pk
    known = Fault.objects.filter(products__product=key, live__isnull=False, retired_at=None)
    return list(known.select_related("live").order_by("pk"))


def fault_of_codes(product: Product | int, codes: Collection[str]) -> Fault | None:
    """The one fault of a product that these codes mean; None when none does, or several do."""
    told = {code.casefold() for code in codes}
    fits = [
        fault for fault in faults_of(product) if told & {code.casefold() for code in fault.codes}
    ]
    return fits[0] if len(fits) == 1 else None


def versions_of(fault: Fault) -> "QuerySet[Version]":
    """Every version, the newest first."""
    return fault.versions.order_by("-number")


def turns_of(fault: Fault) -> "QuerySet[Turn]":
    """What was in use from when on, the newest first."""
    return fault.turns.select_related("version").order_by("-pk")


def draft_of(fault: Fault) -> Version | None:
    """The draft of a fault."""
    return fault.versions.filter(state=Version.State.DRAFT).first()


def proposal_of(fault: Fault) -> Version | None:
    """What was learned and waits for an expert."""
    return fault.versions.filter(state=Version.State.PROPOSED).select_related("based_on").first()


def search_of(case: Case) -> Session | None:
    """The search of a case, with what it is about."""
    found = Session.objects.select_related("fault", "version", "product", "asset")
    return found.filter(case=case).first()


def search_of_token(digest: str) -> Session | None:
    """The guide that a browser holds."""
    found = Session.objects.select_related("fault", "version", "product", "asset", "case")
    return found.filter(token=digest).first()


def product_of(case: Case) -> Product | None:
    """What a case is about, by its device."""
    if case.asset_id is None:
        return None
    asset = Asset.objects.select_related("product").filter(pk=case.asset_id).first()
    return asset.product if asset else None


def standing_answers(session: Session) -> list[Answer]:
    """What is known now, in the order in which it was said."""
    return list(session.answers.filter(undone_at=None).order_by("pk"))
