"""Cases in every situation that matters, made as the product makes them."""

from collections.abc import Callable
from datetime import timedelta

from makegood.base.access.models import User
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Question
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Match, Review
from makegood.care.feedback.tests.make import told as written
from makegood.care.handoffs import operations as handoffs
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations import Offer as Handing
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import (
    NewPromise,
    agree_new_time,
    make_many,
    sweep_warnings,
    tell,
)
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Offer, Watch
from makegood.care.recovery.operations.knowing import look_at
from makegood.care.tasks.models import Task
from makegood.care.tasks.operations import NewTask, ask, call_back, finish, start_plan
from makegood.contact.channels.models import Account
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import case_to_another, case_to_answer, case_to_confirmation, contact_to_case
from makegood.records.people.models import Team
from tests.make import arrive
from tests.responsibility.house import House


def by(user: User) -> actors.Actor:
    return actors.user(user.pk)


def offer_of(to: User | Team, *, comes_back: bool = False, minutes: int = 60) -> Handing:
    """What the other is told."""
    target = {"to_team": to} if isinstance(to, Team) else {"to_user": to}
    told = {"summary": "It drips", "question": "Why?", "minutes": minutes}
    return Handing(**told, **target, comes_back=comes_back)  # type: ignore[arg-type]


def opened(house: House, name: str) -> Case:
    """A fresh case of a customer of that name; the duty lead has it."""
    raw = arrive(house.firm.account, id=f"<{name}@x>", **{"from": f"{name}@example.org"})
    contact_to_case.file_waiting()
    return Case.objects.get(strands__conversation__messages__raw=raw)


def owned(house: House, name: str) -> Case:
    """A case that Wei has."""
    return cases.assign(opened(house, name), to=house.wei, reason="his", by=SYSTEM)


def give_word(case: Case, what: str = "A call") -> Promise:
    """Somebody promised, and has a week for it."""
    due = now() + timedelta(days=7)
    new = NewPromise(case=case, kind=Promise.Kind.PERSON, due=due, what=what, already_said=True)
    return make_many([new], by=SYSTEM)[0]


def resolved(house: House, case: Case) -> Question:
    return case_to_confirmation.resolve(case, user=house.lead, by=by(house.lead))


def closed(house: House, case: Case) -> Case:
    return case_to_confirmation.customer_says(resolved(house, case), solved=True)


def offered(
    house: House, case: Case, to: User | Team | None = None, *, comes_back: bool = False
) -> Handoff:
    return case_to_another.offer(
        case, offer_of(to or house.chen, comes_back=comes_back), by=by(house.wei)
    )


def asked(house: House, case: Case, **more: object) -> Task:
    told = {"team": house.billing, "title": "Is it right?", **more}
    return ask(case, new=NewTask(**told), user=house.wei, by=by(house.wei))  # type: ignore[arg-type]


LINES = ({"text": "Read it", "mandatory": True}, {"text": "File it"})


def world(house: House) -> dict[str, Case]:
    """A case in each situation, by its name."""
    with house.step():
        found = {name: owned(house, name) for name in SITUATIONS}
        for name, make in SITUATIONS.items():
            make(house, found[name])
    return found


def _kept_waiting(house: House, case: Case) -> None:
    case_to_answer.wait(case, whom="customer", reason="", by=SYSTEM)


def _promised(house: House, case: Case) -> None:
    cases.write_note(case, text="He is patient", user=house.wei, by=by(house.wei))
    give_word(case)
    house.pass_time(days=6)
    sweep_warnings()


def _missed(house: House, case: Case) -> None:
    promise = give_word(case)
    due = now() + timedelta(days=9)
    tell(promise, at=now(), outgoing=None, new_due=due, by=SYSTEM)
    agree_new_time(promise, due=due, by=SYSTEM, why="It snows")


def _declined(house: House, case: Case) -> None:
    told = {"user": house.chen, "reason": "Not mine", "by": by(house.chen)}
    case_to_another.decline(offered(house, case), **told)
    handoffs.ask_for(case, user=house.lin, reason="I know it", by=by(house.lin))


def _to_answer(house: House, case: Case) -> None:
    offer = offered(house, case, comes_back=True)
    case_to_another.accept(offer, user=house.chen, by=by(house.chen))
    case.refresh_from_db()


def _given_back(house: House, case: Case) -> None:
    _to_answer(house, case)
    case_to_another.give_back(case, answer="It leaks", user=house.chen, by=by(house.chen))


def _done(house: House, case: Case) -> None:
    finish(asked(house, case), user=house.chen, by=by(house.chen), result="It is")
    listed = asked(house, case, items=LINES)
    call_back(listed, reason="No need", user=house.wei, by=by(house.wei))


def _resolved_meanwhile(house: House, case: Case) -> None:
    asked(house, case, blocking=False)
    _declined(house, case)
    resolved(house, case)


def _closed(house: House, case: Case) -> None:
    _done(house, case)
    _declined(house, case)
    closed(house, case)


def _covered(house: House, case: Case) -> None:
    """Ming has it and is away; Chen stands in."""
    cases.assign(case, to=house.ming, reason="his", by=SYSTEM)
    absence = plan_absence(house, house.ming, cover_by=house.chen)
    cover.accept(absence, user=house.chen, by=by(house.chen))
    cover.decide(absence, case, choice="cover", by=by(house.ming))
    house.pass_time(minutes=2)
    cover.begin_due()
    cover.cover_due()


def plan_absence(house: House, user: User, *, cover_by: User | None = None) -> Absence:
    """Somebody will be away for three days from the next minute."""
    starts = now() + timedelta(minutes=1)
    return cover.plan(
        user, starts=starts, ends=starts + timedelta(days=3), cover=cover_by, by=SYSTEM
    )


def _on_a_list(house: House, case: Case) -> None:
    handover = cover.begin_handover(house.wei, at=now() + timedelta(hours=1), by=SYSTEM)
    line = handover.lines.get(case=case)
    cover.set_line(line, choice="keep", why="Nothing to do tonight", by=by(house.wei))


def something_is_offered(house: House, case: Case, promise: Promise | None = None) -> Offer:
    """A voucher, to make good."""
    return recovery.make_offer(
        case, remedies=[house.voucher], promise=promise, user=house.wei, by=by(house.wei)
    )


def _made_good(house: House, case: Case) -> None:
    promise = give_word(case)
    Watch.objects.create(promise=promise)
    recovery.draft(look_at([promise])[0])
    recovery.note_nudge(case, step=1, outgoing=None)
    something_is_offered(house, case, promise)


def reviewed(shop: Account, case: Case, *, stars: float = 1) -> Review:
    """A bad review of that shop, which is answered in this case."""
    [taken] = feedback.take_many(shop, [written(f"r{case.pk}", stars)], by=SYSTEM)
    feedback.join_case([(taken.review, case, now() + timedelta(days=1), None)])
    return taken.review


def _spoken_of(house: House, case: Case) -> None:
    """He complains, wrote a review, and one of us has answered it and confirmed that it was he."""
    feedback.complain(case, words="A scandal", channel="mail", by=SYSTEM)
    review = reviewed(house.shop, case)
    match = Match.objects.create(review=review, contact=case.contact, strength=80)
    feedback.confirm_match(match, user=house.wei)
    told = {"text": "We are sorry", "user": house.wei, "by_itself": False}
    feedback.prepare_answer(review, **told)


SITUATIONS: dict[str, Callable[[House, Case], object]] = {
    "open": lambda house, case: None,
    "given": lambda house, case: cases.assign(case, to=house.lin, reason="hers", by=SYSTEM),
    "waiting": _kept_waiting,
    "resolved": resolved,
    "resolved meanwhile": _resolved_meanwhile,
    "closed": _closed,
    "promised": _promised,
    "missed": _missed,
    "offered": offered,
    "offered to a team": lambda house, case: offered(house, case, house.firm.team),
    "declined": _declined,
    "accepted": _to_answer,
    "given back": _given_back,
    "asked": lambda house, case: asked(house, case, items=LINES),
    "to approve": lambda house, case: asked(house, case, kind="approval", approver=house.chen),
    "in steps": lambda house, case: start_plan(
        case, plan=house.plan, user=house.wei, by=by(house.wei)
    ),
    "done": _done,
    "made good": _made_good,
    "covered": _covered,
    "spoken of": _spoken_of,
    "on a list": _on_a_list,
}
