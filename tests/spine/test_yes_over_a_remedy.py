"""The customer says that it is solved while something is still owed to him."""

import pytest

from makegood.care.cases.models import Case
from makegood.care.cases.queries import open_question
from makegood.care.promises.operations import end_given
from makegood.care.recovery.tests.make import promised
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_to_confirmation import StillOwed, customer_says, resolve
from makegood.loops.contact_to_case import file_waiting
from tests.make import arrive, company

pytestmark = pytest.mark.usefixtures("real_commits")


@pytest.mark.parametrize("kind", ["remedy", "contract"])
def test_what_is_on_its_way_is_neither_dropped_by_a_yes_nor_fails_it(kind):
    lanhe = company()
    raw = arrive(lanhe.account, id="<m1@x>")
    file_waiting()
    case = Case.objects.get(strands__conversation__messages__raw=raw)
    resolve(case, text="Done", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    owed = promised(case, kind=kind, hours=48)
    with pytest.raises(StillOwed, match="The part arrives"):
        customer_says(open_question(case), solved=True)
    owed.refresh_from_db()
    case.refresh_from_db()
    assert (case.status, owed.state) == ("resolved", "open")
    end_given(owed, kept=True, by=SYSTEM)
    assert customer_says(open_question(case), solved=True).status == "closed"
