"""A first message is read before anybody is responsible for it: how urgent it is, and to whom it belongs.

Where no rule fits, a case comes to the queue of the account, as ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from makegood.care.cases.models import Case
from makegood.desk.routing.operations import Understood, understand_many
from makegood.desk.routing.queries import queues_named, rules_of
from makegood.desk.routing.reading.complaints import SAID
from makegood.desk.routing.reading.urgency import LONGEST, NOTHING, urgency_of
from makegood.desk.routing.rules import Conditions, Told, first_that_fits
from makegood.loops.complaint_to_lead import heard_in
from makegood.loops.filing import Filing, contact_of
from makegood.records.entitlements.queries import entitled


def sort_in(filings: Sequence[Filing]) -> None:
    """Read the first words of new talks, and find their queues (no statement where nothing fits; one for the
    tiers where a rule asks for one, one for the queues). What a machine sent is not read."""
    said = [f for f in filings if not f.inbound.automatic]
    for filing in said:
        filing.reading = urgency_of(words_of(filing))
        level = max(filing.inbound.urgency, filing.reading.level)
        filing.inbound = replace(filing.inbound, urgency=level)
    tiers = _tiers(said)
    for filing in said:
        rules = rules_of(filing.account)
        found = first_that_fits(rules, _told(filing, tiers.get(contact_of(filing), "")))
        if found is not None:
            filing.rule, filing.fits = found
    queues = queues_named([f.rule.queue_id for f in said if f.rule is not None])
    for filing in said:
        if filing.rule is not None:
            filing.routed = queues.get(filing.rule.queue_id)


def words_of(filing: Filing) -> str:
    """All that he wrote, as far as it is read."""
    return f"{filing.inbound.subject}\n{filing.inbound.text}"[:LONGEST]


def _told(filing: Filing, tier: str) -> Told:
    inbound = filing.inbound
    return Told(
        text=words_of(filing),
        channel=filing.account.kind,
        language=inbound.language or (filing.contact.language if filing.contact else ""),
        place=inbound.place,
        product=inbound.product,
        tier=tier,
        urgency=inbound.urgency,
        physical=filing.reading.physical,
        complaint=heard_in(filing).grade == SAID,
    )


def _tiers(filings: Iterable[Filing]) -> dict[int, str]:
    """The tier of each contact, where a rule asks for it."""
    asked = [f for f in filings if any(_asks_tier(rule) for rule in rules_of(f.account))]
    found = entitled(sorted({contact_of(f) for f in asked})) if asked else {}
    return {pk: his.tier for pk, his in found.items()}


def _asks_tier(rule: Conditions) -> bool:
    return bool(rule.tier)


def write_down(opened: Iterable[tuple[Filing, Case]]) -> None:
    """How the cases that were opened are understood (one statement, none where there is nothing to say)."""
    understand_many(
        [
            Understood(
                case_id=case.pk,
                reading=filing.reading,
                rule_id=filing.rule.rule_id if filing.rule else None,
                fits=filing.fits,
                before_id=filing.account.queue_id if filing.rule else None,
            )
            for filing, case in opened
            if filing.reading != NOTHING or filing.rule is not None
        ]
    )
