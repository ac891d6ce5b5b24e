from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from makegood.base.ui.zones import SAID, zone_name
from makegood.kernel.clock import now


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Shanghai", "Beijing time"),
        ("America/Santiago", "Santiago time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_as_people_call_it(zone, said):
    with override("en"):
        assert zone_name(zone) == said


def test_every_zone_with_a_name_exists():
    assert all(now().astimezone(ZoneInfo(zone)).tzinfo for zone in SAID)
