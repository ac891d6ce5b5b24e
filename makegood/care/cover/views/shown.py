"""What the pages say of an absence, of a case to decide about, and of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, is_naive
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal, may
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.cover.models import Absence, CoverAlarm, Decision, ShiftLine
from makegood.care.cover.queries import Away
from makegood.care.handoffs.models import Handoff
from makegood.kernel.because import read
from makegood.kernel.clock import now


@dataclass(frozen=True)
class Shown:
    """An absence on a page: where its cover stands, and what the viewer can do."""

    absence: Absence
    state: str
    tone: str
    undecided: int = 0
    asked: bool = False
    may_arrange: bool = False

    @property
    def cover(self) -> str:
        """Who is named, as a choice."""
        return str(self.absence.cover_id or "")


def shown(
    absence: Absence, who: Principal, *, scopes: frozenset[str] = frozenset(), undecided: int = 0
) -> Shown:
    """An absence for one member of staff."""
    away = Away(absence, scopes)
    state, tone = _standing(absence)
    mine = may(who, "cover.answer", away)
    return Shown(
        absence,
        state,
        tone,
        undecided,
        asked=mine and absence.accepted_at is None and absence.is_live,
        may_arrange=may(who, "cover.arrange", away),
    )


def _standing(absence: Absence) -> tuple[str, str]:
    if not absence.is_live:
        return str(absence.get_state_display()), ""
    told = {"name": absence.cover or "", "refused": absence.refused_by or ""}
    if absence.accepted_at is not None:
        return _("%(name)s covers") % told, "ok"
    if absence.cover is not None:
        return _("%(name)s has not answered yet") % told, "soon"
    if absence.refused_by is not None:
        return _("%(refused)s said no; nobody covers yet") % told, "late"
    return _("Nobody covers yet; the duty lead does") % told, "late"


@dataclass(frozen=True)
class Row:
    """A case to decide about, with what was typed and what is wrong with it."""

    case: Case
    choice: str
    until: datetime | None
    to: str
    state: str
    error: str = ""
    line: ShiftLine | None = None
    why: str = ""

    @property
    def is_offered(self) -> bool:
        """Whether it is the receiver's as soon as he signs."""
        handoff = self.line.handoff if self.line else None
        return handoff is not None and handoff.state == Handoff.State.OFFERED


def absence_row(
    case: Case, decision: Decision | None, absence: Absence, *, error: str = "", choice: str = ""
) -> Row:
    """A case in the dialog of an absence."""
    found = decision or Decision(choice="")
    to = found.handoff.to_user_id if found.handoff else absence.cover_id
    return Row(
        case=case,
        choice=choice or found.choice,
        until=found.until or absence.ends,
        to=str(to or ""),
        state=_decided(found),
        error=error,
    )


def _decided(decision: Decision) -> str:
    handoff = decision.handoff
    if decision.choice == "hand" and handoff is not None:
        told = {"name": handoff.to_user}
        match handoff.state:
            case Handoff.State.OFFERED:
                return _("offered to %(name)s") % told
            case Handoff.State.DECLINED:
                return _("%(name)s said no; the cover has it") % told
        return str(handoff.get_state_display())
    return "" if decision.choice else _("undecided")


def shift_row(line: ShiftLine, *, error: str = "", typed: Mapping[str, str] | None = None) -> Row:
    """A case on the list of a shift."""
    given = typed or {}
    return Row(
        case=line.case,
        choice=given.get("choice", line.choice),
        until=line.until or line.handover.resumes,
        to="",
        state=_line_state(line),
        error=error,
        line=line,
        why=given.get("why", why_of(line)),
    )


def why_of(line: ShiftLine) -> str:
    """Why he keeps a case, in words: his own, or those of what was suggested."""
    if read(line.why)[0] != "nothing_due":
        return line.why
    when = {"time": by_when(line.handover.resumes, now())}
    return _("Nothing is due before %(time)s") % when


def _line_state(line: ShiftLine) -> str:
    if line.refused_why:
        return _("refused: %(why)s") % {"why": line.refused_why}
    if line.case.owner_id != line.handover.user_id:
        return _("with %(name)s now") % {"name": line.case.owner}
    if line.handoff is None:
        return _("suggested") if line.suggested and line.handover.sent_at is None else ""
    return str(line.handoff.get_state_display())


def words_of(alarm: CoverAlarm) -> str:
    """An alarm as a sentence."""
    about = alarm.absence or alarm.handover
    told = {
        "name": about.user if about else "",
        "who": alarm.who or "",
        "n": alarm.cases,
        "words": alarm.words,
    }
    match alarm.kind:
        case CoverAlarm.Kind.UNACCEPTED:
            return _("%(name)s is away and nobody accepted to cover. The duty lead does.") % told
        case CoverAlarm.Kind.UNDECIDED:
            return _("%(name)s left %(n)s cases undecided. They are covered.") % told
        case CoverAlarm.Kind.REFUSED:
            return _("%(who)s does not cover for %(name)s: %(words)s") % told
        case CoverAlarm.Kind.LEFT:
            return _("%(who)s, who covered for %(name)s, has left. Name somebody else.") % told
        case CoverAlarm.Kind.LINE:
            return _("%(who)s refused a case of %(name)s, whose shift is over: %(words)s") % told
    return _("The shift of %(name)s ended with cases that nobody had. You have them now.") % told


def moment(text: str) -> datetime | None:
    """What was typed into a field of day and time, in the zone of who typed it; None when it is none."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        return None
    if found is not None and is_naive(found):
        return found.replace(tzinfo=get_current_timezone())
    return found
