"""What a search says to whoever looks, in his language: causes with reasons, the next step, what to bring."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from makegood.field.diagnosis.models import Session
from makegood.field.diagnosis.queries.ranking import (
    Evidence,
    said_in,
    table_of_session,
)
from makegood.field.diagnosis.queries.saying import flaw_said, money_said
from makegood.field.diagnosis.rules import OTHER, BadTable, FaultTable, Flaw, read_table
from makegood.field.diagnosis.rules.bringing import Bag, bring
from makegood.field.diagnosis.rules.costs import Costs
from makegood.field.diagnosis.rules.hypotheses import Answer
from makegood.field.diagnosis.rules.ranking import Likely, Ranking, Weight, posterior
from makegood.field.diagnosis.rules.steps import Possible, Step, next_step
from makegood.kernel.text import in_language
from makegood.records.assets.models import Part, Word
from makegood.records.assets.queries import words

CAUSES_SHOWN = 6
SPEAKS_ALONE = 3  # letters of an answer: more than yes, no, 是 and 否


@dataclass(frozen=True)
class Reason:
    """Something that is known, as words: why a cause is likelier or less likely. `strength` as the engine has it."""

    key: str
    words: str
    strength: str


@dataclass(frozen=True)
class CauseShown:
    """A cause with its share (0 to 1), its rank, and what speaks for it and against it."""

    key: str
    name: str
    share: float
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]
    danger: bool
    remote: bool

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True)
class Gain:
    """What an answer would tell: how likely it comes, the cause that it raises most, from and to (percent).
    `ends`: it works again."""

    value: str
    words: str
    tells: str
    share: float
    cause: str
    before: int
    after: int
    ends: bool = False


@dataclass(frozen=True)
class StepShown:
    """The next thing to do. `act`: ask, check, repair or hand_over; `who`: customer, agent, technician. `cost`:
    of it alone; `expected`: all that is to be paid until it works; `worth`: what it saves."""

    act: str
    key: str
    words: str
    who: str
    minutes: float
    cost: float
    expected: float
    worth: float
    settles: float
    trip: bool = False
    gains: tuple[Gain, ...] = ()
    currency: str = ""

    @property
    def costs(self) -> str:
        """What it costs, as people write sums."""
        return money_said(self.cost, self.currency)

    @property
    def saves(self) -> str:
        """What it saves on average, likewise."""
        return money_said(self.worth, self.currency)

    @property
    def is_question(self) -> bool:
        """Something to find out, and not to do."""
        return self.act in ("ask", "check")


@dataclass(frozen=True)
class PartShown:
    """A part to bring: how likely it is needed, what it costs."""

    number: str
    name: str
    quantity: int
    share: float
    price: Decimal | None
    currency: str

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True)
class Advice:
    """Everything that a page shows of a search. `one_trip`: how likely all parts and skills named here mend it;
    `flaws`: why a draft cannot say anything yet."""

    causes: tuple[CauseShown, ...] = ()
    steps: tuple[StepShown, ...] = ()
    parts: tuple[PartShown, ...] = ()
    skills: tuple[tuple[str, int], ...] = ()
    one_trip: float = 0.0
    minutes: int = 0
    remote_share: float = 0.0
    dangerous: bool = False
    in_conflict: bool = False
    conflicting: tuple[str, ...] = ()
    flaws: tuple[tuple[str, str], ...] = ()

    @property
    def next(self) -> StepShown | None:
        return self.steps[0] if self.steps else None


def advise(session: Session, language: str) -> Advice:
    """What the search of a case says now."""
    if session.version is None:
        return Advice()
    asked = set(
        session.answers.filter(undone_at=None, value="unknown").values_list("key", flat=True)
    )
    return advice_of(table_of_session(session), said_in(session), language, skip=asked)


def preview_of(table: Mapping[str, Any], language: str) -> Advice:
    """What a draft would say before anything is known, or the flaws that keep it from saying anything, each with
    the place in the editor (`causes-2-prior`)."""
    try:
        read = read_table(table)
    except BadTable as error:
        flaws = tuple((_place(flaw), flaw_said(flaw, table)) for flaw in error.flaws)
        return Advice(flaws=flaws)
    return advice_of(read, {}, language)


def _place(flaw: Flaw) -> str:
    sheet = {"findings": "symptoms", "outcomes": "checks"}.get(flaw.sheet, flaw.sheet)
    part = f"-{flaw.part}" if flaw.part else ""
    return f"{sheet}-{flaw.row}{part}-{flaw.column}"


def advice_of(
    table: FaultTable, evidence: Evidence, language: str, *, skip: set[str] | None = None
) -> Advice:
    """What a table says of evidence; `skip`: what was asked and nobody knew."""
    ranking = posterior(table, evidence)
    known = _parts_of(table)
    prices = {number: float(part.price or 0) for number, part in known.items()}
    costs = Costs(prices=prices)
    steps = next_step(table, evidence, costs, skip=skip or set())
    bag = bring(table, evidence, costs)
    shown = [_cause(table, one, evidence, language) for one in ranking.causes]
    currency = _currency_of(known.values())
    work = (one.probability * table.cause[one.key].repair.minutes for one in ranking.causes)
    return Advice(
        causes=tuple(shown[:CAUSES_SHOWN]),
        steps=tuple(
            replace(_step(table, one, ranking, language), currency=currency) for one in steps
        ),
        parts=_parts(bag, known, language),
        skills=_skills(bag, language),
        one_trip=bag.one_trip,
        minutes=round(sum(work)),
        remote_share=sum(one.share for one in shown if one.remote),
        dangerous=ranking.dangerous,
        in_conflict=ranking.in_conflict,
        conflicting=tuple(
            words_of(table, key, evidence[key], language) for key in ranking.conflicting
        ),
    )


def _skills(bag: Bag, language: str) -> tuple[tuple[str, int], ...]:
    """Skills by the names that we gave them; one without a name as the table has it (one statement)."""
    named = words(Word.Of.SKILL, [skill for skill, _level in bag.needed])
    return tuple(
        (in_language(named.get(skill) or {}, language) or skill, level)
        for skill, level in bag.needed
    )


def _parts_of(table: FaultTable) -> dict[str, Part]:
    numbers = {need.part for cause in table.causes for need in cause.repair.parts}
    return (
        {part.number: part for part in Part.objects.filter(number__in=numbers)} if numbers else {}
    )


def _currency_of(parts: Iterable[Part]) -> str:
    """The money that sums are in: that of the parts, else of the newest part we know; "" where they differ."""
    found = {part.currency for part in parts}
    if not found:
        return Part.objects.order_by("-pk").values_list("currency", flat=True).first() or ""
    return found.pop() if len(found) == 1 else ""


def _cause(table: FaultTable, one: Likely, evidence: Evidence, language: str) -> CauseShown:
    cause = table.cause[one.key]
    return CauseShown(
        key=one.key,
        name=cause_name(table, one.key, language),
        share=one.probability,
        speaks_for=_reasons(table, one.reasons_for[:3], evidence, language),
        speaks_against=_reasons(table, one.reasons_against[:2], evidence, language),
        danger=cause.danger,
        remote=cause.repair.where == "remote",
    )


def cause_name(table: FaultTable, key: str, language: str) -> str:
    """A cause in words."""
    cause = table.cause.get(key)
    said = in_language(cause.names, language) if cause else ""
    return said or (_("Other or unknown") if key == OTHER else key)


def _reasons(
    table: FaultTable, weights: Sequence[Weight], evidence: Evidence, language: str
) -> tuple[Reason, ...]:
    """What really moves it; where nothing does, the first that moves it a little."""
    found = [_reason(table, one, evidence, language) for one in weights]
    return tuple([one for one in found if one.strength != "little"] or found[:1])


def _reason(table: FaultTable, weight: Weight, evidence: Evidence, language: str) -> Reason:
    words = words_of(table, weight.key, evidence[weight.key], language, brief=True)
    return Reason(weight.key, words, weight.strength)


def words_of(
    table: FaultTable, key: str, answer: Answer, language: str, *, brief: bool = False
) -> str:
    """What is known, as a reader says it: "Menu: steady"; `brief`: the answer alone where it speaks for itself."""
    if key in table.finding:
        name = in_language(table.finding[key].names, language) or key
        return name if answer is True else _("Not so: %(what)s") % {"what": name}
    check = table.check.get(key)
    if check is None:
        return key
    outcome = next((one for one in check.outcomes if one.key == answer), None)
    said = in_language(outcome.names, language) if outcome else str(answer)
    asked = (in_language(check.names, language) or key).rstrip("?？ ")
    if brief and len(said) > SPEAKS_ALONE:
        return said
    return _("%(asked)s: %(said)s") % {"asked": asked, "said": said or answer}


def _step(table: FaultTable, step: Step, ranking: Ranking, language: str) -> StepShown:
    return StepShown(
        act=step.act,
        key=step.key,
        words=_asked(table, step, language),
        who=step.who,
        minutes=step.minutes,
        cost=step.cost,
        expected=step.expected,
        worth=step.worth,
        settles=step.settles,
        trip=step.trip,
        gains=tuple(_gain(table, step.key, one, ranking, language) for one in step.answers),
    )


def _asked(table: FaultTable, step: Step, language: str) -> str:
    if step.act == "repair":
        return cause_name(table, step.key, language)
    asked = table.finding.get(step.key) or table.check.get(step.key)
    return in_language(asked.names, language) or step.key if asked else ""


def _gain(table: FaultTable, key: str, answer: Possible, now: Ranking, language: str) -> Gain:
    rises = {cause: share - now.of(cause).probability for cause, share in answer.causes.items()}
    first = max(rises, key=lambda cause: rises[cause])
    check = table.check.get(key)
    said = (
        next((one for one in check.outcomes if one.key == answer.answer), None) if check else None
    )
    is_yes = answer.answer is True
    if isinstance(answer.answer, bool):
        plain, value = (_("Yes") if is_yes else _("No")), ("yes" if is_yes else "no")
    else:
        plain = value = answer.answer
    return Gain(
        value=value,
        words=(in_language(said.names, language) if said else "") or plain,
        tells=in_language(said.tells, language) if said else "",
        share=answer.probability,
        cause=cause_name(table, first, language),
        before=round(now.of(first).probability * 100),
        after=round(answer.causes[first] * 100),
        ends=answer.ends,
    )


def _parts(bag: Bag, known: Mapping[str, Part], language: str) -> tuple[PartShown, ...]:
    """What is to be taken, the likeliest first."""
    return tuple(
        PartShown(
            number=one.part,
            name=in_language(known[one.part].names, language) if one.part in known else "",
            quantity=one.quantity,
            share=one.probability,
            price=known[one.part].price if one.part in known else None,
            currency=known[one.part].currency if one.part in known else "",
        )
        for one in bag.parts
        if one.bring
    )
