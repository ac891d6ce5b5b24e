"""What happened, in one line each: entries of the journal as the staff read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.journal.models import Entry
from makegood.base.prepared import Given, Prepared
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case, OwnerChange
from makegood.kernel.actor import Actor
from makegood.kernel.because import in_words
from makegood.records.people.models import Team
from makegood.records.people.queries import name_of
from makegood.web import told_alarms, told_merges, told_promises, told_reviews, told_tasks
from makegood.web.channels import label_of
from makegood.web.handing import entry_line
from makegood.web.sorting import SORTED, queue_names, sorted_line

ELSEWHERE = frozenset(
    (
        *told_merges.KINDS,
        *told_promises.KINDS,
        *told_tasks.KINDS,
        *told_reviews.KINDS,
        *told_alarms.KINDS,
    )
)
KINDS = (
    "cases.opened",
    "cases.owner_changed",
    "cases.waits",
    "cases.weighed",
    "cases.moved",
    "cases.resolved",
    "cases.reopened",
    "cases.closed",
    "cases.confirmed",
    "handoffs.offered",
    "handoffs.ended",
    "channels.message_failed",
    "channels.message_uncertain",
    "channels.message_withdrawn",
    "cases.looked_at",
    *told_merges.KINDS,
    *told_promises.KINDS,
    *told_tasks.KINDS,
    *told_reviews.KINDS,
    *told_alarms.KINDS,
)
ICONS = {
    "cases.opened": ("inbox", ""),
    "cases.owner_changed": ("handoff", ""),
    "cases.waits": ("wait", ""),
    "cases.weighed": ("alert", ""),
    "cases.moved": ("arrow", ""),
    "cases.resolved": ("check", "ok"),
    "cases.reopened": ("undo", "late"),
    "cases.closed": ("ok", "ok"),
    "cases.confirmed": ("check", "ok"),
    "handoffs.offered": ("handoff", ""),
    "handoffs.ended": ("undo", ""),
    "channels.message_failed": ("alert", "late"),
    "channels.message_uncertain": ("help", "late"),
    "channels.message_withdrawn": ("undo", ""),
    "cases.looked_at": ("eye", ""),
    **told_merges.ICONS,
    **told_promises.ICONS,
    **told_tasks.ICONS,
    **told_reviews.ICONS,
    **told_alarms.ICONS,
}


@dataclass(frozen=True)
class Told:
    """One line of the timeline. `tone` is a class of the entry: late, ok, p (promise) or nothing. `undo`: where it
    is taken back, while it can be."""

    id: str
    at: datetime
    icon: str
    tone: str
    text: str
    shape: str = "event"
    undo: str = ""


def _told(bounds: tuple[str, ...], limit: int) -> QuerySet[Entry]:
    within = {f"at__{bound}": Given(bound) for bound in bounds}
    found = Entry.objects.filter(case=Given("case"), kind__in=KINDS, **within)
    return found.order_by("-at", "-id")[:limit]


_TOLD = Prepared(_told)


def entries_of(
    case: Case, *, since: datetime | None, before: datetime | None, limit: int = 200
) -> list[Entry]:
    """The entries of a case that staff are told of, the newest `limit`, in the order of time (one query)."""
    bounds = within(since, before)
    return _TOLD(tuple(bounds), limit, case=case.pk, **bounds)[::-1]


def within(since: datetime | None, before: datetime | None) -> dict[str, datetime]:
    """The bounds that there are, by the name of their comparison."""
    bounds = {"gte": since, "lt": before}
    return {name: moment for name, moment in bounds.items() if moment is not None}


def tell(entries: Iterable[Entry], promises: dict[int, Any]) -> list[Told]:
    """The lines, with people by name and reasons (one query each, none when there is nobody and none)."""
    kept = list(entries)
    names = _names(kept)
    changes, teams, places = _changes(kept), _teams(kept), queue_names(kept)
    ready = {
        **told_tasks.task_lines(kept),
        **told_reviews.review_lines(kept),
        **told_alarms.alarm_lines(kept),
        **told_promises.promise_lines(kept, promises, names),
        **told_merges.merge_lines(kept, names),
    }
    undos = told_merges.undos_of(kept)
    lines = []
    for entry in kept:
        if entry.kind in ELSEWHERE:
            text = ready.get(entry.pk, "")
        elif entry.kind.startswith("handoffs."):
            text = entry_line(entry.kind, entry.facts, names, teams)
        elif entry.kind in SORTED:
            text = sorted_line(entry, names, places)
        else:
            text = _sentence(entry, names, changes.get(entry.pk))
        if text:
            icon, tone = _drawn(entry)
            undo = undos.get(entry.pk, "")
            lines.append(Told(f"e{entry.pk}", entry.at, icon, tone, text, undo=undo))
    return lines


def _names(entries: Iterable[Entry]) -> dict[int, str]:
    ids = set()
    for entry in entries:
        ids |= {
            Actor.parse(entry.actor).user_id,
            entry.facts.get("owner"),
            entry.facts.get("before"),
            entry.facts.get("sender"),
            entry.facts.get("to_user"),
        }
    ids.discard(None)
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _teams(entries: Iterable[Entry]) -> dict[int, str]:
    wanted = {entry.facts["to_team"] for entry in entries if entry.facts.get("to_team")}
    language = html_lang()
    found = Team.objects.filter(pk__in=wanted) if wanted else ()
    return {team.pk: name_of(team, language) for team in found}


def _changes(entries: Iterable[Entry]) -> dict[int, OwnerChange]:
    """How responsibility changed, by entry: the row of the same change, written in the same moment."""
    changed = [entry for entry in entries if entry.kind == "cases.owner_changed"]
    if not changed:
        return {}
    rows = list(OwnerChange.objects.filter(case__in={entry.case for entry in changed}))
    found = {}
    for entry in changed:
        key = (entry.case, entry.facts.get("owner"), entry.facts.get("before"))
        same = [row for row in rows if (row.case_id, row.owner_id, row.before_id) == key]
        if same:
            found[entry.pk] = min(same, key=lambda row: abs(row.at - entry.at))
    return found


def _drawn(entry: Entry) -> tuple[str, str]:
    """Icon and tone; a no of the customer is not a good thing that was done."""
    said_no = entry.kind == "cases.confirmed" and entry.facts.get("answer") != "yes"
    return ICONS["cases.reopened" if said_no else entry.kind]


def _sentence(entry: Entry, names: dict[int, str], change: OwnerChange | None = None) -> str:
    """The sentence of one entry, "" for what is not worth a line."""
    facts = entry.facts
    by = names.get(Actor.parse(entry.actor).user_id or 0, _("The system"))
    owner = names.get(facts.get("owner") or 0, "")
    match entry.kind:
        case "cases.opened":
            channel = label_of(facts.get("channel", ""))
            return _("Opened from %(channel)s; %(owner)s is responsible") % {
                "channel": channel,
                "owner": owner,
            }
        case "cases.owner_changed":
            return _given(owner, by, change)
        case "cases.waits":
            whom = (
                _("the customer") if facts.get("waiting_for") == "customer" else _("a third party")
            )
            return _("%(by)s waits for %(whom)s") % {"by": by, "whom": whom}
        case "cases.resolved":
            return _("%(by)s believes it is solved; the customer is asked") % {"by": by}
        case "cases.reopened" | "cases.closed" | "cases.confirmed":
            return _turn(entry.kind, facts, owner, by)
        case "cases.looked_at":
            return _("%(by)s has looked at what could not be read or verified") % {"by": by}
    return _outgoing(entry.kind, facts)


def _given(owner: str, by: str, change: OwnerChange | None) -> str:
    reason = change.reason if change else ""
    if change and change.why == "cover" and reason:
        reason = in_words(reason)
    told = {"owner": owner, "by": by, "reason": reason}
    match change.why if change else "":
        case "departure" | "reopened":
            return _("%(owner)s is responsible now; the one before has left") % told
        case "handoff":
            return _("%(owner)s accepted it and is responsible now") % told
        case "returned":
            return _("Back with %(owner)s, with the answer: %(reason)s") % told
    if owner == by and reason:
        return _("%(owner)s took it over: %(reason)s") % told
    if owner == by:
        return _("%(owner)s took it over") % told
    if reason:
        return _("%(owner)s is responsible now; %(by)s arranged it: %(reason)s") % told
    return _("%(owner)s is responsible now; %(by)s arranged it") % told


def _turn(kind: str, facts: dict[str, Any], owner: str, by: str) -> str:
    if kind == "cases.confirmed":
        return (
            _("The customer says: solved")
            if facts.get("answer") == "yes"
            else _("The customer says: not solved")
        )
    if kind == "cases.closed":
        if facts.get("how") == "confirmed":
            return _("Closed, confirmed by the customer")
        return _("Closed after silence; counted as assumed")
    because = {
        "message": _("The customer wrote again: reopened, %(owner)s stays responsible"),
        "said_no": _("Not solved: reopened, %(owner)s stays responsible"),
    }
    text = because.get(str(facts.get("because")), _("%(by)s took it up again"))
    return text % {"owner": owner, "by": by}


def _outgoing(kind: str, facts: dict[str, Any]) -> str:
    if kind == "channels.message_failed":
        return _("A message did not reach the customer: %(error)s") % {
            "error": facts.get("error", "")
        }
    if kind == "channels.message_uncertain":
        return _(
            "We are not sure that a message arrived. Sending again might deliver it twice, so we have not."
        )
    return _("A message was taken back before it left")
