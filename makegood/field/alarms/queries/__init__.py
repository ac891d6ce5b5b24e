"""What pages, loops and operations ask of alarms."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext

from makegood.base.access.models import User
from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.base.database import Asked
from makegood.base.live.ports import Notice, Stir, audience
from makegood.care.cases.models import Case
from makegood.care.cases.queries import worked_case
from makegood.field.alarms.models import (
    Alarm,
    Change,
    Flood,
    Reminder,
    Rule,
    VisitRequest,
    Window,
)
from makegood.field.alarms.ports import names_of
from makegood.field.alarms.rules.folding import BEYOND
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset


@rule("alarms.list")
def may_list(who: Principal, _thing: object) -> bool:
    """See what devices report, and acknowledge it: any staff."""
    return who.is_staff


@rule("alarms.settings")
def may_set(who: Principal, _thing: object) -> bool:
    """Say what an alarm is and what follows: leads and administrators."""
    return who.is_one_of(LEAD, ADMINISTRATOR)


BOARD = ("asset__product", "asset__site", "asset__owner", "asset__company", "rule", "case__owner")


def open_alarms() -> "QuerySet[Alarm]":
    """Alarms that are not over, with what a list shows of them: nobody's first, then the gravest, the oldest."""
    found = Alarm.objects.filter(over_at=None).select_related(*BOARD, "acknowledged_by")
    found = found.defer("case__terms", "asset__terms", "asset__owner__terms")
    return found.order_by(
        F("acknowledged_at").asc(nulls_first=True), "-active", "-severity", "raised_at", "pk"
    )


def told(found: "QuerySet[Alarm]") -> "QuerySet[Alarm]":
    """Without those that came and went while work was planned, and those that nobody was told of."""
    return found.filter(Q(told_severity__gt=0) | Q(planned=True))


def one_alarm(_who: Principal, *, pk: int) -> Alarm:
    """An alarm with its device, rule and case. Raises NotFound."""
    found = Alarm.objects.select_related(*BOARD, "acknowledged_by", "flood").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def one_of_his_cases(who: Principal, *, pk: int) -> Alarm:
    """An alarm whose case he may work on, or that has none. Raises NotFound."""
    found = one_alarm(who, pk=pk)
    if found.case_id is not None:
        worked_case(who, pk=found.case_id)
    return found


def one_rule(_who: Principal, *, pk: int) -> Rule:
    """A rule that counts. Raises NotFound."""
    found = Rule.objects.select_related("product", "queue").filter(pk=pk, active=True).first()
    if found is None:
        raise NotFound(pk)
    return found


def one_window(_who: Principal, *, pk: int) -> Window:
    """A window that is not over. Raises NotFound."""
    found = Window.objects.select_related("asset", "site").filter(pk=pk, ends__gt=now()).first()
    if found is None:
        raise NotFound(pk)
    return found


def one_flood(_who: Principal, *, pk: int) -> Flood:
    """A flood. Raises NotFound."""
    found = Flood.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def windows() -> "QuerySet[Window]":
    """Those that are on or to come, the next first."""
    return Window.objects.filter(ends__gt=now()).select_related("asset", "site").order_by("begins")


def all_rules() -> "QuerySet[Rule]":
    """The rules that count, by product and in the order in which they are asked."""
    found = Rule.objects.filter(active=True).select_related("product", "queue")
    return found.order_by(F("product__model").asc(nulls_last=True), "position", "pk")


def alarms_of_asset(asset_id: int, *, limit: int = 20) -> list[Alarm]:
    """The alarms of a device, open ones first, the newest on top (one query)."""
    found = told(Alarm.objects.filter(asset=asset_id)).select_related(*BOARD, "acknowledged_by")
    found = found.defer("case__terms", "asset__terms", "asset__owner__terms")
    return named(found.order_by(F("over_at").desc(nulls_first=True), "-pk")[:limit])


def alarms_of_case(case: Case) -> list[Alarm]:
    """The alarms that a case is about, active ones first (one query)."""
    found = Alarm.objects.filter(case=case).select_related(*BOARD, "acknowledged_by")
    found = found.defer("case__terms", "asset__terms", "asset__owner__terms")
    return named(found.order_by("-active", "-severity", "pk"))


def changes_of(alarm_ids: Sequence[int]) -> "QuerySet[Change]":
    """What happened to alarms, in order."""
    return Change.objects.filter(alarm__in=alarm_ids).order_by("pk")


def open_case_about(asset_id: int, fault: str) -> Case | None:
    """The open case in which that fault of that device is seen to already."""
    found = Alarm.objects.filter(asset=asset_id, fault=fault, case__isnull=False)
    found = found.exclude(case__status=Case.Status.CLOSED).select_related("case")
    alarm = found.order_by("-pk").first()
    return alarm.case if alarm else None


def windows_asked(case: Case) -> VisitRequest | None:
    """The times that the customer was asked about and has not answered."""
    return case.visit_requests.filter(answered_at=None, withdrawn_at=None).first()


def last_request(case: Case) -> VisitRequest | None:
    """The latest question about times, answered or not."""
    found = case.visit_requests.filter(withdrawn_at=None).select_related("promise")
    return found.order_by("-pk").first()


def waiting_for(who: Principal) -> Asked:
    """How many alarms nobody has acknowledged, for the rail."""
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM alarms_alarm WHERE over_at IS NULL AND told_active"
        " AND acknowledged_at IS NULL LIMIT 100) n WHERE %(alarms_seen)s"
    )
    return Asked(sql, {"alarms_seen": may(who, "alarms.list")})


def reminders_for(user: User) -> "QuerySet[Reminder]":
    """Alarms that nobody has acknowledged and of which this person was told, the latest first."""
    found = Reminder.objects.filter(person=user, seen_at=None, alarm__acknowledged_at=None)
    found = found.filter(alarm__over_at=None).select_related("alarm__asset__product", "alarm__rule")
    return found.order_by("-pk")


HAS_REMINDERS = (
    "SELECT EXISTS (SELECT 1 FROM alarms_reminder r JOIN alarms_alarm a ON a.id = r.alarm_id"
    " WHERE r.person_id = %(me)s AND r.seen_at IS NULL AND a.acknowledged_at IS NULL AND a.over_at IS NULL)"
)


def has_reminders(user: User) -> Asked:
    """Whether there is an alarm of which this person was reminded and that nobody has seen."""
    return Asked(HAS_REMINDERS, {"me": user.pk})


def one_reminder(who: Principal, *, pk: int) -> Reminder:
    """A reminder that was for him. Raises NotFound."""
    found = Reminder.objects.filter(pk=pk).first()
    if found is None or who.user is None or found.person_id != who.user.pk:
        raise NotFound(pk)
    return found


def counts() -> dict[str, int]:
    """How many are open by what is to be done (one query): new, seen, gone, planned."""
    found = told(Alarm.objects.filter(over_at=None))
    there = (Q(active=True) | Q(flapping_at__isnull=False)) & ~Q(planned=True, told_active=False)
    return found.aggregate(
        new=Count("pk", filter=there & Q(acknowledged_at=None)),
        seen=Count("pk", filter=there & Q(acknowledged_at__isnull=False)),
        gone=Count("pk", filter=Q(active=False, flapping_at=None, planned=False)),
        planned=Count("pk", filter=Q(planned=True, told_active=False)),
    )


@audience
def people_at_alarms(stirs: Sequence[Stir]) -> list[Notice]:
    """Whoever may see alarms hears that some changed, as `alarms`, and of which device."""
    return [
        Notice(stir, ("alarms", f"asset:{stir.facts['asset']}"), _may_hear)
        for stir in stirs
        if stir.kind.startswith("alarms.") and "asset" in stir.facts
    ]


def _may_hear(who: Principal) -> bool:
    return may(who, "alarms.list")


def said(alarm: Alarm, language: str) -> str:
    """What it is, in words: as its rule says, else what the fault table calls it, else the name of the rule, else
    the code that the device told (one query, unless it came through `named` or its rule says it)."""
    words = _ruled(alarm, language)
    if words:
        return words
    if alarm.fault == BEYOND:
        return gettext("More different codes than one device can have")
    if alarm.names is None:
        named([alarm])
    known = in_language(alarm.names or {}, language)
    if known:
        return known
    if alarm.rule is not None and alarm.fault == alarm.rule.fault:
        return alarm.rule.name
    return alarm.fault


def said_in_full(alarm: Alarm, language: str) -> str:
    """The same with the code behind it, by which people find it in the manual."""
    what = said(alarm, language)
    if not alarm.code or alarm.code.casefold() in what.casefold():
        return what
    return f"{what} ({alarm.code})"


def _ruled(alarm: Alarm, language: str) -> str:
    return in_language(alarm.rule.says, language) if alarm.rule is not None else ""


def named(alarms: Iterable[Alarm]) -> list[Alarm]:
    """The same alarms, each with what the fault table calls it where no rule says it (one query, or none)."""
    found = list(alarms)
    asked = [
        (alarm, pair)
        for alarm in found
        if not (alarm.rule is not None and alarm.rule.says)
        for pair in _pairs(alarm)
    ]
    known = names_of({pair for _alarm, pair in asked})
    for alarm in found:
        alarm.names = {}
    for alarm, pair in asked:
        alarm.names = alarm.names or dict(known.get(pair) or {})
    return found


def _pairs(alarm: Alarm) -> list[tuple[int, str]]:
    product = alarm.asset.product_id
    codes = dict.fromkeys(filter(None, (alarm.code, alarm.fault)))
    return [(product, code) for code in codes] if product is not None else []


def family_of(asset: Asset) -> list[int]:
    """The machine that it belongs to, with all parts of it that are devices, two levels deep (two queries)."""
    root = asset.parent_id or asset.pk
    parts = Asset.objects.filter(parent=root).values_list("pk", flat=True)
    below = Asset.objects.filter(parent__in=list(parts)).values_list("pk", flat=True)
    return sorted({root, *parts, *below})


def recent_case(
    alarm: Alarm, assets: Collection[int] | None, *, site_id: int | None, since: datetime
) -> Case | None:
    """The newest open case to which alarms of these devices, or of a site, belong since that moment."""
    found = Alarm.objects.filter(case__isnull=False, raised_at__gte=since, alone=False)
    found = found.exclude(case__status=Case.Status.CLOSED).exclude(pk=alarm.pk)
    found = found.filter(asset__site=site_id) if site_id else found.filter(asset__in=assets or [])
    newest = found.select_related("case").order_by("-case_id").first()
    return newest.case if newest else None


AT_ONCE = 100


def wanting(*, without: Collection[int] = (), limit: int = AT_ONCE) -> list[int]:
    """Alarms that want a case now, the longest waiting first (one query)."""
    found = Alarm.objects.filter(wanted_at__lte=now(), over_at=None).exclude(pk__in=without)
    ordered = found.order_by("wanted_at", "-severity", "pk")
    return list(ordered.values_list("pk", flat=True)[:limit])


def wanting_floods(*, without: Collection[int] = ()) -> list[int]:
    """Floods that have no case yet (one query)."""
    found = Flood.objects.filter(case=None, ended_at=None).exclude(pk__in=without)
    return list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
