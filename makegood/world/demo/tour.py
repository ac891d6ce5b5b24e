"""What `make run` prints: where, as whom, and what to click in the first five minutes."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.feedback.models import Review
from makegood.care.repeats.models import Recognition
from makegood.contact.channels.models import Outgoing
from makegood.field.alarms.models import Alarm
from makegood.world.demo.content import read
from makegood.world.demo.house import DEPARTMENTS, PASSWORD, SIGN_INS


def describe() -> list[str]:
    """The lines that say how to go in; none where the demo company is not loaded."""
    base = settings.BASE_URL.rstrip("/")
    who, others = _who(SIGN_INS), _who(DEPARTMENTS)
    if not who:
        return []
    return [
        "The demo company is loaded: the Lanhe Group, 300 customers, 600 cases. It works on this machine only.",
        f"Sign in at {base}/ with the password {PASSWORD} as",
        *(f"  {user.email:<24} {user.name}, {user.role}" for user in who),
        "and as the departments that can be asked, two of each (billing, fraud review, parts):",
        *(f"  {user.email:<24} {user.name}, {user.role}" for user in others),
        "In the first five minutes:",
        *_tour(base, who),
    ]


def _tour(base: str, who: Sequence[User]) -> list[str]:
    lin, lead, admin = who[0], _of(who, "lead"), _of(who, "administrator")
    told = [
        [
            f"{base}/ as {lin.email}: the work, the riskiest for customers first. Open the one at the top."
        ],
        *_mail(base, who),
        _again(base, lin),
        _review(base, lin),
        [
            f"{base}/complaints/ as {lead}: who complained, by what channel, and whether it was read.",
        ],
        *_machines(base),
        [
            f"{base}/demo/far/ as {admin}: write as a customer of WeChat, WhatsApp, Telegram or SMS",
            "(simulators that speak the real protocols); answer in the workspace, and see here what arrived.",
        ],
        [
            f"{base}/demo-shop/ : ask something in the chat at the lower right.",
            f"It goes to whoever has less to do of {lin.email} and {who[1].email}, if signed in;",
            f"with nobody there, to {who[1].email}. “All work” shows it to both.",
        ],
        ["Ctrl+K in the workspace: find a customer, a number or a word, in Chinese or in English."],
        [f"{base}/trust/ as {lead}: nothing is lost, and how that is known."],
    ]
    return [
        f"  {n}. {line}" if place == 0 else f"     {line}"
        for n, lines in enumerate((lines for lines in told if lines), 1)
        for place, line in enumerate(lines)
    ]


def _mail(base: str, who: Sequence[User]) -> list[list[str]]:
    """A letter that waits for an answer, of the first who has one, and its customer's side."""
    returned = Outgoing.objects.filter(state=Outgoing.State.FAILED, case__isnull=False)
    doubles = Recognition.objects.filter(answer="")  # of which one will be closed by a later step
    waiting = (
        Case.objects.filter(channel="email", status=Case.Status.OPEN, owner__in=who)
        .exclude(unanswered_since=None)
        .exclude(pk__in=returned.values("case"))  # an answer to it would come back
        .exclude(pk__in=doubles.values("case"))
        .exclude(pk__in=doubles.values("known"))
    )
    place = {user.pk: n for n, user in enumerate(who)}
    listed = waiting.select_related("contact", "owner").order_by("pk")
    found = min(listed, key=lambda case: place.get(case.owner_id or 0, 0), default=None)
    if found is None or found.owner is None:
        return []
    return [
        [
            f"{base}/cases/{found.pk}/ as {found.owner.email}: answer a letter. A promise in it is seen as you type."
        ],
        [
            f"{base}/demo/mailbox/ in another window: be {found.contact}, read the answer, write back.",
            "Your mail goes in by real SMTP; the case moves in the first window without a reload.",
        ],
    ]


def _again(base: str, user: User) -> list[str]:
    """The second contact about a known trouble, while nobody has said what it is."""
    mine = Recognition.objects.filter(answer="", case__owner=user).exclude(case__status="closed")
    found = mine.order_by("pk").first()
    if found is None:
        return []
    return [
        f"{base}/cases/{found.case_id}/ as {user.email}: a second letter about the same fridge, from an address",
        "that nobody knew. What is known stands on top; say that it is the same, and the two are one.",
    ]


def _review(base: str, user: User) -> list[str]:
    """The bad review that waits for an answer."""
    owed = Review.objects.filter(state=Review.State.OWED, case__owner=user)
    found = owed.exclude(case__status=Case.Status.CLOSED).order_by("pk").first()
    if found is None:
        return []
    return [
        f"{base}/cases/{found.case_id}/ as {user.email}: one star in public. See who may have written it and why,",
        "take the drafted answer, post it by hand, and say where it stands.",
    ]


def _machines(base: str) -> list[list[str]]:
    """The loader that called at night, and the others."""
    found = Alarm.objects.filter(over_at=None, case__isnull=False).select_related("case__owner")
    alarm = found.order_by("-count").first()
    if alarm is None or alarm.case is None or alarm.case.owner is None:
        return []
    return [
        [
            f"{base}/cases/{alarm.case_id}/ as {alarm.case.owner.email}: a loader that reported the same fault {alarm.count} times, as one alarm;",
            "what it is likely to be, what to try next, what to bring, and whether it is covered.",
        ],
        [
            f"{program()} demo devices --burst 958F-22-00988 in another terminal: four hundred machines speak by MQTT,",
            f"one of them is in trouble. Watch {base}/alarms/ and {base}/fleet/ as {alarm.case.owner.email}.",
        ],
    ]


def program() -> str:
    """What to type for `makegood` where this runs: in a checkout it is not on the path."""
    own = Path(sys.executable).with_name("makegood")
    found = shutil.which("makegood")
    if not own.exists() or (found is not None and Path(found).samefile(own)):
        return "makegood"
    return str(own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own)


def _who(names: Sequence[str]) -> list[User]:
    mails = [read().people[name].mail for name in names]
    people = User.objects.in_bulk(mails, field_name="email")
    return [people[mail] for mail in mails if mail in people]


def _of(who: Sequence[User], role: str) -> str:
    return next((user.email for user in who if user.role == role), who[0].email)
