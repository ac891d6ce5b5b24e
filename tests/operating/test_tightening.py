"""A check that becomes stricter: what is there already stops the step with a word on what to do, and no row is lost."""

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ProjectState

from makegood.base.alongside import TightenCheck
from makegood.base.database import rows
from makegood.records.assets.models import Site

TOLD = "SELECT convalidated, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'site_on_earth'"
WEAK = "ALTER TABLE assets_site DROP CONSTRAINT site_on_earth, ADD CONSTRAINT site_on_earth CHECK (latitude < 90)"


@pytest.mark.django_db
def test_a_stricter_check_waits_for_rows_that_do_not_fit_and_can_be_repeated() -> None:
    state = ProjectState.from_apps(apps)
    [check] = [one for one in Site._meta.constraints if isinstance(one, models.CheckConstraint)]
    step = TightenCheck("Site", check, advice="write both, or neither.")
    [strict] = rows(TOLD)
    rows(WEAK)
    [weak] = rows(TOLD)
    site = Site.objects.create(name="Half a place", latitude=3)

    def go() -> None:
        rows("SET CONSTRAINTS ALL IMMEDIATE")
        with transaction.atomic(), connection.schema_editor(atomic=False) as editor:
            step.database_forwards("assets", editor, state, state)

    with pytest.raises(CommandError, match=rf"id {site.pk}, .*write both, or neither"):
        go()
    assert rows(TOLD) == [weak]
    Site.objects.filter(pk=site.pk).update(longitude=4)
    for _again in range(2):
        go()
        assert rows(TOLD) == [strict]
        assert strict[0]
    with pytest.raises(IntegrityError, match="site_on_earth"), transaction.atomic():
        Site.objects.filter(pk=site.pk).update(longitude=None)
