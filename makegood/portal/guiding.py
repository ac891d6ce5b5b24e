"""The customer's guide: which question comes now, how far he is, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from makegood.care.cases.models import Case
from makegood.field.diagnosis import operations as diagnosis
from makegood.field.diagnosis.models import Answer, Fault, Session
from makegood.field.diagnosis.operations.confirming import standing_of
from makegood.field.diagnosis.queries import (
    faults_of,
    product_of,
    search_of,
    search_of_token,
    standing_answers,
)
from makegood.field.diagnosis.queries.advising import Advice, StepShown, advise, words_of
from makegood.field.diagnosis.queries.ranking import table_of_session
from makegood.field.diagnosis.rules import FaultTable
from makegood.kernel import actor as actors
from makegood.kernel import ids
from makegood.kernel.actor import Actor
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset, Product

GUIDE = Actor("system", "guide")  # nobody is signed in
MOST_QUESTIONS = 12
SURE = 0.5  # from here on a cause is named to the customer
WORTH = 0.5  # money that a question must save
HOUR = timedelta(hours=1)
CALLED = "guide-"  # begins the name of the form that a guide sends


@dataclass(frozen=True)
class Choice:
    """One answer to press. `known`: it was pressed before."""

    value: str
    words: str


@dataclass(frozen=True)
class Asked:
    """The question that stands now, and how far he is: the `number`th of about `about`."""

    key: str
    words: str
    act: str
    minutes: int
    choices: tuple[Choice, ...]
    number: int
    about: int


@dataclass(frozen=True)
class Outcome:
    """What came out: the likely cause where one is likely, what helps, whether he can do it himself."""

    cause: str
    tells: str
    remote: bool


@dataclass(frozen=True)
class Guided:
    """A guide as its page shows it. One of `asked` and `outcome` is there while it goes on."""

    session: Session
    title: str
    product: str
    given: tuple[str, ...]
    asked: Asked | None
    outcome: Outcome | None
    danger: bool


def opened(token: str) -> Session | None:
    """The guide of a token."""
    return search_of_token(ids.digest(token)) if 20 < len(token) < 80 else None


def named(names: Mapping[str, str], language: str, fallback: str) -> str:
    """A name in the customer's language."""
    return in_language(names, language) or fallback


def choices_of(product: Product) -> list[Fault]:
    """What can be wrong with it, as far as a guide can help."""
    return faults_of(product)


def begin(
    product: Product,
    fault: Fault,
    *,
    asset: Asset | None,
    language: str,
    codes: tuple[str, ...] = (),
) -> tuple[Session, str]:
    """A guide with its first question, and the token for the browser."""
    session, token = diagnosis.begin_guide(
        product=product, asset=asset, language=language, by=GUIDE
    )
    session = diagnosis.choose_fault(session, fault, by=GUIDE)
    diagnosis.note_codes(session, codes, by=GUIDE)
    point(session, language)
    return session, token


def begin_for_case(case: Case, fault: Fault, *, language: str) -> str:
    """The search of his own case, in his hands: the token for the browser."""
    by = actors.contact(case.contact_id)
    session = diagnosis.begin_for_case(case, fault=fault, by=by, origin=Session.Origin.GUIDE)
    token = diagnosis.lend(session, by=by)
    session.refresh_from_db()
    point(session, language)
    return token


def helps(case: Case) -> list[Fault]:
    """What a guide can be about in a case that goes on and of which nobody has said yet what it was."""
    if case.status in (Case.Status.CLOSED, Case.Status.RESOLVED) or standing_of(case.pk).exists():
        return []
    session = search_of(case)
    if session is not None and session.fault is not None:
        return [session.fault]
    known = product_of(case)
    return faults_of(known) if known is not None else []


def point(session: Session, language: str) -> None:
    """Write down which question stands open now: where somebody leaves is known."""
    now_at = guided(session, language)
    if now_at.danger and session.state == Session.State.OPEN:
        diagnosis.end(session, state=Session.State.STOPPED, by=GUIDE)
    elif now_at.asked is not None:
        diagnosis.ask(session, now_at.asked.key)
    elif session.asking:
        diagnosis.ask(session, "")


def guided(session: Session, language: str) -> Guided:
    """Where a guide stands. Reading changes nothing."""
    product = session.product
    advice = advise(session, language)
    answers = standing_answers(session)
    table = table_of_session(session) if session.version is not None else None
    danger = session.state == Session.State.STOPPED or advice.dangerous
    asked = None
    if table is not None and not danger and session.state == Session.State.OPEN:
        asked = _asked(session, table, advice, answers)
    over = asked is None and not danger and table is not None
    return Guided(
        session=session,
        title=named(session.fault.names, language, "") if session.fault else "",
        product=named(product.names, language, product.model) if product else "",
        given=tuple(_given(table, answers, language)) if table is not None else (),
        asked=asked,
        outcome=_outcome(table, advice, answers, language) if over and table else None,
        danger=danger,
    )


def _asked(
    session: Session, table: FaultTable, advice: Advice, answers: list[Answer]
) -> Asked | None:
    mine = [one for one in answers if one.source == Answer.Source.CUSTOMER]
    if len(mine) >= MOST_QUESTIONS or _works_again(table, answers):
        return None
    open_steps = [
        one
        for one in advice.steps
        if one.is_question and one.who == "customer" and one.worth > WORTH
    ]
    pointed = [one for one in advice.steps if one.key == session.asking and one.is_question]
    wanted = pointed or open_steps
    if not wanted:
        return None
    return _shown(wanted[0], number=len(mine) + 1, left=len(open_steps))


def _shown(step: StepShown, *, number: int, left: int) -> Asked:
    about = min(number + max(left - 1, 0), MOST_QUESTIONS)
    return Asked(
        key=step.key,
        words=step.words,
        act=step.act,
        minutes=round(step.minutes),
        choices=tuple(Choice(gain.value, gain.words) for gain in step.gains),
        number=number,
        about=max(about, number),
    )


def _works_again(table: FaultTable, answers: list[Answer]) -> bool:
    """A check was answered that means that it works."""
    for one in answers:
        check = table.check.get(one.key)
        if check is not None and check.mends and check.outcomes[0].key == one.value:
            return True
    return False


def _given(table: FaultTable, answers: list[Answer], language: str) -> list[str]:
    """What he said himself: what his device reports is nothing for a stranger who scans its code."""
    return [
        words_of(
            table,
            one.key,
            one.value if one.kind == "check" else one.value == Answer.YES,
            language,
        )
        for one in answers
        if one.source == Answer.Source.CUSTOMER and one.value != Answer.UNKNOWN
        if one.key in table.finding or one.key in table.check
    ]


def _outcome(table: FaultTable, advice: Advice, answers: list[Answer], language: str) -> Outcome:
    first = advice.causes[0] if advice.causes else None
    if first is None or first.share < SURE or first.key == "other":
        return Outcome("", "", remote=False)
    tells = ""
    for one in reversed(answers):
        check = table.check.get(one.key)
        said = (
            next((each for each in check.outcomes if each.key == one.value), None)
            if check
            else None
        )
        # What an answer tells is said only where that answer really speaks for the cause.
        if said is not None and said.tells and said.probability.get(first.key, 0) >= SURE:
            tells = in_language(said.tells, language)
            break
    return Outcome(first.name, tells, remote=first.remote)


def story(now_at: Guided) -> str:
    """What goes with the case, in the customer's language: what it is about and all that he answered."""
    lines = [f"{now_at.product}: {now_at.title}" if now_at.product else now_at.title]
    lines += [f"· {one}" for one in now_at.given]
    if now_at.danger:
        lines.append(_("I stopped because it may be dangerous, and switched it off."))
    return "\n".join(lines)
