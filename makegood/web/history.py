"""Everything that happened to a case, from the journal, which nobody can change: who, when, what, from
what to what, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.access.models import User
from makegood.base.journal.models import Entry
from makegood.base.privacy.rules import hidden
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.promises.models import Move, Promise
from makegood.kernel.actor import Actor
from makegood.kernel.because import in_words
from makegood.kernel.clock import now
from makegood.records.people.models import Queue, Team
from makegood.records.people.queries import name_of
from makegood.web import told_merges
from makegood.web.because import value_in_words
from makegood.web.channels import label_of
from makegood.web.ledger import what_of
from makegood.web.sorting import PRIORITIES

PAGE = 200
WHAT = {
    "cases.opened": gettext_lazy("Opened"),
    "cases.owner_changed": gettext_lazy("Responsible"),
    "cases.answered": gettext_lazy("Answered"),
    "cases.waits": gettext_lazy("Waits"),
    "cases.resolved": gettext_lazy("Believed solved; the customer is asked"),
    "cases.reopened": gettext_lazy("Reopened"),
    "cases.closed": gettext_lazy("Closed"),
    "cases.confirmed": gettext_lazy("The customer answered whether it is solved"),
    "cases.note_written": gettext_lazy("Internal note"),
    "cases.renamed": gettext_lazy("Title"),
    "cases.looked_at": gettext_lazy("Looked at"),
    "cases.weighed": gettext_lazy("Priority"),
    "cases.moved": gettext_lazy("Queue"),
    "cases.merged": gettext_lazy("Merged"),
    "cases.unmerged": gettext_lazy("Merge taken back"),
    "cases.split": gettext_lazy("A conversation was split off"),
    "cases.repeated": gettext_lazy("The customer came again about it"),
    "repeats.answered": gettext_lazy("Said whether it is the known trouble"),
    "conversations.message_received": gettext_lazy("Message of the customer"),
    "conversations.message_written": gettext_lazy("Message of ours"),
    "conversations.message_seen": gettext_lazy("Read"),
    "channels.message_left": gettext_lazy("Message left"),
    "channels.message_failed": gettext_lazy("Message did not arrive"),
    "channels.message_uncertain": gettext_lazy("Message may not have arrived"),
    "channels.message_withdrawn": gettext_lazy("Message taken back before it left"),
    "handoffs.offered": gettext_lazy("Hand-off offered"),
    "handoffs.ended": gettext_lazy("Hand-off ended"),
    "handoffs.moved": gettext_lazy("Hand-off passed on"),
    "handoffs.returned": gettext_lazy("Given back with the answer"),
    "handoffs.alarm": gettext_lazy("Alarm"),
    "handoffs.alarm_seen": gettext_lazy("Alarm heard"),
    "alarms.raised": gettext_lazy("Alarm of the device"),
    "alarms.rose": gettext_lazy("Alarm graver or less grave"),
    "alarms.cleared": gettext_lazy("Alarm cleared"),
    "alarms.flaps": gettext_lazy("Alarm comes and goes"),
    "alarms.acknowledged": gettext_lazy("Alarm seen"),
    "alarms.reminded": gettext_lazy("Reminded of an alarm"),
    "alarms.wanted": gettext_lazy("A case was asked for"),
    "alarms.joined": gettext_lazy("Alarm joined or left the case"),
    "alarms.visit_proposed": gettext_lazy("Times for a visit proposed"),
    "alarms.visit_answered": gettext_lazy("Times for a visit answered"),
    "promises.made": gettext_lazy("Promise made"),
    "promises.kept": gettext_lazy("Promise kept"),
    "promises.released": gettext_lazy("Promise released"),
    "promises.owed_again": gettext_lazy("Promise owed again"),
    "promises.overdue": gettext_lazy("Promise overdue"),
    "promises.paused": gettext_lazy("Promise paused"),
    "promises.resumed": gettext_lazy("Promise runs again"),
    "promises.moved": gettext_lazy("Promise moved"),
    "promises.warned": gettext_lazy("Warned of a promise"),
    "promises.at_risk": gettext_lazy("Risk of a promise"),
    "promises.told": gettext_lazy("Customer told that a promise will not be kept"),
    "promises.missed": gettext_lazy("Promise missed"),
    "promises.proposed": gettext_lazy("Said and not recorded"),
    "promises.proposal_recorded": gettext_lazy("Recorded what was said"),
    "promises.proposal_dismissed": gettext_lazy("Not recorded"),
    "tasks.asked": gettext_lazy("Another department asked"),
    "tasks.taken": gettext_lazy("Task taken"),
    "tasks.passed_on": gettext_lazy("Task passed on"),
    "tasks.late": gettext_lazy("Task late"),
    "tasks.ended": gettext_lazy("Task ended"),
    "tasks.item_checked": gettext_lazy("Item of a task"),
    "recovery.apology_drafted": gettext_lazy("Apology drafted"),
    "recovery.apology_vouched": gettext_lazy("Apology vouched for"),
    "recovery.apology_spared": gettext_lazy("Apology not needed"),
    "recovery.apology_held": gettext_lazy("Apology held back"),
    "recovery.offer_made": gettext_lazy("Remedy offered"),
    "recovery.offer_ended": gettext_lazy("Offer of a remedy ended"),
    "recovery.remedy_accounted": gettext_lazy("Remedy accounted"),
    "recovery.customer_nudged": gettext_lazy("Customer reminded"),
    "channels.message_proven": gettext_lazy("Message arrived after all"),
    "conversations.file_came": gettext_lazy("File fetched"),
    "cover.case_decided": gettext_lazy("What becomes of it while somebody is away"),
    "cover.customer_told": gettext_lazy("Customer told who answers now"),
    "cover.not_taken_up": gettext_lazy("Passed on: its owner was not here"),
    "feedback.asked": gettext_lazy("Customer asked for a review"),
    "feedback.complaint": gettext_lazy("Complaint"),
    "feedback.complaint_read": gettext_lazy("Complaint read"),
    "translating.wish": gettext_lazy("Whether a machine may read his words"),
    "routing.no_complaint": gettext_lazy("No complaint"),
    "feedback.matched": gettext_lazy("Review of this customer found"),
    "feedback.answered": gettext_lazy("Review answered"),
    "feedback.not_answered": gettext_lazy("Answer to a review did not arrive"),
    "cases.device": gettext_lazy("The device it is about"),
    "entitlements.decided": gettext_lazy("Looked up what is covered"),
    "entitlements.goodwill_given": gettext_lazy("Covered in goodwill"),
    "entitlements.goodwill_withdrawn": gettext_lazy("Goodwill taken back"),
    "entitlements.quota_used": gettext_lazy("Taken from the contract"),
    "entitlements.quota_given_back": gettext_lazy("Given back to the contract"),
    "entitlements.service_due": gettext_lazy("Service due"),
    "entitlements.service_done": gettext_lazy("Service done"),
    "entitlements.handling_written": gettext_lazy("Note for everybody written"),
    "entitlements.handling_ended": gettext_lazy("Note for everybody ended"),
    "diagnosis.search_began": gettext_lazy("Search for the cause begun"),
    "diagnosis.search_answered": gettext_lazy("Question about the cause answered"),
    "diagnosis.search_ended": gettext_lazy("Search for the cause ended"),
    "diagnosis.cause_confirmed": gettext_lazy("Cause confirmed"),
    "diagnosis.cause_withdrawn": gettext_lazy("Confirmed cause taken back"),
    "diagnosis.lesson_learned": gettext_lazy("The fault table learns from it"),
    "feedback.arrived": gettext_lazy("Review arrived"),
    "feedback.changed": gettext_lazy("Review changed by its author"),
    "feedback.gone": gettext_lazy("Review taken back by its author"),
    "mail.address_gone": gettext_lazy("Mail does not reach this address"),
    "mail.address_reached": gettext_lazy("Mail reaches this address again"),
    "privacy.hidden_shown": gettext_lazy("Looked at what was hidden"),
    "privacy.language_recognised": gettext_lazy("Language recognised"),
}
PEOPLE = ("owner", "before", "sender", "to_user", "assignee", "person", "told")


@dataclass(frozen=True)
class Line:
    """One entry: what it is about stands in `what`, its number in `id`."""

    id: int
    at: datetime
    who: str
    what: str
    before: str
    after: str
    why: str


def history_of(case: Case, *, before: int | None = None, limit: int | None = PAGE) -> list[Line]:
    """The entries of a case, the newest first, those before a number; all of them without a limit (a fixed
    number of queries)."""
    found = Entry.objects.filter(case=case.pk)
    if before is not None:
        found = found.filter(pk__lt=before)
    entries = list(found.order_by("-id")[:limit] if limit else found.order_by("-id"))
    return _Reading(case, entries).lines()


class _Reading:
    """What the entries refer to, read at once: people, teams, queues, promises, reasons."""

    def __init__(self, case: Case, entries: Sequence[Entry]) -> None:
        self.entries, self.moment, language = entries, now(), html_lang()
        self.people = _people(entries)
        self.promises = {p.pk: p for p in Promise.objects.filter(case=case)}
        self.moves = list(Move.objects.filter(promise__case=case))
        self.owners = list(OwnerChange.objects.filter(case=case))
        teams = {e.facts.get("team_id") or e.facts.get("to_team") for e in entries} - {None}
        self.teams = {t.pk: name_of(t, language) for t in Team.objects.filter(pk__in=teams)}
        moved = [e for e in entries if e.kind == "cases.moved"]
        queues = {e.facts[key] for e in moved for key in ("queue", "before")}
        self.queues = (
            {q.pk: name_of(q, language) for q in Queue.objects.filter(pk__in=queues)}
            if queues
            else {}
        )

    def lines(self) -> list[Line]:
        """In the order of the entries."""
        return [self._line(entry) for entry in self.entries]

    def _line(self, entry: Entry) -> Line:
        before, after, why = self._change(entry)
        what = str(WHAT.get(entry.kind, entry.kind))
        promise = self.promises.get(entry.facts.get("promise_id", 0))
        if promise is not None:
            what = _("%(what)s: %(promise)s") % {"what": what, "promise": what_of(promise)}
        words = (hidden(text) for text in (what, before, after, why))
        return Line(entry.pk, entry.at, self._who(entry.actor), *words)

    def _who(self, text: str) -> str:
        actor = Actor.parse(text)
        if actor.kind == "contact":
            return _("The customer")
        return self.people.get(actor.user_id or 0, _("The system"))

    def _change(self, entry: Entry) -> tuple[str, str, str]:
        facts, kind = entry.facts, entry.kind
        if kind == "cases.owner_changed":
            return self._owner(entry)
        if kind == "promises.moved":
            return self._moved(entry)
        if kind == "cases.moved":
            return (
                self._queue(facts["before"]),
                self._queue(facts["queue"]),
                facts.get("reason", ""),
            )
        if kind == "cases.renamed":
            return str(facts.get("before", "")), str(facts.get("after", "")), ""
        if kind == "cases.weighed":
            return _priority(facts.get("before")), _priority(facts.get("urgency")), ""
        if kind == "cases.opened":
            return "", self._person(facts.get("owner")), label_of(facts.get("channel", ""))
        if kind in told_merges.KINDS:
            return "", told_merges.other_of(entry), self._because(kind, facts)
        return "", self._after(kind, facts), self._because(kind, facts)

    def _owner(self, entry: Entry) -> tuple[str, str, str]:
        facts = entry.facts
        same = [
            row
            for row in self.owners
            if (row.owner_id, row.before_id) == (facts.get("owner"), facts.get("before"))
        ]
        row = min(same, key=lambda row: abs(row.at - entry.at), default=None)
        parts = [str(row.get_why_display()), in_words(row.reason)] if row else []
        why = ": ".join(part for part in parts if part)
        return self._person(facts.get("before")), self._person(facts.get("owner")), why

    def _moved(self, entry: Entry) -> tuple[str, str, str]:
        ends = [_moment(entry.facts.get(key, "")) for key in ("before", "after")]
        same = [m for m in self.moves if [m.before, m.after] == ends]
        why = min(same, key=lambda m: abs(m.at - entry.at)).why if same else ""
        said = [by_when(end, self.moment) if end else "" for end in ends]
        return said[0], said[1], in_words(why)

    def _after(self, kind: str, facts: dict[str, Any]) -> str:
        """What it has become, where the fact says so."""
        found = []
        for key in ("state", "how", "answer", "waiting_for", "verdict", "amends"):
            found += [value_in_words(kind, key, str(facts[key]))] if facts.get(key) else []
        found += [
            self._person(facts[key]) for key in ("to_user", "assignee", "told") if facts.get(key)
        ]
        found += [
            self.teams.get(facts[key], "") for key in ("to_team", "team_id") if facts.get(key)
        ]
        promise = self.promises.get(facts.get("promise_id", 0))
        if promise is not None and "risk" in facts:
            found.append(str(Promise.Risk(facts["risk"]).label))
        elif promise is not None:
            found.append(_("due %(when)s") % {"when": by_when(promise.due, self.moment)})
        return " · ".join(one for one in found if one)

    def _because(self, kind: str, facts: dict[str, Any]) -> str:
        promise = self.promises.get(facts.get("promise_id", 0))
        told = [value_in_words(kind, "because", str(facts.get("because", "")))]
        told += [in_words(str(facts.get(key, ""))) for key in ("reason", "error")]
        if promise is not None and "amends" in facts:
            told.append(in_words(promise.amends_why))
        if promise is not None and "in_time" in facts:
            told.append(in_words(promise.untold_why))
        return " · ".join(one for one in told if one)

    def _person(self, pk: int | None) -> str:
        return self.people.get(pk or 0, "")

    def _queue(self, pk: int) -> str:
        return self.queues.get(pk, str(pk))


def _people(entries: Iterable[Entry]) -> dict[int, str]:
    ids: set[Any] = set()
    for entry in entries:
        ids.add(Actor.parse(entry.actor).user_id)
        ids |= {entry.facts.get(key) for key in PEOPLE if isinstance(entry.facts.get(key), int)}
    ids.discard(None)
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _priority(urgency: int | None) -> str:
    return str(dict(PRIORITIES).get(urgency or 0, ""))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
