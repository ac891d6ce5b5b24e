"""A problem that somebody has to decide about."""

from datetime import timedelta
from typing import Any

from makegood.base.access.models import User
from makegood.insight.problems.models import Problem
from makegood.kernel.clock import now
from makegood.records.assets.models import Product


def subjects(agent: User) -> dict[str, dict[str, Any]]:
    """What the routes of the fleet are about."""
    product = Product.objects.create(key="fleet-w", model="W", names={"en": "Washer"})
    problem = Problem.objects.create(
        product=product,
        dimension="firmware",
        value="2.3.0",
        owner=agent,
        since=now().date() - timedelta(days=30),
        before=0.4,
        after=3.5,
        faults=12,
        certainty=0.9999,
        due_at=now() + timedelta(days=2),
    )
    return {"problem": {"pk": problem.pk}}
