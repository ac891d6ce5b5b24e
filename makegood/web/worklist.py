"""The one work list: sorted by risk to the customer, each row with the reason for its rank."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.ui.times import risk_of
from makegood.care.cases.models import Case
from makegood.care.cases.queries import OURS, THEIRS, After, work_counts
from makegood.care.cases.queries import work_list as cases_of_share
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
    later: bool = False  # the page fetches the rows when the list comes into view
    group_before: str = ""  # the heading under which the page before this one ended

    topics = "work"

    @property
    def choices(self) -> list[dict[str, str]]:
        """What else can be shown."""
        labels = {"mine": _("My work"), "team": _("All work")}
        return [{"key": key, "label": labels[key], "command": labels[key]} for key in WHOSE]


def list_to_come(whose: str) -> WorkList:
    """The list beside a case that was opened by its address: its rows follow, where it is in view at all (no query)."""
    whose = whose if whose in WHOSE else "mine"
    return WorkList(whose, _title(whose), later=True)


def work_list(who: Principal, *, whose: str, after: str = "", limit: int = PAGE) -> WorkList:
    """A page of the list: at most two queries for rows, one for promises, one for counts."""
    whose = whose if whose in WHOSE else "mine"
    limit = max(PAGE, min(limit, MOST))
    result = WorkList(whose, _title(whose))
    cases, result.next = _page(who, whose, after, limit)
    result.group_before = _group_of_mark(after)
    promises = next_of([case.pk for case in cases])
    labels = group_labels(), risk_labels()
    result.rows = [_row(case, promises.get(case.pk), who, *labels) for case in cases]
    return result


def _title(whose: str) -> str:
    return _("My work") if whose == "mine" else _("All work")


def with_counts(found: WorkList, who: Principal) -> WorkList:
    """Add how many there are, how many wait and how many are late (one query, counted up to a limit)."""
    counts = work_counts(who, scope=found.whose, limit=COUNTED)
    found.count = _shown(counts.ours + counts.theirs)
    found.waiting = _shown(counts.theirs)
    found.late = counts.late
    return found


def late_count(who: Principal) -> int:
    """How many of his own cases are late (one query)."""
    return work_counts(who, limit=COUNTED).late


def _shown(number: int) -> str:
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def _page(who: Principal, whose: str, after: str, limit: int) -> tuple[list[Case], str]:
    """First what is open, then what waits for others, each by its deadline; keyset-paged."""
    part, key = _read(after)
    found: list[Case] = []
    for number, statuses in enumerate((OURS, THEIRS)):
        if number >= part and len(found) <= limit:
            found += cases_of_share(
                who,
                scope=whose,
                statuses=statuses,
                after=key if number == part else None,
                limit=limit + 1 - len(found),
            )
    if len(found) <= limit:
        return found, ""
    return found[:limit], mark_after(found[limit - 1])


def mark_after(case: Case) -> str:
    """The mark from which a page goes on after a case."""
    due = case.next_deadline or now()
    part = int(case.status in WAITING)
    return urlsafe_b64encode(f"{part}|{due.isoformat()}|{case.pk}".encode()).decode()


def _read(after: str) -> tuple[int, After | None]:
    """Where to go on; a mark that cannot be read begins at the start."""
    try:
        part, due, pk = urlsafe_b64decode(after.encode()).decode().split("|")
        moment = datetime.fromisoformat(due)
        if moment.tzinfo is None:
            return 0, None
        return int(part), After(moment, int(pk))
    except ValueError:
        return 0, None


def _group_of_mark(after: str) -> str:
    """The heading under which the row of a mark stood."""
    part, key = _read(after)
    if key is None:
        return ""
    moment = now()
    return "waiting" if part else _group(risk_of(key.due, moment), key.due, moment)


def _row(
    case: Case,
    promise: Promise | None,
    who: Principal,
    groups: dict[str, str],
    risks: dict[str, str],
) -> Row:
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
        risk_label=risks[risk],
        group=group,
        group_label=groups[group],
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
