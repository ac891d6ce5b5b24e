"""What contracts give, and what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from makegood.base.database import rows
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import Contract, Quota, Use
from makegood.records.entitlements.rules.dates import add_months, day_of

MONTHS = {"year": 12, "month": 1}


@dataclass(frozen=True)
class Left:
    """What is left of one quota in this period."""

    quota: Quota
    used: Decimal
    since: date
    until: date | None  # the first day of the next period

    @property
    def what(self) -> str:
        """visits, hours, calls, parts."""
        return str(self.quota.what)

    @property
    def left(self) -> Decimal:
        """Never below nothing."""
        return max(Decimal(0), self.quota.amount - self.used)

    @property
    def share(self) -> float:
        """How much of it is used, 0 to 1."""
        return float(self.used / self.quota.amount) if self.quota.amount else 1.0


def holds_at(moment: datetime) -> Q:
    """Contracts that hold at a moment."""
    return Q(starts__lte=moment) & (Q(ends=None) | Q(ends__gt=moment))


def contracts_over(asset: Asset, moment: datetime) -> "QuerySet[Contract]":
    """The contracts that are about a device: that name it, then those of its owner or his organisation that
    name none."""
    whose = Q(pk=None)
    if asset.owner_id:
        whose |= Q(contact=asset.owner_id)
    company = asset.company_id or (asset.owner.company_id if asset.owner else None)
    if company:
        whose |= Q(company=company)
    named = Q(devices__asset=asset)
    found = Contract.objects.filter(named | (whose & Q(devices=None))).filter(holds_at(moment))
    return found.distinct().order_by("-starts", "-pk")


def period(quota: Quota, moment: datetime) -> tuple[date, date | None]:
    """The first day of the period a moment lies in, and that of the next; None where there is none."""
    begins = day_of(quota.contract.starts, "UTC")
    months = MONTHS.get(quota.per)
    if months is None:
        return begins, None
    today = day_of(moment, "UTC")
    gone = max(0, (today.year - begins.year) * 12 + today.month - begins.month)
    n = gone // months
    if add_months(begins, n * months) > today and n:
        n -= 1
    return add_months(begins, n * months), add_months(begins, (n + 1) * months)


def used_of(quota: Quota, since: date, until: date | None) -> Decimal:
    """What jobs took of it from a day until before another (None: without end)."""
    taken = Use.objects.filter(quota=quota, since__gte=since, undone_at=None)
    if until is not None:
        taken = taken.filter(since__lt=until)
    return taken.aggregate(n=Sum("amount"))["n"] or Decimal(0)


def taken_by(
    job: str, contracts: "QuerySet[Contract] | Sequence[Contract]"
) -> set[tuple[int, str]]:
    """Of which contracts a job takes something, and of what: pairs of a contract and visits, hours, …"""
    taken = Use.objects.filter(job=job, undone_at=None, quota__contract__in=contracts)
    return set(taken.values_list("quota__contract", "quota__what"))


def left_of(contract: Contract, moment: datetime | None = None) -> list[Left]:
    """What is left of each of its quotas at a moment (now)."""
    found = []
    for quota in contract.quotas.select_related("contract").order_by("pk"):
        since, until = period(quota, moment or now())
        found.append(Left(quota, used_of(quota, since, until), since, until))
    return found


def ends_soon(limit: int = 100) -> list[int]:
    """Contracts whose end is near enough that somebody must see to it, and nobody does yet."""
    moment = now()
    return [pk for (pk,) in rows(ENDS_SOON, [moment, moment + timedelta(days=366), moment, limit])]


ENDS_SOON = """
SELECT id FROM entitlements_contract WHERE ends > %s AND ends <= %s AND warned_for IS DISTINCT FROM ends
  AND ends - warn_days * interval '1 day' <= %s ORDER BY ends LIMIT %s
"""
