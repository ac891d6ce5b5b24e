"""What becomes of every row that names a case or a contact, when two of them are found to be one."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from makegood.care.cases.models import Case
from makegood.records.customers.models import Contact

MOVES = "goes on with the one that stays"
HISTORY = "happened there and stays there"
ITS_OWN = "says of this row what it is"

OF_CASES = {
    "cases.Case.duplicate_of": ITS_OWN,
    "cases.Case.resembles": ITS_OWN,
    "cases.CaseConversation.case": MOVES,
    "cases.OwnerChange.case": HISTORY,
    "cases.Note.case": MOVES,
    "cases.Draft.case": MOVES,
    "cases.Question.case": HISTORY,  # an open one is withdrawn, and asked again when it is taken back
    "cases.Closure.case": HISTORY,
    "cases.Merge.away": HISTORY,
    "cases.Merge.into": HISTORY,
    "cases.Split.case": HISTORY,
    "cases.Split.new": HISTORY,
    "cover.Decision.case": HISTORY,  # about one owner and one time of his
    "cover.ShiftLine.case": HISTORY,
    "cover.Skip.case": HISTORY,
    "handoffs.Handoff.case": HISTORY,  # one that nobody answered forbids the merge
    "handoffs.Alarm.case": HISTORY,  # its link leads to where it goes on
    "promises.Feasibility.case": HISTORY,  # what was answered when it was asked
    "promises.Promise.case": MOVES,
    "promises.Proposal.case": MOVES,
    "feedback.Review.case": MOVES,
    "feedback.Complaint.case": MOVES,
    "repeats.Recognition.case": HISTORY,  # what it came to, as it came
    "repeats.Recognition.known": HISTORY,
    "tasks.Task.case": MOVES,
    "recovery.Offer.case": MOVES,
    "recovery.Nudge.case": HISTORY,  # of a wait that is over
    "diagnosis.Session.case": MOVES,  # unless the one that stays has its own
    "diagnosis.Confirmation.case": MOVES,
    "alarms.Alarm.case": MOVES,
    "alarms.Flood.case": MOVES,
    "alarms.VisitRequest.case": HISTORY,  # he is asked anew where it goes on
    "routing.FirstReading.case": HISTORY,
    "translating.Rendering.case": HISTORY,  # beside what was sent there
}
OF_CONTACTS = {
    "customers.Contact.merged_into": ITS_OWN,
    "customers.Handle.contact": MOVES,
    "customers.Merge.away": HISTORY,
    "customers.Merge.into": HISTORY,
    "customers.Split.contact": HISTORY,
    "customers.Split.new": HISTORY,
    "customers.Apart.one": ITS_OWN,  # said again of the one who stays
    "customers.Apart.other": ITS_OWN,
    "privacy.Erasure.contact": HISTORY,  # one that waits or runs forbids the merge
    "privacy.PersonCopy.contact": HISTORY,  # of what he was then, for a week
    "privacy.Hold.contact": MOVES,
    "privacy.Wishes.contact": ITS_OWN,  # the stricter of both is said of the one who stays
    "privacy.Spoken.contact": ITS_OWN,  # read from his words, and read on
    "entitlements.Contract.contact": MOVES,
    "entitlements.Ending.contact": HISTORY,  # who was told then
    "entitlements.Handling.contact": MOVES,
    "entitlements.HandlingSeen.contact": HISTORY,  # with whom somebody dealt when he read it
    "entitlements.CampaignAsset.contact": HISTORY,  # who was told then
    "assets.Asset.owner": MOVES,
    "assets.Site.contact": MOVES,
    "assets.Ownership.contact": MOVES,
    "conversations.Conversation.contact": MOVES,
    "cases.Case.contact": MOVES,
    "feedback.Review.customer": MOVES,
    "feedback.Match.contact": MOVES,
    "translating.Unasked.contact": ITS_OWN,  # what either does not want is not done for who stays
    "portal.SignIn.contact": MOVES,
    "portal.Session.contact": MOVES,
    "portal.Seat.contact": MOVES,
}
# Ids of rows that are no foreign keys, for their tables lie below what they name: which row, and why it may stay.
PLAIN = {
    "access.Grant.subject": "a case: the link of a customer is led on (cases.queries.goes_on)",
    "journal.Entry.case": "what happened there; never rewritten",
    "journal.Entry.customer": "what happened there; never rewritten",
    "journal.Reaction.entry": "an entry of the journal",
    "privacy.Heard.message": "a message",
    "privacy.Heard.seen": "a message",
    "privacy.Heard.horizon": "a transaction",
    "privacy.Keeping.dropped": "a number",
    "privacy.Keeping.upto": "a row of some table",
    "channels.Outgoing.case": "a case, for the journal of what leaves",
    "channels.Outgoing.customer": "a contact, for the journal of what leaves",
    "channels.Media.message": "a message",
    "entitlements.Contract.case": "a case, in which its end is seen to",
    "entitlements.Decided.case": "a case, in which it was decided then",
    "entitlements.Ending.case": "a case, which he asked for",
    "entitlements.Goodwill.case": "a case, in which it was given",
    "entitlements.CampaignAsset.case": "a case, in which it is seen to",
    "entitlements.ServiceDue.case": "a case, in which it is seen to",
    "feedback.Review.owed_as": "a promise",
    "tasks.Task.owed_as": "a promise",
    "promises.Recompute.upto": "a promise",
    "recovery.WatchMark.warning": "a warning",
    "email.Unreachable.case": "a case, which still says who may see it",
    "email.Folder.uidvalidity": "a number of a mailbox",
    "email.Fetched.uidvalidity": "a number of a mailbox",
    "email.Fetched.uid": "a number of a mailbox",
    "email.Stuck.uidvalidity": "a number of a mailbox",
    "email.Stuck.uid": "a number of a mailbox",
    "telemetry.Stand.messages": "a number of messages",
    "telemetry.Stand.event_seq": "a number of a device's own",
    "telemetry.Stand.reading_seq": "a number of a device's own",
    "telemetry.Gap.first": "a number of a device's own",
    "telemetry.Gap.last": "a number of a device's own",
    "telemetry.Aside.raw": "a message of a device",
    "analysis.Turn.token": "how often a work was taken",
    "files.File.size": "bytes",
    "invariants.Tally.mark": "a row of the table it looks at",
    "invariants.Tally.place": "a row of the table it looks at",
}
SUSPECT = {"case", "contact", "customer", "person", "merged"}


def own_models() -> list[type[models.Model]]:
    """Every table of ours, also those between two others."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model.__module__.startswith("makegood.")]


def references(to: type[models.Model]) -> Iterator[tuple[str, models.Field]]:
    """Every column that is a foreign key to that table, by its full name."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            if field.related_model is to:
                yield f"{model._meta.label}.{field.name}", field


def plain_ids() -> set[str]:
    """Every column that may hold the id of a row without being a foreign key: a big number, or called like one."""
    found = set()
    for model in own_models():
        for field in model._meta.concrete_fields:
            if field.related_model is not None or field.primary_key:
                continue
            is_number = isinstance(field, models.IntegerField)
            is_big = isinstance(field, models.BigIntegerField)
            if is_big or (is_number and SUSPECT & set(field.name.split("_"))):
                found.add(f"{model._meta.label}.{field.name}")
    return found


def snapshot(to: type[models.Model]) -> dict[str, dict[Any, int]]:
    """Which row names which, for every such column."""
    return {
        name: dict(field.model._default_manager.values_list(_key(field), field.attname))
        for name, field in references(to)
    }


def _key(field: models.Field) -> str:
    """By what a row is known: one whose key is the reference itself, by what else it holds."""
    return "company_id" if field.model._meta.label == "portal.Seat" else _own_key(field)


def _own_key(field: models.Field) -> str:
    return "at" if field.primary_key else "pk"


CASES, CONTACTS = (Case, OF_CASES), (Contact, OF_CONTACTS)
