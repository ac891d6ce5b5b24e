"""The promises of a case: the next one under its header, every one at its side, and all about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.ui.times import by_when, risk_of
from makegood.care.cases.models import Case
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations import why_unlikely
from makegood.care.promises.queries import WORD, why
from makegood.kernel.actor import Actor
from makegood.kernel.because import in_words
from makegood.kernel.clock import now
from makegood.web.reasons import why_at_risk

MOVABLE = (*WORD, Promise.Kind.SOLUTION)


@dataclass(frozen=True)
class Strip:
    """The next promise of the case, said once, under its header. `risk` is late, soon, ok or wait (its
    clock stands), `risk_said` the same in words."""

    is_public: bool
    by: str
    what: str
    due: datetime
    share: float
    risk: str
    risk_said: str
    why: str
    keeper: str
    paused_since: datetime | None = None
    paused: str = ""


def strip_of(promises: Iterable[Promise], case: Case) -> Strip | None:
    """The earliest promise whose clock runs, one to the customer before our own reminders; where all to
    the customer stand, the first of these with the reason."""
    waiting = [p for p in promises if p.state == Promise.State.OPEN]
    running = [p for p in waiting if p.paused_at is None]
    standing = [p for p in waiting if p.paused_at is not None]
    told = [p for p in running if p.is_public]
    if not waiting:
        return None
    first = min(told or standing or running, key=lambda p: p.due)
    moment = now()
    risk, said = risk_marker(first, moment)
    keeper = first.keeper if first.keeper_id else case.owner
    return Strip(
        is_public=first.is_public,
        by=_("by %(time)s") % {"time": by_when(first.due, moment)},
        what=what_of(first),
        due=first.due,
        share=elapsed(first, moment),
        risk=risk,
        risk_said=said,
        why=why_at_risk(first),
        keeper=str(keeper or ""),
        paused_since=first.paused_at,
        paused=paused_words(first, moment),
    )


def risk_marker(promise: Promise, moment: datetime) -> tuple[str, str]:
    """Shape and word of how near an open promise is to being missed."""
    if promise.paused_at is not None:
        return "wait", _("Paused")
    if promise.due <= moment:
        return "late", _("Late")
    if promise.risk == Promise.Risk.WILL_BE_MISSED:
        return "late", _("Will be missed")
    if promise.risk == Promise.Risk.AT_RISK:
        return "soon", _("At risk")
    near = risk_of(promise.due, moment)
    return near, _("Soon") if near == "soon" else _("In time")


def elapsed(promise: Promise, moment: datetime) -> float:
    """How much of its time has passed, 0 to 1: before its clock last began, and since."""
    since = promise.since or promise.made_at
    before = 0.0
    if promise.span and promise.left is not None:
        before = 1 - min(promise.left / promise.span, 1)
    end = promise.paused_at or moment
    if promise.paused_at is not None and promise.left is not None:
        return before
    whole = (promise.due - since).total_seconds()
    run = (end - since).total_seconds() / whole if whole > 0 else 1.0
    return min(max(before + (1 - before) * run, 0.0), 1.0)


def paused_words(promise: Promise, moment: datetime) -> str:
    """Whom we wait for, and since when; "" while its clock runs."""
    if promise.paused_at is None:
        return ""
    since = {"since": by_when(promise.paused_at, moment)}
    if promise.paused_because == Promise.Because.CUSTOMER:
        return _("we wait for the customer since %(since)s") % since
    return _("we wait for a third party since %(since)s") % since


@dataclass
class Line:
    """One promise of the ledger. `does` are the addresses of what can be done: keep, release, move."""

    css: str
    said: str
    when: str
    state: str
    note: str = ""
    does: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)


def ledger_of(promises: Iterable[Promise], *, everything: bool = False) -> list[Line]:
    """Every promise to the customer, and of our own reminders those that are open (or all): first what
    ended, then what runs, each by when it was due."""
    moment = now()
    shown = [p for p in promises if everything or p.is_public or p.state == Promise.State.OPEN]
    shown.sort(key=lambda p: (p.state == Promise.State.OPEN, p.due))
    return [_line(p, moment) for p in shown]


def _line(promise: Promise, moment: datetime) -> Line:
    ended, css = state_of(promise)
    return Line(
        css=css,
        said=what_of(promise),
        when=ended or by_when(promise.due, moment),
        state=ended or _("still open"),
        note=_note(promise, moment),
        does=_does(promise),
    )


def what_of(promise: Promise) -> str:
    """What was promised, in a few words."""
    return promise.what or str(promise.get_kind_display())


def state_of(promise: Promise) -> tuple[str, str]:
    """How a promise ended, in words ("" while it is open), and the class that draws it."""
    if promise.state == Promise.State.OPEN:
        return (_("paused"), "open paused") if promise.paused_at else ("", "open")
    late = promise.ended_at is not None and promise.ended_at > promise.due
    if promise.state == Promise.State.KEPT:
        return (_("kept late") if late else _("kept")), "kept"
    if promise.state == Promise.State.RELEASED:
        return _("released"), "released"
    if promise.moved_to_id is not None:
        return _("moved"), "moved"
    return _("missed"), "made-good" if promise.amends == Promise.Amends.OFFERED else "missed"


def _note(promise: Promise, moment: datetime) -> str:
    due = {"when": by_when(promise.due, moment)}
    if promise.paused_at is not None:
        return paused_words(promise, moment)
    if promise.state == Promise.State.OPEN:
        if promise.due <= moment and promise.told_at is None:
            return _("The moment has passed; the customer should hear from us first")
        return why_at_risk(promise) if promise.risk else ""
    if promise.state == Promise.State.MISSED and promise.moved_to_id is not None:
        return _("was due %(when)s; a new time is agreed") % due
    if promise.state == Promise.State.MISSED:
        return _("was due %(when)s") % due
    if promise.state == Promise.State.KEPT and promise.ended_at and promise.ended_at > promise.due:
        return _("promised for %(when)s") % due
    return ""


def _does(promise: Promise) -> dict[str, str]:
    """What a person can do about it: end what somebody promised, agree another time; the others end
    by themselves, with our answer."""
    if promise.state != Promise.State.OPEN:
        return {}
    names = {}
    if promise.kind in WORD:
        names = {"keep": "web:keeping", "release": "web:release"}
    if promise.kind in MOVABLE:
        names["move"] = "web:new_time"
    return {key: reverse(name, args=[promise.pk]) for key, name in names.items()}


def everything_about(promises: Sequence[Promise]) -> list[Line]:
    """All that is known of every promise of a case, our own reminders too (a fixed number of queries)."""
    parts = ("keeper", "feasibility__overruled_by", "policy__queue", "policy__contract")
    prefetch_related_objects(promises, *parts, "warnings__person", "warnings__fallback", "moves")
    names, moment = _names(promises), now()
    found = sorted(promises, key=lambda p: (p.state == Promise.State.OPEN, p.due))
    lines = [_line(p, moment) for p in found]
    for promise, line in zip(found, lines, strict=True):
        line.told = [(label, text) for label, text in _told(promise, names, moment) if text]
    return lines


def _told(promise: Promise, names: dict[int, str], moment: datetime) -> list[tuple[str, str]]:
    made = _by_at(promise.made_by, promise.made_at, names, moment)
    ended = _by_at(promise.ended_by, promise.ended_at, names, moment) if promise.ended_at else ""
    return [
        (_("Kind"), str(promise.get_kind_display())),
        (_("Due"), by_when(promise.due, moment)),
        (_("Made"), made),
        (_("Who keeps it"), str(promise.keeper or "")),
        (_("As it was said"), f"“{promise.said}”" if promise.said else ""),
        (_("Why this long"), why(promise.policy) if promise.policy else ""),
        (_("Those who know said"), _feasible(promise.feasibility)),
        (_("Risk"), why_at_risk(promise) if promise.state == Promise.State.OPEN else ""),
        (_("Pauses"), _pauses(promise, moment)),
        *_moves(promise, names, moment),
        *_warnings(promise, moment),
        (_("Customer told"), _customer_told(promise, moment)),
        (_("Ended"), ended),
        (_("Why it ended"), in_words(promise.ended_why or promise.amends_why)),
    ]


def _feasible(found: Feasibility | None) -> str:
    if found is None:
        return ""
    said = _("%(verdict)s, %(chance)s%%") % {
        "verdict": found.get_verdict_display(),
        "chance": round(found.chance * 100),
    }
    parts = [said, why_unlikely(found)]
    if found.overruled_by is not None:
        told = {"name": found.overruled_by, "why": found.overruled_why}
        parts.append(_("%(name)s promised it all the same: %(why)s") % told)
    return " · ".join(part for part in parts if part)


def _pauses(promise: Promise, moment: datetime) -> str:
    parts = [paused_words(promise, moment)]
    if promise.paused_for:
        parts.append(_("stood still for %(n)s min before") % {"n": promise.paused_for // 60})
    return " · ".join(part for part in parts if part)


def _moves(promise: Promise, names: dict[int, str], moment: datetime) -> list[tuple[str, str]]:
    said = []
    for move in sorted(promise.moves.all(), key=lambda move: move.at):
        told = {
            "before": by_when(move.before, moment),
            "after": by_when(move.after, moment),
            "why": in_words(move.why),
            "by": _by_at(move.by, move.at, names, moment),
        }
        said.append((_("Moved"), _("%(before)s → %(after)s: %(why)s (%(by)s)") % told))
    return said


def _warnings(promise: Promise, moment: datetime) -> list[tuple[str, str]]:
    said = []
    for warning in sorted(promise.warnings.all(), key=lambda warning: warning.step):
        told = {
            "n": warning.step,
            "name": warning.fallback or warning.person,
            "at": by_when(warning.at, moment),
        }
        text = _("at %(n)s%% of its time %(name)s was told, %(at)s") % told
        if warning.fallback is not None:
            text += " · " + _("%(name)s was not here") % {"name": warning.person}
        said.append((_("Warning"), text))
    return said


def _customer_told(promise: Promise, moment: datetime) -> str:
    if promise.told_at is None:
        return ""
    parts = [by_when(promise.told_at, moment), in_words(promise.untold_why)]
    if promise.told_due is not None:
        parts.append(_("new time: %(when)s") % {"when": by_when(promise.told_due, moment)})
    return " · ".join(part for part in parts if part)


def _names(promises: Sequence[Promise]) -> dict[int, str]:
    """Who is behind the actors of these promises (one query)."""
    actors = {p.made_by for p in promises} | {p.ended_by for p in promises}
    actors |= {move.by for p in promises for move in p.moves.all()}
    ids = {pk for pk in (Actor.parse(text).user_id for text in actors if text) if pk is not None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def _by_at(actor: str, at: datetime, names: dict[int, str], moment: datetime) -> str:
    name = names.get(Actor.parse(actor).user_id or 0, _("The system")) if actor else ""
    return ", ".join(part for part in (name, by_when(at, moment)) if part)
