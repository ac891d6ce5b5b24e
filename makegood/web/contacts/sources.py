"""What the timeline of a contact is made of here: what was written, and what became of cases, promises, hand-offs,
tasks and remedies, as the journal tells it. Other packages add theirs by `records.customers.ports.add_source`."""

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.access.models import User
from makegood.base.database import rows
from makegood.care.promises.models import Promise
from makegood.kernel.actor import Actor
from makegood.kernel.text import shorten
from makegood.records.customers.ports import Ask, Entry, TimelineSource, add_source
from makegood.web.channels import icon_of
from makegood.web.history import WHAT
from makegood.web.ledger import what_of

LINE = 220
MESSAGES = """
SELECT m.id, m.at, left(m.text, 400), m.author, m.sender_name, u.name, a.kind, s.case_id, c.language
FROM cases_caseconversation s JOIN cases_case c ON c.id = s.case_id
JOIN conversations_conversation t ON t.id = s.conversation_id JOIN channels_account a ON a.id = t.account_id
CROSS JOIN LATERAL (
  SELECT * FROM conversations_message m WHERE m.conversation_id = t.id AND (m.at, m.id) < (%(at)s, %(pk)s)
  ORDER BY m.at DESC, m.id DESC LIMIT %(limit)s) m
LEFT JOIN access_user u ON u.id = m.user_id
WHERE s.case_id = ANY(%(cases)s) AND t.contact_id = %(contact)s AND (%(channel)s = '' OR a.kind = %(channel)s)
ORDER BY m.at DESC, m.id DESC LIMIT %(limit)s
"""
TOLD = """
SELECT id, at, kind, actor, facts, "case" FROM journal_entry
WHERE "case" = ANY(%(cases)s) AND kind = ANY(%(kinds)s) AND (at, id) < (%(at)s, %(pk)s)
  AND NOT (kind IN ('promises.made', 'promises.kept') AND facts->>'promise_kind' = ANY(%(quiet)s))
ORDER BY at DESC, id DESC LIMIT %(limit)s
"""
# What of the journal is worth a line to somebody who wants to know the story; by what it is filtered, its icon.
SHOWN = {
    "cases.opened": ("case", "inbox", ""),
    "cases.resolved": ("case", "check", ""),
    "cases.confirmed": ("case", "ok", "ok"),
    "cases.closed": ("case", "check", "ok"),
    "cases.reopened": ("case", "undo", "late"),
    "cases.waits": ("case", "wait", ""),
    "cases.merged": ("case", "sync", ""),
    "cases.unmerged": ("case", "undo", ""),
    "cases.split": ("case", "sync", ""),
    "cases.repeated": ("case", "bell", "late"),
    "handoffs.offered": ("handoff", "handoff", ""),
    "handoffs.returned": ("handoff", "handoff", ""),
    "promises.made": ("promise", "seam", "p"),
    "promises.kept": ("promise", "seam", "p"),
    "promises.missed": ("promise", "seam", "late"),
    "promises.told": ("promise", "seam", "late"),
    "promises.moved": ("promise", "seam", "p"),
    "tasks.asked": ("task", "users", ""),
    "tasks.ended": ("task", "users", ""),
    "recovery.offer_made": ("remedy", "seam", ""),
    "recovery.remedy_accounted": ("remedy", "seam", ""),
    "channels.message_failed": ("message", "alert", "late"),
}
# Our own clocks are no news to anybody who wants to know the story, unless one was missed.
QUIET = ["first_answer", "next_answer", "solution", "handoff", "task", "follow_up", "confirmation"]
KINDS = {
    "case": gettext_lazy("Cases"),
    "promise": gettext_lazy("Promises"),
    "handoff": gettext_lazy("Hand-offs"),
    "task": gettext_lazy("Tasks"),
    "remedy": gettext_lazy("Remedies"),
}


def messages(ask: Ask) -> list[Entry]:
    """What was written on either side, by whatever channel (one query)."""
    at, pk = ask.edge("messages")
    found = rows(
        MESSAGES,
        {
            "at": at,
            "pk": pk,
            "cases": list(ask.cases),
            "contact": ask.contact_id,
            "channel": ask.channel,
            "limit": ask.limit,
        },
    )
    return [_message(row) for row in found]


def _message(row: tuple[Any, ...]) -> Entry:
    pk, at, text, author, sender, user, channel, case, language = row
    ours = author != "contact"
    return Entry(
        at=at,
        pk=pk,
        kind="message",
        icon="reply" if ours else icon_of(channel),
        text=shorten(text, LINE) or _("Without words"),
        url=f"{reverse('web:case', args=[case])}#m{pk}",
        who=(user or _("The system")) if ours else sender,
        channel=channel,
        lang=language,
    )


def told(ask: Ask) -> list[Entry]:
    """What the journal tells of his cases (three queries)."""
    at, pk = ask.edge("told")
    found = rows(
        TOLD,
        {
            "at": at,
            "pk": pk,
            "cases": list(ask.cases),
            "kinds": list(SHOWN),
            "quiet": QUIET,
            "limit": ask.limit,
        },
    )
    found = [(*row[:4], json.loads(row[4]), row[5]) for row in found]
    promised = {row[4].get("promise_id") for row in found} - {None}
    promises = Promise.objects.in_bulk(promised) if promised else {}
    people = {user for row in found if (user := Actor.parse(row[3]).user_id)}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    return [_told(row, promises, names) for row in found]


def _told(row: tuple[Any, ...], promises: dict[int, Promise], names: dict[int, str]) -> Entry:
    pk, at, kind, actor, facts, case = row
    group, icon, tone = SHOWN[kind]
    text = str(WHAT.get(kind, kind))
    promise = promises.get(facts.get("promise_id", 0))
    if promise is not None:
        text = _("%(what)s: %(promise)s") % {"what": text, "promise": what_of(promise)}
    who = names.get(Actor.parse(actor).user_id or 0, "")
    url = reverse("web:case", args=[case])
    return Entry(at, pk, group, icon, f"{text} · M-{case}", url, who=who, tone=tone)


add_source(
    TimelineSource("messages", {"message": gettext_lazy("Messages")}, messages, has_channels=True)
)
add_source(TimelineSource("told", KINDS, told))
