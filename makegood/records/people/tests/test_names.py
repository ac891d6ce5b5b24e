"""A team or queue is named in the language of whoever reads, or in the nearest it has."""

import pytest

from makegood.records.people.models import Team
from makegood.records.people.queries import name_of


@pytest.mark.parametrize(
    ("names", "language", "shown"),
    [
        ({"zh-Hans": "蓝禾前台", "en": "Front desk"}, "zh-Hant", "蓝禾前台"),
        ({"zh-Hant": "香港服務台", "en": "Hong Kong"}, "zh-Hans", "香港服務台"),
        ({"zh-Hans": "前台", "zh-Hant": "前檯", "en": "Front"}, "zh-Hant", "前檯"),
        ({"zh-Hans": "前台", "zh-Hant": "", "en": "Front"}, "zh-Hant", "前台"),
        ({"en": "Front"}, "zh-Hans", "Front"),
        ({"zh-Hant": "前檯"}, "en", "前檯"),
        ({"zh-Hans": "前台", "en": "Front"}, "en", "Front"),
        ({}, "en", "front"),
    ],
)
def test_the_nearest_name_is_shown(names, language, shown):
    assert name_of(Team(key="front", names=names), language) == shown
