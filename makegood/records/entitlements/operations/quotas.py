"""What contracts give, and what jobs take of it: once for each job, never below nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset
from makegood.records.entitlements.events import (
    ContractEndsSoon,
    EntitlementChanged,
    QuotaGivenBack,
    QuotaUsed,
)
from makegood.records.entitlements.models import Contract, ContractAsset, Quota, Use
from makegood.records.entitlements.queries.quotas import period, used_of


class QuotaSpent(Refused):
    """What is left of the contract does not reach for this."""


@dataclass(frozen=True, kw_only=True)
class Gives:
    """What a contract gives beside its hours."""

    covers: bool = False
    response: int | None = None
    keeper: User | None = None
    warn_days: int = 60


@transaction.atomic
def set_gives(contract: Contract, gives: Gives, *, assets: Collection[Asset], by: Actor) -> None:
    """What it covers, how soon we come, who sees to its end, and which devices it names (none: all)."""
    contract = _locked(contract)
    if not 1 <= gives.warn_days <= 366:
        raise Invalid(_("Between 1 and 366 days."), field="warn_days")
    contract.covers, contract.response = gives.covers, gives.response
    contract.keeper, contract.warn_days = gives.keeper, gives.warn_days
    contract.save(update_fields=["covers", "response", "keeper", "warn_days"])
    wanted = {one.pk for one in assets}
    ContractAsset.objects.filter(contract=contract).exclude(asset__in=wanted).delete()
    links = [ContractAsset(contract=contract, asset_id=pk) for pk in sorted(wanted)]
    ContractAsset.objects.bulk_create(links, ignore_conflicts=True)
    _changed(contract, by)


@transaction.atomic
def set_quota(contract: Contract, *, what: str, amount: Decimal, per: str, by: Actor) -> None:
    """How much of it the contract gives in a period; nothing: it does not count it. Raises Invalid for less than
    jobs have taken already, and for nothing where one ever took something: what it took stays known."""
    contract = _locked(contract)
    quota = Quota.objects.filter(contract=contract, what=what).first()
    if quota is not None and _is_below(quota, amount, per):
        raise Invalid(_("Jobs have taken more than that already."), field="amount")
    if amount <= 0:
        Quota.objects.filter(contract=contract, what=what).delete()
    else:
        said = {"amount": amount, "per": per}
        Quota.objects.update_or_create(contract=contract, what=what, defaults=said)
    _changed(contract, by)


def _is_below(quota: Quota, amount: Decimal, per: str) -> bool:
    if amount <= 0:
        return quota.uses.exists()
    quota.per = per
    return used_of(quota, *period(quota, now())) > amount


@transaction.atomic
def use_quota(
    contract: Contract,
    *,
    what: str,
    job: str,
    by: Actor,
    amount: Decimal = Decimal(1),
    at: datetime | None = None,
) -> Use | None:
    """A job takes something of what the contract gives; the same job again changes nothing, whoever tells of it.
    None where the contract does not count it. Raises QuotaSpent, Invalid."""
    contract = _locked(contract)
    if amount <= 0:
        raise Invalid(_("How much is a number above nothing."), field="amount")
    quota = Quota.objects.filter(contract=contract, what=what).first()
    if quota is None:
        return None
    quota.contract = contract
    known = Use.objects.filter(quota=quota, job=job, undone_at=None).first()
    if known is not None:
        return known
    since, until = period(quota, at or now())
    if used_of(quota, since, until) + amount > quota.amount:
        raise QuotaSpent(
            _("The contract has nothing left for this. Offer it for money, or in goodwill.")
        )
    use = Use.objects.create(quota=quota, job=job, since=since, amount=amount, by=str(by))
    record(
        QuotaUsed(use_id=use.pk, contract_id=contract.pk), subject=f"contract:{contract.pk}", by=by
    )
    return use


@transaction.atomic
def give_back(contract: Contract, *, what: str, job: str, why: str, by: Actor) -> bool:
    """The job was not done after all, or counted by mistake: what it took is there again; twice changes nothing.
    Raises Invalid without a reason."""
    why = clean(why).strip()[:200]
    if not why:
        raise Invalid(_("Say why, in a sentence."), field="why")
    contract = _locked(contract)
    use = Use.objects.filter(
        quota__contract=contract, quota__what=what, job=job, undone_at=None
    ).first()
    if use is None:
        return False
    use.undone_at, use.undone_by, use.undone_why = now(), str(by), why
    use.save(update_fields=["undone_at", "undone_by", "undone_why"])
    record(
        QuotaGivenBack(use_id=use.pk, contract_id=contract.pk),
        subject=f"contract:{contract.pk}",
        by=by,
    )
    return True


def claim_ending_contract(pk: int) -> Contract | None:
    """A contract that ends soon, locked; None when somebody sees to it already."""
    found = (
        Contract.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("contact", "company", "keeper")
        .filter(pk=pk, ends__gt=now())
        .first()
    )
    return found if found is not None and found.warned_for != found.ends else None


def note_ends_soon(contract: Contract, *, case: int) -> None:
    """A case sees to this end of it; another end is another case."""
    contract.warned_for, contract.case = contract.ends, case
    contract.save(update_fields=["warned_for", "case"])
    record(
        ContractEndsSoon(contract_id=contract.pk),
        subject=f"contract:{contract.pk}",
        case=case,
        by=SYSTEM,
    )


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)


def _changed(contract: Contract, by: Actor) -> None:
    fact = EntitlementChanged(
        contract_id=contract.pk,
        company_id=contract.company_id or 0,
        contact_id=contract.contact_id or 0,
    )
    record(fact, subject=f"contract:{contract.pk}", customer=contract.contact_id, by=by)
