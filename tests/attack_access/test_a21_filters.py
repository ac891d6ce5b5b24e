"""A21: whatever stands in a list's parameters is a value, never a part of a statement."""

import random
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attack_access.make import person, sign_in
from tests.make import company

PIECES = [
    "'", '"', "\\", ";", "--", "/*", "*/", "(", ")", "%", "%s", "%(n)s", "{}", "$1", "\x00", "\x1f", "\u202e", "０", "𝟏",
    " or 1=1", " union select password from access_user", "'; drop table cases_case; --", "pg_sleep(9)", "1e308", "-1",
    "99999999999999999999", "nan", "null", "true", "[]", "owner__password", "queue__team__members", "id__gt", "?", "#", "..", "\ud800",
]  # fmt: skip
PATHS = {
    "/": ["whose", "case", "after", "part"],
    "/work/": ["whose", "after", "part", "group", "sort", "order"],
    "/find/": ["q", "whose", "after"],
    "/settings/people/": ["q", "sort", "page"],
    "/settings/queues/": ["sort", "order"],
}


def words(luck: random.Random) -> str:
    return "".join(luck.choice(PIECES) for _ in range(luck.randint(1, 5)))


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_no_parameter_breaks_a_list_or_reaches_the_statement(path: str):
    company()
    client = Client(raise_request_exception=False)
    sign_in(client, person("boss", "administrator").email)
    luck = random.Random(21)
    for _ in range(40):
        query = "&".join(f"{name}={encoded(words(luck))}" for name in PATHS[path])
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"{path}?{query}")
        assert response.status_code < 500, query
        assert not any("access_user where 1=1" in each["sql"].lower() for each in asked)


@pytest.mark.django_db
def test_a_filter_cannot_name_a_column():
    company()
    client = Client(raise_request_exception=False)
    sign_in(client, person("boss", "administrator").email)
    plain = client.get("/work/").content
    for name in (
        "owner__password__startswith",
        "id__in",
        "queue__team",
        "order_by",
        "extra",
        "_password",
    ):
        assert client.get(f"/work/?{name}=argon2").content == plain


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pk", ["0", "-1", "9223372036854775808", "99999999999999999999999", "1e9", "１", "%00"]
)
def test_a_number_in_a_path_is_a_number_or_nothing(pk: str):
    client = Client(raise_request_exception=False)
    sign_in(client, person("boss", "administrator").email)
    assert client.get(f"/cases/{pk}/").status_code == 404
    assert client.get(f"/settings/people/{pk}/").status_code == 404
