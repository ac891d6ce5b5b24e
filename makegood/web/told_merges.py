"""Two cases that became one, or one that became two: said with the number of the other, and taken back where it stands."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case, Merge
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now

KINDS = ("cases.merged", "cases.unmerged", "cases.split")
ICONS = {
    "cases.merged": ("sync", ""),
    "cases.unmerged": ("undo", ""),
    "cases.split": ("arrow", ""),
}


def other_of(entry: Entry) -> str:
    """The number of the other case, as people say it."""
    facts = entry.facts
    other = facts.get("new") or (
        facts.get("into") if facts.get("away") == entry.case else facts.get("away")
    )
    return Case(pk=other).number if other else ""


def merge_lines(entries: Iterable[Entry], names: dict[int, str]) -> dict[int, str]:
    """The sentence of each such entry, by its row."""
    return {entry.pk: _line(entry, names) for entry in entries if entry.kind in KINDS}


def _line(entry: Entry, names: dict[int, str]) -> str:
    told = {
        "by": names.get(Actor.parse(entry.actor).user_id or 0, _("The system")),
        "number": other_of(entry),
    }
    if entry.kind == "cases.split":
        return _("%(by)s made a conversation a case of its own: %(number)s") % told
    if entry.kind == "cases.unmerged":
        return _("%(by)s took the merge with %(number)s back") % told
    if entry.facts.get("away") == entry.case:
        return _("%(by)s merged this case into %(number)s") % told
    return _("%(by)s merged %(number)s into this case") % told


def undos_of(entries: Iterable[Entry]) -> dict[int, str]:
    """By entry, where a merge is taken back while it can be: in the case that goes on (one query where anything was
    merged)."""
    merged = [e for e in entries if e.kind == "cases.merged" and e.facts.get("into") == e.case]
    if not merged:
        return {}
    alive = Merge.objects.filter(
        into__in={e.case for e in merged}, undone_at=None, at__gt=now() - Merge.UNDO
    )
    rows = {(one.into_id, one.away_id): one.pk for one in alive.only("into", "away")}
    last: dict[tuple[int, int], Entry] = {(e.facts["into"], e.facts["away"]): e for e in merged}
    return {
        entry.pk: reverse("web:case_merge_undo", args=[rows[pair]])
        for pair, entry in last.items()
        if pair in rows
    }
