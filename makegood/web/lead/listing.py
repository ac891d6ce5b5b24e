"""The rows behind a figure: promises one by one, a page at a time."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.ui.times import by_when
from makegood.care.promises.models import Promise
from makegood.care.promises.queries.overseeing import pressing
from makegood.care.promises.queries.rates import (
    OUTCOMES,
    Decided,
    Wanted,
    promises_behind,
    scope_of,
)
from makegood.kernel.clock import now
from makegood.web.lead.helping import Help, helps
from makegood.web.lead.ways import RANGES, names_of, since_of
from makegood.web.reasons import why_at_risk

PAGE = 50
ANSWER = ("first_answer", "next_answer")
TONES = {"kept": "ok", "late": "soon", "missed": "late", "released": "wait", "open": "wait"}


@dataclass(frozen=True)
class Row:
    """One promise of the table."""

    what: str
    kind: str
    subject: str
    lang: str
    url: str
    customer: str
    person: str
    due: datetime
    ended: datetime | None
    tone: str
    said: str
    notes: str


@dataclass
class Listing:
    """A page of the table with what was asked for; `next` is the way on, "" at the end."""

    title: str
    asked: list[str]
    rows: list[Row] = field(default_factory=list)
    helps: list[Help] = field(default_factory=list)
    next: str = ""
    range: str = ""


def listing(who: Principal, query: QueryDict) -> Listing:
    """What the address asks for; what it says wrongly counts as not said (a fixed number of statements)."""
    if query.get("state") == "now":
        return _pressing(who, query)
    wanted, range_ = wanted_of(query)
    mark = _read(query.get("after", ""))
    after = (mark[1], mark[2]) if mark else None
    found = promises_behind(who, wanted, after=after, limit=PAGE + 1)
    names = names_of("person", [one.person_id for one in found])
    result = Listing(titles()[wanted.outcome], _asked(wanted, range_), range=range_)
    result.rows = [_row(one, names) for one in found[:PAGE]]
    if len(found) > PAGE:
        last = found[PAGE - 1]
        result.next = _on(query, f"0|{last.at.isoformat()}|{last.promise.pk}")
    return result


def _pressing(who: Principal, query: QueryDict) -> Listing:
    found = pressing(scope_of(who), after=_read(query.get("after", "")), limit=PAGE + 1)
    result = Listing(_("Who needs help now?"), [], helps=helps(found[:PAGE], who))
    if len(found) > PAGE:
        last = found[PAGE - 1]
        mark = f"{last.rank}|{last.promise.due.isoformat()}|{last.promise.pk}"
        result.next = _on(query, mark)
    return result


def wanted_of(query: QueryDict) -> tuple[Wanted, str]:
    """The filters of an address, and the range it names ("" for two moments)."""
    range_ = query.get("range", "")
    since, until = _moment(query.get("from", "")), _moment(query.get("to", ""))
    if since is None:
        range_ = range_ if range_ in RANGES else "quarter"
        since = since_of(range_)
    else:
        range_ = ""
    kind = query.get("kind", "")
    kinds = ANSWER if kind == "answer" else (kind,) if kind in Promise.Kind.values else ()
    outcome = query.get("state", "")
    wanted = Wanted(
        since=since,
        until=until or now() + timedelta(seconds=1),
        outcome=outcome if outcome in OUTCOMES else "",
        kinds=kinds,
        channel=query.get("channel"),
        team=_number(query.get("team", "")),
        queue=_number(query.get("queue", "")),
        person=_number(query.get("person", "")),
    )
    return wanted, range_


def titles() -> dict[str, str]:
    """What the table shows, by outcome, in the viewer's language."""
    return {
        "": _("What we promised"),
        "kept": _("Kept in time"),
        "late": _("Kept late"),
        "missed": _("Not kept"),
        "released": _("Released"),
        "broken": _("Not kept in time"),
        "told_first": _("Not kept in time, but the customer heard it from us first"),
        "made_good": _("Not kept in time, and something was offered"),
        "given": _("Answered"),
        "open": _("Still open"),
    }


def _asked(wanted: Wanted, range_: str) -> list[str]:
    """The filters in words, for the chips above the table (one query for each that is a name)."""
    said = []
    if range_ and wanted.outcome != "open":
        said.append(range_labels()[range_])
    elif wanted.outcome != "open":
        moment = now()
        told = {"since": by_when(wanted.since, moment), "until": by_when(wanted.until, moment)}
        said.append(_("%(since)s to %(until)s") % told)
    if wanted.kinds == ANSWER:
        said.append(_("Answers"))
    elif wanted.kinds:
        said += names_of("kind", wanted.kinds).values()
    for by in ("channel", "team", "queue", "person"):
        key = getattr(wanted, by)
        if key is not None:
            said += names_of(by, [key]).values()
    return said


def range_labels() -> dict[str, str]:
    """The ranges, in the viewer's language."""
    return {"today": _("Today"), "week": _("7 days"), "quarter": _("13 weeks")}


def _row(one: Decided, names: dict[int, str]) -> Row:
    promise, case = one.promise, one.promise.case
    said = {
        "kept": _("kept"),
        "late": _("kept late"),
        "missed": _("not kept"),
        "released": _("released"),
        "open": _("still open"),
    }
    return Row(
        what=promise.what or str(promise.get_kind_display()),
        kind=str(promise.get_kind_display()) if promise.what else "",
        subject=case.subject,
        lang=case.language,
        url=reverse("web:case", args=[case.pk]),
        customer=str(case.contact),
        person=names.get(one.person_id or 0, ""),
        due=promise.due,
        ended=promise.ended_at,
        tone=TONES[one.outcome],
        said=said[one.outcome],
        notes=" · ".join(_notes(promise, one.outcome)),
    )


def _notes(promise: Promise, outcome: str) -> Sequence[str]:
    notes = []
    if promise.paused_at is not None:
        notes.append(str(promise.get_paused_because_display()))
    if outcome not in ("late", "missed"):
        why = why_at_risk(promise)
        return [*notes, why] if outcome == "open" and why else notes
    if promise.state == Promise.State.OPEN:
        notes.append(_("still open"))
    if promise.told_at is None:
        notes.append(_("the customer was not told"))
    elif promise.told_at < promise.due:
        notes.append(_("told first"))
    else:
        notes.append(_("told late"))
    if promise.amends == Promise.Amends.OFFERED:
        notes.append(_("something was offered"))
    return notes


def _on(query: QueryDict, mark: str) -> str:
    told = {name: query[name] for name in query if name != "after"}
    told["after"] = urlsafe_b64encode(mark.encode()).decode()
    return f"{reverse('web:lead_promises')}?{urlencode(told)}"


def _read(after: str) -> tuple[int, datetime, int] | None:
    """Where to go on; a mark that cannot be read begins at the start."""
    try:
        rank, at, pk = urlsafe_b64decode(after.encode()).decode().split("|")
        moment = _moment(at)
        return (int(rank), moment, int(pk)) if moment and abs(int(pk)) < 2**62 else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
