"""Two choose product lines for their addresses at once, or bring in names of the same keys."""

import pytest

from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account, speak_for
from makegood.contact.channels.queries import lines_of_accounts
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.operations import Named, save_words
from makegood.records.assets.queries import words
from makegood.web.tests.make import make_accounts, make_staff
from tests.sessions import crossing, in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def two_addresses() -> tuple[Account, Account]:
    queue = make_accounts(make_staff())[0].queue
    made = [
        make_account(kind="email", address=f"{name}@example.com", name=name, queue=queue)
        for name in ("one", "two")
    ]
    speak_for(made[0], lines=["A"], by=SYSTEM)
    speak_for(made[1], lines=["B"], by=SYSTEM)
    return made[0], made[1]


def test_who_chooses_a_line_last_has_it():
    one, two = two_addresses()
    outcome = in_order(
        lambda: speak_for(one, lines=["A", "B", "C"], by=SYSTEM),
        lambda: speak_for(two, lines=["B", "C"], by=SYSTEM),
    )
    assert (outcome.first, outcome.second) == (None, None)
    assert lines_of_accounts() == {"A": one, "B": two, "C": two}


def test_two_who_exchange_their_lines_do_not_wait_for_each_other():
    one, two = two_addresses()
    outcome = crossing(
        lambda: speak_for(one, lines=[], by=SYSTEM),
        lambda: speak_for(one, lines=["B"], by=SYSTEM),
        lambda: speak_for(two, lines=["A"], by=SYSTEM),
    )
    assert (outcome.first, outcome.second) == (None, None)
    assert lines_of_accounts() == {"A": two, "B": one}


def test_two_tables_that_name_a_new_key_in_two_languages_both_count():
    outcome = in_order(
        lambda: save_words([Named("skill", "tv", {"en": "Televisions"})]),
        lambda: save_words([Named("skill", "tv", {"zh-Hans": "电视"})]),
    )
    assert (outcome.first, outcome.second) == (1, 1)
    assert words("skill") == {"tv": {"en": "Televisions", "zh-Hans": "电视"}}
