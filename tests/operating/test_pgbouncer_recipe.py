"""What the recipe for PgBouncer puts on the role is what we set at the start of a connection."""

import re
from pathlib import Path

from makegood.config.settings import database

RECIPE = Path(__file__).resolve().parents[2] / "docs" / "recipes" / "pgbouncer.md"


def test_the_recipe_sets_on_the_role_what_the_start_of_a_connection_sets():
    options = database("postgresql://somebody@db.test/makegood")["OPTIONS"]["options"]
    ours = set(re.findall(r"-c (\w+)=(\w+)", options))
    on_role = set(re.findall(r"ALTER ROLE \w+ SET (\w+) = (\w+);", RECIPE.read_text()))
    assert ours
    assert on_role == ours
