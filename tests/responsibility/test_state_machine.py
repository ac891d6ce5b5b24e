"""Whatever happens to a case, in whatever order, twice, too late, or dying in the middle: somebody is
responsible, and what was promised is kept, missed or released, never lost."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.responsibility.machine import Responsibility

EXAMPLES = int(os.environ.get("MAKEGOOD_TEST_EXAMPLES", "10"))
STEPS = int(os.environ.get("MAKEGOOD_TEST_STEPS", "40"))


@pytest.mark.django_db
def test_somebody_is_always_responsible():
    run_state_machine_as_test(
        Responsibility,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            print_blob=True,
            phases=(Phase.generate,),  # what fails is told by its blob, not made small for minutes
        ),
    )
