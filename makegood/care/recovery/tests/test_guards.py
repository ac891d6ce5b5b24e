"""Whatever writes past the operations: what must not be, the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from makegood.base.database import run
from makegood.care.promises.tests.make import make_house, open_case
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Apology
from makegood.care.recovery.tests.make import authority, budget, promised, remedy
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now

ANOTHER = (
    "INSERT INTO {0} SELECT (jsonb_populate_record(r, jsonb_build_object("
    "'id', nextval(pg_get_serial_sequence('{0}', 'id'))))).* FROM {0} r LIMIT 1"
)
REFUSED = {
    "apology_once": ANOTHER.format("recovery_apology"),
    "apology_sent_when": "UPDATE recovery_apology SET state = 'sent'",
    "apology_vouched_why": "UPDATE recovery_apology SET vouched_at = send_at",
    "authority_once": ANOTHER.format("recovery_authority"),
    "authority_most": "UPDATE recovery_authority SET most = -1",
    "budget_not_exceeded": "UPDATE recovery_budget SET held = amount + 1",
    "budget_ends_later": "UPDATE recovery_budget SET ends = starts",
    "budget_once": ANOTHER.format("recovery_budget"),
    "choice_once": ANOTHER.format("recovery_choice"),
    "nudge_once": ANOTHER.format("recovery_nudge"),
    "nudge_step": "UPDATE recovery_nudge SET step = 4",
    "nudgerule_usual_once": ANOTHER.format("recovery_nudgerule"),
    "nudgerule_in_order": "UPDATE recovery_nudgerule SET second = first",
    "offer_once": ANOTHER.format("recovery_offer"),
    "offer_only_by_consent": "UPDATE recovery_offer SET state = 'accepted', ended_at = made_at",
    "offer_accepted_or_nothing": "UPDATE recovery_offer SET cost = 5",
    "offer_ended_when": "UPDATE recovery_offer SET state = 'declined'",
    "offer_holds_of_a_budget": "UPDATE recovery_offer SET budget_id = NULL",
    "remedy_sums": "UPDATE recovery_remedy SET value = -1",
    "watchmark_one_row": "INSERT INTO recovery_watchmark (id, warning) VALUES (2, 0)",
}


@pytest.fixture
def house(db):
    """One of everything that can be written."""
    firm = make_house()
    authority()
    budget(firm.team)
    lin = firm.hire("lin")
    case = open_case(firm, owner_id=lin.pk)
    promise = promised(case, already_said=True)
    recovery.make_offer(
        case, remedies=[remedy()], promise=promise, user=lin, by=actors.user(lin.pk)
    )
    recovery.set_nudges(None, on=True, first=2, second=5, final=10, by=SYSTEM)
    recovery.note_nudge(case, step=1, outgoing=None)
    Apology.objects.create(
        promise=promise,
        because="late",
        language="en",
        text="We are sorry.",
        new_due=now() + timedelta(days=1),
        send_at=now(),
    )


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.usefixtures("house")
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        run(REFUSED[name])
    assert name in str(raised.value)
