"""What became of our word, in one line each: said and not recorded, told, missed, made good."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from makegood.base.journal.models import Entry
from makegood.base.ui.times import by_when
from makegood.care.promises.models import Promise, Proposal
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now

ICONS = {
    "promises.made": ("seam", "p"),
    "promises.overdue": ("late", "late"),
    "promises.told": ("seam", ""),
    "promises.missed": ("late", "late"),
    "promises.proposed": ("seam", ""),
    "promises.proposal_dismissed": ("x", ""),
    "recovery.apology_drafted": ("pen", "late"),
    "recovery.apology_vouched": ("check", ""),
    "recovery.apology_spared": ("x", ""),
    "recovery.apology_held": ("alert", "late"),
    "recovery.offer_made": ("seam", "p"),
    "recovery.offer_ended": ("seam", ""),
    "recovery.remedy_accounted": ("check", ""),
    "recovery.customer_nudged": ("clock", ""),
}
KINDS = tuple(ICONS)


def promise_lines(
    entries: Iterable[Entry], promises: dict[int, Promise], names: dict[int, str]
) -> dict[int, str]:
    """The sentence of each entry about our word, by entry; "" for what is not worth a line (one query for
    what was said and not recorded, none when there is nothing)."""
    kept = [entry for entry in entries if entry.kind in KINDS]
    said = _proposals(kept)
    lines = {}
    for entry in kept:
        promise = promises.get(int(entry.facts.get("promise_id") or 0))
        told = {
            "by": names.get(Actor.parse(entry.actor).user_id or 0, _("The system")),
            "what": _what(promise),
        }
        if entry.kind.startswith("recovery."):
            lines[entry.pk] = _recovery(entry.kind, entry.facts) % told
        elif "proposal_id" in entry.facts:
            lines[entry.pk] = _proposal(entry, said, told)
        else:
            lines[entry.pk] = _promise(entry, promise, told) if promise else ""
    return lines


def _what(promise: Promise | None) -> str:
    return (promise.what or str(promise.get_kind_display())) if promise else ""


def _proposals(entries: Iterable[Entry]) -> dict[int, Proposal]:
    ids = {entry.facts["proposal_id"] for entry in entries if "proposal_id" in entry.facts}
    return Proposal.objects.in_bulk(ids) if ids else {}


def _promise(entry: Entry, promise: Promise, told: dict[str, Any]) -> str:
    match entry.kind:
        case "promises.overdue":
            return _("The moment has passed and it is not kept: %(what)s") % told
        case "promises.told":
            return _told(entry, promise, told)
        case "promises.missed":
            return _missed(entry) % told
    if entry.facts.get("promise_kind") != Promise.Kind.PERSON:
        return ""
    return _("%(by)s promised: %(what)s") % told


def _told(entry: Entry, promise: Promise, told: dict[str, Any]) -> str:
    if promise.told_due is None:
        return _("The customer has heard that it will not be kept: %(what)s") % told
    told = {**told, "when": by_when(promise.told_due, now())}
    if entry.facts.get("in_time"):
        return _("The customer heard in time that it will not be kept: %(what)s, now %(when)s") % (
            told
        )
    return _("The customer heard late that it will not be kept: %(what)s, now %(when)s") % told


def _missed(entry: Entry) -> str:
    if entry.facts.get("amends") == Promise.Amends.OFFERED:
        return _("Missed, and something was offered for it: %(what)s")
    return _("Missed: %(what)s")


def _proposal(entry: Entry, said: dict[int, Proposal], told: dict[str, Any]) -> str:
    proposal = said.get(int(entry.facts["proposal_id"]))
    if proposal is None:
        return ""
    told = {**told, "said": proposal.said, "reason": str(proposal.get_reason_display())}
    if entry.kind == "promises.proposed":
        return _("Said and not recorded as a promise: “%(said)s”") % told
    return _("%(by)s does not record “%(said)s”: %(reason)s") % told


def _recovery(kind: str, facts: dict[str, Any]) -> str:
    """The sentence with its places."""
    state = str(facts.get("state", ""))
    if kind == "recovery.offer_ended":
        return _offer_ended(state)
    if kind == "recovery.offer_made" and state == "asked":
        return _("%(by)s asks whether a remedy may be offered")
    if kind == "recovery.remedy_accounted" and not facts.get("delivered"):
        return _("The remedy is not needed any more")
    return {
        "recovery.apology_drafted": _(
            "It will be missed; what the customer is to hear lies ready: %(what)s"
        ),
        "recovery.apology_vouched": _("%(by)s says that it will be kept all the same: %(what)s"),
        "recovery.apology_spared": _("The apology is not needed: %(what)s"),
        "recovery.apology_held": _(
            "The apology could not leave by itself; somebody has to send it: %(what)s"
        ),
        "recovery.offer_made": _("%(by)s offers the customer a remedy"),
        "recovery.remedy_accounted": _("The remedy was delivered"),
        "recovery.customer_nudged": _("The customer was reminded of our question"),
    }[kind]


def _offer_ended(state: str) -> str:
    said = {
        "accepted": _("The customer accepts the remedy"),
        "declined": _("The customer declines the remedy"),
        "expired": _("The customer has not answered the offer of a remedy"),
        "withdrawn": _("The offer of a remedy was withdrawn"),
    }
    return said.get(state, "")
