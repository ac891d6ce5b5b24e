"""The first screen of whoever serves a repeat contact: what it is about, what is known, what was said and promised
so far, in five lines."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.access.policy import Principal, may
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.cases.queries import place_of, stays
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import promises_to_customer
from makegood.care.repeats.models import Mention, Recognition
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.kernel.text import shorten
from makegood.web.channels import label_of
from makegood.web.ledger import state_of, what_of

QUOTE = 140
BECAUSE = {
    "person": gettext_lazy("the same person"),
    "claimed": gettext_lazy("names a number or address of that customer"),
    "number": gettext_lazy("names the same order or device"),
    "case": gettext_lazy("names the number of that case"),
    "words": gettext_lazy("near in meaning"),
}


@dataclass(frozen=True)
class Line:
    """One of the five: what it is, and what it says."""

    label: str
    text: str
    lang: str = ""
    gold: bool = False


@dataclass
class KnownCase:
    """What stands on top of the case page. `offer`: somebody has to say whether it is the same trouble."""

    case: Case
    url: str
    lines: list[Line]
    facts: list[str]
    because: str = ""
    offer: str = ""
    verified: bool = False
    others: list[Recognition] = field(default_factory=list)


def known_of(case: Case, who: Principal) -> KnownCase | None:
    """What is known of the trouble that a case may be about, or that came again; None when nothing is, or when
    the viewer may not see that case (at most eight queries)."""
    if case.resembles_id:
        found = (
            Recognition.objects.filter(case=case, answer="")
            .select_related("known__queue", "known__owner", "known__contact")
            .order_by("-pk")
            .first()
        )
        known = stays(found.known) if found is not None else case
        if found is None or known == case or not may(who, "cases.see", place_of(known)):
            return None
        told = _told(known)
        told.because = _(", ").join(
            str(BECAUSE[name]) for name in BECAUSE if name in found.evidence
        )
        told.offer = reverse("web:recognition", args=[found.pk])
        told.verified = found.verified and "person" in found.evidence
        return told
    return _told(case) if case.repeats else None


def _told(case: Case) -> KnownCase:
    url = reverse("web:case", args=[case.pk])
    return KnownCase(case, url, five_lines(case), facts_of(case))


def five_lines(case: Case) -> list[Line]:
    """What was said and promised: how it began, his last word, our last word, our promise, where it stands."""
    said = Message.objects.filter(conversation__strand__case=case).select_related(
        "user", "conversation__account"
    )
    said = said.defer("terms", "html", "rest")
    his, ours = said.filter(author="contact"), said.exclude(author="contact")
    first, last = his.order_by("at", "pk").first(), his.order_by("-at", "-pk").first()
    answer = ours.exclude(author="system").order_by("-at", "-pk").first()
    moment = now()
    lines = [_quoted(_("It began"), first, moment)]
    if last is not None and first is not None and last.pk != first.pk:
        lines.append(_quoted(_("Their last word"), last, moment))
    lines.append(
        _quoted(_("Our last word"), answer, moment)
        if answer
        else Line(_("Our last word"), _("Nothing yet"))
    )
    lines.append(_promised(case, moment))
    lines.append(Line(_("Where it stands"), _stands(case, moment)))
    return [line for line in lines if line.text]


def _quoted(label: str, message: Message | None, moment: datetime) -> Line:
    if message is None:
        return Line(label, "")
    who = str(message.user) if message.user else label_of(message.conversation.account.kind)
    when = by_when(message.at, moment)
    text = _("%(when)s, %(who)s: “%(words)s”") % {
        "when": when,
        "who": who,
        "words": shorten(message.text, QUOTE),
    }
    return Line(label, text)


def _promised(case: Case, moment: datetime) -> Line:
    vows = promises_to_customer(case).filter(kind__in=("person", "contract", "remedy"))
    promise = vows.order_by("-state", "due").first() or (
        promises_to_customer(case).filter(state=Promise.State.OPEN).order_by("due").first()
    )
    if promise is None:
        return Line(_("Promised"), _("Nothing"))
    ended, _css = state_of(promise)
    told = {"what": what_of(promise), "when": by_when(promise.due, moment)}
    text = _("%(what)s, by %(when)s") % told
    return Line(_("Promised"), f"{text} ({ended})" if ended else text, gold=True)


def _stands(case: Case, moment: datetime) -> str:
    told = {"status": str(case.get_status_display()), "owner": str(case.owner or "–")}
    text = _("%(status)s, with %(owner)s") % told
    if case.next_deadline:
        text = _("%(text)s; next by %(when)s") % {
            "text": text,
            "when": by_when(case.next_deadline, moment),
        }
    return text


def facts_of(case: Case) -> list[str]:
    """What nobody needs to ask again: what is noted of the person, and what he named in this trouble."""
    facts = [str(fact) for fact in case.contact.facts]
    named = Mention.objects.filter(
        conversation__strand__case=case, kind__in=(Mention.Kind.NUMBER, Mention.Kind.PHONE)
    )
    facts += [f"{one.get_kind_display()}: {one.shown}" for one in named.order_by("pk")[:4]]
    proven = case.contact.handles.filter(verified_at__isnull=False).exclude(kind="chat")
    facts += [f"{one.get_kind_display()}: {one.shown}" for one in proven.order_by("pk")[:3]]
    return list(dict.fromkeys(facts))[:8]
