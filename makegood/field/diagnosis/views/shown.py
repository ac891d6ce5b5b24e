"""What the pages of diagnosis say of tables, differences, scores and people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.field.diagnosis.queries.saying import COLUMNS, SHEETS
from makegood.field.diagnosis.reading.chances import COMMON, LIKELY, word_of
from makegood.field.diagnosis.reading.differences import Difference
from makegood.kernel.actor import Actor
from makegood.kernel.text import in_language


def CHANCE_WORDS() -> list[tuple[str, str, int]]:  # noqa: N802 - a list, in the language now in use
    """How often something shows: key, words, percent."""
    said = {
        "always": _("almost always"),
        "often": _("often"),
        "sometimes": _("sometimes"),
        "rarely": _("rarely"),
        "never": _("almost never"),
    }
    return [(key, said[key], round(number * 100)) for key, number in LIKELY.items()]


def COMMON_WORDS() -> list[tuple[str, str, int]]:  # noqa: N802
    """How common a cause is: key, words, percent."""
    said = {
        "most": _("half of the time"),
        "many": _("one in four"),
        "some": _("one in eight"),
        "few": _("one in twenty"),
        "hardly": _("hardly ever"),
    }
    return [(key, said[key], round(number * 100)) for key, number in COMMON.items()]


def chance_in_words(chance: float | None) -> str:
    """ "often · 70 %"; a dash where nothing is said."""
    if chance is None:
        return "–"
    word = {key: said for key, said, _n in CHANCE_WORDS()}[word_of(chance)]
    return f"{word} · {round(chance * 100)} %"


def person_of(actor: str) -> str:
    """The name of who did it."""
    found = Actor.parse(actor) if actor else None
    if found is None or found.user_id is None:
        return _("Makegood")
    user = User.objects.filter(pk=found.user_id).first()
    return user.name if user else _("Makegood")


@dataclass(frozen=True)
class ShownRow:
    """A sign or an answer with its chances, in the order of the causes."""

    name: str
    detail: str
    chances: list[str]
    is_answer: bool = False


@dataclass(frozen=True)
class ShownTable:
    """A table to read: causes, and what shows with which."""

    causes: list[tuple[str, str, str]]  # name, how common, what mends it
    heads: list[str]
    signs: list[ShownRow]
    checks: list[ShownRow]


def table_shown(table: Mapping[str, Any], language: str) -> ShownTable:
    """A table in words, for those who do not write it."""
    causes = [one for one in table.get("causes", ()) if isinstance(one, Mapping)]
    keys = [str(one.get("id")) for one in causes]
    return ShownTable(
        causes=[
            (
                in_language(one.get("name") or {}, language),
                f"{round(_number(one.get('prior')) * 100)} %",
                _mended(one),
            )
            for one in causes
        ],
        heads=[in_language(one.get("name") or {}, language) for one in causes],
        signs=[
            ShownRow(
                in_language(one.get("name") or {}, language),
                str(one.get("code") or ""),
                _chances(one, keys),
            )
            for one in table.get("symptoms", ())
        ],
        checks=_checks(table, keys, language),
    )


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _chances(row: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    given = row.get("probability") or {}
    # a figure and its sign stay on one line
    return [chance_in_words(given.get(key)).replace(" %", "\u00a0%") for key in keys]


def _mended(cause: Mapping[str, Any]) -> str:
    minutes = round(_number(cause.get("repair_minutes")))
    where = _("from afar") if cause.get("where") == "remote" else _("on site")
    parts = ", ".join(str(one.get("part")) for one in cause.get("parts") or ())
    said = _("%(minutes)s min, %(where)s") % {"minutes": minutes, "where": where}
    return f"{said} · {parts}" if parts else said


def _checks(table: Mapping[str, Any], keys: Sequence[str], language: str) -> list[ShownRow]:
    rows = []
    for check in table.get("checks", ()):
        who = who_said(str(check.get("who") or "customer"))
        detail = _("%(who)s, %(minutes)s min") % {
            "who": who,
            "minutes": round(_number(check.get("minutes"))),
        }
        rows.append(ShownRow(in_language(check.get("name") or {}, language), detail, []))
        rows += [
            ShownRow(
                in_language(one.get("name") or {}, language),
                "",
                _chances(one, keys),
                is_answer=True,
            )
            for one in check.get("outcomes", ())
        ]
    return rows


def who_said(who: str) -> str:
    """Who does it."""
    said = {
        "customer": _("the customer"),
        "agent": _("one of us, from here"),
        "technician": _("a technician on site"),
    }
    return said.get(who, who)


CHANCES = ("prior", "otherwise", "follows")  # columns that hold shares of one


@dataclass(frozen=True)
class ShownDifference:
    """A difference as a line; `what`: new or gone, "" where something was only changed; `moves`: by at least a
    whole point where it is a percentage."""

    what: str
    where: str
    before: str
    after: str
    moves: bool = True

    @property
    def is_short(self) -> bool:
        """Figures and words that stay on one line."""
        return len(self.before) < 9 and len(self.after) < 9


def differences_shown(
    found: Sequence[Difference], table: Mapping[str, Any], language: str
) -> list[ShownDifference]:
    """Differences in words: where, before, after. The causes are named as the new table names them."""
    causes = {
        one.get("id"): in_language(one.get("name") or {}, language) for one in table["causes"]
    }
    causes.setdefault("other", _("Other or unknown"))
    said = {"added": _("new"), "removed": _("gone")}
    shown = []
    for one in found:
        sheet = {"symptoms": "findings"}.get(one.sheet, one.sheet)
        place = [str(SHEETS.get(sheet, sheet)), in_language(one.name, language) or one.key]
        _column, dot, rest = one.column.rpartition("probability.")
        if one.column:
            named = COLUMNS.get(one.column)
            place.append((causes.get(rest) or rest) if dot else str(named or one.column))
        where = " › ".join(part for part in place if part)
        before, after, moves = one.before, one.after, True
        if dot or one.column.startswith(CHANCES):
            before, after, moves = _percents(before, after)
        shown.append(ShownDifference(said.get(one.what, ""), where, before, after, moves))
    return shown


def _percents(before: str, after: str) -> tuple[str, str, bool]:
    """Both as whole percent, and whether they differ so; where they do not, with one digit more."""
    whole = _percent(before, 0), _percent(after, 0)
    return (
        (*whole, True) if whole[0] != whole[1] else (_percent(before, 1), _percent(after, 1), False)
    )


def _percent(text: str, digits: int) -> str:
    try:
        return f"{float(text) * 100:.{digits}f} %"
    except ValueError:
        return text


def moving(
    found: Sequence[ShownDifference],
) -> tuple[list[ShownDifference], list[ShownDifference]]:
    """Those worth reading, and those that move by less than a point."""
    return [one for one in found if one.moves], [one for one in found if not one.moves]


@dataclass(frozen=True)
class ShownBin:
    """A point of the reliability plot: what was said, how often it was right, from how many jobs. Places in a
    drawing of 100 by 100."""

    said: int
    right: int
    jobs: int
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class ShownScores:
    """How right a table was, in percent; `brier` as it is."""

    jobs: int
    top1: int
    top3: int
    brier: str
    error: str
    bins: list[ShownBin]


def measured_shown(told: Mapping[str, Any]) -> ShownScores:
    """Scores as the pages show them."""
    jobs = int(told.get("jobs", 0))
    return ShownScores(
        jobs=jobs,
        top1=round(100 * told.get("top1", 0)),
        top3=round(100 * told.get("top3", 0)),
        brier=f"{told.get('brier', 0):.3f}",
        error=f"{100 * told.get('error', 0):.0f}",
        bins=[
            ShownBin(
                said=round(100 * one["foretold"]),
                right=round(100 * one["right"]),
                jobs=one["jobs"],
                x=round(100 * one["foretold"], 1),
                y=round(100 - 100 * one["right"], 1),
                size=round(2 + 4 * (one["jobs"] / jobs) ** 0.5, 1) if jobs else 2,
            )
            for one in told.get("bins", ())
        ],
    )


@dataclass(frozen=True)
class ShownProposal:
    """What was learned beside what is in use, on the same jobs; None where too few were new to both."""

    jobs: int
    unseen: int
    candidate: ShownScores | None
    live: ShownScores | None

    @property
    def is_better(self) -> bool:
        """More often right at once, or with less error, and in neither worse, as the figures are shown."""
        if self.candidate is None or self.live is None:
            return True  # nobody knows
        new, old = self.candidate, self.live
        no_worse = new.top1 >= old.top1 and new.brier <= old.brier
        return no_worse and (new.top1, new.brier) != (old.top1, old.brier)


def scores_shown(told: Mapping[str, Any]) -> ShownProposal:
    """The measure of a learned version."""
    return ShownProposal(
        jobs=int(told.get("jobs", 0)),
        unseen=int(told.get("unseen", 0)),
        candidate=measured_shown(told["candidate"]) if told.get("candidate") else None,
        live=measured_shown(told["live"]) if told.get("live") else None,
    )
