"""The shell, an import, a script that writes SQL: what must not be, the database refuses."""

import pytest

from conftest import _be_in_the_test_database
from makegood.base.database import rows
from makegood.base.invariants.checks import violations
from tests.responsibility.house import NOTHING, House
from tests.responsibility.rough import ATTEMPTS, TABLES
from tests.responsibility.situations import world

GUARDS = """
SELECT conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relname ~ %(ours)s AND contype IN ('c', 'u', 'x') AND conname NOT LIKE '%%_check'
UNION SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relname ~ %(ours)s AND x.indisunique AND NOT x.indisprimary
UNION SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE (c.relname ~ %(ours)s OR c.relname = 'access_user') AND NOT t.tgisinternal
"""


@pytest.fixture(scope="module")
def everywhere(django_db_setup, django_db_blocker):
    """A company with a case in every situation; what an attempt writes is undone."""
    with django_db_blocker.unblock():
        _be_in_the_test_database()
        house = House()
        try:
            yield house, world(house)
        finally:
            house.close()


@pytest.mark.parametrize(
    "number", range(len(ATTEMPTS)), ids=[f"{n}-{a.guard}" for n, a in enumerate(ATTEMPTS)]
)
def test_the_database_refuses(everywhere, number):
    house, cases = everywhere
    attempt = ATTEMPTS[number]
    met = {name: house.rough(attempt, case.pk) for name, case in cases.items()}
    told = {name: who for name, who in met.items() if who != NOTHING}
    assert told, "nowhere was anything to write"
    assert set(told.values()) == {attempt.by}, told


def test_in_none_of_these_situations_anything_is_wrong(everywhere):
    assert violations() == {}


def guards() -> set[str]:
    """Every check, uniqueness and trigger of our tables."""
    return {name for (name,) in rows(GUARDS, {"ours": TABLES})}


@pytest.mark.django_db
def test_every_guard_of_the_database_has_somebody_who_tries_it():
    assert guards() - {attempt.guard for attempt in ATTEMPTS} == set()
    assert {attempt.guard for attempt in ATTEMPTS} - guards() == set()
