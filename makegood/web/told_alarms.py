"""What a device reported and what became of it, in the timeline of its case, in one line each."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from makegood.base.journal.models import Entry
from makegood.base.ui.preferences import html_lang
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.queries import named, said_in_full

KINDS = (
    "alarms.joined",
    "alarms.rose",
    "alarms.cleared",
    "alarms.flaps",
    "alarms.acknowledged",
    "alarms.visit_proposed",
    "alarms.visit_answered",
)
ICONS = {
    "alarms.joined": ("signal", ""),
    "alarms.rose": ("signal", ""),
    "alarms.cleared": ("signal", "ok"),
    "alarms.flaps": ("sync", ""),
    "alarms.acknowledged": ("eye", ""),
    "alarms.visit_proposed": ("calendar", ""),
    "alarms.visit_answered": ("calendar", ""),
}


def alarm_lines(entries: Iterable[Entry]) -> dict[int, str]:
    """The sentence of each entry about an alarm or a visit, by entry (two queries, or none)."""
    kept = [entry for entry in entries if entry.kind in KINDS]
    ids = {entry.facts["alarm_id"] for entry in kept if "alarm_id" in entry.facts}
    found = Alarm.objects.select_related("rule", "asset").defer("asset__terms").filter(pk__in=ids)
    known = {one.pk: one for one in named(found)} if ids else {}
    return {entry.pk: _sentence(entry, known.get(entry.facts.get("alarm_id"))) for entry in kept}


def _sentence(entry: Entry, alarm: Alarm | None) -> str:
    facts = entry.facts
    told = {"what": said_in_full(alarm, html_lang()), "serial": alarm.asset.serial} if alarm else {}
    if entry.kind == "alarms.visit_proposed":
        return _("The customer was asked when somebody may come")
    if entry.kind == "alarms.visit_answered":
        suits = facts.get("suits")
        return (
            _("The customer chose a time for the visit")
            if suits
            else _("No proposed time suits him")
        )
    if alarm is None:
        return ""
    return _of_alarm(entry.kind, facts) % told


def _of_alarm(kind: str, facts: dict[str, object]) -> str:
    if kind == "alarms.joined":
        left = facts.get("left")
        return (
            _("%(serial)s: “%(what)s” was taken out")
            if left
            else _("%(serial)s reports “%(what)s”")
        )
    if kind == "alarms.rose":
        graver = int(str(facts.get("severity", 0))) > int(str(facts.get("before", 0)))
        return _("“%(what)s” is graver now") if graver else _("“%(what)s” is less grave now")
    if kind == "alarms.flaps":
        calm = facts.get("calm")
        return _("“%(what)s” is calm again") if calm else _("“%(what)s” comes and goes")
    if kind == "alarms.acknowledged":
        back = facts.get("taken_back")
        return _("Nobody has seen “%(what)s” after all") if back else _("“%(what)s” was seen")
    return _("“%(what)s” cleared by itself")
