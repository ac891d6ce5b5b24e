"""A review as pages show it: stars, what changed, what is owed, who may have written it, what was answered."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.base.privacy.rules import hidden
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.times import day_month, risk_of
from makegood.care.feedback.models import Match, PublicAnswer, Review, Version
from makegood.care.feedback.queries import posts_itself
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.queries import name_in
from makegood.kernel.clock import now
from makegood.kernel.text import shorten
from makegood.loops.review_to_case import OURS, signs


@dataclass(frozen=True)
class Stars:
    """Stars as signs and in words."""

    signs: str
    said: str


def stars(value: float | None) -> Stars:
    """Five signs, whole ones filled."""
    if value is None:
        return Stars("–", _("without stars"))
    whole = round(value)
    said = ngettext("%(n)s star of 5", "%(n)s stars of 5", whole) % {"n": f"{value:g}"}
    return Stars(signs(value), said)


@dataclass(frozen=True)
class Row:
    """One line of the board."""

    pk: int
    url: str
    stars: Stars
    title: str
    text: str
    lang: str
    place: str
    author: str
    edited: str
    risk: str
    state: str
    due: datetime | None
    owner: str
    at: datetime


def row_of(review: Review) -> Row:
    """The line of a review."""
    owed = review.state == Review.State.OWED
    return Row(
        pk=review.pk,
        url=reverse("reviews:review", args=[review.pk]),
        stars=stars(review.stars),
        title=hidden(review.title),
        text=shorten(hidden(review.text), 180),
        lang=review.language,
        place=name_in(review.source, html_lang()),
        author=hidden(review.author),
        edited=edited(review),
        risk=risk_of(review.answer_due, now()) if owed and review.answer_due else _tone(review),
        state=str(review.get_state_display()),
        due=review.answer_due if owed else None,
        owner=review.case.owner.name if review.case and review.case.owner else "",
        at=review.written_at,
    )


def _tone(review: Review) -> str:
    return "ok" if review.state == Review.State.ANSWERED else "wait"


def edited(review: Review) -> str:
    """What its author made of it since: "was 4 stars"."""
    if review.version == 1:
        return ""
    if review.change == Review.Change.WORDS or review.stars_before is None:
        return _("reworded")
    return _("was %(stars)s") % {"stars": stars(review.stars_before).signs}


@dataclass(frozen=True)
class Suggestion:
    """Somebody who may have written it, with the evidence in sentences."""

    row: Match
    name: str
    evidence: list[str]


def suggestion_of(match: Match) -> Suggestion:
    """The evidence in words."""
    name = str(match.contact)
    return Suggestion(
        match, name, [line for kind, what in match.evidence if (line := _seen(kind, what))]
    )


def _seen(kind: str, what: str) -> str:
    sentences = {
        "told_order": _("The source names his order %(what)s"),
        "told_device": _("The source names his device %(what)s"),
        "in_text": _("His number %(what)s stands in the review"),
        "model": _("He wrote to us about %(what)s"),
        "name": _("He has the same name: %(what)s"),
        "wrote": _("He wrote to us on %(what)s, before the review"),
        "order_day": _("He bought it shortly before: %(what)s"),
    }
    if kind in ("wrote", "order_day"):
        what = _day_said(what)
    return sentences[kind] % {"what": what} if kind in sentences else ""


def _day_said(what: str) -> str:
    """A day as people write it; anything else as it is."""
    try:
        return day_month(date.fromisoformat(what), localtime(now()).date())
    except ValueError:
        return what


@dataclass
class Shown:
    """Everything beside a review. `answer`: the one that is on its way, or waits to be posted."""

    row: Review
    stars: Stars
    edited: str
    earlier: list[tuple[Version, Stars]]
    owed: bool
    risk: str
    by_hand: bool
    answer: PublicAnswer | None
    trouble: str
    posted: list[PublicAnswer]
    suggestions: list[Suggestion] = field(default_factory=list)
    confirmed: Match | None = None  # whose review it is, as one of us said

    @property
    def may_answer(self) -> bool:
        """Whether an answer can be written now."""
        return self.answer is None and self.row.state != Review.State.GONE


def shown(review: Review) -> Shown:
    """A review with everything around it at hand (one query for messages that did not leave)."""
    answers = sorted(review.answers.all(), key=lambda a: a.pk)
    live = next((a for a in answers if a.state in PublicAnswer.LIVE), None)
    owed = review.state == Review.State.OWED
    versions = sorted(review.versions.all(), key=lambda v: -v.number)
    matches = sorted(review.matches.all(), key=lambda m: -m.strength)
    decided = review.customer_id is not None
    return Shown(
        row=review,
        stars=stars(review.stars),
        edited=edited(review),
        earlier=[(v, stars(v.stars)) for v in versions if v.number != review.version],
        owed=owed,
        risk=risk_of(review.answer_due, now()) if owed and review.answer_due else _tone(review),
        by_hand=not posts_itself(review.source),
        answer=live,
        trouble=_trouble(answers[-1]) if answers and live is None else "",
        posted=[a for a in answers if a.state == PublicAnswer.State.POSTED],
        suggestions=[]
        if decided
        else [suggestion_of(m) for m in matches if m.state == Match.State.SUGGESTED],
        confirmed=next((m for m in matches if m.state == Match.State.CONFIRMED), None),
    )


def _trouble(last: PublicAnswer) -> str:
    """Why the last answer does not stand where it should."""
    if last.state != PublicAnswer.State.FAILED or last.outgoing is None:
        return ""
    state = Outgoing.objects.filter(pk=last.outgoing).values_list("state", flat=True).first()
    if state == Outgoing.State.UNCERTAIN:
        return _(
            "We are not sure that the answer stands there. Look at the place before you answer again."
        )
    return _("The source did not take the answer. It is still owed.")


def language_note(review: Review) -> str:
    """What a writer must know where we have no words in the language of the review."""
    if review.language in OURS:
        return ""
    return _("The review is in another language. The draft is in English; write in his if you can.")
