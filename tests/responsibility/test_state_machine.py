"""Whatever happens to a case, in whatever order, twice, too late, or dying in the middle: somebody is
responsible, and what was promised is kept, missed or released, never lost."""

import pytest

from tests.responsibility.machine import Responsibility, run


@pytest.mark.django_db
def test_somebody_is_always_responsible():
    run(Responsibility, examples=8, steps=40)
