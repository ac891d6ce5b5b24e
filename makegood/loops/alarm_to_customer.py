"""What the owner of a device reads of its alarm: in his language, by his channel, outside his quiet hours unless
somebody may come to harm; before he notices it himself. He can answer on the page of his case."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import ANSWERS
from makegood.contact.conversations.models import Conversation, Message
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.queries import said_in_full
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import Words, say
from makegood.loops.case_to_confirmation import ASKS_ITSELF, status_link
from makegood.loops.public_places import is_public
from makegood.records.assets.models import Asset
from makegood.records.entitlements.queries.deciding import decide
from makegood.records.entitlements.queries.wording import headline, product_name
from makegood.records.privacy.queries import DANGER

NOTICE = "notice"


def zone_at(asset: Asset, case: Case) -> str:
    """By whose clock times are said: where the device stands, else where its owner is."""
    if asset.site is not None and asset.site.zone != "UTC":
        return asset.site.zone
    return case.contact.zone


def tell_raised(case: Case, alarm: Alarm) -> Message | None:
    """He hears what his device reported, that somebody has it, by when he hears more, and whether it is
    covered. None where there is no address of his."""
    talk = _talk(case)
    if talk is None:
        return None
    with override(case.language.lower()), timezone.override(zone_at(alarm.asset, case)):
        text = _raised(case, alarm, talk)
    danger = alarm.rule is not None and alarm.rule.danger
    words = Words(text=text, subject=case.subject, purpose=DANGER if danger else NOTICE)
    return say(talk, words, case=case)


def tell_cleared(case: Case, alarm: Alarm) -> Message | None:
    """He hears that his device reports no trouble any more, and that a person decides what is left to do; only
    if he was told of the trouble."""
    talk = _talk(case)
    if talk is None or not _was_told(talk):
        return None
    with override(case.language.lower()), timezone.override(zone_at(alarm.asset, case)):
        text = _cleared(case, alarm, talk)
    return say(talk, Words(text=text, subject=case.subject, purpose=NOTICE), case=case)


def _talk(case: Case) -> Conversation | None:
    talks = [one for one in conversations_of(case) if one.peer and not is_public(one)]
    return talks[0] if talks else None


def _was_told(talk: Conversation) -> bool:
    return talk.messages.filter(author=Message.Author.SYSTEM).exists()


def _raised(case: Case, alarm: Alarm, talk: Conversation) -> str:
    asset, moment = alarm.asset, now()
    told = {
        "name": product_name(asset, case.language),
        "serial": asset.serial,
        "what": said_in_full(alarm, case.language),
        "when": by_when(alarm.first_at, moment),
        "owner": case.owner.name if case.owner else "",
        "number": case.number,
    }
    lines = [
        _("Your %(name)s (serial number %(serial)s) has reported a fault: %(what)s, %(when)s.")
        % told,
        _danger(alarm),
        _("You need not call us. %(owner)s has it as case %(number)s and writes to you by %(due)s.")
        % {**told, "due": _due(case)},
        _covered(asset, case),
        _page(case, talk),
    ]
    return "\n\n".join(line for line in lines if line)


def _danger(alarm: Alarm) -> str:
    if alarm.rule is None or not alarm.rule.danger:
        return ""
    return _("Please stop it and keep away from it until one of us has told you that it is safe.")


def _due(case: Case) -> str:
    """When he hears from us, as it was promised."""
    answers = case.promises.filter(kind__in=ANSWERS, state=Promise.State.OPEN)
    first = answers.order_by("due").first()
    return by_when(first.due if first else (case.next_deadline or now()), now())


def _covered(asset: Asset, case: Case) -> str:
    """Whether it costs him anything, where we know that it does not."""
    found = decide(asset)
    if not found.covered:
        return ""
    return _("%(said)s.") % {"said": headline(found, zone=zone_at(asset, case))}


def _cleared(case: Case, alarm: Alarm, talk: Conversation) -> str:
    asset = alarm.asset
    told = {
        "name": product_name(asset, case.language),
        "serial": asset.serial,
        "owner": case.owner.name if case.owner else "",
        "when": by_when(alarm.cleared_at or now(), now()),
    }
    lines = [
        _("Your %(name)s (serial number %(serial)s) has reported no fault any more since %(when)s.")
        % told,
        _("%(owner)s looks whether anything is left to do, and tells you.") % told,
        _page(case, talk),
    ]
    return "\n\n".join(line for line in lines if line)


def _page(case: Case, talk: Conversation) -> str:
    if talk.account.kind in ASKS_ITSELF:
        return ""
    return _("Where it stands, and where you can answer: %(link)s") % {"link": status_link(case)}
