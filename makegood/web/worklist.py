"""The one work list: sorted by risk to the customer, each row with the reason for its rank."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.ui.times import risk_of
from makegood.care.cases.models import Case
from makegood.care.cases.queries import visible
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import next_of
from makegood.kernel.clock import now
from makegood.web.channels import icon_of
from makegood.web.reasons import why

PAGE = 40
MOST = 400
COUNTED = 1000  # more than this is shown as "999+"
WHOSE = ("mine", "team")
WAITING = (Case.Status.WAITING, Case.Status.RESOLVED)


@dataclass(frozen=True)
class Row:
    """One case as the list shows it."""

    pk: int
    subject: str
    lang: str
    due: datetime
    risk: str
    risk_label: str
    group: str
    group_label: str
    why: str
    who: str
    icon: str
    url: str
    is_new: bool


@dataclass
class WorkList:
    """A page of the list; `next` is where the following page begins, "" at the end."""

    whose: str
    title: str
    rows: list[Row] = field(default_factory=list)
    next: str = ""
    count: str = ""
    waiting: str = ""
    late: int = 0
    head: bool = False

    topics = "work"

    @property
    def choices(self) -> list[dict[str, str]]:
        """What else can be shown."""
        labels = {"mine": _("My work"), "team": _("All I may see")}
        return [{"key": key, "label": labels[key], "command": labels[key]} for key in WHOSE]


def work_list(who: Principal, *, whose: str, after: str = "", limit: int = PAGE) -> WorkList:
    """A page of the list: at most two queries for rows, one for promises, one for counts."""
    whose = whose if whose in WHOSE else "mine"
    limit = max(PAGE, min(limit, MOST))
    result = WorkList(whose, _("My work") if whose == "mine" else _("All work"))
    cases, result.next = _page(who, whose, after, limit)
    promises = next_of([case.pk for case in cases])
    result.rows = [_row(case, promises.get(case.pk), who) for case in cases]
    return result


def with_counts(found: WorkList, who: Principal) -> WorkList:
    """Add how many there are, how many wait and how many are late (one query, counted up to a limit)."""
    counted = (
        _base(who, found.whose)
        .order_by()
        .values("status", "next_deadline")[:COUNTED]
        .aggregate(
            all=Count("status"),
            waiting=Count("status", filter=Q(status__in=WAITING)),
            late=Count("status", filter=Q(next_deadline__lte=now(), status=Case.Status.OPEN)),
        )
    )
    found.count = _shown(counted["all"])
    found.waiting = _shown(counted["waiting"])
    found.late = counted["late"]
    return found


def late_count(who: Principal) -> int:
    """How many of his own cases are late (one query)."""
    if who.user is None:
        return 0
    mine = Case.objects.open().filter(owner=who.user, status=Case.Status.OPEN)
    return mine.filter(next_deadline__lte=now())[:COUNTED].count()


def _shown(number: int) -> str:
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def _base(who: Principal, whose: str) -> Any:
    if whose == "mine":
        return Case.objects.open().filter(owner=who.user)
    return visible(who).open()


def _page(who: Principal, whose: str, after: str, limit: int) -> tuple[list[Case], str]:
    """First what is open, then what waits for others, each by its deadline; keyset-paged."""
    part, key = _read(after)
    cases: list[Case] = []
    for number in (0, 1):
        if number < part or len(cases) > limit:
            continue
        rows = _base(who, whose).filter(_part(number))
        if key and number == part:
            rows = rows.filter(
                Q(next_deadline__gt=key[0]) | Q(next_deadline=key[0], pk__gt=key[1]),
                next_deadline__gte=key[0],
            )
        rows = rows.select_related("contact", "owner").defer("terms")
        cases += rows.order_by("next_deadline", "pk")[: limit + 1 - len(cases)]
    if len(cases) <= limit:
        return cases, ""
    return cases[:limit], _write(cases[limit - 1])


def _part(number: int) -> Q:
    return Q(status__in=WAITING) if number else Q(status=Case.Status.OPEN)


def _write(case: Case) -> str:
    due = case.next_deadline or now()
    part = int(case.status in WAITING)
    return urlsafe_b64encode(f"{part}|{due.isoformat()}|{case.pk}".encode()).decode()


def _read(after: str) -> tuple[int, tuple[datetime, int] | None]:
    """Where to go on; a mark that cannot be read begins at the start."""
    try:
        part, due, pk = urlsafe_b64decode(after.encode()).decode().split("|")
        moment = datetime.fromisoformat(due)
        if moment.tzinfo is None:
            return 0, None
        return int(part), (moment, int(pk))
    except ValueError:
        return 0, None


def _row(case: Case, promise: Promise | None, who: Principal) -> Row:
    moment = now()
    due = case.next_deadline or moment
    waits = case.status in WAITING
    risk = "wait" if waits and due > moment else risk_of(due, moment)
    group = "waiting" if waits else _group(risk, due, moment)
    return Row(
        pk=case.pk,
        subject=case.subject,
        lang=case.language,
        due=due,
        risk=risk,
        risk_label=risk_labels()[risk],
        group=group,
        group_label=group_labels()[group],
        why=why(case, promise, moment),
        who=_who(case, who),
        icon=icon_of(case.channel),
        url=reverse("web:case", args=[case.pk]),
        is_new=case.unanswered_since is not None,
    )


def _group(risk: str, due: datetime, moment: datetime) -> str:
    if risk in ("late", "soon"):
        return "now"
    return "today" if localtime(due).date() == localtime(moment).date() else "later"


def _who(case: Case, who: Principal) -> str:
    name = str(case.contact)
    if case.owner_id and who.user and case.owner_id != who.user.pk:
        return f"{name} · {case.owner}"
    return name


def group_labels() -> dict[str, str]:
    """The headings, in the viewer's language."""
    return {
        "now": _("Most at risk for the customer"),
        "today": _("Today"),
        "later": _("Later"),
        "waiting": _("Waiting for others"),
    }


def risk_labels() -> dict[str, str]:
    """What the shapes say, in the viewer's language."""
    return {"late": _("Late"), "soon": _("Soon"), "ok": _("In time"), "wait": _("Waiting")}
