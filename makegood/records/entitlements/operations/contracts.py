from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.customers.models import Company, Contact
from makegood.records.entitlements.events import EntitlementChanged
from makegood.records.entitlements.models import Contract
from makegood.records.worktime.models import Calendar


@transaction.atomic
def agree_contract(
    whom: Company | Contact,
    *,
    key: str,
    names: Mapping[str, str],
    by: Actor,
    tier: str = "",
    calendar: Calendar | None = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> Contract:
    """Agree on a contract with a company or one person, or change the one of that key. Raises Invalid for
    an end before its start and for a key that belongs to somebody else."""
    starts = starts or now()
    if ends is not None and ends <= starts:
        raise Invalid(_("The contract must end after it starts."), field="ends")
    whose = {"company": whom} if isinstance(whom, Company) else {"contact": whom}
    if Contract.objects.filter(key=key).exclude(**whose).exists():
        raise Invalid(_("Another contract has this key."), field="key")
    told = {"names": dict(names), "tier": clean(tier)[:20], "calendar": calendar}
    try:
        with transaction.atomic():
            contract = Contract.objects.update_or_create(
                key=key, **whose, defaults={**told, "starts": starts, "ends": ends}
            )[0]
    except IntegrityError as error:  # somebody else took the key at this moment
        raise Invalid(_("Another contract has this key."), field="key") from error
    _tell(contract, by)
    return contract


@transaction.atomic
def end_contract(contract: Contract, *, by: Actor, at: datetime | None = None) -> Contract:
    """It holds no longer; twice changes nothing."""
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    moment = at or now()
    if contract.ends is None or contract.ends > moment:
        if moment <= contract.starts:
            raise Invalid(_("The contract must end after it starts."), field="ends")
        contract.ends = moment
        contract.save(update_fields=["ends"])
        _tell(contract, by)
    return contract


@transaction.atomic
def set_tier(whom: Company | Contact, *, tier: str, by: Actor) -> None:
    """What a company or a person has bought, "" for nothing special; twice changes nothing."""
    tier = clean(tier)[:20]
    changed = type(whom)._default_manager.filter(pk=whom.pk).exclude(tier=tier).update(tier=tier)
    whom.tier = tier
    if not changed:
        return
    told = {"company_id": whom.pk} if isinstance(whom, Company) else {"contact_id": whom.pk}
    record(EntitlementChanged(**told), subject=_subject(whom), by=by)


def _tell(contract: Contract, by: Actor) -> None:
    fact = EntitlementChanged(
        contract_id=contract.pk,
        company_id=contract.company_id or 0,
        contact_id=contract.contact_id or 0,
    )
    whom = contract.company or contract.contact
    assert whom is not None  # noqa: S101 - the constraint says so
    record(fact, subject=_subject(whom), customer=contract.contact_id, by=by)


def _subject(whom: Company | Contact) -> str:
    return f"{'company' if isinstance(whom, Company) else 'contact'}:{whom.pk}"
